package io.crmkit.scoring;

import io.crmkit.shared.Outcome;
import io.crmkit.shared.PluginFailure;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.grading.Grade;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * The grades of one subject: the computed one, the one by hand beside it, and how it came to them (SCO-02). Immutable; every
 * change makes another card. A grade by hand counts until its last day or until it is withdrawn; after that the computed one
 * counts again, which went on being computed meanwhile.
 *
 * @param computed the grade computed last, with score and reasons
 * @param history what happened, the oldest first; computing the same grade again is no event
 */
@ValueObject
public record GradeCard(Optional<Grade> computed, List<Event> history) {

    /** What may happen to a card. */
    public enum Kind {
        /** Another grade than before was computed. */
        COMPUTED,
        /** A grade was given by hand. */
        BY_HAND,
        /** The grade by hand was withdrawn. */
        WITHDRAWN,
        /** No grade could be computed; the old one stayed (SCO-03). */
        FAILED
    }

    /**
     * Something that happened.
     *
     * @param kind what
     * @param on the day
     * @param by who did it: the id of a user, or of the strategy
     * @param grade the grade that was computed or given
     * @param reason why
     * @param until the last day on which a grade by hand counts, if it has one
     */
    @ValueObject
    public record Event(
            Kind kind,
            LocalDate on,
            String by,
            Optional<String> grade,
            Optional<String> reason,
            Optional<LocalDate> until) {}

    /**
     * The grade that counts.
     *
     * @param grade the grade
     * @param byHand whether it was given by hand
     * @param since the day on which it was computed or given
     */
    public record Counting(String grade, boolean byHand, LocalDate since) {}

    private static final GradeCard EMPTY = new GradeCard(Optional.empty(), List.of());

    /** Copies the history. */
    public GradeCard {
        history = List.copyOf(history);
    }

    /** {@return a card on which nothing stands yet} */
    public static GradeCard empty() {
        return EMPTY;
    }

    /**
     * A grade was computed.
     *
     * @param grade the grade
     * @param strategy the strategy's id
     * @param today the day
     * @return the card with it
     */
    public GradeCard computed(Grade grade, String strategy, LocalDate today) {
        boolean same =
                computed.filter(before -> before.code().equals(grade.code())).isPresent();
        return new GradeCard(
                Optional.of(grade),
                same && !lastFailed()
                        ? history
                        : with(new Event(
                                Kind.COMPUTED,
                                today,
                                strategy,
                                Optional.of(grade.code()),
                                Optional.empty(),
                                Optional.empty())));
    }

    /**
     * No grade could be computed: the old one stays, and the card says so, once in a row for each reason.
     *
     * @param failure why
     * @param today the day
     * @return the card with the failure
     */
    public GradeCard failed(PluginFailure failure, LocalDate today) {
        String reason = failure.reason().code();
        boolean known = lastFailed() && history.get(history.size() - 1).reason().equals(Optional.of(reason));
        return known
                ? this
                : new GradeCard(
                        computed,
                        with(new Event(
                                Kind.FAILED,
                                today,
                                failure.plugin(),
                                Optional.empty(),
                                Optional.of(reason),
                                Optional.empty())));
    }

    /**
     * A decision about the subject is entered.
     *
     * @param decision the decision
     * @param strategy the strategy's id
     * @param today the day
     * @return the card with it
     */
    public GradeCard decided(Grading.Decision decision, String strategy, LocalDate today) {
        return decision instanceof Grading.Graded graded
                ? computed(graded.grade(), strategy, today)
                : failed(((Grading.Kept) decision).failure(), today);
    }

    /**
     * A grade is given by hand.
     *
     * @param manual the grade; that grade and reason are filled in is checked before, as with every command
     * @param by the id of the user who gives it
     * @param today the day
     * @return the card with it, or a refusal when it would be over already
     */
    public Outcome<GradeCard> adjusted(ManualGrade manual, String by, LocalDate today) {
        if (!manual.countsOn(today)) {
            return Outcome.refused(Refusal.of(
                            Refusal.Kind.INVALID,
                            "SCO-02",
                            "grading.card.until-past",
                            manual.until().map(LocalDate::toString).orElse(""),
                            today)
                    .onField("until"));
        }
        return Outcome.done(new GradeCard(
                computed,
                with(new Event(
                        Kind.BY_HAND,
                        today,
                        by,
                        Optional.of(manual.grade()),
                        Optional.of(manual.reason()),
                        manual.until()))));
    }

    /**
     * The grade by hand is withdrawn; the computed one counts at once.
     *
     * @param by the id of the user who withdraws it
     * @param reason why
     * @param today the day
     * @return the card without it, or a refusal when there is none
     */
    public Outcome<GradeCard> withdrawn(String by, String reason, LocalDate today) {
        if (byHand(today).isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "SCO-02", "grading.card.nothing-to-withdraw"));
        }
        return Outcome.done(new GradeCard(
                computed,
                with(new Event(Kind.WITHDRAWN, today, by, Optional.empty(), Optional.of(reason), Optional.empty()))));
    }

    /**
     * The grade by hand that counts on a day, if one does.
     *
     * @param day the day; one of the past is answered as it was then
     * @return its event
     */
    public Optional<Event> byHand(LocalDate day) {
        return last(day, Kind.BY_HAND, Kind.WITHDRAWN)
                .filter(event -> event.kind() == Kind.BY_HAND)
                .filter(event -> event.until().filter(day::isAfter).isEmpty());
    }

    /**
     * The grade that counts now: the one by hand while it lasts, or else the one computed last, also for a clock that went
     * back.
     *
     * @param today the day
     * @return the grade, if there is one
     */
    public Optional<Counting> now(LocalDate today) {
        Optional<Event> byHand = byHand(today);
        return byHand.or(() -> last(LocalDate.MAX, Kind.COMPUTED))
                .map(event -> new Counting(event.grade().orElse(""), byHand.isPresent(), event.on()));
    }

    /** {@return the grade given by hand last, unless it was withdrawn; it may be over} */
    public Optional<Event> lastByHand() {
        return last(LocalDate.MAX, Kind.BY_HAND, Kind.WITHDRAWN).filter(event -> event.kind() == Kind.BY_HAND);
    }

    /**
     * The grade that counts on a day: the one by hand while it lasts, or else the computed one.
     *
     * @param day the day; one of the past is answered as it was then
     * @return the grade, if there was one
     */
    public Optional<Counting> on(LocalDate day) {
        Optional<Event> byHand = byHand(day);
        return byHand.or(() -> last(day, Kind.COMPUTED))
                .map(event -> new Counting(event.grade().orElse(""), byHand.isPresent(), event.on()));
    }

    private Optional<Event> last(LocalDate day, Kind... kinds) {
        List<Kind> wanted = List.of(kinds);
        for (int i = history.size() - 1; i >= 0; i--) {
            Event event = history.get(i);
            if (wanted.contains(event.kind()) && !event.on().isAfter(day)) {
                return Optional.of(event);
            }
        }
        return Optional.empty();
    }

    private boolean lastFailed() {
        return !history.isEmpty() && history.get(history.size() - 1).kind() == Kind.FAILED;
    }

    private List<Event> with(Event event) {
        List<Event> longer = new ArrayList<>(history);
        longer.add(event);
        return longer;
    }
}
