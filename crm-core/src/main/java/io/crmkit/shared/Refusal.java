package io.crmkit.shared;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * Why something was not done: data, not an exception.
 *
 * @param code a stable name for programs, such as {@code pipeline.won.contract-number}
 * @param rule the id of the rule that refused, such as {@code PIP-05}
 * @param kind what sort of refusal it is
 * @param field the field concerned, if one is
 * @param value the value refused, if there is one and the reader may see it
 * @param missing what evidence is missing, if something is
 * @param suggestion a value that would be accepted, if one is near
 * @param earliest when it would be allowed at the earliest, if waiting helps
 * @param args what the message says
 */
@ValueObject
public record Refusal(
        String code,
        String rule,
        Kind kind,
        Optional<String> field,
        Optional<String> value,
        Optional<String> missing,
        Optional<String> suggestion,
        Optional<Instant> earliest,
        List<Object> args) {

    /** What sort of refusal it is; the caller's next step depends on it. */
    public enum Kind {
        /** The actor is not known, not active or not signed in. */
        UNKNOWN_ACTOR,
        /** The actor may not. Refusals of this kind are recorded (ACC-09). */
        FORBIDDEN,
        /** There is no such record, or none that the actor may know of. */
        NOT_FOUND,
        /** A value is missing or wrong. */
        INVALID,
        /** A rule of the business is not met. */
        RULE,
        /** Somebody else was faster: read again and decide again (DAT-03). */
        CONFLICT
    }

    /** Copies the arguments. */
    public Refusal {
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(kind, "kind");
        args = List.copyOf(args);
    }

    private static final int LONGEST_VALUE = 300;
    private static final int LONGEST_MESSAGE = 4_000;

    /**
     * A refusal with a message and nothing else yet.
     *
     * @param kind what sort it is
     * @param rule the rule's id
     * @param code its code; the message has the same
     * @param args what the message says
     * @return the refusal
     */
    public static Refusal of(Kind kind, String rule, String code, Object... args) {
        return new Refusal(
                code,
                rule,
                kind,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(args));
    }

    /**
     * The same refusal about a field.
     *
     * @param name the field
     * @return a new refusal
     */
    public Refusal onField(String name) {
        return new Refusal(code, rule, kind, Optional.of(name), value, missing, suggestion, earliest, args);
    }

    /**
     * The same refusal with the value that was refused, as it may be shown: its beginning, if it is very long, and U+FFFD where a
     * character could harm whoever reads it.
     *
     * @param refused the value
     * @return a new refusal
     */
    public Refusal ofValue(String refused) {
        return new Refusal(
                code,
                rule,
                kind,
                field,
                Optional.of(CleanText.Check.shown(refused, LONGEST_VALUE)),
                missing,
                suggestion,
                earliest,
                args);
    }

    /**
     * The same refusal with the evidence that is missing.
     *
     * @param what the evidence
     * @return a new refusal
     */
    public Refusal missing(String what) {
        return new Refusal(code, rule, kind, field, value, Optional.of(what), suggestion, earliest, args);
    }

    /**
     * The same refusal with a value that would be accepted.
     *
     * @param near the value
     * @return a new refusal
     */
    public Refusal suggesting(String near) {
        return new Refusal(code, rule, kind, field, value, missing, Optional.of(near), earliest, args);
    }

    /**
     * The same refusal with the earliest time at which it would be allowed.
     *
     * @param when the time
     * @return a new refusal
     */
    public Refusal until(Instant when) {
        return new Refusal(code, rule, kind, field, value, missing, suggestion, Optional.of(when), args);
    }

    /**
     * What to tell a person.
     *
     * @param language Chinese for any Chinese locale, English for all others
     * @return the message, with the suggestion if there is one
     */
    public String message(Locale language) {
        String text = Messages.text(language, code, args.toArray());
        return CleanText.Check.shown(
                suggestion
                        .map(near -> text + Messages.text(language, "shared.suggestion", near))
                        .orElse(text),
                LONGEST_MESSAGE);
    }

    /** {@return rule and English message} */
    @Override
    public String toString() {
        return rule + " " + message(Locale.ENGLISH);
    }
}
