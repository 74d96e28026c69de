package io.crmkit.internal.guard;

import io.crmkit.shared.PluginFailure.Reason;
import java.util.List;
import java.util.Optional;

/**
 * What is wrong with a plugin, before it is said about which subject.
 *
 * @param reason what went wrong
 * @param details what the message says further
 */
public record Flaw(Reason reason, List<String> details) {

    static Flaw of(Reason reason, Object... details) {
        return new Flaw(
                reason, java.util.Arrays.stream(details).map(String::valueOf).toList());
    }

    /**
     * Whether the plugin is to blame, and not the moment at which it was called: then it has seen the subject.
     *
     * @param reason what went wrong
     * @return whether it is
     */
    public static boolean blamesThePlugin(Reason reason) {
        return switch (reason) {
            case QUARANTINED, OUT_OF_THREADS, BUSY, INTERRUPTED -> false;
            default -> true;
        };
    }

    /** Whether asking about the subjects one by one may help some of them. A thread lost is enough. */
    boolean mayDifferBySubject() {
        return blamesThePlugin(reason) && reason != Reason.UNSTOPPABLE;
    }

    /**
     * What keeps a text from being shown and stored. U+0000 and halves of surrogate pairs would make the store refuse the
     * whole commit, and with it the results of others.
     *
     * @param text the text
     * @param longest how long it may be
     * @return what is wrong with it, if anything is
     */
    public static Optional<Flaw> ofText(String text, int longest) {
        if (text.length() > longest) {
            return Optional.of(of(Reason.TOO_LONG, text.length(), longest));
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = c >= ' ' && c < Character.MIN_SURROGATE && !Character.isISOControl(c);
            if (!plain) {
                int whole = text.codePointAt(i);
                if (isUnfit(whole)) {
                    return Optional.of(of(Reason.UNFIT_TEXT));
                }
                i += Character.charCount(whole) - 1;
            }
        }
        return Optional.empty();
    }

    /**
     * Makes a text of a stranger fit to be shown and stored.
     *
     * @param text the text
     * @param longest how long it may be, in code points
     * @return the text, cut and without what nobody can show
     */
    public static String fit(String text, int longest) {
        StringBuilder fit = new StringBuilder();
        text.codePoints().limit(longest).forEach(c -> fit.appendCodePoint(isUnfit(c) ? ' ' : c));
        return fit.toString();
    }

    /** What was thrown, fit to be shown and stored. */
    static String described(Throwable e, int longest) {
        String type = e.getClass().getName();
        try {
            String message = e.getMessage();
            return fit(message == null ? type : type + ": " + message, longest);
        } catch (Throwable again) { // even the message is a stranger's code
            return type;
        }
    }

    private static boolean isUnfit(int c) {
        return Character.getType(c) == Character.SURROGATE || (Character.isISOControl(c) && c != '\n' && c != '\t');
    }
}
