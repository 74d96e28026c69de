package io.crmkit.customer.duplicates;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;

/** Places that Chinese company names and addresses begin with. */
final class ChineseRegions {

    private static final Set<String> PROVINCES =
            names("北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 "
                    + "内蒙古 广西 西藏 宁夏 新疆 香港 澳门");

    /** Cities that are named without 市; left out are those that are better known as something else. */
    private static final Set<String> CITIES =
            names("石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁 呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 "
                    + "呼伦贝尔 巴彦淖尔 乌兰察布 锡林郭勒 阿拉善 沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 葫芦岛 长春 四平 辽源 通化 白山 松原 白城 延边 "
                    + "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭 南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 "
                    + "昆山 常熟 张家港 江阴 杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 "
                    + "六安 亳州 池州 宣城 福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶 济南 青岛 淄博 枣庄 东营 "
                    + "烟台 潍坊 济宁 泰安 威海 日照 莱芜 临沂 德州 聊城 滨州 菏泽 郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 "
                    + "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 广州 韶关 深圳 珠海 "
                    + "汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 "
                    + "崇左 海口 三亚 儋州 成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山 贵阳 六盘水 遵义 安顺 毕节 铜仁 "
                    + "黔东南 黔西南 黔南 昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆 拉萨 日喀则 昌都 林芝 那曲 西安 铜川 宝鸡 咸阳 渭南 延安 "
                    + "汉中 榆林 安康 商洛 兰州 嘉峪关 金昌 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南 西宁 海东 果洛 玉树 银川 石嘴山 吴忠 固原 乌鲁木齐 克拉玛依 吐鲁番 哈密 "
                    + "昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 石河子");

    private static final String[] AUTONOMOUS = {"自治区", "自治州", "自治县", "自治旗", "特别行政区"};
    private static final int LONGEST = 14;

    private ChineseRegions() {}

    private static Set<String> names(String text) {
        return Arrays.stream(text.split(" ")).collect(Collectors.toCollection(HashSet::new));
    }

    /** {@return whether a place is a province, or a city of that rank} */
    static boolean isProvince(String plain) {
        return PROVINCES.contains(plain);
    }

    /**
     * The place that a text begins with.
     *
     * @param text folded text
     * @param address whether it is an address, where districts follow; a company may be called 特区
     * @return as it is written there; empty if it begins with none
     */
    static String leading(String text, boolean address) {
        for (String suffix : AUTONOMOUS) {
            int at = text.indexOf(suffix);
            if (at >= 2 && at <= LONGEST) {
                return text.substring(0, at + suffix.length());
            }
        }
        String known = known(text);
        if (!known.isEmpty()) {
            int end = known.length();
            if (text.startsWith("地区", end)) {
                return text.substring(0, end + 2);
            }
            boolean suffixed = text.length() > end && "省市盟".indexOf(text.charAt(end)) >= 0;
            return text.substring(0, end + (suffixed ? 1 : 0));
        }
        // A place we do not list says itself what it is: 诸暨市, 正定县, in an address also 西湖区.
        for (int end = address ? 1 : 2; end <= (address ? 6 : 4) && end < text.length(); end++) {
            char c = text.charAt(end);
            if (!Wording.isHan(c)) {
                return "";
            }
            boolean city = c == '市' && !text.startsWith("市场", end);
            if (city || c == '省' || c == '县' || (address && (c == '区' || c == '旗'))) {
                return text.substring(0, end + 1);
            }
        }
        return "";
    }

    private static String known(String text) {
        for (int length = Math.min(4, text.length()); length >= 2; length--) {
            String start = text.substring(0, length);
            if (CITIES.contains(start) || PROVINCES.contains(start)) {
                return start;
            }
        }
        return "";
    }

    /** {@return the place that a text is, without 省 or 市; empty if it is none} */
    static String whole(String text) {
        String leading = leading(text, false);
        return !leading.isEmpty() && leading.length() == text.length() ? plain(leading) : "";
    }

    /** {@return a place without what says of which kind it is} */
    static String plain(String place) {
        if (place.isEmpty() || !Wording.isHan(place.charAt(0))) {
            return place;
        }
        for (String suffix : AUTONOMOUS) {
            if (place.endsWith(suffix)) {
                String known = known(place);
                return known.isEmpty() ? place.substring(0, place.length() - suffix.length()) : known;
            }
        }
        if (place.length() > 3 && place.endsWith("地区")) {
            return place.substring(0, place.length() - 2);
        }
        return place.length() > 2 && "省市县区盟旗".indexOf(place.charAt(place.length() - 1)) >= 0
                ? place.substring(0, place.length() - 1)
                : place;
    }
}
