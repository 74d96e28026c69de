package io.crmkit.customer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Bases full of records that look alike and are not, with a few doubles among them. Made here, and of no published set: what must be told apart
 * is told apart by how such things are named, not by a setting.
 */
class LookalikesTest {

    private static final String[] MAKERS = {
        "Norden",
        "Kestrel",
        "Halvorsen",
        "Brightwell",
        "Tamura",
        "Oakline",
        "Veritas",
        "Sunpeak",
        "Corvid",
        "Ellery",
        "Marlow",
        "Zenit"
    };
    private static final String[] THINGS = {
        "Cordless Drill",
        "Desk Lamp",
        "Water Kettle",
        "Label Printer",
        "Air Purifier",
        "Soundbar",
        "Network Switch",
        "Rice Cooker",
        "Digital Camera",
        "Office Chair",
        "Garden Hose",
        "Hair Dryer"
    };
    private static final String[] DEEDS = {
        "Adaptive Indexing",
        "Lazy Maintenance",
        "Sampling",
        "Cost Models",
        "Recovery",
        "Ranking",
        "Compression",
        "Scheduling",
        "Approximate Counting",
        "Caching"
    };
    private static final String[] MATTERS = {
        "Moving Objects",
        "Materialized Views",
        "Stream Joins",
        "Nested Queries",
        "Sparse Columns",
        "Transactions",
        "Large Graphs",
        "Wide Tables",
        "Uncertain Sources",
        "Text Archives",
        "Sensor Networks",
        "Workflow Systems"
    };
    private static final String[] AUTHORS = {
        "Lindqvist", "Okafor", "Marchetti", "Tanaka", "Novak", "Duarte", "Whitfield", "Rahman", "Sorensen", "Baptiste"
    };

    private static void add(LabelledSet set, String bearer, MatchRecord record) {
        set.records().add(record);
        set.truth().put(record.id(), bearer);
    }

    private static PairQuality quality(LabelledSet set) {
        return PairQuality.of(
                DuplicateDetector.of(DuplicatePolicy.shipped())
                        .scan(set.records())
                        .clusters(),
                set.truth());
    }

    static LabelledSet schools() {
        LabelledSet set = new LabelledSet("schools", new ArrayList<>(), new HashMap<>());
        String numerals = "一二三四五六七八九";
        String[] streets = {"人民", "解放", "学院", "建设", "和平", "长江", "文化", "朝阳", "新华"};
        for (int city = 0; city < 5; city++) {
            String place = new String[] {"无锡", "长沙", "洛阳", "襄阳", "绵阳"}[city];
            for (int i = 0; i < 9; i++) {
                String id = city + "-" + i;
                String street = streets[(i + city) % 9] + "路" + (11 + 7 * i + city) + "号";
                add(
                        set,
                        id,
                        school(id, place + "市第" + numerals.charAt(i) + "实验中学", place)
                                .with(Role.STREET, street));
                add(
                        set,
                        "p" + id,
                        school("p" + id, place + " Public School " + (20 + i), place)
                                .with(Role.STREET, "Hill Rd " + (3 + i)));
                if (i == city) {
                    add(
                            set,
                            id,
                            school("d" + id, "第" + numerals.charAt(i) + "实验中学（" + place + "）", place)
                                    .with(Role.STREET, street));
                }
            }
        }
        return set;
    }

    private static MatchRecord school(String id, String name, String city) {
        return MatchRecord.of(id).with(Role.ORGANISATION, name).with(Role.CITY, city);
    }

    static LabelledSet goods() {
        LabelledSet set = new LabelledSet("goods", new ArrayList<>(), new HashMap<>());
        Random random = new Random(1);
        for (int i = 0; i < 200; i++) {
            String maker = MAKERS[i % 12];
            String thing = THINGS[(i / 12 + i) % 12];
            int model = 100 + 10 * (i / 12) + i % 7;
            int price = 20 + random.nextInt(200);
            add(set, "m" + i, good("a" + i, maker + " " + thing + " KX-" + model, maker, price));
            if (i % 4 == 0) {
                add(
                        set,
                        "m" + i,
                        good(
                                "b" + i,
                                maker + " KX" + model + " " + thing.toLowerCase(Locale.ROOT) + ", black",
                                "",
                                price + 3));
            }
        }
        return set;
    }

