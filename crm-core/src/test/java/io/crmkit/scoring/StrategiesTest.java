package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class StrategiesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 7, 15);

    private static TradeHistory bought(Object... daysAndAmounts) {
        TradeHistory history = TradeHistory.none();
        for (int i = 0; i < daysAndAmounts.length; i += 2) {
            history = history.plus(
                    LocalDate.parse((String) daysAndAmounts[i]), new BigDecimal((String) daysAndAmounts[i + 1]));
        }
        return history;
    }

    private static Subject subject(TradeHistory history) {
        return history.subject("customer", "c1", TODAY, "CNY", Map.of("industry", "retail", "satisfaction", "85.5"));
    }

    private static GradingStrategy inForce(String document) {
        ScoringPolicy policy = Policies.scoring(document);
        return Plugins.discover(GradingStrategyProvider.class, List.of(), StrategiesTest.class.getClassLoader())
                .get(policy.strategy().id())
                .create(policy.parameters());
    }

    @ParameterizedTest(name = "SCO-01 {0} is {1}")
    @CsvSource({"500000, A", "499999.99, B", "100000, B", "99999.9999, C", "0, C", "-5, C", "1e12, A"})
    void bounds(String amount, String grade) {
        assertThat(GradeBands.shipped().grade(new BigDecimal(amount))).isEqualTo(grade);
        GradingStrategy threshold = inForce("");
        assertThat(threshold.grade(subject(bought("2026-07-01", amount))).code())
                .isEqualTo(grade);
    }

    @Test
    @DisplayName(
            "SCO-01 the three bases: twelve months with the day of grading and without that day a year ago, all, this year")
    void bases() {
        TradeHistory history = bought(
                "2020-01-01", "1",
                "2025-07-15", "10",
                "2025-07-16", "100",
                "2026-01-01", "1000",
                "2026-07-15", "10000",
                "2026-07-16", "100000");
        Subject subject = subject(history);
        assertThat(subject.amount(AmountBasis.TRAILING_12_MONTHS)).isEqualByComparingTo("11100");
        assertThat(subject.amount(AmountBasis.LIFETIME)).isEqualByComparingTo("11111");
        assertThat(subject.amount(AmountBasis.CALENDAR_YEAR)).isEqualByComparingTo("11000");
        assertThat(subject.purchases()).isEqualTo(5);
        assertThat(subject.lastPurchase()).contains(TODAY);
    }

    @ParameterizedTest(name = "SCO-01 threshold grades by {0}")
    @EnumSource(AmountBasis.class)
    void threshold_by_basis(AmountBasis basis) {
        TradeHistory history = bought("2024-01-01", "500000", "2025-12-01", "90000", "2026-02-01", "60000");
        Grade grade = inForce("scoring: {basis: " + basis + "}").grade(subject(history));
        assertThat(grade.code())
                .isEqualTo(
                        switch (basis) {
                            case LIFETIME -> "A";
                            case TRAILING_12_MONTHS -> "B";
                            case CALENDAR_YEAR -> "C";
                        });
    }

    @Test
    @DisplayName("SCO-03 threshold's reasons state amount, basis and bounds in both languages")
    void threshold_reasons() {
        assertThat(inForce("").grade(subject(bought("2026-07-01", "120000.50"))).reasons())
                .containsExactly(
                        new Grade.Reason(
                                "最近 12 个月金额 120,000.50 CNY：达到 100,000.00 CNY（B），低于 500,000.00 CNY（A）。",
                                "120,000.50 CNY in the last 12 months: at least 100,000.00 CNY (B), below 500,000.00 CNY (A)."));
        assertThat(inForce("scoring: {basis: LIFETIME}")
                        .grade(subject(bought("2026-07-01", "700000")))
                        .reasons())
                .containsExactly(new Grade.Reason(
                        "历史累计金额 700,000.00 CNY：达到 500,000.00 CNY（A）。",
                        "700,000.00 CNY in all time: at least 500,000.00 CNY (A)."));
        assertThat(inForce("").grade(subject(TradeHistory.none())).reasons())
                .containsExactly(new Grade.Reason(
                        "最近 12 个月金额 0.00 CNY：低于 100,000.00 CNY（B）。",
                        "0.00 CNY in the last 12 months: below 100,000.00 CNY (B)."));
        assertThat(inForce("scoring: {grades: {bands: [{grade: Z, from: 5}]}}").grade(subject(TradeHistory.none())))
                .extracting(Grade::code, g -> g.reasons().get(0).en())
                .containsExactly("Z", "0.00 CNY in the last 12 months: Z is the only grade.");
    }

    @Test
    @DisplayName("SCO-03 rfm: cut points, weights and grades are data; score, grade and three reasons")
    void rfm() {
        String document = """
                scoring:
                  strategy: {id: rfm}
                  basis: LIFETIME
                  rfm:
                    recencyDays: [10, 20]
                    frequency: [2, 3, 4]
                    monetary: [100]
                    weights: {recency: 50, frequency: 30, monetary: 20}
                    grades: {bands: [{grade: gold, from: 45}, {grade: silver, from: 0}]}
                """;
        Grade grade =
                inForce(document).grade(subject(bought("2026-01-01", "10", "2026-03-01", "20", "2026-07-03", "30")));
        // Recency 12 days: 1 of 2; frequency 3: 2 of 3; monetary 60: 0 of 1. 50·1/2 + 30·2/3 + 0 = 45.
        assertThat(grade.code()).isEqualTo("gold");
        assertThat(grade.score()).hasValue(45);
        assertThat(grade.reasons())
                .extracting(Grade.Reason::en)
                .containsExactly(
                        "Recency: the last purchase was 12 days ago; 1 of 2 points.",
                        "Frequency: 3 purchases; 2 of 3 points.",
                        "Monetary value: 60.00 CNY in all time; 0 of 1 points.");
        assertThat(grade.reasons().get(2).zh()).isEqualTo("额度：历史累计金额 60.00 CNY，得 0 分（满分 1）。");
        Grade nothing = inForce(document).grade(subject(TradeHistory.none()));
        assertThat(nothing.code()).isEqualTo("silver");
        assertThat(nothing.score()).hasValue(0);
        assertThat(nothing.reasons().get(0).en()).isEqualTo("Recency: nothing was ever bought; 0 of 2 points.");
        Grade best = inForce("scoring: {strategy: {id: rfm}}")
                .grade(subject(bought(
                        "2026-01-01",
                        "500000",
                        "2026-02-01",
                        "1",
                        "2026-02-02",
                        "1",
                        "2026-02-03",
                        "1",
                        "2026-02-04",
                        "1",
                        "2026-02-05",
                        "1",
                        "2026-02-06",
                        "1",
                        "2026-02-07",
                        "1",
                        "2026-02-08",
                        "1",
                        "2026-02-09",
                        "1",
                        "2026-02-10",
                        "1",
                        "2026-07-15",
                        "1")));
        assertThat(best.score()).hasValue(100);
        assertThat(best.code()).isEqualTo("A");
    }

    @Test
    @DisplayName("SCO-03 scorecard: criteria over amounts, purchases, days and facts with points and weights are data")
    void scorecard() {
        String document = """
                scoring:
                  strategy: {id: scorecard}
                  scorecard:
                    criteria:
                      - {name: {zh: 金额, en: amount}, of: AMOUNT, basis: LIFETIME, weight: 40, points: [{from: 0, points: 10}, {from: 1000, points: 100}]}
                      - {name: {zh: 行业, en: industry}, of: FACT, fact: industry, weight: 20, points: [{is: [retail, trade], points: 50}]}
                      - {name: {zh: 满意度, en: satisfaction}, of: FACT, fact: satisfaction, weight: 20, points: [{from: 80, points: 80}, {from: 90, points: 100}]}
                      - {name: {zh: 来源, en: source}, of: FACT, fact: source, weight: 20, points: [{is: [online], points: 100}]}
                    grades: {bands: [{grade: A, from: 70}, {grade: B, from: 50}, {grade: C, from: 0}]}
                """;
        Grade grade = inForce(document).grade(subject(bought("2020-01-01", "1000")));
        // 100·40 + 50·20 + 80·20 + 0·20, by 100 = 66.
        assertThat(grade.score()).hasValue(66);
        assertThat(grade.code()).isEqualTo("B");
        assertThat(grade.reasons())
                .extracting(Grade.Reason::en)
                .containsExactly(
                        "amount: 1,000.00 CNY gives 100 of 100 points, weight 40.",
                        "industry: retail gives 50 of 100 points, weight 20.",
                        "satisfaction: 85.5 gives 80 of 100 points, weight 20.",
                        "source: not known, 0 of 100 points, weight 20.");
        assertThat(grade.reasons().get(1).zh()).isEqualTo("行业：retail，得 50 分（满分 100），权重 20。");
        assertThat(inForce("scoring: {strategy: {id: scorecard}}")
                        .grade(subject(bought("2026-07-15", "600000")))
                        .score())
                .hasValue(75);
    }

    @Test
    @DisplayName("SCO-03 shipped strategies refuse parameters that are missing, unknown or wrong, and name them")
    void strict_parameters() {
        GradingStrategyProvider threshold = new ThresholdGrading();
        assertThatThrownBy(() -> threshold.create(Parameters.none())).hasMessageContaining("settings");
        assertThatThrownBy(() -> threshold.create(
                        Parameters.none().with("settings", "{}").with("x", "1")))
                .hasMessageContaining("x");
        assertThatThrownBy(() -> threshold.create(Parameters.none().with("settings", "{")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> threshold.create(Parameters.none().with("settings", "{}")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("basis");
        assertThatThrownBy(() ->
                        threshold.create(Parameters.none().with("settings", "{\"basis\": \"WEEK\", \"bands\": 1}")))
                .hasMessageContaining("settings.basis")
                .hasMessageContaining("TRAILING_12_MONTHS")
                .hasMessageContaining("settings.bands");
    }
}
