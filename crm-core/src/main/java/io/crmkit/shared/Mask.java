package io.crmkit.shared;

/** Shows a text in part (ACC-07). */
public final class Mask {

    /** What stands for the part that is not shown; always as long, so that it does not tell how much is missing. */
    public static final String GAP = "****";

    private static final int MOST_BEFORE = 3;
    private static final int MOST_AFTER = 4;

    private Mask() {}

    /**
     * A text in part: of eleven characters the first three and the last four, of fewer accordingly fewer, of one or two none.
     *
     * @param text the text
     * @return such as {@code 138****8000}
     */
    public static String of(String text) {
        int points = text.codePointCount(0, text.length());
        if (points < MOST_BEFORE) {
            return GAP;
        }
        int before = Math.min(MOST_BEFORE, (points + 1) / 4);
        int after = Math.min(MOST_AFTER, (points + 1) / 3);
        boolean plain = points == text.length();
        int end = plain ? before : text.offsetByCodePoints(0, before);
        int start = plain ? points - after : text.offsetByCodePoints(text.length(), -after);
        return text.substring(0, end) + GAP + text.substring(start);
    }
}
