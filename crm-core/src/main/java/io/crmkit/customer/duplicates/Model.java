package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What agreement and disagreement are worth: the model of Fellegi and Sunter. A weight is the logarithm (base 2) of how
 * much likelier a comparison is for two records of the same bearer than for two of different ones; agreement in a rare
 * value weighs more than in a frequent one.
 */
final class Model {

    private static final Field[] FIELDS = Field.values();
    /** What a second sign of the same thing is still worth. */
    private static final double AGAIN = 0.3;

    private static final double SAME_HOUSE = 0.25;
    /** How much rarer than what was measured between strangers a shared value may be. */
    private static final double RARER = 3;

    final double[][] same = new double[Field.COUNT][];
    final double[][] different = new double[Field.COUNT][];
    /** Of which fields {@link #different} was measured in the base. */
    final boolean[] measured = new boolean[Field.COUNT];

    double prior;
    boolean sourcesAreClean;

    Model() {
        for (Field field : FIELDS) {
            int f = field.at();
            same[f] = new double[field.levels()];
            different[f] = new double[field.levels()];
            for (int level = 0; level < field.levels(); level++) {
                same[f][level] = field.share(level);
            }
        }
    }

    private double weight(Field field, byte[] levels, float[] information, int from) {
        int f = field.at();
        int level = levels[from + f];
        if (level < 0) {
            return 0;
        }
        double bits = information[from + f];
        double said = Corpus.log2(same[f][level]);
        if (!measured[f]) {
            return said + bits;
        }
        double strangers = -Corpus.log2(different[f][level]);
        return said + (bits == 0 ? strangers : Math.min(bits, strangers + RARER));
    }

    /** {@return the sum of all weights and of what was to be expected before looking: 0 is as likely as not} */
    double score(byte[] levels, float[] information, int from) {
        double sum = prior;
        double house = Math.max(0, house(levels, information, from));
        double places = 0;
        double best = 0;
        for (Field field : FIELDS) {
            double weight = weight(field, levels, information, from);
            if (weight > 0 && field == Field.PHONE) {
                // One switchboard serves a house: the weaker of the two says little more.
                sum += weight - (1 - SAME_HOUSE) * Math.min(weight, house);
            } else if (weight > 0 && isPlace(field)) {
                places += weight;
                best = Math.max(best, weight);
            } else {
                sum += weight;
            }
        }
        // Who agrees in the street agrees in the city: that is said already.
        double first = levels[from + Field.ADDRESS.at()] >= 2 ? 0 : best;
        return sum + first + AGAIN * (places - first);
    }

    private double house(byte[] levels, float[] information, int from) {
        return levels[from + Field.ADDRESS.at()] >= 2 ? weight(Field.ADDRESS, levels, information, from) : 0;
    }

    private static boolean isPlace(Field field) {
        return field == Field.CITY || field == Field.REGION || field == Field.POSTCODE || field == Field.NAME_REGION;
    }

    /** {@return the score with its reasons} */
    PairScore explained(Comparison c) {
        List<Reason> reasons = new ArrayList<>();
        for (Field field : FIELDS) {
            int level = c.levels[field.at()];
            if (level >= 0) {
                reasons.add(
                        new Reason(field.role(), field.agreement(level), weight(field, c.levels, c.information, 0)));
            }
        }
        reasons.sort(Comparator.comparingDouble((Reason r) -> -Math.abs(r.weight())));
        return new PairScore(score(c.levels, c.information, 0), reasons);
    }
}
