package io.crmkit.dictionary;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DictionaryDocumentTest {

    private static final String NEW = "label: { zh: 窑温, en: kiln temperature }, module: PRODUCT_NEEDS";

    private static List<Refusal> problems(String key, String field) {
        return Crm.checkPolicy("dictionary: { fields: { " + key + ": { " + field + " } } }")
                .refusals();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @DisplayName("CUS-01 POL-01 what makes no sense in a dictionary is refused with its path and what is allowed")
    @CsvSource(
            delimiter = '|',
            value = {
                "kiln | type: DECIMALS, {} | dictionary.fields.kiln.type",
                "kiln | typ: DECIMAL, {} | dictionary.fields.kiln.typ",
                "kiln | {} | dictionary.fields.kiln.type",
                "kiln | type: TEXT, pattern: '[a-', {} | dictionary.fields.kiln.pattern",
                "kiln | type: TEXT, pattern: '(a)\\1', {} | dictionary.fields.kiln.pattern",
                "kiln | type: DATE, pattern: 'a', {} | dictionary.fields.kiln.pattern",
                "kiln | type: TEXT, maxLength: 0, {} | dictionary.fields.kiln.maxLength",
                "kiln | type: TEXT, maxLength: 100000, {} | dictionary.fields.kiln.maxLength",
                "kiln | type: INTEGER, range: { min: 3, max: 2 }, {} | dictionary.fields.kiln.range",
                "kiln | type: TEXT, range: { min: 3 }, {} | dictionary.fields.kiln.range",
                "kiln | type: MONEY, currency: EURO, {} | dictionary.fields.kiln.currency",
                "kiln | type: MONEY, currency: XYZ, {} | dictionary.fields.kiln.currency",
                "kiln | type: TEXT, options: [{ key: a, label: { zh: 甲, en: a } }], {} | dictionary.fields.kiln.options",
                "kiln | type: SINGLE_CHOICE, options: [{ key: 'a,b', label: { zh: 甲, en: a } }], {} | dictionary.fields.kiln.options[0].key",
                "kiln | type: SINGLE_CHOICE, options: [{ key: a, label: { zh: 甲, en: a } }, { key: a, label: { zh: 乙, en: b } }], {} | dictionary.fields.kiln.options[1].key",
                "kiln | type: TEXT, maxLength: 9, searchable: true, sensitive: true, {} | dictionary.fields.kiln.searchable",
                "kiln | type: TEXT, searchable: true, {} | dictionary.fields.kiln.searchable",
                "'Kiln.hot' | type: TEXT, {} | dictionary.fields.Kiln.hot",
            })
    void refused(String key, String field, String path) {
        assertThat(problems(key, field.replace("{}", NEW))).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.field().orElse("")).startsWith(path);
            assertThat(problem.message(Locale.CHINESE)).isNotBlank();
        });
    }

    @Test
    @DisplayName("POL-01 a misspelt key of a field comes with a suggestion")
    void suggestion() {
        assertThat(problems("creditDays", "requird: true"))
                .extracting(r -> r.suggestion().orElse(""))
                .containsExactly("required");
    }

    @ParameterizedTest
    @DisplayName("CUS-01 a pattern that would be slow or huge is refused at once")
    @ValueSource(
            strings = {
                "((a{100}){100}){100}",
                "(((a{9}){9}){9}){9}",
                "(a{1000}){1000}",
                "[a-z]{999999999}",
                "(abcdefgh|ijklmnop){900}"
            })
    void hugePattern(String pattern) {
        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(problems("kiln", "type: TEXT, pattern: '" + pattern + "', " + NEW))
                        .extracting(r -> r.field().orElse(""))
                        .containsExactly("dictionary.fields.kiln.pattern"));
    }

    @ParameterizedTest
    @DisplayName("CUS-01 a pattern that hangs other engines is matched in time")
    @ValueSource(strings = {"(a+)+b", "(a|a)*b", "(a*)*b", "(.*a){20}b", "(a|aa)+b"})
    void noPatternHangs(String pattern) {
        Dictionary own = Dictionaries.with(
                "dictionary: { fields: { kiln: { type: TEXT, pattern: '" + pattern + "', " + NEW + " } } }");

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> assertThat(own.read(Map.of("kiln", "a".repeat(4_000))).refusals())
                        .hasSize(1));
    }
}
