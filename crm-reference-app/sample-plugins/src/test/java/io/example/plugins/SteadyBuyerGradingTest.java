package io.example.plugins;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SteadyBuyerGradingTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 7, 15);

    private final GradingStrategy strategy =
            new SteadyBuyerGrading().create(Parameters.of(Map.of("floor-a", "500000", "floor-b", "100000")));

    private static Subject subject(String amount, long purchases, int firstDaysAgo, int lastDaysAgo) {
        return new Subject(
                "customer",
                "c1",
                TODAY,
                "CNY",
                Map.of(AmountBasis.TRAILING_12_MONTHS, new BigDecimal(amount)),
                purchases,
                TODAY.minusDays(firstDaysAgo),
                TODAY.minusDays(lastDaysAgo),
                Map.of());
    }

    @ParameterizedTest(name = "{0} in 12 months, {1} purchases from {2} to {3} days ago: {4}, {5} points")
    @CsvSource({
        "500000, 7, 370, 10, A, 100.0",
        "499999.99, 7, 370, 10, B, 99.975", // below the floor of A
        "500000, 7, 376, 10, B, 99.79", // one in 61 days is not one in 60
        "500000, 7, 450, 90, A, 100.0",
        "500000, 7, 451, 91, B, 99.84", // silent for a day too long
        "500000, 2, 60, 10, B, 65.0", // two are no habit
        "500000, 9, 10, 10, B, 65.0", // all on one day are none either
        "100000, 3, 400, 365, B, 40.0",
        "100000, 3, 400, 366, C, 40.0", // lost
        "99999.99, 7, 370, 10, C, 79.975",
        "0, 7, 370, 10, C, 75.0",
        "-1, 7, 370, 10, C, 75.0"
    })
    void rules(String amount, long purchases, int first, int last, String grade, double score) {
        Grade given = strategy.grade(subject(amount, purchases, first, last));
        assertEquals(grade, given.code());
        assertEquals(score, given.score().orElseThrow());
    }

    @Test
    @DisplayName("the reasons say how lately, how regularly and how much, with the numbers, in both languages")
    void reasons() {
        assertEquals(
                List.of(
                        new Grade.Reason("100 天未购买,超过 90 天", "has not bought for 100 days, more than 90"),
                        new Grade.Reason(
                                "共购买 4 次,平均每 30 天一次,达到每 60 天一次",
                                "4 purchases, one in 30 days on average; at least one in 60"),
                        new Grade.Reason(
                                "12 个月内 120000.00 CNY,达到 B 级的 100000.00",
                                "120000.00 CNY in 12 months, which reaches 100000.00 for B")),
                strategy.grade(subject("120000", 4, 190, 100)).reasons());
    }

    @Test
    @DisplayName("of whom nothing is known is C with 0 points, and the reasons say what is not known")
    void nothingKnown() {
        Subject nobody = new Subject("lead", "l1", TODAY, "CNY", Map.of(), 0, null, null, Map.of());
        Grade grade = strategy.grade(nobody);
        assertEquals("C", grade.code());
        assertEquals(0.0, grade.score().orElseThrow());
        assertEquals("no day of a purchase is known", grade.reasons().get(0).en());
    }
}
