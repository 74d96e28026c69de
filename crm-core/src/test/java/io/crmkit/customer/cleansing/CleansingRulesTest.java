package io.crmkit.customer.cleansing;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.dictionary.CommonFields;
import io.crmkit.dictionary.FieldType;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CleansingRulesTest {

    private static final CleansingRules RULES = new CleansingRules(CleansingPolicy.SECTION.defaults());

    private static Optional<Finding> phone(String value) {
        return RULES.judge("phone", FieldType.PHONE, true, Optional.of(value));
    }

    private static Optional<Finding> email(String value) {
        return RULES.judge("email", FieldType.EMAIL, false, Optional.of(value));
    }

    @ParameterizedTest(name = "CUS-10 {0} stands for nothing")
    @ValueSource(
            strings = {
                "无",
                " 无 ",
                "\uFF08无\uFF09",
                "test",
                "TEST",
                "\uFF54\uFF45\uFF53\uFF54",
                "111",
                "xxx",
                "---",
                "。。。",
                "N/A",
                "暂无。",
                "123456",
                "啊啊啊"
            })
    void placeholders(String value) {
        assertThat(RULES.isPlaceholder(value)).isTrue();
        assertThat(RULES.judge("remark", FieldType.TEXT, false, Optional.of(value)))
                .hasValueSatisfying(finding -> {
                    assertThat(finding.rule()).isEqualTo(Rule.PLACEHOLDER);
                    assertThat(finding.fix()).isEqualTo(Fix.CLEAR);
                });
        assertThat(RULES.judge("name", FieldType.TEXT, true, Optional.of(value)).map(Finding::fix))
                .contains(Fix.ASK);
    }

    @ParameterizedTest(name = "CUS-10 {0} is a value")
    @ValueSource(strings = {"无锡", "Testa Ltd", "11", "1112", "中国", "无线电", "Nanjing", "腾云科技有限公司"})
    void values(String value) {
        assertThat(RULES.judge("name", FieldType.TEXT, true, Optional.of(value)))
                .isEmpty();
    }

    @ParameterizedTest(name = "CUS-10 telephone {0} becomes {1}")
    @CsvSource({
        "13812345678,+8613812345678",
        "138-1234-5678,+8613812345678",
        "138 1234 5678,+8613812345678",
        "\uFF11\uFF13\uFF18\uFF11\uFF12\uFF13\uFF14\uFF15\uFF16\uFF17\uFF18,+8613812345678",
        "手机\uFF1A13812345678,+8613812345678",
        "l38O2345678,+8613802345678",
        "13812345678/010-1234,+8613812345678",
        "86 010-64091234,+861064091234"
    })
    void phones(String written, String stored) {
        assertThat(phone(written)).hasValueSatisfying(finding -> {
            assertThat(finding.fix()).isEqualTo(Fix.REPLACE);
            assertThat(finding.proposed()).contains(stored);
        });
    }

    @ParameterizedTest(name = "CUS-10 e-mail {0} becomes {1}")
    @CsvSource({
        "wang\uFF20example.com,wang@example.com",
        "mailto:wang@example.com,wang@example.com",
        "wang @example.com,wang@example.com",
        "wang@example..com,wang@example.com",
        "wang@example.com.,wang@example.com",
        "'wang@example.com;li@example.com',wang@example.com",
        "wang@@example.com,wang@example.com",
        "wang(at)example.com,wang@example.com"
    })
    void emails(String written, String stored) {
        assertThat(email(written)).hasValueSatisfying(finding -> {
            assertThat(finding.fix()).isEqualTo(Fix.REPLACE);
            assertThat(finding.proposed()).contains(stored);
        });
    }

    @Test
    @DisplayName(
            "CUS-10 what cannot be read is emptied where it may be and asked for where it may not; what is fine is left alone")
    void hopeless() {
        assertThat(phone("138").map(Finding::fix)).contains(Fix.ASK);
        assertThat(email("no mail here").map(Finding::fix)).contains(Fix.CLEAR);
        assertThat(phone("+8613812345678")).isEmpty();
        assertThat(email("wang@example.com")).isEmpty();
        assertThat(RULES.judge("phone", FieldType.PHONE, false, Optional.of(" ")))
                .isEmpty();
        assertThat(RULES.judge("phone", FieldType.PHONE, true, Optional.empty()).map(Finding::rule))
                .contains(Rule.MISSING);
        assertThat(RULES.judge("employees", FieldType.INTEGER, false, Optional.of("111")))
                .as("a number may be 111")
                .isEmpty();
    }

    @Test
    @DisplayName("POL-01 the list, the repeated sign and the days are the policy's")
    void policy() {
        CleansingRules own =
                new CleansingRules(new CleansingPolicy(DayOfWeek.FRIDAY, 10, List.of("brak"), 0, false, 5));
        assertThat(own.isPlaceholder("无")).isFalse();
        assertThat(own.isPlaceholder("111")).isFalse();
        assertThat(own.isPlaceholder("BRAK")).isTrue();
        ZoneId zone = ZoneId.of("Asia/Shanghai");
        LocalDate today = LocalDate.of(2026, 3, 12);
        Instant tenDays = LocalDate.of(2026, 3, 2).atTime(23, 59).atZone(zone).toInstant();
        assertThat(own.untouched(tenDays, today, zone).map(Finding::fix)).contains(Fix.BIN);
        assertThat(own.untouched(tenDays, today.minusDays(1), zone)).isEmpty();
        assertThat(RULES.untouched(tenDays, LocalDate.of(2026, 8, 28), zone)).isEmpty();
        assertThat(RULES.untouched(tenDays, LocalDate.of(2026, 8, 29), zone)).isPresent();
    }

    @Property(tries = 500)
    @net.jqwik.api.Label("CUS-10 what is proposed is right by itself: no value is proposed that would be found again")
    void right(@ForAll @StringLength(max = 30) String text) {
        phone(text)
                .flatMap(Finding::proposed)
                .ifPresent(better -> assertThat(phone(better).filter(finding -> finding.rule() == Rule.PHONE))
                        .isEmpty());
        email(text).flatMap(Finding::proposed).ifPresent(better -> {
            assertThat(CommonFields.email(better).toOptional()).contains(better);
        });
    }
}
