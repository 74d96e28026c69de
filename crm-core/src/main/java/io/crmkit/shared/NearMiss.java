package io.crmkit.shared;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds what a mistyped value was meant to be. Case and white space do not count; one edit (a letter more, less, other or
 * swapped) for every four letters does not either, three at most.
 */
public final class NearMiss {

    private static final int LONGEST = 200;

    private NearMiss() {}

    /**
     * The nearest of some candidates.
     *
     * @param value what was written
     * @param candidates what could have been meant
     * @return the nearest, if any is near enough; the first by text among equals
     */
    public static Optional<String> of(String value, Collection<String> candidates) {
        String wanted = fold(value);
        int allowed = Math.min(3, wanted.length() / 4);
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return Optional.empty();
        }
        record Candidate(String text, int distance) {}
        return candidates.stream()
                .filter(c -> Math.abs(fold(c).length() - wanted.length()) <= allowed)
                .map(c -> new Candidate(c, distance(wanted, fold(c))))
                .filter(c -> c.distance() <= allowed)
                .min(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::text))
                .map(Candidate::text);
    }

    private static String fold(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "");
    }

    /** Optimal string alignment distance. */
    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            d[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            d[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j] + 1, d[i][j - 1] + 1), d[i - 1][j - 1] + cost);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
