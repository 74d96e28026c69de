package io.crmkit.customer.duplicates;

/** Lays the words of two records beside each other. For one thread. */
final class Alignment {

    private static final int LONGEST_NAME = 48;
    private static final String NUMERALS = "一二三四五六七八九十";

    private final Corpus corpus;
    private final int cacheBits;
    private final long[] cachedPairs;
    private final float[] cachedLikeness;
    private final int[] partners = new int[LONGEST_NAME];
    private final boolean[] taken = new boolean[LONGEST_NAME];
    /** What the words say that both have. */
    double matched;
    /** What all words of one say. */
    double ofA;
    /** What all words of the other say. */
    double ofB;
    /** How many bits the shared words say together. */
    double shared;
    /** Whether each has a number that the other has not: School 12 and School 13, 第一 and 第二. */
    boolean numbersDiffer;

    /**
     * An alignment.
     *
     * @param corpus what the fingerprints are of
     * @param cacheBits logarithm of how many pairs of words are remembered
     */
    Alignment(Corpus corpus, int cacheBits) {
        this.corpus = corpus;
        this.cacheBits = cacheBits;
        this.cachedPairs = new long[1 << cacheBits];
        this.cachedLikeness = new float[1 << cacheBits];
    }

    /** Finds each word's partner: matched and total information, and the bits that the shared words say together. */
    void align(Section section, Fingerprint a, Fingerprint b) {
        int n = Math.min(a.size(section), LONGEST_NAME);
        int m = Math.min(b.size(section), LONGEST_NAME);
        matched = 0;
        ofA = 0;
        ofB = 0;
        shared = 0;
        for (int j = 0; j < m; j++) {
            taken[j] = false;
            ofB += bits(section, b, j);
        }
        for (int i = 0; i < n; i++) {
            partners[i] = -1;
            for (int j = 0; j < m; j++) {
                if (!taken[j]
                        && a.at(section, i) == b.at(section, j)
                        && (partners[i] < 0 || (i > 0 && partners[i - 1] == j - 1))) {
                    partners[i] = j;
                }
            }
            if (partners[i] >= 0) {
                taken[partners[i]] = true;
            }
        }
        for (int i = 0; i < n; i++) {
            double own = bits(section, a, i);
            ofA += own;
            if (partners[i] >= 0) {
                matched += own;
                boolean follows = i > 0
                        && partners[i - 1] >= 0
                        && partners[i] == partners[i - 1] + 1
                        && a.at(section, i - 1) == b.at(section, partners[i - 1]);
                shared += follows
                        ? Math.min(corpus.information(section, a.at(section, i)), a.after(section, i, corpus))
                        : corpus.information(section, a.at(section, i));
                continue;
            }
            if (!Shape.hasSlips(corpus.shape(section, a.at(section, i)))) {
                continue;
            }
            double best = 0;
            for (int j = 0; j < m; j++) {
                if (!taken[j]) {
                    double likeness = likeness(section, a.at(section, i), b.at(section, j));
                    if (likeness > best) {
                        best = likeness;
                        partners[i] = j;
                    }
                }
            }
            if (best > 0) {
                int j = partners[i];
                taken[j] = true;
                double least = Math.min(own, bits(section, b, j));
                matched += best * least;
                // What differs by a slip should not weigh as two different words.
                ofA -= own - least;
                ofB -= bits(section, b, j) - least;
                shared += Math.max(0, best * least - 1.5);
            }
        }
        numbersDiffer = lacks(section, a, n, partners) && lacks(section, b, m);
    }

    private boolean lacks(Section section, Fingerprint a, int size, int[] found) {
        for (int i = 0; i < size; i++) {
            if (found[i] < 0 && isNumber(section, a.at(section, i))) {
                return true;
            }
        }
        return false;
    }

    private boolean lacks(Section section, Fingerprint b, int size) {
        for (int j = 0; j < size; j++) {
            if (!taken[j] && isNumber(section, b.at(section, j))) {
                return true;
            }
        }
        return false;
    }

    private boolean isNumber(Section section, int word) {
        long shape = corpus.shape(section, word);
        return Shape.isDigits(shape)
                || (Shape.isHan(shape)
                        && Shape.length(shape) == 1
                        && NUMERALS.indexOf(corpus.word(section, word).charAt(0)) >= 0);
    }

    /** What a word weighs in likeness: never nothing, and no more than a word in a hundred thousand would. */
    private double bits(Section section, Fingerprint record, int index) {
        int word = record.at(section, index);
        double own = corpus.information(section, word);
        if (index > 0) {
            double after = record.after(section, index, corpus);
            own = Math.min(own, 0.5 * own + 0.5 * after);
        }
        return Math.max(0.3, Math.min(own, 16));
    }

    private double likeness(Section section, int x, int y) {
        if (!Likeness.mayBeAlike(corpus.shape(section, x), corpus.shape(section, y))) {
            return 0;
        }
        long pair = x < y ? ((long) x << 32) | y : ((long) y << 32) | x;
        long key = ((pair << 5) | section.at()) + 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> (64 - cacheBits));
        if (cachedPairs[slot] == key) {
            return cachedLikeness[slot];
        }
        float likeness = (float) Likeness.ofWords(corpus.word(section, x), corpus.word(section, y));
        cachedPairs[slot] = key;
        cachedLikeness[slot] = likeness;
        return likeness;
    }
}
