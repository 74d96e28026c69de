package io.crmkit.customer.duplicates;

import io.crmkit.shared.Label;

/** What a value of a record says of its bearer; all that duplicate detection is told of a data set (CUS-05). */
public enum Role {
    /** Name of a company, shop, school or other organisation. */
    ORGANISATION("单位名称", "organisation name"),
    /** Whole name of a person. */
    PERSON("姓名", "person's name"),
    /** Given name of a person. */
    GIVEN_NAME("名", "given name"),
    /** Family name of a person. */
    FAMILY_NAME("姓", "family name"),
    /** Telephone or fax number. */
    PHONE("电话", "phone"),
    /** House number, when it stands apart from the street. */
    HOUSE_NUMBER("门牌号", "house number"),
    /** Street line of an address, with or without its number; also a whole address in one text. */
    STREET("街道地址", "street"),
    /** City, town, suburb or district. */
    CITY("城市", "city"),
    /** Province or state. */
    REGION("省份", "region"),
    /** Postal code. */
    POSTCODE("邮编", "postal code"),
    /** E-mail address. */
    EMAIL("邮箱", "e-mail"),
    /** Website. */
    WEBSITE("网址", "website"),
    /** Date of birth. */
    BIRTH_DATE("出生日期", "date of birth"),
    /** Another number that is meant to be its bearer's alone: tax, registration, insurance number. */
    OTHER_ID("其他编号", "other id"),
    /** Kind, industry, cuisine and the like. */
    CATEGORY("类别", "category"),
    /** Free text. */
    TEXT("文本", "text");

    private final String zh;
    private final String en;

    Role(String zh, String en) {
        this.zh = zh;
        this.en = en;
    }

    /** {@return what people call it} */
    public Label label() {
        return new Label(zh, en);
    }
}
