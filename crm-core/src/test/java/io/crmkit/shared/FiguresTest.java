package io.crmkit.shared;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    @ParameterizedTest(name = "the amount {0} is written {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "0|0.00",
                "1905|1,905.00",
                "999|999.00",
                "-1000|-1,000.00",
                "-999.5|-999.50",
                "82165497.4|82,165,497.40",
                "0.0625|0.0625",
                "1e12|1,000,000,000,000.00",
                "1142.2000|1,142.20"
            })
    void amounts(BigDecimal amount, String written) {
        assertThat(Figures.amount(amount)).isEqualTo(written);
        assertThat(Figures.amount(new Money(amount, "CNY"))).isEqualTo(written + " CNY");
    }

    @Property
    @Label("amounts of two digits, as most are, are grouped as the JDK groups them")
    void cents(@ForAll @LongRange(min = -1_000_000_000_000_000_000L, max = 1_000_000_000_000_000_000L) long cents) {
        for (long some = cents; some != 0; some /= 7) {
            BigDecimal amount = BigDecimal.valueOf(some, 2);
            DecimalFormat format = new DecimalFormat("#,##0.00", DecimalFormatSymbols.getInstance(Locale.ROOT));
            assertThat(Figures.amount(amount)).isEqualTo(format.format(amount));
        }
    }

    @Property
    @Label("amounts and counts are grouped as the JDK groups them, and no digit is lost")
    void grouped(@ForAll BigInteger unscaled, @ForAll @IntRange(max = 4) int scale, @ForAll long count) {
        BigDecimal amount = new BigDecimal(unscaled, scale);
        DecimalFormat format = new DecimalFormat("#,##0.00##", DecimalFormatSymbols.getInstance(Locale.ROOT));
        assertThat(Figures.amount(amount)).isEqualTo(format.format(amount));
        assertThat(Figures.count(count)).isEqualTo(String.format(Locale.ROOT, "%,d", count));
    }

    @Example
    @Label("a time is told to the second, in the enterprise's zone")
    void time() {
        Instant at = Instant.parse("2026-11-28T19:00:56.987654Z");
        assertThat(Figures.time(at, ZoneId.of("Asia/Shanghai"))).isEqualTo("2026-11-29 03:00:56");
        assertThat(Figures.time(at, ZoneOffset.UTC)).isEqualTo("2026-11-28 19:00:56");
    }
}
