package io.crmkit.trial;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import java.time.Instant;
import java.util.Optional;

/** Where a trial stands at a moment, and what can happen next (CUS-13). It follows from what happened and the time, and is never stored. */
public sealed interface TrialStanding {

    /** What can happen to a trial. */
    enum Move {
        /** It is applied for again. */
        APPLY,
        /** It is approved and begins. */
        BEGIN,
        /** More time is asked for. */
        ASK_EXTENSION,
        /** It gets the time that was asked for. */
        EXTEND,
        /** The registered become customers. */
        CONVERT,
        /** It is ended by hand. */
        END
    }

    /** It waits for an approval. */
    record Waiting() implements TrialStanding {}

    /** Whoever decides said no, or it was taken back. */
    record Declined() implements TrialStanding {}

    /**
     * It runs.
     *
     * @param until until when
     * @param extensions how often it was extended
     */
    record Running(Instant until, int extensions) implements TrialStanding {}

    /**
     * Its time is over.
     *
     * @param since since when
     * @param extensions how often it was extended
     */
    record Expired(Instant since, int extensions) implements TrialStanding {}

    /**
     * It became a customer's account, which has no end.
     *
     * @param customer id of the customer
     */
    record Converted(String customer) implements TrialStanding {}

    /** It was ended by hand. */
    record Ended() implements TrialStanding {}

    /** {@return whether somebody can sign in with it} */
    default boolean usable() {
        return this instanceof Running || this instanceof Converted;
    }

    /** {@return the key that commands use, such as {@code running}} */
    default String key() {
        return getClass().getSimpleName().toLowerCase(java.util.Locale.ROOT);
    }

    /** {@return what people call it} */
    default Label label() {
        return Messages.label("trial.standing." + key());
    }

    /**
     * Whether something can happen now.
     *
     * @param move what
     * @param policy how often it can be extended
     * @return why not, if it cannot
     */
    default Optional<Refusal> refuses(Move move, TrialPolicy policy) {
        boolean can = switch (move) {
            case APPLY -> this instanceof Declined;
            case BEGIN -> this instanceof Waiting || this instanceof Declined;
            case ASK_EXTENSION -> this instanceof Running;
            case EXTEND -> this instanceof Running || this instanceof Expired;
            case CONVERT -> this instanceof Running || this instanceof Expired;
            case END -> this instanceof Waiting || usable();
        };
        if (!can) {
            return Optional.of(Refusal.of(Refusal.Kind.RULE, "CUS-13", "trial.cannot", label()));
        }
        boolean used = (move == Move.ASK_EXTENSION || move == Move.EXTEND) && extended() >= policy.extensions();
        return used
                ? Optional.of(Refusal.of(Refusal.Kind.RULE, "CUS-13", "trial.extended-enough", policy.extensions()))
                : Optional.empty();
    }

    private int extended() {
        if (this instanceof Running running) {
            return running.extensions();
        }
        return this instanceof Expired expired ? expired.extensions() : 0;
    }
}
