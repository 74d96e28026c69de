package io.crmkit.customer.duplicates;

/** Learns from a base what its comparisons are worth, without being told which records are duplicates. */
final class Estimation {

    private static final int ROUNDS = 25;
    private static final int PAIRS_APART = 200_000;
    /** Shares of fewer comparisons than this are not measured. */
    private static final int LEAST = 100;
    /** How many pairs of duplicates the shipped shares count for. */
    private static final double SHIPPED = 20;
    /** Where a twentieth of the expected pairs are within one source, sources have no duplicates of their own. */
    private static final double HARDLY = 0.15;

    private Estimation() {}

    /** Measures how often two records that have nothing to do with each other end on each level. */
    static void measureDifferent(Model model, Fingerprint[] records, int size, Comparer comparer) {
        if (size < 2) {
            return;
        }
        Comparison c = new Comparison();
        double[][] counts = shares(0);
        int samples = (int) Math.min(PAIRS_APART, 20L * size);
        for (int k = 0; k < samples; k++) {
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
        for (int f = 0; f < Field.COUNT; f++) {
            double total = sum(counts[f]);
            if (total >= LEAST) {
                model.measured[f] = true;
                for (int level = 0; level < counts[f].length; level++) {
                    model.different[f][level] = (counts[f][level] + 0.5) / (total + 0.5 * counts[f].length);
                }
            }
        }
    }

    /**
     * Expectation and maximisation over candidate pairs, starting from the shipped shares.
     *
     * @param model learns
     * @param sample the pairs
     * @param records how many records the base has
     * @param scale how many candidate pairs each of the sample stands for
     * @param acrossExpected what share of all pairs of records are of two sources; 0 if there are no sources
     */
    static void learnSame(Model model, Sample sample, int records, double scale, double acrossExpected) {
        double all = Math.max(1, 0.5 * records * (records - 1.0));
        double expected = records * 0.25;
        for (int round = 0; round < ROUNDS; round++) {
            model.prior = Corpus.log2(Math.max(expected, records * 0.01) / all);
            double[][] counts = shares(SHIPPED);
            double sum = 0;
            double within = 0;
            for (int p = 0; p < sample.size(); p++) {
                double likely = 1 / (1 + Math.pow(2, -sample.score(model, p)));
                if (likely < 1e-4) {
                    continue;
                }
                sum += likely;
                within += sample.sameSource(p) ? likely : 0;
                for (int f = 0; f < Field.COUNT; f++) {
                    int level = sample.level(p, f);
                    if (level >= 0) {
                        counts[f][level] += likely;
                    }
                }
            }
            for (int f = 0; f < Field.COUNT; f++) {
                double total = sum(counts[f]);
                for (int level = 0; level < counts[f].length; level++) {
                    model.same[f][level] = counts[f][level] / total;
                }
            }
            // Names that have nothing in common: whatever a base says of its hotels and office towers.
            double[] name = model.same[Field.NAME.at()];
            name[0] = Math.min(name[0], Field.NAME.share(0));
            model.sourcesAreClean = acrossExpected > 0 && within < HARDLY * (1 - acrossExpected) * sum;
            double found = sum * scale;
            if (Math.abs(found - expected) < 1e-4 * expected) {
                break;
            }
            expected = found;
        }
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
