package io.crmkit.shared;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * Why a plugin gave no result for a subject: data, not an exception. It costs that result only.
 *
 * @param plugin the plugin's id
 * @param subject what the result would have been about
 * @param reason what went wrong
 * @param details what the message says further, by reason
 */
@ValueObject
public record PluginFailure(String plugin, String subject, Reason reason, List<String> details) {

    /** What may go wrong. */
    public enum Reason {
        /** The plugin threw. */
        THREW("plugin.threw"),
        /** It took too long and was stopped. */
        TIME_OUT("plugin.time-out"),
        /** It took too long and could not be stopped: its thread ignores interruption. */
        UNSTOPPABLE("plugin.unstoppable"),
        /** It answered nothing. */
        NOTHING("plugin.nothing"),
        /** It answered more or fewer results than it was asked for. */
        WRONG_COUNT("plugin.wrong-count"),
        /** It answered what was not asked for. */
        WRONG_ANSWER("plugin.wrong-answer"),
        /** A text of its answer is too long. */
        TOO_LONG("plugin.too-long"),
        /** A text of its answer holds what cannot be kept: control characters, or half of a surrogate pair. */
        UNFIT_TEXT("plugin.unfit-text"),
        /** It called back into what called it. */
        CALLED_BACK("plugin.called-back"),
        /** There is no such plugin, or more than one. */
        UNAVAILABLE("plugin.unavailable"),
        /** It was not called: it failed too often and is left alone for a while. */
        QUARANTINED("plugin.quarantined"),
        /** It was not called: every thread that it may hold is held by calls that never ended. */
        OUT_OF_THREADS("plugin.out-of-threads"),
        /** It was not called: too many calls are under way. Not the plugin's fault. */
        BUSY("plugin.busy"),
        /** The caller was interrupted meanwhile. Not the plugin's fault. */
        INTERRUPTED("plugin.interrupted");

        private final String code;

        Reason(String code) {
            this.code = code;
        }

        /** {@return the code of its message} */
        public String code() {
            return code;
        }
    }

    /** Copies the details. */
    public PluginFailure {
        Objects.requireNonNull(plugin, "plugin");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(reason, "reason");
        details = List.copyOf(details);
    }

    /** {@return the same without what the plugin said, for whoever may not see what it was told} */
    public PluginFailure withoutDetails() {
        return new PluginFailure(
                plugin, subject, reason, details.stream().map(told -> "–").toList());
    }

    /**
     * What to tell a person.
     *
     * @param language Chinese for any Chinese locale, English for all others
     * @return the message; it names plugin and subject
     */
    public String message(Locale language) {
        List<Object> args = new ArrayList<>(List.of(plugin, subject));
        args.addAll(details);
        return Messages.text(language, reason.code(), args.toArray());
    }

    /** {@return the English message} */
    @Override
    public String toString() {
        return message(Locale.ENGLISH);
    }
}
