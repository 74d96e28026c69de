package io.crmkit.scoring;

import io.crmkit.scoring.Lifecycle.ByHand;
import io.crmkit.scoring.Lifecycle.Circumstances;
import io.crmkit.scoring.Lifecycle.Finding;
import io.crmkit.scoring.Lifecycle.Found;
import io.crmkit.scoring.Lifecycle.Stage;
import io.crmkit.scoring.Lifecycle.Standing;
import io.crmkit.shared.Label;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * The stages of one customer and how it came to them (LIF-01). Immutable; every change makes another card.
 *
 * <p>What follows from facts is entered under the day on which the facts made it so, not under the day on which somebody
 * looked: purchases that become known late are put where they belong, so their order does not matter. What was entered before
 * stays as the policy of its time had it.
 *
 * @param history what happened, the oldest first
 * @param seen the last day up to which facts were looked at, if they ever were
 */
@ValueObject
public record StageCard(List<Event> history, Optional<LocalDate> seen) {

    /** How a stage came about. */
    public enum Kind {
        /** It follows from facts. */
        DERIVED,
        /** It was set by hand. */
        BY_HAND,
        /** The stage by hand was withdrawn; what follows from facts counts again. */
        WITHDRAWN
    }

    /**
     * Something that happened.
     *
     * @param kind what
     * @param on the day
     * @param stage the stage from that day on; for a withdrawal the one that was withdrawn
     * @param reasons why, in both languages
     * @param by id of the user who did it, if one did
     * @param until the last day on which a stage by hand holds, if it was given one
     */
    @ValueObject
    public record Event(
            Kind kind, LocalDate on, Stage stage, List<Label> reasons, Optional<String> by, Optional<LocalDate> until) {
        /** Copies the reasons. */
        public Event {
            reasons = List.copyOf(reasons);
        }

        private static Event derived(LocalDate on, Finding finding) {
            return new Event(Kind.DERIVED, on, finding.stage(), finding.reasons(), Optional.empty(), Optional.empty());
        }
    }

    private static final StageCard EMPTY = new StageCard(List.of(), Optional.empty());

    /** Copies the history. */
    public StageCard {
        history = List.copyOf(history);
    }

    /** {@return a card on which nothing stands yet} */
    public static StageCard empty() {
        return EMPTY;
    }