    @Test
    @DisplayName(
            "CUS-06 goods of one maker that differ in the model are different goods, in a list that has no phone and other prices")
    void models() {
        // Where all names are alike and nothing else is said, doubles among them are not found either: a known limit.
        assertThat(quality(goods()).precision()).isEqualTo(1);
    }

    private static MatchRecord good(String id, String title, String maker, int price) {
        return MatchRecord.of(id)
                .with(Role.ORGANISATION, title)
                .with(Role.CATEGORY, maker)
                .with(Role.TEXT, price + ".95");
    }

    static LabelledSet papers() {
        LabelledSet set = new LabelledSet("papers", new ArrayList<>(), new HashMap<>());
        for (int i = 0; i < 300; i++) {
            String title = DEEDS[i % 10] + " of " + MATTERS[i / 10 % 12]
                    + new String[] {"", " on Flash Memory", " for Mobile Users"}[i / 120];
            String first = AUTHORS[i / 3 % 10];
            String second = AUTHORS[(i + i / 10) % 10];
            add(set, "t" + i, paper("a" + i, title, "Anna " + first, "Boris " + second, String.valueOf(1990 + i % 13)));
            if (i % 5 == 0) {
                add(
                        set,
                        "t" + i,
                        paper("b" + i, title.toLowerCase(Locale.ROOT) + ".", "A. " + first, "B. " + second, ""));
            }
        }
        return set;
    }

    @Test
    @DisplayName(
            "CUS-06 papers of one author and one series are different papers; the same with initials and without a year is the same")
    void series() {
        PairQuality quality = quality(papers());
        assertThat(quality.precision()).isGreaterThanOrEqualTo(0.95);
        assertThat(quality.recall()).isGreaterThanOrEqualTo(0.95);
    }

    private static MatchRecord paper(String id, String title, String first, String second, String year) {
        return MatchRecord.of(id)
                .with(Role.ORGANISATION, title)
                .with(Role.PERSON, first)
                .with(Role.PERSON, second)
                .with(Role.BIRTH_DATE, year);
    }

    static LabelledSet shops() {
        LabelledSet set = new LabelledSet("shops", new ArrayList<>(), new HashMap<>());
        Random random = new Random(3);
        for (int i = 0; i < 600; i++) {
            String brand = new String[] {"晨曦", "蓝莓", "松果", "海棠", "白鹭", "麦田"}[i % 6];
            String trade = new String[] {"便利店", "药房", "书店", "面包房", "花店"}[i / 6 % 5];
            String street = new String[] {"人民", "解放", "中山", "建设", "和平", "长江", "文化"}[random.nextInt(7)] + "路";
            String phone = "1" + (3 + random.nextInt(7)) + (100_000_000 + random.nextInt(900_000_000));
            MatchRecord shop = MatchRecord.of("s" + i)
                    .with(Role.ORGANISATION, "杭州" + brand + trade + "有限公司")
                    .with(Role.CITY, "杭州")
                    .with(Role.STREET, street + (1 + random.nextInt(900)) + "号")
                    .with(Role.PHONE, phone);
            add(set, "s" + i, shop);
            if (i % 30 == 0) {
                add(
                        set,
                        "s" + i,
                        MatchRecord.of("d" + i)
                                .with(Role.ORGANISATION, brand + trade + "（杭州）")
                                .with(Role.STREET, shop.values().get(2).text())
                                .with(Role.PHONE, "+86 " + phone));
            }
        }
        return set;
    }

    @Test
    @DisplayName(
            "CUS-06 shops of one brand in one city, each with its own street and phone, stay apart however many they are")
    void brands() {
        PairQuality quality = quality(shops());
        assertThat(quality.precision()).isGreaterThanOrEqualTo(0.95);
        assertThat(quality.recall()).isEqualTo(1);
    }
}
