package io.crmkit.customer.duplicates;

/**
 * What is seen of a word without reading it, in one number: which characters it has how often, its length, and whether it is of
 * digits. Most words that are not alike are told apart by that, without a look at either.
 */
final class Shape {

    private static final int BAG_BITS = 54;
    private static final long BAG = (1L << BAG_BITS) - 1;
    private static final int LENGTH_AT = BAG_BITS;
    private static final int LONGEST = 63;
    private static final long DIGITS = 1L << 60;
    private static final long HAN = 1L << 61;

    private static final int CLASSES = 27;

    private Shape() {}

    /** {@return the shape of a word} */
    static long of(String word) {
        int length = word.length();
        if (length == 0) {
            return 0;
        }
        long flags = (long) Math.min(length, LONGEST) << LENGTH_AT;
        if (Wording.isHan(word.charAt(0))) {
            flags |= HAN;
        }
        if (Likeness.digits(word)) {
            return flags | DIGITS | (length < LONGEST ? digits(word) : 0);
        }
        return flags | (length < LONGEST ? letters(word) : 0);
    }

    /** Each digit up to five times. */
    private static long digits(String word) {
        long bag = 0;
        for (int i = 0; i < word.length(); i++) {
            int five = (word.charAt(i) - '0') * 5;
            long own = bag >>> five & 31;
            bag |= ((own << 1 | 1) & 31) << five;
        }
        return bag;
    }

    /** Each kind of character up to twice. */
    private static long letters(String word) {
        long bag = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            int kind = c >= 'a' && c <= 'z' ? c - 'a' : ((c * 0x9E3779B1) >>> 8) % CLASSES;
            long once = 1L << kind;
            bag |= (bag & once) == 0 ? once : once << CLASSES;
        }
        return bag;
    }

    /** {@return how long the word is, 63 if it is longer} */
    static int length(long shape) {
        return (int) (shape >>> LENGTH_AT) & LONGEST;
    }

    /** {@return whether it is of digits only} */
    static boolean isDigits(long shape) {
        return (shape & DIGITS) != 0;
    }

    /** {@return whether it begins with a Chinese character} */
    static boolean isHan(long shape) {
        return (shape & HAN) != 0;
    }

    /** {@return whether a slip in it could be told from another word: one character or number is not another with a slip} */
    static boolean hasSlips(long shape) {
        return length(shape) >= 3 && !isDigits(shape);
    }

    /** {@return how many characters one word has and the other has not, at least} */
    static int apart(long x, long y) {
        boolean unknown = ((x ^ y) & DIGITS) != 0 || length(x) == LONGEST || length(y) == LONGEST;
        return unknown ? 0 : Long.bitCount((x ^ y) & BAG);
    }

    /** {@return whether so many edits cannot make one of the other: each changes two characters at the most} */
    static boolean beyond(long x, long y, int edits) {
        return apart(x, y) > 2 * edits
                || (Math.abs(length(x) - length(y)) > edits && length(x) < LONGEST && length(y) < LONGEST);
    }

    /** {@return whether neither can begin or end with the other} */
    static boolean neverPart(long x, long y) {
        boolean unknown = length(x) == LONGEST || length(y) == LONGEST;
        return !unknown && apart(x, y) > Math.abs(length(x) - length(y));
    }

    /** {@return the most that the Jaro-Winkler similarity can be} */
    static double jaroWinkler(long x, long y) {
        int n = length(x);
        int m = length(y);
        if (n == LONGEST || m == LONGEST || n == 0 || m == 0) {
            return 1;
        }
        double common = (n + m - apart(x, y)) / 2.0;
        double jaro = Math.min(1, (common / n + common / m + 1) / 3);
        return jaro + 0.4 * (1 - jaro);
    }
}
