package io.crmkit.customer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A base may be as small as a new enterprise's: what is obvious to a reader must be found, and no more. */
class SmallBasesTest {

    private static final String[] BRANDS = {
        "腾云", "华宇", "恒信", "金石", "蓝海", "鼎盛", "博远", "润泽", "天工", "宏图", "瑞丰", "银河", "长青", "明德", "德邦", "嘉禾", "远洋", "中和",
        "新锐", "飞鸿"
    };
    private static final String[] TRADES = {"科技", "贸易", "机械", "食品", "物流"};
    private static final String[] FIRST = {
        "Amber", "Birch", "Cedar", "Delta", "Kestrel", "Falcon", "Granite", "Harbour", "Indigo", "Juniper", "Lotus",
        "Maple", "Nimbus", "Orchid", "Pioneer", "Quartz", "Raven", "Saffron", "Tundra", "Umber"
    };
    private static final String[] SECOND = {"Foods", "Motors", "Textile", "Paper", "Tools"};
    private static final String[] PLACES = {"深圳", "上海", "北京", "广州", "杭州"};

    private static MatchRecord stranger(int i, boolean chinese, Random random) {
        String phone = "1" + (3 + random.nextInt(7)) + (100_000_000 + random.nextInt(900_000_000));
        String name = chinese
                ? PLACES[i % 5] + BRANDS[i % 20] + TRADES[i / 20] + "有限公司"
                : FIRST[i % 20] + " " + SECOND[i / 20] + " Ltd";
        return MatchRecord.of("s" + i)
                .with(Role.ORGANISATION, name)
                .with(Role.PHONE, phone)
                .with(Role.CITY, chinese ? PLACES[i % 5] : "Leeds");
    }

    /** The same name in another form and the same phone otherwise written. */
    private static MatchRecord twin(MatchRecord of, boolean chinese) {
        String name = of.values().get(0).text();
        String phone = of.values().get(1).text();
        return MatchRecord.of("t" + of.id())
                .with(
                        Role.ORGANISATION,
                        chinese
                                ? name.substring(2).replace("有限公司", "") + "（" + name.substring(0, 2) + "）股份有限公司"
                                : name.replace("Ltd", "Limited").toUpperCase(java.util.Locale.ROOT))
                .with(Role.PHONE, "+86 " + phone.substring(0, 3) + "-" + phone.substring(3));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 5, 8, 12, 20, 40, 60, 100})
    @DisplayName(
            "CUS-06 in a base of 2 to 100 records, same name and phone in other forms are put together, and strangers are not")
    void twins(int size) {
        for (boolean chinese : new boolean[] {true, false}) {
            for (int doubles : new int[] {0, 1, Math.max(1, size / 6)}) {
                Random random = new Random(size * 31L + doubles);
                List<MatchRecord> base = new ArrayList<>();
                for (int i = 0; i < size - doubles; i++) {
                    base.add(stranger(i, chinese, random));
                }
                Set<Set<String>> expected = new java.util.HashSet<>();
                for (int i = 0; i < doubles && i < size - doubles; i++) {
                    MatchRecord twin = twin(base.get(i), chinese);
                    expected.add(Set.of(base.get(i).id(), twin.id()));
                    base.add(twin);
                }
                Set<Set<String>> found = new java.util.HashSet<>();
                DuplicateDetector.of(DuplicatePolicy.shipped())
                        .scan(base)
                        .clusters()
                        .forEach(cluster -> found.add(new TreeSet<>(cluster.ids())));
                assertThat(found)
                        .as(size + " records, " + doubles + " doubles, " + (chinese ? "Chinese" : "Latin"))
                        .isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 10, 30, 60, 100})
    @DisplayName("CUS-06 in a small base, one switchboard for several companies puts none of them together")
    void switchboard(int size) {
        Random random = new Random(size);
        List<MatchRecord> base = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            MatchRecord stranger = stranger(i, true, random);
            base.add(
                    i < 3
                            ? MatchRecord.of(stranger.id())
                                    .with(
                                            Role.ORGANISATION,
                                            stranger.values().get(0).text())
                                    .with(Role.PHONE, "075512345678")
                            : stranger);
        }
        assertThat(DuplicateDetector.of(DuplicatePolicy.shipped()).scan(base).clusters())
                .isEmpty();
    }
}
