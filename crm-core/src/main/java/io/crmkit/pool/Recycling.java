package io.crmkit.pool;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What owners lose to the pool, and when (CUS-12). A pure rule: the nightly run, the dry run and the reminders ask it alike.
 */
public final class Recycling {

    private Recycling() {}

    /** What was missing for too long. */
    public enum Cause {
        /** A follow-up. */
        FOLLOW_UP,
        /** A new opportunity. */
        OPPORTUNITY,
        /** A purchase or a deal won. */
        DEAL
    }

    /** Why something stays with its owner. */
    public enum Exemption {
        /** Somebody said so. */
        BY_HAND,
        /** There was a purchase, or a deal was won. */
        DEALT,
        /** An opportunity is open. */
        OPEN_OPPORTUNITY;

        /** {@return what people call it} */
        public Label label() {
            return Messages.label(
                    "pool.exemption." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
        }
    }

    /**
     * What is known of a record that somebody owns. Days are those of the enterprise's time zone.
     *
     * @param ownedSince since when its owner has it
     * @param idleSince the last follow-up after that, or the same day
     * @param lastOpportunity when an opportunity was last created
     * @param lastDeal when it last bought, or a deal was won
     * @param openOpportunity whether an opportunity is open
     * @param byHand whether somebody exempts it
     */
    public record Facts(
            LocalDate ownedSince,
            LocalDate idleSince,
            Optional<LocalDate> lastOpportunity,
            Optional<LocalDate> lastDeal,
            boolean openOpportunity,
            boolean byHand) {}

    /**
     * What the rule says.
     *
     * @param due from which day on it goes to the pool, if ever; also of one that is exempt
     * @param cause what is missing then, if it does
     * @param days for how many days it will have been missing
     * @param since the day since when it is missing
     * @param exemptions why it stays nevertheless; none when nothing keeps it
     */
    public record Verdict(
            Optional<LocalDate> due,
            Optional<Cause> cause,
            int days,
            Optional<LocalDate> since,
            List<Exemption> exemptions) {

        /** Copies the list. */
        public Verdict {
            exemptions = List.copyOf(exemptions);
        }

        /**
         * Whether it goes to the pool on a day.
         *
         * @param day the day
         * @return whether
         */
        public boolean goesOn(LocalDate day) {
            return exemptions.isEmpty() && due.filter(day::isBefore).isEmpty() && due.isPresent();
        }

        /**
         * Of what its owner is to be reminded on a day: of several that were missed, the last.
         *
         * @param day the day
         * @param remindDays how many days before the owner is reminded
         * @return how many days before, or none
         */
        public OptionalInt reminder(LocalDate day, List<Integer> remindDays) {
            if (due.isEmpty() || !exemptions.isEmpty() || goesOn(day)) {
                return OptionalInt.empty();
            }
            long left = ChronoUnit.DAYS.between(day, due.get());
            return remindDays.stream()
                    .mapToInt(Integer::intValue)
                    .filter(days -> days >= left)
                    .min();
        }
    }

    /**
     * What becomes of a record.
     *
     * @param facts what is known of it
     * @param grade its grade, if it has one
     * @param policy the numbers that hold for it
     * @return what the rule says
     */
    public static Verdict of(Facts facts, Optional<String> grade, RecyclingPolicy policy) {
        Verdict first = new Verdict(Optional.empty(), Optional.empty(), 0, Optional.empty(), exemptions(facts, policy));
        first = earlier(first, Cause.FOLLOW_UP, facts.idleSince(), policy.followUp(), grade);
        first = earlier(
                first,
                Cause.OPPORTUNITY,
                later(facts.ownedSince(), facts.lastOpportunity()),
                policy.opportunity(),
                grade);
        return earlier(first, Cause.DEAL, later(facts.ownedSince(), facts.lastDeal()), policy.deal(), grade);
    }

    private static LocalDate later(LocalDate one, Optional<LocalDate> other) {
        return other.filter(one::isBefore).orElse(one);
    }

    private static Verdict earlier(
            Verdict known, Cause cause, LocalDate since, Map<String, Integer> byGrade, Optional<String> grade) {
        OptionalInt days = RecyclingPolicy.days(byGrade, grade);
        if (days.isEmpty()) {
            return known;
        }
        LocalDate due = since.plusDays(days.getAsInt());
        return known.due().filter(before -> !due.isBefore(before)).isPresent()
                ? known
                : new Verdict(
                        Optional.of(due), Optional.of(cause), days.getAsInt(), Optional.of(since), known.exemptions());
    }

    private static List<Exemption> exemptions(Facts facts, RecyclingPolicy policy) {
        List<Exemption> exemptions = new ArrayList<>();
        if (facts.byHand()) {
            exemptions.add(Exemption.BY_HAND);
        }
        if (policy.exemptDealt() && facts.lastDeal().isPresent()) {
            exemptions.add(Exemption.DEALT);
        }
        if (policy.exemptOpenOpportunity() && facts.openOpportunity()) {
            exemptions.add(Exemption.OPEN_OPPORTUNITY);
        }
        return exemptions;
    }
}
