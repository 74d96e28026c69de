package io.crmkit.customer.words;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KeywordTest {

    private static boolean has(String text, String keyword) {
        return Keyword.of(keyword).orElseThrow().isIn(List.of(text));
    }

    @ParameterizedTest
    @CsvSource({
        "上海华信科技有限公司, 华信, true",
        "上海华信科技有限公司, 信华, false",
        "上海华信科技有限公司, 科技 上海, true",
        "上海华信科技有限公司, 科技上海, false",
        "上海华信科技有限公司, 海华信科, true",
        "Anderson Trading Ltd, nders, true",
        "Anderson Trading Ltd, ANDER, true",
        "Anderson Trading Ltd, trading anderson, true",
        "Anderson Trading Ltd, an, true",
        "Anderson Trading Ltd, de, false",
        "Anderson Trading Ltd, sontra, false",
        "Müller Maschinenbau GmbH, muller, true",
        "Muller Maschinenbau GmbH, MÜLLER, true",
        "ＡＢＣ科技, abc科技, true",
        "A&T 通信, 通信A, true",
        "北京3M中国, 3m, true",
        "北京3M中国, m中, false",
        "東京ラーメン, ラー, true",
        "삼성전자, 성전, true"
    })
    @DisplayName(
            "CUS-09 two ideographs, parts of words and beginnings of two letters are found, whatever case, width and accents")
    void found(String text, String keyword, boolean expected) {
        assertThat(Keyword.of(keyword).map(k -> k.isIn(List.of(text))).orElse(false))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "李", "a", "a b", "李 a", "!!", "。。", "\u0301"})
    @DisplayName("CUS-09 what is too short to search for is no keyword")
    void tooShort(String text) {
        assertThat(Keyword.of(text)).isEmpty();
    }

    @Test
    @DisplayName("CUS-09 a number of seven digits and more may be a telephone number, however it is written")
    void phones() {
        assertThat(Keyword.of("138 0013-8000").orElseThrow().phone()).isPresent();
        assertThat(Keyword.of("+86（138）00138000").orElseThrow().phone()).isPresent();
        assertThat(Keyword.of("138001").orElseThrow().phone()).isEmpty();
        assertThat(Keyword.of("A13800138000").orElseThrow().phone()).isEmpty();
    }

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.strings()
                .withChars("华信科技上海anderANDÉé中AB３3 -&（）𠮷")
                .ofMinLength(1)
                .ofMaxLength(24);
    }

    @Property
    @net.jqwik.api.Label("CUS-09 whatever text has a keyword has all tokens by which a store is asked for it")
    void nothingIsMissed(@ForAll("texts") String text, @ForAll("texts") String keyword) {
        Assume.that(Keyword.of(keyword).isPresent());
        Keyword wanted = Keyword.of(keyword).orElseThrow();
        if (wanted.isIn(List.of(text))) {
            assertThat(wanted.tokens())
                    .allMatch(each ->
                            each.stream().allMatch(forms -> forms.stream().anyMatch(Words.of(text)::contains)));
        }
    }

    @Property
    @net.jqwik.api.Label(
            "CUS-09 every part of two characters and more of a run is found in the text, and its tokens are there")
    void everyPart(@ForAll("texts") String text, @ForAll int from, @ForAll int length) {
        List<Run> runs = Run.of(text).stream().filter(run -> run.length() >= 2).toList();
        Assume.that(!runs.isEmpty());
        Run run = runs.get(Math.floorMod(from, runs.size()));
        int[] points = run.text().codePoints().toArray();
        int size = 2 + Math.floorMod(length, points.length - 1);
        int least = run.ideographic() || size >= 3 ? points.length - size : 0;
        int begin = Math.floorMod(from, least + 1);
        String part = new String(points, begin, size);
        assertThat(has(text, part)).as(part).isTrue();
        assertThat(Keyword.of(part).orElseThrow().tokens())
                .allMatch(each -> each.stream().allMatch(forms -> forms.stream().anyMatch(Words.of(text)::contains)));
    }

    @Test
    @DisplayName("CUS-09 a store keeps fewer than two tokens for each character, of four characters at most")
    void tokens() {
        String name = "上海华信科技有限公司 Huaxin Technology (Shanghai) Co., Ltd.";
        assertThat(Words.of(name)).hasSizeLessThan(2 * name.length()).allMatch(token -> token.length() <= 4);
        assertThat(Words.of("华信 Ab")).containsExactlyInAnyOrder("华信", "^ab");
        assertThat(Words.of("abcd3 abé3")).containsExactlyInAnyOrder("^ab", "abcd", "bcdD", "cd3E", "abeD", "be3E");
        assertThat(Keyword.of("Riverton").orElseThrow().tokens())
                .isEqualTo(List.of(List.of(Set.of("rton"), Set.of("rive"), Set.of("vert"))));
        assertThat(Keyword.of("甬江阀").orElseThrow().tokens()).isEqualTo(List.of(List.of(Set.of("江阀"), Set.of("甬江"))));
        String longest = "中".repeat(50) + " " + "x1y2z3".repeat(8);
        assertThat(Keyword.of(longest).orElseThrow().tokens().stream()
                        .mapToInt(List::size)
                        .sum())
                .isLessThanOrEqualTo(6);
    }
}
