package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Comparator;

/**
 * Text order by Unicode code point, which is the byte order of UTF-8. {@link String#compareTo} orders by UTF-16 unit and
 * puts an emoji before U+FFFD.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class CodePoints {

    /** The order. */
    public static final Comparator<String> ORDER = CodePoints::compare;

    private CodePoints() {}

    /**
     * Compares two texts by code point.
     *
     * @param a one text of Unicode scalar values
     * @param b another
     * @return negative, zero or positive
     */
    public static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xs = Character.isSurrogate(x);
                boolean ys = Character.isSurrogate(y);
                return xs == ys ? Character.compare(x, y) : xs ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /**
     * Whether a text has only Unicode scalar values other than U+0000.
     *
     * @param text the text
     * @return whether a store may take it
     */
    public static boolean isStorable(String text) {
        int length = text.length();
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c == 0) {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c) || i + 1 == length || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }
}
