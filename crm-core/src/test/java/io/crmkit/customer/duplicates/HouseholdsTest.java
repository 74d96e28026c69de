package io.crmkit.customer.duplicates;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Persons who live together share a family name, an address and a phone, and are not one; some of them stand there twice, with a slip, a short
 * form of the name or without the phone. Made here, and of no published set.
 */
class HouseholdsTest {

    private static final int HOUSEHOLDS = 700;

    private static final List<String> GIVEN = words(
            "james mary robert patricia john jennifer michael linda david elizabeth william barbara richard susan joseph jessica thomas "
                    + "karen charles sarah mark marc daniel danielle paul paula erica eric joan anna hanna nancy matthew sandra anthony");
    private static final List<String> FAMILY = words(
            "ashworth barlow clemens draycott ellison farrow granger hollis ingram jarvis kendall lockwood merrick norwood osborne prescott "
                    + "quimby radcliffe sheldon thorpe underhill vance wexford yardley");
    private static final List<String> STREETS =
            words("alder birch cobble dockyard elgin foundry garrison harbour ivory jubilee kiln linden");
    private static final List<String> SHORT =
            words("james jim robert bob william bill richard rick thomas tom daniel dan susan sue matthew matt");

    private static final List<String> CHINESE_FAMILY = words("王 李 张 刘 陈 杨 赵 黄 周 吴 徐 孙 胡 朱 高 林 何 郭");
    private static final List<String> CHINESE_GIVEN =
            words("伟 芳 娜 敏 静 秀英 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 秀兰 霞 平 刚 桂英 建国 建华 志强 晓明 晓红 海燕 玉兰 文博 子涵");

    private enum Kept {
        NAME_ADDRESS_AND_PHONE(0.95, 0.85),
        ALSO_BIRTH_DATE(0.97, 0.95),
        IN_CHINESE(0.97, 0.95);

        private final double precision;
        private final double recall;

        Kept(double precision, double recall) {
            this.precision = precision;
            this.recall = recall;
        }
    }

    private static List<String> words(String text) {
        return Arrays.asList(text.split(" "));
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("CUS-05 who lives together is not one, and who stands there twice is found")
    void households(Kept kept, TestReporter reporter) {
        LabelledSet set = set(kept, new Random(11));
        PairQuality quality = PairQuality.of(
                DuplicateDetector.of(DuplicatePolicy.shipped())
                        .scan(set.records())
                        .clusters(),
                set.truth());
        reporter.publishEntry(
                kept.name(), quality + " " + quality.precision() + " " + quality.recall() + " " + quality.f1());
        assertThat(quality.precision()).isGreaterThanOrEqualTo(kept.precision);
        assertThat(quality.recall()).isGreaterThanOrEqualTo(kept.recall);
    }

    @Test
    @DisplayName("CUS-05 the short form of a name is that name, and another name at the same address is somebody else")
    void shortForms() {
        DuplicateJudge judge = DuplicateJudge.shipped();
        MatchRecord robert = at("1", "Robert Ashworth");
        assertThat(judge.score(robert, at("2", "Bob Ashworth")).likelihood()).isGreaterThan(0.5);
        assertThat(judge.score(robert, at("3", "Sue Ashworth")).likelihood()).isLessThan(0.5);
    }

    private static MatchRecord at(String id, String name) {
        return MatchRecord.of(id)
                .with(Role.PERSON, name)
                .with(Role.STREET, "12 alder street")
                .with(Role.PHONE, "5551234567");
    }

    private static LabelledSet set(Kept kept, Random random) {
        LabelledSet set = new LabelledSet(kept.name(), new ArrayList<>(), new HashMap<>());
        boolean chinese = kept == Kept.IN_CHINESE;
        for (int house = 0; house < HOUSEHOLDS; house++) {
            String family = one(chinese ? CHINESE_FAMILY : FAMILY, random);
            String street = chinese
                    ? one(words("人民 解放 中山 建设 和平 长江 文化"), random) + "路" + (1 + random.nextInt(900)) + "号"
                    : (1 + random.nextInt(900)) + " " + one(STREETS, random) + " street";
            String phone = (chinese ? "139" : "555") + (10_000_000 + random.nextInt(80_000_000));
            List<String> given = new ArrayList<>(chinese ? CHINESE_GIVEN : GIVEN);
            Collections.shuffle(given, random);
            int members = 1 + random.nextInt(4);
            for (int m = 0; m < members; m++) {
                String id = house + "-" + m;
                String born = String.format(
                        Locale.ROOT,
                        "%04d-%02d-%02d",
                        1930 + random.nextInt(80),
                        1 + random.nextInt(12),
                        1 + random.nextInt(28));
                String own = chinese && m == 1 ? one(CHINESE_FAMILY, random) : family; // she keeps her own
                add(set, id, person(id, given.get(m), own, street, phone, born, kept));
                if (random.nextInt(4) == 0) {
                    add(
                            set,
                            id,
                            person(
                                    "d" + id,
                                    again(given.get(m), chinese, random),
                                    chinese ? own : slip(own, random),
                                    street.replace("street", "st."),
                                    random.nextInt(4) == 0 ? "" : phone,
                                    random.nextInt(6) == 0 ? "" : born,
                                    kept));
                }
            }
        }
        return set;
    }

    private static void add(LabelledSet set, String bearer, MatchRecord record) {
        set.records().add(record);
        set.truth().put(record.id(), bearer);
    }

    private static MatchRecord person(
            String id, String given, String family, String street, String phone, String born, Kept kept) {
        MatchRecord person = MatchRecord.of(id)
                .with(Role.PERSON, kept == Kept.IN_CHINESE ? family + given : given + " " + family)
                .with(Role.STREET, street)
                .with(Role.PHONE, phone);
        return kept == Kept.ALSO_BIRTH_DATE ? person.with(Role.BIRTH_DATE, born) : person;
    }

    /** The same name a second time: as it is, cut short, or with a slip. */
    private static String again(String given, boolean chinese, Random random) {
        int at = SHORT.indexOf(given);
        if (chinese) {
            return given;
        }
        return at >= 0 && at % 2 == 0 && random.nextBoolean() ? SHORT.get(at + 1) : slip(given, random);
    }

    private static String slip(String word, Random random) {
        int at = 1 + random.nextInt(word.length() - 1);
        return switch (random.nextInt(6)) {
            case 0 -> word.substring(0, at) + word.substring(at + 1);
            case 1 -> word.substring(0, at) + word.charAt(at) + word.substring(at);
            default -> word;
        };
    }

    private static <T> T one(List<T> of, Random random) {
        return of.get(random.nextInt(of.size()));
    }
}
