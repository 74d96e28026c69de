package io.crmkit.internal.road;

import io.crmkit.shared.Outcome;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * How many of the same are decided in one change set: each by itself, so that one that is refused leaves no trace in the others.
 *
 * @param prepare reads ahead what the decisions will need; called anew for each attempt, so that nothing of an attempt that was not
 *     committed is remembered
 * @param decision decides one
 * @param conclude puts what follows from all of them together into the same change set
 * @param turn waits until it may be committed, when all is ready for the store; what it throws ends this attempt, of which nothing is
 *     committed
 * @param <A> what is read ahead
 * @param <C> what is asked
 * @param <T> what is answered
 */
public record Bulk<A, C, T>(
        Function<Unit, A> prepare, Decision<A, C, T> decision, BiConsumer<Unit, A> conclude, Runnable turn) {

    /** Decides one of many. */
    @FunctionalInterface
    public interface Decision<A, C, T> {
        /**
         * Decides.
         *
         * @param unit what is at hand
         * @param aids what was read ahead for this attempt
         * @param command what is asked
         * @return the answer, if all goes well with the commit
         */
        Outcome<T> decide(Unit unit, A aids, C command);
    }

    /**
     * Nothing follows from all of them together, and they wait for nobody.
     *
     * @param prepare reads ahead what the decisions will need
     * @param decision decides one
     * @param <A> what is read ahead
     * @param <C> what is asked
     * @param <T> what is answered
     * @return how they are decided
     */
    public static <A, C, T> Bulk<A, C, T> of(Function<Unit, A> prepare, Decision<A, C, T> decision) {
        return new Bulk<>(prepare, decision, (unit, aids) -> {}, () -> {});
    }

    /**
     * The same with something that follows from all of them together.
     *
     * @param conclusion puts it into the same change set
     * @return how they are decided
     */
    public Bulk<A, C, T> concluding(BiConsumer<Unit, A> conclusion) {
        return new Bulk<>(prepare, decision, conclusion, turn);
    }

    /**
     * The same, committed in turn.
     *
     * @param wait waits until it may be committed
     * @return how they are decided
     */
    public Bulk<A, C, T> inTurn(Runnable wait) {
        return new Bulk<>(prepare, decision, conclude, wait);
    }
}
