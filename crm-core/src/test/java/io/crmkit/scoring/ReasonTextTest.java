package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.shared.Figures;
import io.crmkit.spi.grading.Grade.Reason;
import java.math.BigDecimal;
import java.math.BigInteger;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;

class ReasonTextTest {

    private static final String[] CODES = {
        "grading.threshold.top", "grading.threshold.between", "grading.threshold.lowest", "grading.threshold.only"
    };

    @Property
    @Label(
            "SCO-01 a reason states the amount as it is, whatever its size, sign, digits and currency, and whatever came before")
    void amounts(
            @ForAll @BigRange(min = "-100000000000000000000", max = "100000000000000000000") BigInteger digits,
            @ForAll @IntRange(min = -2, max = 6) int scale,
            @ForAll @IntRange(max = 3) int code) {
        ReasonText text = ReasonText.of(CODES[code], 2, "basis", "1000", "A", "2000", "B");
        BigDecimal amount = new BigDecimal(digits, scale);
        for (String currency : new String[] {"CNY", "CNY", "USD", "CNY"}) {
            assertThat(text.with(amount, currency)).isEqualTo(text.with(Figures.amount(amount), currency));
        }
        BigDecimal cents = new BigDecimal(digits, 2);
        assertThat(text.with(cents, "CNY")).isEqualTo(text.with(Figures.amount(cents), "CNY"));
    }

    @Example
    @Label("SCO-01 amounts with cents")
    void cents() {
        ReasonText text = ReasonText.of("grading.threshold.only", 2, "all time", "A");
        assertThat(text.with(new BigDecimal("1234567.05"), "CNY"))
                .isEqualTo(new Reason(
                        "all time金额 1,234,567.05 CNY：只有等级 A。", "1,234,567.05 CNY in all time: A is the only grade."));
        assertThat(text.with(new BigDecimal("0.00"), "CNY").en()).startsWith("0.00 CNY");
        assertThat(text.with(new BigDecimal("9999999999999999.99"), "CNY").en())
                .startsWith("9,999,999,999,999,999.99 CNY");
        assertThat(text.with(new BigDecimal("-0.05"), "CNY").en()).startsWith("-0.05 CNY");
    }

    @Example
    @Label("SCO-01 the reason of who never bought names no currency")
    void noCurrency() {
        ReasonText text = ReasonText.of("grading.threshold.lowest", 2, "12 months", "100,000.00", "B");
        Reason by = text.with(BigDecimal.ZERO, "XXX");
        assertThat(by.zh()).contains("100,000.00（").doesNotContain("XXX");
        assertThat(by.en()).contains("100,000.00 (").doesNotContain("XXX");
        assertThat(text.with("0.00", "XXX")).isEqualTo(by);
        assertThat(text.with(BigDecimal.ZERO, "CNY").zh()).contains("100,000.00 CNY");
    }
}
