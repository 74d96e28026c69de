package io.crmkit.scoring;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;

/** In which stage of its life a customer is (LIF-01). Pure rules. */
public final class Lifecycle {

    private Lifecycle() {}

    /** The stages. */
    public enum Stage {
        /** Registered, has not bought (潜在). */
        POTENTIAL,
        /** Has become a customer (培育). */
        NURTURING,
        /** Buys (维护). */
        MAINTENANCE,
        /** Is about to go (流失预警). */
        AT_RISK,
        /** Has gone (流失). */
        LOST,
        /** Has come back (挽回). */
        WON_BACK;

        /** {@return what people call it} */
        public Label label() {
            return Messages.label(
                    "grading.stage." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }

        private boolean isAway() {
            return this == AT_RISK || this == LOST;
        }
    }

    /**
     * A stage that was recorded.
     *
     * @param stage the stage
     * @param since the day on which it began
     */
    public record Standing(Stage stage, LocalDate since) {}

    /**
     * A stage set by hand. It holds until the customer buys again after that day, or its time is over.
     *
     * @param stage the stage
     * @param since the day on which it was set
     * @param reason why; the cause when it is {@link Stage#LOST}
     * @param until the last day on which it holds, if it was given one
     */
    public record ByHand(Stage stage, LocalDate since, String reason, Optional<LocalDate> until) {
        /** Checks the reason. */
        public ByHand {
            Objects.requireNonNull(stage, "stage");
            if (reason.isBlank()) {
                throw new IllegalArgumentException("a stage by hand needs a reason");
            }
        }

        private boolean holds(LocalDate today, TradeHistory known) {
            return !today.isBefore(since)
                    && until.filter(today::isAfter).isEmpty()
                    && known.last().filter(last -> last.isAfter(since)).isEmpty();
        }
    }

    /**
     * What is known besides the purchases.
     *
     * @param before the stage recorded last, if one was: only so is a purchase after a risk of other causes a return
     * @param highChurnRisk whether the churn risk is high (CHU-01)
     * @param byHand a stage set by hand, if one was
     */
    public record Circumstances(Optional<Standing> before, boolean highChurnRisk, Optional<ByHand> byHand) {

        /** {@return nothing but the purchases} */
        public static Circumstances none() {
            return new Circumstances(Optional.empty(), false, Optional.empty());
        }
    }

    /**
     * A stage and why.
     *
     * @param stage the stage
     * @param reasons why, in both languages; one at least
     */
    public record Finding(Stage stage, List<Label> reasons) {
        /** Copies the reasons. */
        public Finding {
            reasons = List.copyOf(reasons);
        }
    }

    /** A stage and why, before it is put into words: most findings say nothing new and need none. */
    record Found(Stage stage, String code, List<Object> args) {
        private static Found of(Stage stage, String code, Object... args) {
            return new Found(stage, code, List.of(args));
        }

        Finding inWords() {
            return new Finding(stage, List.of(Messages.label(code, args.toArray())));
        }
    }

    /**
     * The stage of a customer on a day.
     *
     * @param history what it bought; what came after the day does not count
     * @param today the day
     * @param circumstances what else is known
     * @param policy the numbers
     * @return the stage and why
     */
    public static Finding stage(
            TradeHistory history, LocalDate today, Circumstances circumstances, ScoringPolicy policy) {
        return find(history, today, circumstances, policy).inWords();
    }

    static Found find(TradeHistory history, LocalDate today, Circumstances circumstances, ScoringPolicy policy) {
        TradeHistory known = history.upTo(today);
        Optional<ByHand> byHand = circumstances.byHand().filter(hand -> hand.holds(today, known));
        if (byHand.isPresent()) {
            return Found.of(
                    byHand.get().stage(),
                    "grading.stage.by-hand",
                    byHand.get().since(),
                    byHand.get().reason());
        }
        if (known.last().isEmpty()) {
            return Found.of(Stage.POTENTIAL, "grading.stage.because.no-purchase");
        }
        LocalDate last = known.last().get();
        int months = Silence.monthsBetween(last, today);
        if (months >= policy.lifecycle().lostMonths()) {
            return Found.of(Stage.LOST, "grading.stage.because.silent", months, last);
        }
        if (months >= policy.silence().atRiskMonths()) {
            return Found.of(Stage.AT_RISK, "grading.stage.because.silent", months, last);
        }
        if (circumstances.highChurnRisk()) {
            return Found.of(Stage.AT_RISK, "grading.stage.because.churn-risk");
        }
        int settle = policy.lifecycle().settleDays();
        if (cameBack(known, last, circumstances, policy) && ChronoUnit.DAYS.between(last, today) < settle) {
            return Found.of(Stage.WON_BACK, "grading.stage.because.came-back", last);
        }
        if (known.days().size() > 1) {
            return Found.of(
                    Stage.MAINTENANCE,
                    "grading.stage.because.bought-again",
                    known.days().size(),
                    last);
        }
        return ChronoUnit.DAYS.between(last, today) >= settle
                ? Found.of(Stage.MAINTENANCE, "grading.stage.because.settled", settle, last)
                : Found.of(Stage.NURTURING, "grading.stage.because.first-purchase", last);
    }

    /**
     * The days on which the stage may change by what was bought alone: each day of buying, and as long as nothing else is
     * bought, the days on which the customer settles, is at risk, and is lost.
     *
     * @param history what it bought
     * @param after no day up to this one
     * @param until no day after this one
     * @param policy the numbers
     * @return the days in order
     */
    static NavigableSet<LocalDate> turningPoints(
            TradeHistory history, LocalDate after, LocalDate until, ScoringPolicy policy) {
        NavigableSet<LocalDate> points = new TreeSet<>();
        List<TradeHistory.Day> days = history.upTo(until).days();
        for (int i = days.size() - 1; i >= 0; i--) {
            LocalDate day = days.get(i).day();
            LocalDate end = i + 1 < days.size() ? days.get(i + 1).day() : until.plusDays(1);
            if (!end.isAfter(after)) {
                break;
            }
            for (LocalDate point : List.of(
                    day,
                    day.plusDays(policy.lifecycle().settleDays()),
                    Silence.silentFrom(day, policy.silence().atRiskMonths()),
                    Silence.silentFrom(day, policy.lifecycle().lostMonths()))) {
                if (point.isAfter(after) && point.isBefore(end)) {
                    points.add(point);
                }
            }
        }
        return points;
    }

    /** Whether the last purchase ended an absence. A second purchase after it is maintenance again. */
    private static boolean cameBack(
            TradeHistory known, LocalDate last, Circumstances circumstances, ScoringPolicy policy) {
        int count = known.days().size();
        if (count > 1) {
            LocalDate previous = known.days().get(count - 2).day();
            if (Silence.monthsBetween(previous, last) >= policy.silence().atRiskMonths()) {
                return true;
            }
            Optional<LocalDate> away = circumstances
                    .before()
                    .filter(standing -> standing.stage().isAway())
                    .map(Standing::since)
                    .or(() -> circumstances
                            .byHand()
                            .filter(hand -> hand.stage().isAway())
                            .map(ByHand::since));
            if (away.filter(since -> last.isAfter(since) && !previous.isAfter(since))
                    .isPresent()) {
                return true;
            }
        }
        return circumstances
                .before()
                .filter(standing -> standing.stage() == Stage.WON_BACK && !last.isAfter(standing.since()))
                .isPresent();
    }
}
