package io.crmkit.customer;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Something that an owner owes a customer (LIF-02, LIF-06, LIF-07). Pure rules of facts, numbers and a day.
 *
 * @param kind what it is
 * @param rule the rule's id
 * @param due the last day on which it is done in time
 * @param state how it stands on the day that was asked for
 * @param done how much was done: follow-ups, or percent
 * @param wanted how much is owed
 */
public record Duty(Kind kind, String rule, LocalDate due, State state, int done, int wanted) {

    /** What is owed. */
    public enum Kind {
        /** Follow-ups after assignment (LIF-02, LIF-07). */
        FOLLOW_UPS,
        /** Key fields to be filled (LIF-07). */
        COMPLETENESS,
        /** A visit to whom was lost (LIF-06). */
        REVISIT
    }

    /** How a duty stands. */
    public enum State {
        /** It was done in time. */
        MET,
        /** It was done, but late. */
        MET_LATE,
        /** There is time. */
        OPEN,
        /** It is time: the owner is reminded. */
        SOON,
        /** It was not done in time. */
        OVERDUE;

        /** {@return whether something is still to be done} */
        public boolean waits() {
            return this != MET && this != MET_LATE;
        }

        private static State of(LocalDate due, LocalDate today, int soonDays) {
            if (today.isAfter(due)) {
                return OVERDUE;
            }
            return today.isBefore(due.minusDays(soonDays)) ? OPEN : SOON;
        }
    }

    /**
     * A question or complaint (LIF-03).
     *
     * @param due until when it is to be answered
     * @param state how it stands
     * @param left how much time is left; negative when it is over, or how late the answer was
     */
    public record Answer(Instant due, State state, Duration left) {}

    /** {@return what to do and until when, in both languages} */
    public Label text() {
        return Messages.label(
                "customer.duty." + kind.name().toLowerCase(Locale.ROOT).replace('_', '-'), done, wanted, due);
    }

    /**
     * Whether a customer got its follow-ups after assignment (LIF-02, LIF-07).
     *
     * @param assigned when its owner got it
     * @param followUps when it was followed up since
     * @param wanted how many follow-ups are owed
     * @param policy the other numbers
     * @param zone the enterprise's time zone
     * @param today the day
     * @return the duty
     */
    public static Duty followUps(
            Instant assigned, List<Instant> followUps, int wanted, DutyPolicy policy, ZoneId zone, LocalDate today) {
        LocalDate due = LocalDate.ofInstant(assigned, zone).plusDays(policy.withinDays());
        List<LocalDate> days = followUps.stream()
                .map(at -> LocalDate.ofInstant(at, zone))
                .filter(day -> !day.isAfter(today))
                .toList();
        int inTime = (int) days.stream().filter(day -> !day.isAfter(due)).count();
        State state;
        if (inTime >= wanted) {
            state = State.MET;
        } else {
            state = days.size() >= wanted ? State.MET_LATE : State.of(due, today, policy.soonDays());
        }
        return new Duty(Kind.FOLLOW_UPS, "LIF-02", due, state, days.size(), wanted);
    }

    /**
     * Whether enough is known of a customer (LIF-07). When it became enough is not known, so it is never late once it is.
     *
     * @param assigned when its owner got it
     * @param percent how much of the key fields is filled
     * @param wanted how much is to be filled
     * @param policy the other numbers
     * @param zone the enterprise's time zone
     * @param today the day
     * @return the duty
     */
    public static Duty completeness(
            Instant assigned, int percent, int wanted, DutyPolicy policy, ZoneId zone, LocalDate today) {
        LocalDate due = LocalDate.ofInstant(assigned, zone).plusDays(policy.withinDays());
        State state = percent >= wanted ? State.MET : State.of(due, today, policy.soonDays());
        return new Duty(Kind.COMPLETENESS, "LIF-07", due, state, percent, wanted);
    }

    /**
     * Whether who was lost, or whose deal was lost, was revisited lately (LIF-06): due again and again, so many months after the loss or
     * the last follow-up since.
     *
     * @param lost the day of the loss
     * @param lastFollowUp the last follow-up, if there was one
     * @param policy the numbers
     * @param zone the enterprise's time zone
     * @param today the day
     * @return the duty
     */
    public static Duty revisit(
            LocalDate lost, Optional<Instant> lastFollowUp, DutyPolicy policy, ZoneId zone, LocalDate today) {
        LocalDate from = lastFollowUp
                .map(at -> LocalDate.ofInstant(at, zone))
                .filter(lost::isBefore)
                .orElse(lost);
        LocalDate due = from.plusMonths(policy.revisitMonths());
        return new Duty(Kind.REVISIT, "LIF-06", due, State.of(due, today, policy.soonDays()), 0, 1);
    }

    /**
     * Whether a question or complaint was answered, and its handling begun, in time (LIF-03): elapsed hours, night and holiday counted.
     *
     * @param asked when it came in
     * @param answered when it was answered, if it was
     * @param now the time
     * @param policy the numbers
     * @return how it stands
     */
    public static Answer answer(Instant asked, Optional<Instant> answered, Instant now, DutyPolicy policy) {
        Instant due = asked.plus(Duration.ofHours(policy.answerHours()));
        Optional<Instant> known = answered.filter(at -> !at.isAfter(now));
        Duration left = Duration.between(known.orElse(now), due);
        if (known.isPresent()) {
            return new Answer(due, left.isNegative() ? State.MET_LATE : State.MET, left);
        }
        return new Answer(due, left.isNegative() ? State.OVERDUE : State.OPEN, left);
    }
}
