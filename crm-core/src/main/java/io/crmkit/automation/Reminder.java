package io.crmkit.automation;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.road.Veil;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * Something that a rule reminds a user of (POL-03). There is one for each rule, subject and period, ever. Immutable.
 *
 * @param id made of rule, subject and period
 * @param version how often it was written
 * @param recipient id of the user who is reminded
 * @param rule id of the rule, such as {@code LIF-04}
 * @param subject the record it is about, as type and id
 * @param about the subject's name when it came about, such as the customer's
 * @param text what to do and why, in both languages
 * @param on the day it came about
 * @param state whether it still waits
 * @param discreet what it says instead to whoever may not see a field that its text tells of (ACC-07), if there is such a field
 */
@AggregateRoot
public record Reminder(
        @Identity String id,
        long version,
        String recipient,
        String rule,
        String subject,
        String about,
        Label text,
        LocalDate on,
        State state,
        Optional<Discreet> discreet)
        implements Entity<Reminder> {

    /** Whether a reminder still waits. */
    public enum State {
        /** It waits. */
        OPEN,
        /** The recipient has seen to it. */
        DONE,
        /** What it was about is over by itself: for instance, the silent customer has bought. */
        SETTLED
    }

    /** How many reminders about one record can wait. */
    private static final int MOST_SETTLED = 1_000;

    /** The kind. */
    public static final Kind<Reminder> KIND = new Kind<>(
                    RecordType.named("reminder", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("owner"),
                                    IndexSpec.text("rule"),
                                    IndexSpec.text("subject"),
                                    IndexSpec.text("state"),
                                    IndexSpec.date("day"))
                            .orders(OrderSpec.descending("by_day", "day"))
                            .build(),
                    "reminder",
                    Reminder.class,
                    (r, values) -> values.text("owner", r.recipient())
                            .text("rule", r.rule())
                            .text("subject", r.subject())
                            .text("state", r.state().name())
                            .date("day", r.on()),
                    r -> Optional.of(r.recipient()),
                    r -> Set.of(),
                    false)
            .sealing("text", "discreet");

    /** What a reader sees of a reminder (ACC-07). */
    public static final Veil<Reminder> VEIL = new Veil<>(
            Reminder.class,
            (reminder, walls) -> reminder.withText(Discreet.text(reminder.text(), reminder.discreet(), walls)));

    /**
     * The identity of a reminder.
     *
     * @param rule id of the rule
     * @param subject the record it is about
     * @param period names the period or episode; with rule and subject it makes the reminder unique
     * @return the id
     */
    public static String idOf(String rule, RecordKey subject, String period) {
        return rule + ":" + subject.id() + ":" + period;
    }

    /**
     * Reminds a user, unless this rule has done so for this subject and period before (POL-03). One that had settled by itself
     * waits again when what it was about is back.
     *
     * @param unit the unit of work
     * @param recipient id of the user
     * @param rule id of the rule
     * @param subject the record it is about
     * @param period names the period or episode
     * @param about the subject's name
     * @param text what to do and why
     * @param discreet what to say to whoever may not see a field that the text tells of, if there is one
     * @return whether it waits from now on and did not before
     */
    public static boolean once(
            Unit unit,
            String recipient,
            String rule,
            RecordKey subject,
            String period,
            String about,
            Label text,
            Optional<Discreet> discreet) {
        String id = idOf(rule, subject, period);
        Reminder now = new Reminder(
                id, 1, recipient, rule, subject.toString(), about, text, unit.today(), State.OPEN, discreet);
        Optional<Reminder> before = unit.find(KIND, id);
        if (before.isEmpty()) {
            unit.create(KIND, now);
        } else if (before.get().state() == State.SETTLED) {
            unit.change(KIND, before.get(), now, Optional.empty());
        } else {
            return false;
        }
        Outbox.tell(unit, now);
        return true;
    }

    /**
     * Settles a reminder that still waits, because what it was about is over.
     *
     * @param unit the unit of work
     * @param rule id of the rule
     * @param subject the record it is about
     * @param period names the period or episode
     */
    public static void settle(Unit unit, String rule, RecordKey subject, String period) {
        unit.find(KIND, idOf(rule, subject, period))
                .filter(r -> r.state() == State.OPEN)
                .ifPresent(r -> {
                    unit.change(KIND, r, r.in(State.SETTLED), Optional.empty());
                    Outbox.drop(unit, r);
                });
    }

    /**
     * Settles all reminders about a record that still wait, because the record is away (CUS-10).
     *
     * @param unit the unit of work
     * @param subject the record it is about
     * @return ids of those that waited
     */
    public static List<String> settleAll(Unit unit, RecordKey subject) {
        Filter waiting =
                Filter.and(Filter.equal("subject", subject.toString()), Filter.equal("state", State.OPEN.name()));
        List<Reminder> open = unit.query(KIND, waiting, MOST_SETTLED);
        open.forEach(r -> {
            unit.change(KIND, r, r.in(State.SETTLED), Optional.empty());
            Outbox.drop(unit, r);
        });
        return open.stream().map(Reminder::id).toList();
    }

    /**
     * Lets reminders wait again that settled because the record that they are about was away.
     *
     * @param unit the unit of work
     * @param ids ids of the reminders
     */
    public static void waitAgain(Unit unit, List<String> ids) {
        for (String id : ids) {
            unit.find(KIND, id).filter(r -> r.state() == State.SETTLED).ifPresent(r -> {
                Reminder open = unit.change(KIND, r, r.in(State.OPEN), Optional.empty());
                Outbox.tell(unit, open);
            });
        }
    }

    /**
     * A reminder that still waits goes to another user, or is settled when there is nobody.
     *
     * @param unit the unit of work
     * @param rule id of the rule
     * @param subject the record it is about
     * @param period names the period or episode
     * @param to id of the user, if there is one
     */
    public static void handOver(Unit unit, String rule, RecordKey subject, String period, Optional<String> to) {
        unit.find(KIND, idOf(rule, subject, period)).ifPresent(r -> handOver(unit, r, to));
    }

    /** As above; one that goes to whom it is for already, or that waits no longer, is left alone. */
    static void handOver(Unit unit, Reminder reminder, Optional<String> to) {
        if (reminder.state() == State.OPEN && !to.equals(Optional.of(reminder.recipient()))) {
            Reminder after = to.map(reminder::to).orElseGet(() -> reminder.in(State.SETTLED));
            unit.changeAlike(KIND, reminder, after, Optional.empty());
            Outbox.drop(unit, reminder);
            if (after.state() == State.OPEN) {
                Outbox.tell(unit, after);
            }
        }
    }

    @Override
    public Reminder withVersion(long other) {
        return new Reminder(id, other, recipient, rule, subject, about, text, on, state, discreet);
    }

    private Reminder withText(Label other) {
        return new Reminder(id, version, recipient, rule, subject, about, other, on, state, Optional.empty());
    }

    /** That there was one, without what it said (ACC-18). */
    Reminder erased(Label instead) {
        return new Reminder(
                id,
                version,
                recipient,
                rule,
                subject,
                instead.in(java.util.Locale.ENGLISH),
                instead,
                on,
                state == State.OPEN ? State.SETTLED : state,
                Optional.empty());
    }

    Reminder in(State other) {
        return new Reminder(id, version, recipient, rule, subject, about, text, on, other, discreet);
    }

    Reminder to(String user) {
        return new Reminder(id, version, user, rule, subject, about, text, on, state, discreet);
    }
}
