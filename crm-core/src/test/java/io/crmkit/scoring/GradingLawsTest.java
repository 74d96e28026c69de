package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.scoring.Lifecycle.Circumstances;
import io.crmkit.scoring.TradeHistory.Day;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class GradingLawsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 7, 15);
    private static final ScoringPolicy POLICY = ScoringPolicy.SECTION.defaults();

    @Provide
    Arbitrary<Day> purchase() {
        return Combinators.combine(
                        Arbitraries.integers().between(-10, 800),
                        Arbitraries.bigDecimals()
                                .between(BigDecimal.ZERO, new BigDecimal("300000"))
                                .ofScale(2))
                .as((ago, amount) -> new Day(TODAY.minusDays(ago), 1, amount));
    }

    @Provide
    Arbitrary<List<Day>> purchases() {
        return purchase().list().ofMaxSize(12);
    }

    private static TradeHistory added(List<Day> purchases) {
        TradeHistory history = TradeHistory.none();
        for (Day purchase : purchases) {
            history = history.plus(purchase.day(), purchase.amount());
        }
        return history;
    }

    private static Grade grade(GradingStrategy strategy, TradeHistory history) {
        return strategy.grade(history.subject("customer", "c1", TODAY, "CNY", Map.of()));
    }

    private static int place(Grade grade) {
        return POLICY.grades().bands().stream()
                .map(GradeBands.Band::grade)
                .toList()
                .indexOf(grade.code());
    }

    @Property
    @Label("SCO-01 more purchases never lower a threshold grade, on any basis")
    void monotonic(@ForAll("purchases") List<Day> purchases, @ForAll("purchase") Day more, @ForAll AmountBasis basis) {
        GradingStrategy threshold = ThresholdGrading.of(new ThresholdGrading.Settings(basis, POLICY.grades()));
        TradeHistory before = added(purchases);
        TradeHistory after = before.plus(more.day(), more.amount());
        assertThat(place(grade(threshold, after))).isLessThanOrEqualTo(place(grade(threshold, before)));
    }

    @Property
    @Label("SCO-01 LIF-01 LIF-04 LIF-05 the order of purchases matters to no strategy, no silence and no stage")
    void order(@ForAll("purchases") List<Day> purchases, @ForAll Random random) {
        List<Day> shuffled = new ArrayList<>(purchases);
        Collections.shuffle(shuffled, random);
        TradeHistory one = added(purchases);
        TradeHistory other = added(shuffled);
        assertThat(other).isEqualTo(one).isEqualTo(TradeHistory.of(shuffled));
        for (GradingStrategy strategy : List.of(
                ThresholdGrading.of(new ThresholdGrading.Settings(POLICY.basis(), POLICY.grades())),
                RfmGrading.of(new RfmGrading.Settings(POLICY.basis(), POLICY.rfm())),
                ScorecardGrading.of(new ScorecardGrading.Settings(POLICY.basis(), POLICY.scorecard())))) {
            assertThat(grade(strategy, other)).isEqualTo(grade(strategy, one));
        }
        assertThat(Silence.of(other, TODAY, POLICY.silence())).isEqualTo(Silence.of(one, TODAY, POLICY.silence()));
        assertThat(Lifecycle.stage(other, TODAY, Circumstances.none(), POLICY))
                .isEqualTo(Lifecycle.stage(one, TODAY, Circumstances.none(), POLICY));
    }

    @Property
    @Label("SCO-03 scores of the shipped strategies lie from 0 to 100 and have the grade that they are shown with")
    void scores(@ForAll("purchases") List<Day> purchases) {
        TradeHistory history = TradeHistory.of(purchases);
        Grade rfm = grade(RfmGrading.of(new RfmGrading.Settings(POLICY.basis(), POLICY.rfm())), history);
        assertThat(rfm.code())
                .isEqualTo(POLICY.rfm()
                        .grades()
                        .grade(BigDecimal.valueOf(rfm.score().orElseThrow())));
        Grade card =
                grade(ScorecardGrading.of(new ScorecardGrading.Settings(POLICY.basis(), POLICY.scorecard())), history);
        assertThat(card.code())
                .isEqualTo(POLICY.scorecard()
                        .grades()
                        .grade(BigDecimal.valueOf(card.score().orElseThrow())));
    }

    @Property
    @Label("LIF-04 LIF-08 without a purchase silence only grows, and what comes later is not known before")
    void silence_grows(@ForAll("purchases") List<Day> purchases, @ForAll @IntRange(min = 0, max = 400) int days) {
        TradeHistory history = TradeHistory.of(purchases);
        TradeHistory known = history.upTo(TODAY);
        assertThat(Silence.of(history, TODAY, POLICY.silence())).isEqualTo(Silence.of(known, TODAY, POLICY.silence()));
        Silence now = Silence.of(known, TODAY, POLICY.silence());
        Silence later = Silence.of(known, TODAY.plusDays(days), POLICY.silence());
        assertThat(later.level().isAtLeast(now.level())).isTrue();
        assertThat(later.since()).isEqualTo(now.since());
    }

    @Property
    @Label("SCO-02 whatever was computed meanwhile, the end of a grade by hand returns the computed one")
    void expiry(
            @ForAll List<@IntRange(min = 0, max = 2) Integer> computed,
            @ForAll @IntRange(min = 0, max = 30) int from,
            @ForAll @IntRange(min = 0, max = 30) int length) {
        GradeCard plain = GradeCard.empty();
        GradeCard adjusted = GradeCard.empty();
        for (int day = 0; day < 100; day++) {
            LocalDate today = TODAY.plusDays(day);
            if (day == from) {
                adjusted = adjusted.adjusted(
                                ManualGrade.of("Z", "for a while").until(today.plusDays(length)), "lan", today)
                        .orElseThrow();
            }
            if (day < computed.size()) {
                Grade grade = Grade.of("ABC".substring(computed.get(day), computed.get(day) + 1));
                plain = plain.computed(grade, "threshold", today);
                adjusted = adjusted.computed(grade, "threshold", today);
            }
        }
        for (int day = 0; day < 100; day++) {
            LocalDate today = TODAY.plusDays(day);
            if (day >= from && day <= from + length) {
                assertThat(adjusted.on(today).orElseThrow().grade()).isEqualTo("Z");
            } else {
                assertThat(adjusted.on(today)).isEqualTo(plain.on(today));
            }
        }
        assertThat(adjusted.computed()).isEqualTo(plain.computed());
    }
}
