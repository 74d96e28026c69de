package io.crmkit.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The answer of a use case. What a user asks for and cannot have is an answer, not an exception; exceptions are left for
 * callers' mistakes and broken infrastructure.
 *
 * @param <T> what is answered when it is done
 */
public sealed interface Outcome<T> {

    /**
     * It is done.
     *
     * @param value the answer
     * @param warnings what the user should know about it
     * @param <T> what is answered
     */
    record Done<T>(T value, List<Refusal> warnings) implements Outcome<T> {
        /** Copies the warnings. */
        public Done {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * It waits for an approval.
     *
     * @param approval the id of the approval
     * @param <T> what is answered when it is done
     */
    record Pending<T>(String approval) implements Outcome<T> {}

    /**
     * It is refused; nothing was changed. All refusals that are known come at once.
     *
     * @param refusals why, one at least
     * @param <T> what would have been answered
     */
    record Refused<T>(List<Refusal> refusals) implements Outcome<T> {
        /** Copies the refusals. */
        public Refused {
            refusals = List.copyOf(refusals);
            if (refusals.isEmpty()) {
                throw new IllegalArgumentException("refused without a refusal");
            }
        }
    }

    /**
     * It is done.
     *
     * @param value the answer
     * @param <T> what is answered
     * @return the outcome
     */
    static <T> Outcome<T> done(T value) {
        return new Done<>(value, List.of());
    }

    /**
     * It is refused.
     *
     * @param refusals why
     * @param <T> what would have been answered
     * @return the outcome
     */
    static <T> Outcome<T> refused(List<Refusal> refusals) {
        return new Refused<>(refusals);
    }

    /**
     * It is refused.
     *
     * @param refusal why
     * @param <T> what would have been answered
     * @return the outcome
     */
    static <T> Outcome<T> refused(Refusal refusal) {
        return new Refused<>(List.of(refusal));
    }

    /** {@return whether it is done} */
    default boolean isDone() {
        return this instanceof Done;
    }

    /** {@return the answer, if it is done} */
    default Optional<T> toOptional() {
        return this instanceof Done<T> done ? Optional.of(done.value()) : Optional.empty();
    }

    /** {@return why it is refused; empty when it is not} */
    default List<Refusal> refusals() {
        return this instanceof Refused<T> refused ? refused.refusals() : List.of();
    }

    /** {@return what the user should know about what was done} */
    default List<Refusal> warnings() {
        return this instanceof Done<T> done ? done.warnings() : List.of();
    }

    /**
     * The answer, for callers that are sure of it.
     *
     * @return the answer
     * @throws IllegalStateException when it is not done; the message tells why
     */
    default T orElseThrow() {
        if (this instanceof Done<T> done) {
            return done.value();
        }
        throw new IllegalStateException(
                this instanceof Pending<T> pending
                        ? "waits for approval " + pending.approval()
                        : refusals().stream().map(Refusal::toString).collect(Collectors.joining("; ")));
    }

    /**
     * The same outcome with another answer.
     *
     * @param change makes the other answer
     * @param <R> what is answered then
     * @return the outcome
     */
    default <R> Outcome<R> map(Function<? super T, ? extends R> change) {
        if (this instanceof Done<T> done) {
            return new Done<>(change.apply(done.value()), done.warnings());
        }
        return this instanceof Pending<T> pending ? new Pending<>(pending.approval()) : new Refused<>(refusals());
    }

    /**
     * Goes on with the answer, if there is one.
     *
     * @param next what follows
     * @param <R> what is answered then
     * @return the outcome of what follows, or why nothing does; warnings of both
     */
    default <R> Outcome<R> flatMap(Function<? super T, Outcome<R>> next) {
        if (this instanceof Done<T> done) {
            Outcome<R> then = next.apply(done.value());
            if (done.warnings().isEmpty() || !(then instanceof Done<R> both)) {
                return then;
            }
            List<Refusal> all = new ArrayList<>(done.warnings());
            all.addAll(both.warnings());
            return new Done<>(both.value(), all);
        }
        return this instanceof Pending<T> pending ? new Pending<>(pending.approval()) : new Refused<>(refusals());
    }
}
