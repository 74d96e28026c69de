package io.crmkit.customer.duplicates;

/** Learns from a base what its comparisons are worth, without being told which records are duplicates. */
final class Estimation {

    private static final int CACHE_BITS = 12;
    private static final int ROUNDS = 25;
    private static final int PAIRS_APART = 200_000;
    /** Shares of fewer comparisons than this are not measured. */
    private static final int LEAST = 100;
    /** How many pairs of duplicates the shipped shares count for. */
    private static final double SHIPPED = 20;
    /** Where a twentieth of the expected pairs are within one source, sources have no duplicates of their own. */
    private static final double HARDLY = 0.15;

    /**
     * Only pairs that are likelier than not teach. Where many companies of one brand stand in one place, the many unlikely pairs would
     * otherwise outweigh the few likely ones, until a brand is taken for a company.
     */
    private static final double LIKELY = 0;
    /** A likelihood of one in ten thousand, as a score. */
    private static final double HARDLY_LIKELY = Corpus.log2(1e-4 / (1 - 1e-4));

    private static final double SLACK = 0.01;

    /** From so many bits on dates of birth and numbers tell whether two of a household are one. */
    private static final double TELLING = 3;
    /** How far a base can move what is shipped about households, in bits from an even chance. */
    private static final double MOST_MOVED = 6;

    private Estimation() {}

    /** Measures how often two records that have nothing to do with each other end on each level. */
    static void measureDifferent(Model model, Corpus corpus, Fingerprint[] records, Lanes lanes) {
        int size = records.length;
        if (size < 2) {
            return;
        }
        int samples = (int) Math.min(PAIRS_APART, 20L * size);
        long[][] counts = new long[Field.COUNT][];
        for (Field field : Field.values()) {
            counts[field.at()] = new long[field.levels()];
        }
        lanes.deal(samples, PAIRS_APART / 16, lane -> {
            Comparer comparer = new Comparer(corpus, CACHE_BITS);
            return (from, to) -> {
                long[][] own = counted(records, from, to, comparer);
                synchronized (counts) {
                    for (int f = 0; f < Field.COUNT; f++) {
                        for (int level = 0; level < own[f].length; level++) {
                            counts[f][level] += own[f][level];
                        }
                    }
                }
            };
        });
        for (int f = 0; f < Field.COUNT; f++) {
            double total = 0;
            for (long count : counts[f]) {
                total += count;
            }
            if (total >= LEAST) {
                model.measured[f] = true;
                for (int level = 0; level < counts[f].length; level++) {
                    model.different[f][level] = (counts[f][level] + 0.5) / (total + 0.5 * counts[f].length);
                }
            }
        }
        model.settle();
    }

    private static long[][] counted(Fingerprint[] records, int start, int end, Comparer comparer) {
        int size = records.length;
        Comparison c = new Comparison();
        long[][] counts = new long[Field.COUNT][];
        for (Field field : Field.values()) {
            counts[field.at()] = new long[field.levels()];
        }
        for (int k = start; k < end; k++) {
            // Any mixing will do that spreads the pairs and is the same each time.
            long r = Blocking.mix(k * 0x9E3779B97F4A7C15L + 1);
            int i = (int) Math.floorMod(r >>> 32, (long) size);
            int j = (int) Math.floorMod(r & 0xFFFFFFFFL, (long) size);
            if (i == j) {
                continue;
            }
            comparer.compare(records[i], records[j], c);
            for (int f = 0; f < Field.COUNT; f++) {
                if (c.levels[f] >= 0) {
                    counts[f][c.levels[f]]++;
                }
            }
        }
        return counts;
    }