    /**
     * The stage on a day, as it was entered.
     *
     * @param day the day
     * @return the event that brought it about, if anything was entered up to that day
     */
    public Optional<Event> on(LocalDate day) {
        for (int i = history.size() - 1; i >= 0; i--) {
            Event event = history.get(i);
            if (!event.on().isAfter(day) && event.kind() != Kind.WITHDRAWN) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    /** {@return the event that brought about the stage entered last} */
    public Optional<Event> last() {
        return on(LocalDate.MAX);
    }

    /**
     * A purchase became known: what was derived for its day and after must be derived again.
     *
     * @param day the day of the purchase
     * @return the card without it
     */
    public StageCard forgetFrom(LocalDate day) {
        boolean late = seen.filter(last -> !last.isBefore(day)).isPresent();
        if (!late) {
            return this;
        }
        return new StageCard(
                history.stream()
                        .filter(e -> e.kind() != Kind.DERIVED || e.on().isBefore(day))
                        .toList(),
                Optional.of(day.minusDays(1)));
    }

    /**
     * Enters what follows from facts up to a day.
     *
     * @param trade what the customer bought
     * @param today the day
     * @param policy the numbers
     * @return the card with it; the same one when nothing happened
     */
    public StageCard upTo(TradeHistory trade, LocalDate today, ScoringPolicy policy) {
        LocalDate from = seen.orElse(LocalDate.MIN);
        if (from.isAfter(today)) {
            return this; // a clock that went back changes no history
        }
        NavigableSet<LocalDate> points = Lifecycle.turningPoints(trade, from, today, policy);
        points.add(today);
        for (Event event : history) {
            event.until()
                    .map(last -> last.plusDays(1))
                    .filter(over -> over.isAfter(from) && !over.isAfter(today))
                    .ifPresent(points::add);
            if (event.kind() != Kind.DERIVED
                    && event.on().isAfter(from)
                    && !event.on().isAfter(today)) {
                points.add(event.on());
            }
        }
        List<Event> events = new ArrayList<>(history);
        boolean changed = false;
        for (LocalDate point : points) {
            Found found = Lifecycle.find(trade, point, circumstances(events, point), policy);
            Optional<Stage> before = last(events, point).map(Event::stage);
            boolean isNew = !before.equals(Optional.of(found.stage()));
            boolean begins = before.isEmpty() && found.stage() == Stage.POTENTIAL; // as everybody does: no event
            if (isNew && !begins) {
                events.add(place(events, point), Event.derived(point, found.inWords()));
                changed = true;
            }
        }
        return changed ? new StageCard(events, Optional.of(today)) : this;
    }

    /**
     * The same card, with the day up to which facts were looked at.
     *
     * @param today the day
     * @return the card
     */
    public StageCard seenOn(LocalDate today) {
        return seen.filter(last -> !last.isBefore(today)).isPresent()
                ? this
                : new StageCard(history, Optional.of(today));
    }

    /**
     * A stage is set by hand. It holds until the customer buys again after that day, it is withdrawn, or its time is over.
     *
     * @param stage the stage
     * @param reason why; the cause when it is {@link Stage#LOST}
     * @param until the last day on which it holds, if it shall end by itself
     * @param by id of the user who sets it
     * @param today the day
     * @return the card with it, or a refusal when it would be over already
     */
    public Outcome<StageCard> byHand(
            Stage stage, String reason, Optional<LocalDate> until, String by, LocalDate today) {
        if (until.filter(today::isAfter).isPresent()) {
            return Outcome.refused(Refusal.of(
                            Refusal.Kind.INVALID,
                            "LIF-01",
                            "grading.card.until-past",
                            until.map(LocalDate::toString).orElse(""),
                            today)
                    .onField("until"));
        }
        return Outcome.done(with(
                new Event(Kind.BY_HAND, today, stage, List.of(new Label(reason, reason)), Optional.of(by), until)));
    }

    /**
     * The stage by hand is withdrawn; what follows from facts counts at once.
     *
     * @param reason why
     * @param by id of the user who withdraws it
     * @param today the day
     * @return the card without it, or a refusal when there is none
     */
    public Outcome<StageCard> withdrawn(String reason, String by, LocalDate today) {
        Optional<Event> hand = hand(history, today);
        if (hand.isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "LIF-01", "grading.card.no-stage-to-withdraw"));
        }
        return Outcome.done(with(new Event(
                Kind.WITHDRAWN,
                today,
                hand.get().stage(),
                List.of(new Label(reason, reason)),
                Optional.of(by),
                Optional.empty())));
    }

    private StageCard with(Event event) {
        List<Event> longer = new ArrayList<>(history);
        longer.add(place(longer, event.on()), event);
        return new StageCard(longer, seen);
    }

    private static int place(List<Event> events, LocalDate day) {
        int at = events.size();
        while (at > 0 && events.get(at - 1).on().isAfter(day)) {
            at--;
        }
        return at;
    }

    private static Circumstances circumstances(List<Event> events, LocalDate day) {
        return new Circumstances(
                derived(events, day).map(e -> new Standing(e.stage(), e.on())),
                false,
                hand(events, day)
                        .map(e ->
                                new ByHand(e.stage(), e.on(), e.reasons().get(0).zh(), e.until())));
    }

    /** The event that counts on a day, withdrawals included: they count as the stage that they ended. */
    private static Optional<Event> last(List<Event> events, LocalDate day) {
        int at = place(events, day);
        return at == 0 ? Optional.empty() : Optional.of(events.get(at - 1));
    }

    /** What was derived last: a stage by hand that is over leaves no trace in what follows from facts. */
    private static Optional<Event> derived(List<Event> events, LocalDate day) {
        for (int i = place(events, day) - 1; i >= 0; i--) {
            if (events.get(i).kind() == Kind.DERIVED) {
                return Optional.of(events.get(i));
            }
        }
        return Optional.empty();
    }

    private static Optional<Event> hand(List<Event> events, LocalDate day) {
        for (int i = place(events, day) - 1; i >= 0; i--) {
            Event event = events.get(i);
            if (event.kind() != Kind.DERIVED) {
                return event.kind() == Kind.BY_HAND ? Optional.of(event) : Optional.empty();
            }
        }
        return Optional.empty();
    }
}
