package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads what a record says: its words, section by section. For one thread. */
final class WordReader {

    private static final int LONGEST = 1_000;
    private static final int MOST_WORDS = 100;

    private static final Set<String> FREE_MAIL = Set.of(
            "gmail.com",
            "qq.com",
            "163.com",
            "126.com",
            "hotmail.com",
            "outlook.com",
            "yahoo.com",
            "sina.com",
            "sohu.com",
            "foxmail.com",
            "aliyun.com",
            "139.com",
            "icloud.com",
            "aol.com",
            "live.com",
            "msn.com");

    private static final Set<String> DOUBLE_SURNAMES =
            Set.of("欧阳", "上官", "司马", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯", "长孙", "宇文", "独孤", "南宫");

    private static final Set<String> TITLES =
            Set.of("总", "经理", "总经理", "先生", "女士", "小姐", "老师", "主任", "工", "老板", "董", "会计");

    private static final String[] NOTHING = {};

    private final Wording wording;
    private final ChineseScript script;
    private final List<List<String>> sections = new ArrayList<>(Section.COUNT);

    WordReader(ChineseScript script) {
        this.script = script;
        this.wording = new Wording(script);
        for (int s = 0; s < Section.COUNT; s++) {
            sections.add(new ArrayList<>(4));
        }
    }

    /** {@return of each section its words; an empty one stands for a name that is not known} */
    String[][] read(MatchRecord record) {
        sections.forEach(List::clear);
        List<String> given = new ArrayList<>(1);
        List<String> family = new ArrayList<>(1);
        for (MatchRecord.Value value : record.values()) {
            String text = wording.folded(cut(value.text()).strip());
            switch (value.role()) {
                case ORGANISATION -> organisation(text);
                case PERSON -> person(text);
                case GIVEN_NAME -> given.add(Wording.squeezed(text));
                case FAMILY_NAME -> family.add(Wording.squeezed(text));
                case PHONE -> add(Section.PHONE, phone(text));
                case HOUSE_NUMBER -> add(Section.NUMBER, houseNumber(text));
                case STREET -> street(text);
                case CITY -> city(text);
                case REGION -> add(Section.REGION, ChineseRegions.plain(Wording.squeezed(text)));
                case POSTCODE -> add(Section.POSTCODE, Wording.squeezed(text));
                case EMAIL -> email(text);
                case WEBSITE -> add(Section.WEBSITE, site(text));
                case BIRTH_DATE -> add(Section.BIRTH_DATE, Wording.digits(text));
                case OTHER_ID -> add(Section.OTHER_ID, Wording.squeezed(text));
                case CATEGORY -> Wording.words(text).forEach(w -> add(Section.CATEGORY, w));
                case TEXT -> Wording.words(text).forEach(w -> add(Section.TEXT, w));
            }
        }
        int people = Math.max(given.size(), family.size());
        for (int i = 0; i < people; i++) {
            sections.get(Section.GIVEN.at()).add(i < given.size() ? given.get(i) : "");
            sections.get(Section.FAMILY.at()).add(i < family.size() ? family.get(i) : "");
        }
        String[][] words = new String[Section.COUNT][];
        for (int s = 0; s < Section.COUNT; s++) {
            words[s] = sections.get(s).isEmpty() ? NOTHING : sections.get(s).toArray(NOTHING);
        }
        return words;
    }

    private void add(Section section, String word) {
        List<String> words = sections.get(section.at());
        if (!word.isEmpty() && words.size() < MOST_WORDS) {
            words.add(word);
        }
    }

    /** What comes after so many characters tells nobody apart, and a cell may have millions. */
    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    private void organisation(String text) {
        OrganisationName name = OrganisationName.of(text);
        Set<String> words = new LinkedHashSet<>(name.words());
        StringBuilder key = new StringBuilder();
        StringBuilder initials = new StringBuilder();
        for (String word : words) {
            add(Section.NAME, word);
            key.append(word);
            char first = word.charAt(0);
            char initial = Wording.isHan(first) ? script.initial(first) : first;
            if (initial != 0) {
                initials.append(initial);
            }
        }
        add(Section.NAME_KEY, key.toString());
        if (initials.length() >= 3) {
            add(Section.INITIALS, initials.toString());
        }
        name.regions().forEach(r -> add(Section.NAME_REGION, r));
    }

    private void person(String text) {
        String given;
        String family;
        String squeezed = Wording.squeezed(text);
        if (!squeezed.isEmpty() && Wording.isHan(squeezed.charAt(0)) && squeezed.length() <= 5) {
            int length = squeezed.length() > 2 && DOUBLE_SURNAMES.contains(squeezed.substring(0, 2)) ? 2 : 1;
            family = squeezed.substring(0, length);
            given = squeezed.substring(length);
            if (TITLES.contains(given)) {
                given = "";
            }
        } else {
            int comma = text.indexOf(',');
            String ordered = comma > 0 ? text.substring(comma + 1) + " " + text.substring(0, comma) : text;
            List<String> words = Wording.words(ordered);
            words.removeIf(w -> w.equals("mr") || w.equals("mrs") || w.equals("ms") || w.equals("dr"));
            if (words.isEmpty()) {
                return;
            }
            family = words.get(words.size() - 1);
            given = String.join("", words.subList(0, words.size() - 1));
        }
        sections.get(Section.GIVEN.at()).add(given);
        sections.get(Section.FAMILY.at()).add(family);
    }

    private static String houseNumber(String text) {
        String digits = Wording.digits(text);
        return digits.isEmpty() ? Wording.squeezed(text) : Address.withoutZeros(digits);
    }

    private void street(String text) {
        Address address = Address.of(text);
        if (sections.get(Section.NUMBER.at()).isEmpty()) {
            add(Section.NUMBER, address.number());
        } else if (!address.number().isEmpty()) {
            add(Section.STREET, address.number());
        }
        address.words().forEach(w -> add(Section.STREET, w));
        add(Section.STREET_KEY, String.join("", address.words()));
        address.places().forEach(this::place);
    }

    /** A city; in Chinese perhaps with its province and district, or a whole address that got there. */
    private void city(String text) {
        String squeezed = Wording.squeezed(text);
        if (squeezed.isEmpty() || !Wording.isHan(squeezed.charAt(0))) {
            add(Section.CITY, squeezed);
        } else {
            Address address = Address.of(squeezed);
            if (address.places().isEmpty()) {
                add(Section.CITY, squeezed);
            } else {
                street(text);
            }
        }
    }

    private void place(String plain) {
        add(ChineseRegions.isProvince(plain) ? Section.REGION : Section.CITY, plain);
    }

    /** Digits without an exit code, country code or trunk zero. */
    private static String phone(String text) {
        String digits = Wording.digits(text);
        if (digits.startsWith("00")) {
            digits = digits.substring(2);
        }
        if (digits.startsWith("86") && digits.length() >= 12) {
            digits = digits.substring(2);
        }
        if (digits.startsWith("1") && digits.length() == 11 && digits.charAt(1) < '3') {
            digits = digits.substring(1);
        }
        if (digits.startsWith("0") && digits.length() >= 9) {
            digits = digits.substring(1);
        }
        return digits.length() < 5 ? "" : digits;
    }

    private void email(String text) {
        int at = text.indexOf('@');
        if (at > 0 && at < text.length() - 1) {
            add(Section.EMAIL, text.replace(" ", ""));
            String domain = text.substring(at + 1).strip();
            if (!FREE_MAIL.contains(domain)) {
                add(Section.WEBSITE, domain);
            }
        }
    }

    private static String site(String text) {
        String rest = text;
        int scheme = rest.indexOf("://");
        if (scheme >= 0) {
            rest = rest.substring(scheme + 3);
        }
        int end = 0;
        while (end < rest.length() && "/?#:".indexOf(rest.charAt(end)) < 0) {
            end++;
        }
        rest = rest.substring(0, end);
        return rest.startsWith("www.") ? rest.substring(4) : rest;
    }
}
