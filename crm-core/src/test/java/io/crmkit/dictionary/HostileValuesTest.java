package io.crmkit.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.CleanText;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class HostileValuesTest {

    private static final Dictionary DICTIONARY = Dictionaries.shipped();

    private static final List<String> HOSTILE = List.of(
            "\u0000",
            "a\u0007b",
            "\u202Etxt.exe",
            "\u2066a\u2069",
            "\uD800",
            "a\uDC00b",
            "x".repeat(10_000_000),
            "9".repeat(1_000_000),
            "好".repeat(5_000),
            "1" + "0".repeat(400),
            "1e999999999",
            "+" + "1".repeat(300),
            "a@".repeat(3_000),
            "https://" + "a".repeat(5_000) + ".com",
            "a,".repeat(4_000),
            "'; DROP TABLE customer; --");

    @Test
    @DisplayName(
            "CUS-03 hostile values of every field are refused in time, or are harmless text, and no message repeats them")
    void everyField() {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(60),
                () -> DICTIONARY
                        .fields()
                        .forEach(field -> HOSTILE.forEach(text -> DICTIONARY
                                .read(Map.of(field.key(), text))
                                .refusals()
                                .forEach(refusal -> Stream.of(Locale.CHINESE, Locale.ENGLISH)
                                        .map(refusal::message)
                                        .forEach(message -> assertThat(message)
                                                .as(field.key())
                                                .hasSizeLessThan(2_000)
                                                .matches(CleanText.Check::isClean))))));
    }

    @Test
    @DisplayName("CUS-03 control and bidirectional characters, halves of pairs and 10 MB are no value of any field")
    void never() {
        for (Field field : DICTIONARY.fields()) {
            for (String text : HOSTILE.subList(0, 9)) {
                assertThat(DICTIONARY.read(Map.of(field.key(), text)).isDone())
                        .as(field + " " + text.substring(0, 1))
                        .isFalse();
            }
        }
    }

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> any = Arbitraries.strings().all().ofMaxLength(40);
        Arbitrary<String> near = Arbitraries.strings()
                .withChars("0123456789+-.,@/:年月日万元 是否abcTt%天")
                .ofMaxLength(20);
        return Combinators.combine(Arbitraries.oneOf(any, near), Arbitraries.of("", "@example.com", "https://", "138"))
                .as((text, more) -> more.equals("@example.com") ? text + more : more + text);
    }

    @Property(tries = 5_000)
    @Label("CUS-03 whatever is accepted is clean, and reading it again gives the same")
    void idempotent(@ForAll("texts") String text) {
        for (Field field : DICTIONARY.fields()) {
            DICTIONARY.read(Map.of(field.key(), text)).toOptional().ifPresent(values -> {
                String value = values.getOrDefault(field.key(), "");
                assertThat(CleanText.Check.isClean(value)).isTrue();
                assertThat(DICTIONARY.read(Map.of(field.key(), value)).orElseThrow())
                        .as(field + " " + value)
                        .isEqualTo(values);
            });
        }
    }
}
