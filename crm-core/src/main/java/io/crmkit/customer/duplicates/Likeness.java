package io.crmkit.customer.duplicates;

/** How alike two words are. All functions are symmetric and answer 1 for equal words. */
final class Likeness {

    private static final int LONGEST = 64;

    private Likeness() {}

    /** {@return edits (a letter more, less, other, or two neighbours swapped), or {@code most + 1} if there are more} */
    static int edits(CharSequence a, CharSequence b, int most) {
        int n = a.length();
        int m = b.length();
        if (Math.abs(n - m) > most || n > LONGEST || m > LONGEST) {
            return most + 1;
        }
        int[] before = new int[m + 1];
        int[] last = new int[m + 1];
        int[] row = new int[m + 1];
        for (int j = 0; j <= m; j++) {
            last[j] = j;
        }
        for (int i = 1; i <= n; i++) {
            row[0] = i;
            int least = i;
            char c = a.charAt(i - 1);
            for (int j = 1; j <= m; j++) {
                char d = b.charAt(j - 1);
                int cost = Math.min(Math.min(last[j], row[j - 1]) + 1, last[j - 1] + (c == d ? 0 : 1));
                if (i > 1 && j > 1 && c == b.charAt(j - 2) && a.charAt(i - 2) == d) {
                    cost = Math.min(cost, before[j - 2] + 1);
                }
                row[j] = cost;
                least = Math.min(least, cost);
            }
            if (least > most) {
                return most + 1;
            }
            int[] spare = before;
            before = last;
            last = row;
            row = spare;
        }
        return Math.min(last[m], most + 1);
    }

    /** {@return the Jaro-Winkler similarity, 0 to 1} */
    static double jaroWinkler(CharSequence a, CharSequence b) {
        int n = Math.min(a.length(), LONGEST);
        int m = Math.min(b.length(), LONGEST);
        if (n == 0 || m == 0) {
            return n == m ? 1 : 0;
        }
        int reach = Math.max(0, Math.max(n, m) / 2 - 1);
        long inA = 0;
        long inB = 0;
        int common = 0;
        for (int i = 0; i < n; i++) {
            for (int j = Math.max(0, i - reach); j < Math.min(m, i + reach + 1); j++) {
                if ((inB & (1L << j)) == 0 && a.charAt(i) == b.charAt(j)) {
                    inA |= 1L << i;
                    inB |= 1L << j;
                    common++;
                    break;
                }
            }
        }
        if (common == 0) {
            return 0;
        }
        int swapped = 0;
        int j = 0;
        for (int i = 0; i < n; i++) {
            if ((inA & (1L << i)) != 0) {
                while ((inB & (1L << j)) == 0) {
                    j++;
                }
                if (a.charAt(i) != b.charAt(j)) {
                    swapped++;
                }
                j++;
            }
        }
        double jaro = ((double) common / n + (double) common / m + (common - swapped / 2.0) / common) / 3;
        int prefix = 0;
        while (prefix < Math.min(4, Math.min(n, m)) && a.charAt(prefix) == b.charAt(prefix)) {
            prefix++;
        }
        return jaro + prefix * 0.1 * (1 - jaro);
    }

    /**
     * How alike two words are for a reader who allows for slips: 1 for the same, about 0.9 for one slip in a word long
     * enough to have one, 0.75 for a word cut short, 0 for words that only resemble each other.
     */
    static double ofWords(String a, String b) {
        if (a.equals(b)) {
            return 1;
        }
        int shorter = Math.min(a.length(), b.length());
        int longer = Math.max(a.length(), b.length());
        if (shorter < 3 || digits(a) || digits(b)) {
            return 0;
        }
        int allowed = shorter < 7 ? 1 : 2;
        int edits = shorter < 4 && a.charAt(0) != b.charAt(0) ? allowed + 1 : edits(a, b, allowed);
        if (edits <= allowed) {
            return 1 - 0.4 * edits / shorter - (shorter < 4 ? 0.15 : 0);
        }
        if (longer - shorter >= 1 && shorter >= 4 && (a.startsWith(b) || b.startsWith(a))) {
            return 0.75;
        }
        return shorter >= 5 && jaroWinkler(a, b) >= 0.93 ? 0.8 : 0;
    }

    /** {@return whether words of such shapes may be alike at all: false is certain} */
    static boolean mayBeAlike(long x, long y) {
        if (!Shape.hasSlips(x) || !Shape.hasSlips(y)) {
            return false;
        }
        int shorter = Math.min(Shape.length(x), Shape.length(y));
        return !Shape.beyond(x, y, shorter < 7 ? 1 : 2)
                || (shorter >= 4 && !Shape.neverPart(x, y))
                || (shorter >= 5 && Shape.jaroWinkler(x, y) >= 0.93);
    }

    static boolean digits(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return false;
            }
        }
        return !text.isEmpty();
    }
}
