package io.crmkit.customer.duplicates;

/**
 * Compares names of persons, whose parts may have changed places. Where nothing else bears a name, two given names that have nothing in
 * common are two persons, whatever they share: a household has one family name, one address, and often one phone.
 */
final class People {

    /** A slip makes a rare word of a name: two words that so many records have are two names, such as Mary and Mark. */
    private static final int COMMON = 5;

    private static final int COMMON_AMONG = 2_000;

    private final Corpus corpus;

    People(Corpus corpus) {
        this.corpus = corpus;
    }

    void compare(Fingerprint a, Fingerprint b, Comparison out) {
        boolean persons = !a.has(Section.NAME) && !b.has(Section.NAME);
        int best = -1;
        double bits = 0;
        for (int i = 0; i < a.size(Section.GIVEN); i++) {
            for (int j = 0; j < b.size(Section.GIVEN); j++) {
                int ga = a.at(Section.GIVEN, i);
                int fa = a.at(Section.FAMILY, i);
                int gb = b.at(Section.GIVEN, j);
                int fb = b.at(Section.FAMILY, j);
                long straight = people(ga, fa, gb, fb, false, persons);
                long swapped = straight >> 32 >= 5 ? straight : people(ga, fa, gb, fb, true, persons);
                long found = swapped >> 32 > (straight >> 32) ? swapped : straight;
                int level = (int) (found >> 32);
                double said = Float.intBitsToFloat((int) found);
                if (level > best || (level == best && said > bits)) {
                    best = level;
                    bits = said;
                }
            }
        }
        if (best >= 0) {
            out.put(Field.PERSON, best, bits);
        }
    }

    /** Level and bits in one. */
    private long people(int ga, int fa, int gb, int fb, boolean swapped, boolean persons) {
        double given = swapped ? across(ga, fb) : given(ga, gb);
        double family = swapped ? across(gb, fa) : within(Section.FAMILY, fa, fb);
        double givenBits = given <= 0 ? 0 : corpus.information(Section.GIVEN, ga) * (given < 1 ? 0.8 : 1);
        double familyBits = family <= 0
                ? 0
                : swapped
                        ? corpus.information(Section.GIVEN, gb) * (family < 1 ? 0.8 : 1)
                        : corpus.information(Section.FAMILY, fa) * (family < 1 ? 0.8 : 1);
        double bits = givenBits + familyBits - (swapped ? 2 : 0);
        int level;
        if (given < 0 && family < 0) {
            level = -1;
        } else if (given < 0 || family < 0) {
            double one = Math.max(given, family);
            level = one == 1 ? 4 : one > 0 ? 2 : 1;
        } else if (given == 1 && family == 1) {
            level = 6;
        } else if (given > 0 && family > 0) {
            level = 5;
        } else if (given == 0 && persons) {
            level = Field.SOMEBODY_ELSE;
        } else {
            double one = Math.max(given, family);
            level = one == 1 ? 3 : one > 0 ? 2 : 1;
        }
        return ((long) level << 32) | (Float.floatToIntBits((float) Math.max(0, bits)) & 0xFFFFFFFFL);
    }

    /** {@return 1 same, 0 different, -1 unknown} */
    private double within(Section section, int x, int y) {
        if (x == Corpus.NONE || y == Corpus.NONE) {
            return -1;
        }
        return x == y ? 1 : names(section, x, section, y);
    }

    private double given(int x, int y) {
        double alike = within(Section.GIVEN, x, y);
        if (alike < 0 || alike == 1) {
            return alike;
        }
        if (GivenNames.areForms(corpus.word(Section.GIVEN, x), corpus.word(Section.GIVEN, y))) {
            return 0.7;
        }
        return alike > 0 && isCommon(x) && isCommon(y) ? 0 : alike;
    }

    private boolean isCommon(int given) {
        return Shape.length(corpus.shape(Section.GIVEN, given)) > 1
                && corpus.lexicon(Section.GIVEN).records(given) >= Math.max(COMMON, corpus.records() / COMMON_AMONG);
    }

    private double across(int given, int family) {
        if (given == Corpus.NONE || family == Corpus.NONE) {
            return -1;
        }
        return names(Section.GIVEN, given, Section.FAMILY, family);
    }

    private double names(Section one, int x, Section other, int y) {
        long p = corpus.shape(one, x);
        long q = corpus.shape(other, y);
        int shorter = Math.min(Shape.length(p), Shape.length(q));
        if (shorter == 2 && p != q) {
            return 0;
        }
        int allowed = shorter <= 3 ? 1 : shorter < 6 ? 2 : 3;
        boolean strangers = shorter > 2 && Shape.beyond(p, q, allowed) && Shape.jaroWinkler(p, q) < 0.88;
        return strangers ? 0 : names(corpus.word(one, x), corpus.word(other, y));
    }

    private static double names(String x, String y) {
        if (x.equals(y)) {
            return 1;
        }
        int shorter = Math.min(x.length(), y.length());
        if (shorter == 1) {
            return x.charAt(0) == y.charAt(0) && x.charAt(0) < 128 ? 0.5 : 0;
        }
        int allowed = shorter <= 3 ? 1 : shorter < 6 ? 2 : 3;
        if (shorter == 2) {
            return 0;
        }
        if (Likeness.edits(x, y, allowed) <= allowed && (allowed < 2 || Likeness.jaroWinkler(x, y) >= 0.75)) {
            return 0.8;
        }
        return Likeness.jaroWinkler(x, y) >= 0.88 ? 0.7 : 0;
    }
}
