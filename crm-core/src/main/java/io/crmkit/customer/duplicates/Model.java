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

    private static final int PERSON = Field.PERSON.at();
    private static final int BIRTH_DATE = Field.BIRTH_DATE.at();
    private static final int OTHER_ID = Field.OTHER_ID.at();
    private static final int ADDRESS = Field.ADDRESS.at();
    private static final int PHONE = Field.PHONE.at();
    private static final boolean[] PLACE = new boolean[Field.COUNT];

    static {
        for (Field field : FIELDS) {
            PLACE[field.at()] = isPlace(field);
        }
    }

    final double[][] same = new double[Field.COUNT][];
    final double[][] different = new double[Field.COUNT][];
    /** Of which fields {@link #different} was measured in the base. */
    final boolean[] measured = new boolean[Field.COUNT];

    private final double[][] said = new double[Field.COUNT][];
    private final double[][] strangers = new double[Field.COUNT][];

    double prior;
    /**
     * That two persons of one household are one whose given name was written in a wholly other way, before their dates of birth and numbers
     * are compared. All else they would share anyway.
     */
    double oneOfAHousehold = -4;

    boolean sourcesAreClean;

    Model() {
        for (Field field : FIELDS) {
            int f = field.at();
            same[f] = new double[field.levels()];
            different[f] = new double[field.levels()];
            said[f] = new double[field.levels()];
            strangers[f] = new double[field.levels()];
            for (int level = 0; level < field.levels(); level++) {
                same[f][level] = field.share(level);
            }
        }
        settle();
    }

    /**
     * Takes over the shares as they are now: nothing is scored by them before.
     *
     * @return how far the score of a pair can have moved by that, at the most: an address counts twice, for itself and against a phone
     */
    double settle() {
        double moved = 0;
        for (int f = 0; f < Field.COUNT; f++) {
            double most = 0;
            for (int level = 0; level < same[f].length; level++) {
                double before = said[f][level] + strangers[f][level];
                said[f][level] = Corpus.log2(same[f][level]);
                strangers[f][level] = measured[f] ? -Corpus.log2(different[f][level]) : 0;
                most = Math.max(most, Math.abs(said[f][level] + strangers[f][level] - before));
            }
            moved += 2 * most;
        }
        return moved;
    }

    private double weight(int f, int level, double bits) {
        if (level < 0) {
            return 0;
        }
        if (!measured[f]) {
            return said[f][level] + bits;
        }
        double by = strangers[f][level];
        return said[f][level] + (bits == 0 ? by : Math.min(bits, by + RARER));
    }

    /** {@return the sum of all weights and of what was to be expected before looking: 0 is as likely as not} */
    double score(byte[] levels, float[] information, int from) {
        double score = together(levels, information, from);
        return levels[from + PERSON] == Field.SOMEBODY_ELSE
                ? Math.min(score, oneOfAHousehold + ownSigns(levels, information, from))
                : score;
    }

    /** {@return the score of two who are not of one household} */
    double together(byte[] levels, float[] information, int from) {
        double sum = prior;
        double house = 0;
        if (levels[from + ADDRESS] >= 2) {
            house = Math.max(0, weight(ADDRESS, levels[from + ADDRESS], information[from + ADDRESS]));
        }
        double places = 0;
        double best = 0;
        for (int f = 0; f < Field.COUNT; f++) {
            int level = levels[from + f];
            if (level < 0) {
                continue;
            }
            double weight = weight(f, level, information[from + f]);
            if (weight > 0 && f == PHONE) {
                // One switchboard serves a house: the weaker of the two says little more.
                sum += weight - (1 - SAME_HOUSE) * Math.min(weight, house);
            } else if (weight > 0 && PLACE[f]) {
                places += weight;
                best = Math.max(best, weight);
            } else {
                sum += weight;
            }
        }
        // Who agrees in the street agrees in the city: that is said already.
        double first = levels[from + ADDRESS] >= 2 ? 0 : best;
        return sum + first + AGAIN * (places - first);
    }

    /** {@return what dates of birth and numbers say, which no household shares} */
    double ownSigns(byte[] levels, float[] information, int from) {
        return weight(BIRTH_DATE, levels[from + BIRTH_DATE], information[from + BIRTH_DATE])
                + weight(OTHER_ID, levels[from + OTHER_ID], information[from + OTHER_ID]);
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
                reasons.add(new Reason(
                        field.role(), field.agreement(level), weight(field.at(), level, c.information[field.at()])));
            }
        }
        reasons.sort(Comparator.comparingDouble((Reason r) -> -Math.abs(r.weight())));
        return new PairScore(score(c.levels, c.information, 0), reasons);
    }
}