    /**
     * Expectation and maximisation over candidate pairs, starting from the shipped shares.
     *
     * @param model learns
     * @param sample the pairs
     * @param records how many records the base has
     * @param scale how many candidate pairs each of the sample stands for
     * @param acrossExpected what share of all pairs of records are of two sources; 0 if there are no sources
     * @param lanes where to work; what is learnt does not depend on them
     */
    static void learnSame(Model model, Sample sample, int records, double scale, double acrossExpected, Lanes lanes) {
        double all = Math.max(1, 0.5 * records * (records - 1.0));
        double expected = records * 0.25;
        Likely[] parts = new Likely[sample.size() / Lanes.CHUNK + 1];
        float[] hopeless = new float[sample.size()];
        int[] householders = householders(sample);
        double drifted = 0;
        double before = 0;
        for (int round = 0; round < ROUNDS; round++) {
            model.prior = Corpus.log2(Math.max(expected, records * 0.01) / all);
            drifted += model.settle() + Math.abs(model.prior - before) + learnHouseholds(model, sample, householders);
            before = model.prior;
            double now = drifted;
            lanes.deal(
                    sample.size(),
                    lane -> (from, to) -> parts[from / Lanes.CHUNK] = likely(model, sample, from, to, hopeless, now));
            Likely found = new Likely(shares(SHIPPED));
            for (Likely part : parts) {
                if (part != null) {
                    found.add(part);
                }
            }
            for (int f = 0; f < Field.COUNT; f++) {
                double total = sum(found.counts[f]);
                for (int level = 0; level < found.counts[f].length; level++) {
                    model.same[f][level] = found.counts[f][level] / total;
                }
            }
            // Names that have nothing in common: whatever a base says of its hotels and office towers.
            double[] name = model.same[Field.NAME.at()];
            name[0] = Math.min(name[0], Field.NAME.share(0));
            drifted += model.settle();
            model.sourcesAreClean = acrossExpected > 0 && found.within < HARDLY * (1 - acrossExpected) * found.sum;
            double pairs = found.sum * scale;
            if (Math.abs(pairs - expected) < 1e-4 * expected) {
                break;
            }
            expected = pairs;
        }
    }

    /** {@return the pairs of persons whose given names have nothing in common} */
    private static int[] householders(Sample sample) {
        IntList pairs = new IntList();
        for (int p = 0; p < sample.size(); p++) {
            if (sample.level(p, Field.PERSON.at()) == Field.SOMEBODY_ELSE) {
                pairs.add(p);
            }
        }
        return pairs.toArray();
    }

    /**
     * Where dates of birth or numbers tell, a base says itself how often two who share all but a given name are one: never in a list of
     * families, nearly always in one that has but one person at each address.
     *
     * @return how far the score of a pair has moved by that
     */
    private static double learnHouseholds(Model model, Sample sample, int[] pairs) {
        double one = 0;
        double two = 0;
        for (int p : pairs) {
            double own = sample.ownSigns(model, p);
            if (Math.abs(own) >= TELLING && sample.together(model, p) - own > LIKELY) {
                if (own > 0) {
                    one++;
                } else {
                    two++;
                }
            }
        }
        if (one + two < LEAST) {
            return 0;
        }
        double before = model.oneOfAHousehold;
        model.oneOfAHousehold = Math.max(-MOST_MOVED, Math.min(MOST_MOVED, Corpus.log2((one + 1) / (two + 1))));
        return Math.abs(model.oneOfAHousehold - before);
    }

    /** Of some pairs those that are likely of the same bearer, and on which levels they end. */
    private static final class Likely {
        final double[][] counts;
        double sum;
        double within;

        Likely(double[][] counts) {
            this.counts = counts;
        }

        void add(Likely more) {
            sum += more.sum;
            within += more.within;
            for (int f = 0; f < Field.COUNT; f++) {
                for (int level = 0; level < counts[f].length; level++) {
                    counts[f][level] += more.counts[f][level];
                }
            }
        }
    }

    /**
     * Most pairs are hopeless from the first round on: one whose score is further below than all that weights have drifted since it was
     * scored cannot have become likely.
     */
    private static Likely likely(Model model, Sample sample, int from, int to, float[] hopeless, double drifted) {
        Likely found = new Likely(shares(0));
        for (int p = from; p < to; p++) {
            if (hopeless[p] > drifted) {
                continue;
            }
            double score = sample.score(model, p);
            if (score < HARDLY_LIKELY) {
                hopeless[p] = (float) (drifted + HARDLY_LIKELY - score - SLACK);
                continue;
            }
            double likely = 1 / (1 + Math.pow(2, -score));
            found.sum += likely;
            if (score < LIKELY) {
                continue;
            }
            found.within += sample.sameSource(p) ? likely : 0;
            for (int f = 0; f < Field.COUNT; f++) {
                int level = sample.level(p, f);
                if (level >= 0) {
                    found.counts[f][level] += likely;
                }
            }
        }
        return found;
    }

    private static double[][] shares(double weight) {
        double[][] counts = new double[Field.COUNT][];
        for (Field field : Field.values()) {
            double[] own = new double[field.levels()];
            for (int level = 0; level < own.length; level++) {
                own[level] = field.share(level) * weight;
            }
            counts[field.at()] = own;
        }
        return counts;
    }

    private static double sum(double[] values) {
        double sum = 0;
        for (double value : values) {
            sum += value;
        }
        return sum;
    }
}
