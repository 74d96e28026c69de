package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.scoring.Lifecycle.ByHand;
import io.crmkit.scoring.Lifecycle.Circumstances;
import io.crmkit.scoring.Lifecycle.Finding;
import io.crmkit.scoring.Lifecycle.Stage;
import io.crmkit.scoring.Lifecycle.Standing;
import io.crmkit.scoring.Silence.Level;
import io.crmkit.shared.Label;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SilenceTest {

    private static final ScoringPolicy POLICY = ScoringPolicy.SECTION.defaults();

    private static TradeHistory bought(String... days) {
        TradeHistory history = TradeHistory.none();
        for (String day : days) {
            history = history.plus(LocalDate.parse(day), BigDecimal.TEN);
        }
        return history;
    }

    private static Silence silence(String today, TradeHistory history) {
        return Silence.of(history, LocalDate.parse(today), POLICY.silence());
    }

    private static Finding stage(String today, Circumstances circumstances, String... days) {
        return Lifecycle.stage(bought(days), LocalDate.parse(today), circumstances, POLICY);
    }

    private static Stage stage(String today, String... days) {
        return stage(today, Circumstances.none(), days).stage();
    }

    @ParameterizedTest(name = "LIF-04 LIF-08 bought last on {0}, on {1} the customer is {2}")
    @CsvSource({
        "2026-01-01, 2026-01-01, NONE",
        "2026-01-01, 2026-03-31, NONE",
        "2026-01-01, 2026-04-01, REMINDER",
        "2026-01-31, 2026-04-01, REMINDER",
        "2026-01-31, 2026-04-30, REMINDER",
        "2026-01-31, 2026-05-01, AT_RISK",
        "2026-01-31, 2026-07-31, AT_RISK",
        "2026-01-31, 2026-08-01, DORMANT",
        "2025-11-30, 2026-02-28, REMINDER",
        "2026-03-10, 2026-03-01, NONE",
    })
    void levels(String last, String today, Level level) {
        Silence silence = silence(today, bought(last));
        assertThat(silence.level()).isEqualTo(level);
        assertThat(silence.reasons().stream().filter(r -> r.en().contains("full calendar months")))
                .hasSize(level == Level.NONE ? 0 : 1);
    }

    @Test
    @DisplayName("LIF-04 an episode of silence is named by the last purchase; who never bought is not silent")
    void episode() {
        Silence silence = silence("2026-04-20", bought("2025-12-05", "2026-01-31"));
        assertThat(silence.since()).contains(LocalDate.of(2026, 1, 31));
        assertThat(silence.reasons().get(0).en())
                .isEqualTo("No purchase in 2 full calendar months; the last was on 2026-01-31: revisit the customer.");
        assertThat(silence.reasons().get(0).zh()).isEqualTo("已有 2 个完整自然月未购买，上次购买为 2026-01-31，请回访客户。");
        assertThat(silence("2026-04-20", TradeHistory.none()))
                .isEqualTo(new Silence(Level.NONE, 0, Optional.empty(), false, java.util.List.of()));
    }

    @ParameterizedTest(
            name = "LIF-05 gaps of 10, 10 and 30 days: {1} days after the last purchase the rhythm has changed: {2}")
    @CsvSource({"2026-02-20, 20, false", "2026-02-20, 21, true"})
    void rhythm(LocalDate last, int days, boolean changed) {
        // The gaps are 10, 10 and 30 days: the median is 10.
        TradeHistory history = bought("2026-01-01", "2026-01-11", "2026-02-10", "2026-02-10", "2026-02-20");
        Silence silence = Silence.of(history, last.plusDays(days), POLICY.silence());
        assertThat(silence.rhythmChanged()).isEqualTo(changed);
        if (changed) {
            assertThat(silence.reasons().get(0).en())
                    .isEqualTo("No purchase for 21 days, more than 2 times the customer's own median gap of 10 days.");
        }
    }

    @Test
    @DisplayName("LIF-05 two gaps have their mean as median; fewer than three days of buying have no rhythm")
    void few_purchases() {
        TradeHistory three = bought("2026-01-01", "2026-01-11", "2026-01-26");
        assertThat(silence("2026-02-20", three).rhythmChanged()).isFalse();
        assertThat(silence("2026-02-21", three).rhythmChanged()).isTrue();
        assertThat(silence("2026-02-21", three).reasons().get(0).en()).contains("12.5 days");
        assertThat(silence("2026-02-25", bought("2026-01-01", "2026-01-02", "2026-01-02"))
                        .rhythmChanged())
                .isFalse();
    }

    @ParameterizedTest(name = "LIF-05 {0} in the last 90 days after 100 in the 90 before: changed {1}")
    @CsvSource({"50, false", "49.99, true", "0, true", "200, false"})
    void decline(String amount, boolean changed) {
        LocalDate today = LocalDate.of(2026, 7, 1);
        TradeHistory history = TradeHistory.none()
                .plus(today.minusDays(179), new BigDecimal("60"))
                .plus(today.minusDays(90), new BigDecimal("40"))
                .plus(today.minusDays(180), new BigDecimal("100000"))
                .plus(today.minusDays(89), new BigDecimal(amount))
                .plus(today.plusDays(1), new BigDecimal("1000"));
        Silence silence = Silence.of(history, today, SilencePolicyWithout.gap(POLICY.silence()));
        assertThat(silence.rhythmChanged()).isEqualTo(changed);
    }

    @Test
    @DisplayName("LIF-05 the amounts that declined are told grouped and with their currency, where it is known")
    void declineTold() {
        LocalDate today = LocalDate.of(2026, 7, 1);
        TradeHistory history = TradeHistory.none()
                .plus(today.minusDays(120), new BigDecimal("11422.2"))
                .plus(today.minusDays(10), new BigDecimal("1905"));
        SilencePolicy policy = SilencePolicyWithout.gap(POLICY.silence());
        assertThat(Silence.of(history, today, policy, Optional.of("CNY")).reasons())
                .containsExactly(
                        new Label(
                                "最近 90 天购买金额为 1,905.00 CNY，低于此前 90 天金额 11,422.20 CNY 的 50%。",
                                "Bought for 1,905.00 CNY in the last 90 days, less than 50% of the 11,422.20 CNY of the 90 days before."));
        assertThat(Silence.of(history, today, policy).reasons().get(0).en()).contains("for 1,905.00 in the last");
    }

    /** Only the amounts speak. */
    private static final class SilencePolicyWithout {
        static SilencePolicy gap(SilencePolicy p) {
            return new SilencePolicy(
                    p.reminderMonths(),
                    p.atRiskMonths(),
                    p.dormantMonths(),
                    p.rhythmFactor(),
                    1000,
                    p.compareDays(),
                    p.declineBelow());
        }
    }

    @Test
    @DisplayName("LIF-01 potential, nurturing, maintenance, at risk and lost follow from the purchases")
    void stages() {
        assertThat(stage("2026-01-01")).isEqualTo(Stage.POTENTIAL);
        assertThat(stage("2026-01-01", "2026-02-01")).isEqualTo(Stage.POTENTIAL);
        assertThat(stage("2026-02-01", "2026-02-01")).isEqualTo(Stage.NURTURING);
        assertThat(stage("2026-05-01", "2026-02-01")).isEqualTo(Stage.NURTURING);
        assertThat(stage("2026-05-02", "2026-02-01")).isEqualTo(Stage.MAINTENANCE);
        assertThat(stage("2026-02-02", "2026-02-01", "2026-02-02")).isEqualTo(Stage.MAINTENANCE);
        assertThat(stage("2026-05-31", "2026-02-01", "2026-02-02")).isEqualTo(Stage.MAINTENANCE);
        assertThat(stage("2026-06-01", "2026-02-01", "2026-02-02")).isEqualTo(Stage.AT_RISK);
        assertThat(stage("2027-02-28", "2026-02-01")).isEqualTo(Stage.AT_RISK);
        assertThat(stage("2027-03-01", "2026-02-01")).isEqualTo(Stage.LOST);
    }

    @Test
    @DisplayName("LIF-01 who buys after having been at risk is won back, until another purchase or 90 days")
    void won_back() {
        assertThat(stage("2026-06-01", "2026-02-01", "2026-06-01")).isEqualTo(Stage.WON_BACK);
        assertThat(stage("2026-08-29", "2026-02-01", "2026-06-01")).isEqualTo(Stage.WON_BACK);
        assertThat(stage("2026-08-30", "2026-02-01", "2026-06-01")).isEqualTo(Stage.MAINTENANCE);
        assertThat(stage("2026-06-02", "2026-02-01", "2026-06-01", "2026-06-02"))
                .isEqualTo(Stage.MAINTENANCE);
        assertThat(stage("2026-05-31", "2026-02-01", "2026-05-31")).isEqualTo(Stage.MAINTENANCE);
    }

    @Test
    @DisplayName("LIF-01 a high churn risk is at risk; a purchase after it is a return")
    void churn_risk() {
        Circumstances risk = new Circumstances(Optional.empty(), true, Optional.empty());
        assertThat(stage("2026-03-01", risk, "2026-02-01", "2026-02-10").stage())
                .isEqualTo(Stage.AT_RISK);
        assertThat(stage("2026-03-01", risk).stage()).isEqualTo(Stage.POTENTIAL);
        Circumstances was = new Circumstances(
                Optional.of(new Standing(Stage.AT_RISK, LocalDate.of(2026, 3, 1))), false, Optional.empty());
        assertThat(stage("2026-03-05", was, "2026-02-01", "2026-02-10").stage()).isEqualTo(Stage.MAINTENANCE);
        assertThat(stage("2026-03-05", was, "2026-02-01", "2026-03-02").stage()).isEqualTo(Stage.WON_BACK);
        Circumstances back = new Circumstances(
                Optional.of(new Standing(Stage.WON_BACK, LocalDate.of(2026, 3, 2))), false, Optional.empty());
        assertThat(stage("2026-03-06", back, "2026-02-01", "2026-03-02").stage())
                .isEqualTo(Stage.WON_BACK);
        assertThat(stage("2026-03-06", back, "2026-02-01", "2026-03-02", "2026-03-05")
                        .stage())
                .isEqualTo(Stage.MAINTENANCE);
    }

    @Test
    @DisplayName("LIF-01 a stage by hand holds with its reason until the customer buys again or its time is over")
    void by_hand() {
        LocalDate day = LocalDate.of(2026, 3, 1);
        Circumstances lost = new Circumstances(
                Optional.empty(),
                false,
                Optional.of(new ByHand(Stage.LOST, day, "went to a competitor", Optional.empty())));
        Finding finding = stage("2026-03-02", lost, "2026-02-01", "2026-02-20");
        assertThat(finding.stage()).isEqualTo(Stage.LOST);
        assertThat(finding.reasons().get(0).en()).isEqualTo("Set by hand on 2026-03-01: went to a competitor");
        assertThat(stage("2026-02-28", lost, "2026-02-01", "2026-02-20").stage())
                .isEqualTo(Stage.MAINTENANCE);
        assertThat(stage("2026-03-10", lost, "2026-02-01", "2026-03-09").stage())
                .isEqualTo(Stage.WON_BACK);
        Circumstances ends = new Circumstances(
                Optional.empty(),
                false,
                Optional.of(new ByHand(Stage.LOST, day, "moved", Optional.of(LocalDate.of(2026, 3, 5)))));
        assertThat(stage("2026-03-05", ends, "2026-02-01", "2026-02-20").stage())
                .isEqualTo(Stage.LOST);
        assertThat(stage("2026-03-06", ends, "2026-02-01", "2026-02-20").stage())
                .isEqualTo(Stage.MAINTENANCE);
        assertThat(Stage.WON_BACK.label().zh()).isEqualTo("挽回");
    }
}
