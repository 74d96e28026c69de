package io.crmkit.customer.duplicates;

import java.util.Set;

/**
 * What words are worth where no base may say so: a check before saving answers the same on every node, and tells nothing of
 * records that its reader cannot see, so it cannot count their words. The figures are those of a large base, in bits: a word that
 * one record in 256 has is worth 8.
 */
final class Worth {

    /** As many records as the figures are made for. */
    private static final int RECORDS = 1 << 20;

    private static final double HARDLY_ANY = 0.5;
    private static final double GENERIC = 4;
    private static final double PLACEHOLDER = 5;

    /** What half of all companies call themselves. */
    private static final Set<String> GENERIC_PAIRS = Set.of(
            ("科技 技术 贸易 商贸 实业 电子 机械 设备 工程 建筑 建设 建材 化工 食品 医药 医疗 器械 信息 网络 软件 咨询 管理 投资 控股 发展 进出 出口 国际 物流 运输 服装 服饰 纺织 "
                            + "家具 家居 装饰 装修 广告 传媒 文化 传播 教育 培训 农业 生物 环保 环境 能源 电气 电器 电力 自动 动化 仪器 仪表 汽车 配件 五金 塑料 塑胶 橡胶 钢铁 金属 材料 新材 包装 "
                            + "印刷 玻璃 陶瓷 灯饰 照明 光电 半导 导体 通信 通讯 智能 数据 供应 应链 服务 酒店 餐饮 旅游 地产 置业 物业 保险 银行 证券 基金 租赁 医院 学校 大学 学院 研究 究院 "
                            + "工业 制造 制品 加工 销售 百货 超市 模具 精密 数控 机电 安装 园林 绿化 珠宝 工艺 礼品 日用 用品 电商 商务 企业 系统 计算 算机 数码 创意 设计 制药 药业 健康 美容 养殖 种植")
                    .split(" "));

    private static final Set<String> GENERIC_WORDS = Set.of(
            ("technology technologies tech trading trade international global systems system solutions services service "
                            + "group holdings holding industries industrial industry electronics electronic machinery engineering "
                            + "construction consulting management investment development logistics transport media software digital data "
                            + "network networks medical health healthcare pharma food foods education energy power automotive auto "
                            + "materials chemical chemicals steel metal plastics packaging printing design marketing partners associates "
                            + "enterprise enterprises import export china shanghai beijing shenzhen new national american united general "
                            + "center centre store shop school academy care restaurant cafe hotel bank insurance")
                    .split(" "));

    private static final Set<String> PLACEHOLDERS =
            Set.of("13800138000", "13888888888", "13900139000", "12345678", "123456789", "1234567890", "12345678901");

    private Worth() {}

    /** {@return the shipped figures} */
    static Worth shipped() {
        return new Worth();
    }

    /** {@return how many records the figures are made for} */
    int records() {
        return RECORDS;
    }

    /** {@return how many bits it says that a record has the word} */
    double of(Section section, String word) {
        boolean han = !word.isEmpty() && Wording.isHan(word.charAt(0));
        return switch (section) {
            case NAME -> han ? 8 : GENERIC_WORDS.contains(word) ? GENERIC : word.length() < 3 ? 9 : 13;
            case NAME_KEY, EMAIL, OTHER_ID -> 20;
            case PHONE -> isPlaceholder(word) ? PLACEHOLDER : 20;
            case WEBSITE, STREET_KEY -> 18;
            case INITIALS, BIRTH_DATE -> 14;
            case GIVEN -> han ? 3 + 4 * word.length() : 8;
            case FAMILY -> han ? 5 : 9;
            case POSTCODE -> 10;
            case STREET -> han ? 7 : 9;
            case TEXT -> 8;
            case NUMBER -> 6;
            case CITY -> 5;
            case NAME_REGION -> 4;
            case REGION, CATEGORY -> 3;
        };
    }

    /** {@return the same, knowing that the record has another word right before it} */
    double after(Section section, String before, String word) {
        return section == Section.NAME && GENERIC_PAIRS.contains(before + word) ? HARDLY_ANY : of(section, word);
    }

    /** Numbers that people write when they know none. */
    private static boolean isPlaceholder(String digits) {
        return PLACEHOLDERS.contains(digits)
                || digits.chars().skip(2).distinct().count() <= 1;
    }
}
