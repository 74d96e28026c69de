package io.crmkit.customer.duplicates;

/** Compares fingerprints of one corpus. For one thread. */
final class Comparer {

    private static final int LONGEST_NAME = 48;

    private final Corpus corpus;
    private final int cacheBits;
    private final long[] cachedPairs;
    private final float[] cachedLikeness;
    private final int[] partners = new int[LONGEST_NAME];
    private final boolean[] taken = new boolean[LONGEST_NAME];
    private double matched;
    private double ofA;
    private double ofB;
    private double shared;

    /**
     * A comparer.
     *
     * @param corpus what the fingerprints are of
     * @param cacheBits logarithm of how many pairs of words are remembered
     */
    Comparer(Corpus corpus, int cacheBits) {
        this.corpus = corpus;
        this.cacheBits = cacheBits;
        this.cachedPairs = new long[1 << cacheBits];
        this.cachedLikeness = new float[1 << cacheBits];
    }

    void compare(Fingerprint a, Fingerprint b, Comparison out) {
        out.clear();
        name(a, b, out);
        if (a.has(Section.NAME_REGION) && b.has(Section.NAME_REGION)) {
            boolean same = a.shares(b, Section.NAME_REGION);
            out.put(Field.NAME_REGION, same ? 1 : 0, same ? best(Section.NAME_REGION, a, b) : 0);
        }
        person(a, b, out);
        codes(Field.PHONE, Section.PHONE, a, b, out);
        address(a, b, out);
        city(Field.CITY, Section.CITY, a, b, out);
        city(Field.REGION, Section.REGION, a, b, out);
        codes(Field.POSTCODE, Section.POSTCODE, a, b, out);
        codes(Field.EMAIL, Section.EMAIL, a, b, out);
        if (a.has(Section.WEBSITE) && b.has(Section.WEBSITE)) {
            boolean same = a.shares(b, Section.WEBSITE);
            out.put(Field.WEBSITE, same ? 1 : 0, same ? best(Section.WEBSITE, a, b) : 0);
        }
        birth(a, b, out);
        codes(Field.OTHER_ID, Section.OTHER_ID, a, b, out);
        words(Field.CATEGORY, Section.CATEGORY, a, b, out, 0.9, 0.1, 2);
        words(Field.TEXT, Section.TEXT, a, b, out, 0.8, 0.45, 0.15);
    }

    private void name(Fingerprint a, Fingerprint b, Comparison out) {
        if (!a.has(Section.NAME) || !b.has(Section.NAME)) {
            return;
        }
        double most = Corpus.log2(corpus.records() + 1.0) + 3;
        if (a.shares(b, Section.NAME_KEY)) {
            out.put(Field.NAME, 6, best(Section.NAME_KEY, a, b));
            return;
        }
        align(Section.NAME, a, b);
        double alike = ofA + ofB == 0 ? 0 : 2 * matched / (ofA + ofB);
        double contained = Math.min(ofA, ofB) == 0 ? 0 : matched / Math.min(ofA, ofB);
        double bits = Math.min(shared, most);
        int level;
        if (alike >= 0.9) {
            level = 5;
        } else if (contained >= 0.9 && bits >= 4) {
            level = 4;
        } else if (alike >= 0.62) {
            level = 3;
        } else if (alike >= 0.35) {
            level = 2;
        } else {
            level = alike >= 0.12 ? 1 : 0;
        }
        if (level < 5) {
            String x = corpus.word(Section.NAME_KEY, a.at(Section.NAME_KEY, 0));
            String y = corpus.word(Section.NAME_KEY, b.at(Section.NAME_KEY, 0));
            int shorter = Math.min(x.length(), y.length());
            int allowed = shorter < 6 ? 0 : shorter < 10 ? 1 : shorter < 16 ? 2 : 3;
            if (allowed > 0 && Likeness.edits(x, y, allowed) <= allowed) {
                level = 5;
                bits = Math.max(bits, Math.min(most - 4, ofA * 0.7));
            } else if (level < 4 && (initials(a, b) || initials(b, a))) {
                level = 4;
                bits = Math.max(bits, Math.min(most - 6, 8));
            }
        }
        if (level == 0 && chinese(a) != chinese(b)) {
            // 华为 and Huawei: nobody can tell from the letters.
            return;
        }
        out.put(Field.NAME, level, level == 0 ? 0 : bits);
    }

    private boolean chinese(Fingerprint r) {
        return Wording.isHan(
                corpus.word(Section.NAME_KEY, r.at(Section.NAME_KEY, 0)).charAt(0));
    }

    private boolean initials(Fingerprint a, Fingerprint b) {
        if (!b.has(Section.INITIALS) || a.size(Section.NAME) > 2) {
            return false;
        }
        String key = corpus.word(Section.NAME_KEY, a.at(Section.NAME_KEY, 0));
        return key.length() >= 3
                && key.charAt(0) < 128
                && corpus.word(Section.INITIALS, b.at(Section.INITIALS, 0)).startsWith(key);
    }

    /** Finds each word's partner: matched and total information, and the bits that the shared words say together. */
    private void align(Section section, Fingerprint a, Fingerprint b) {
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

    /** {@return the information of the rarest value that both have} */
    private double best(Section section, Fingerprint a, Fingerprint b) {
        double best = 0;
        for (int i = 0; i < a.size(section); i++) {
            for (int j = 0; j < b.size(section); j++) {
                if (a.at(section, i) == b.at(section, j)) {
                    best = Math.max(best, corpus.information(section, a.at(section, i)));
                }
            }
        }
        return best;
    }

    private void person(Fingerprint a, Fingerprint b, Comparison out) {
        int best = -1;
        double bits = 0;
        for (int i = 0; i < a.size(Section.GIVEN); i++) {
            for (int j = 0; j < b.size(Section.GIVEN); j++) {
                int ga = a.at(Section.GIVEN, i);
                int fa = a.at(Section.FAMILY, i);
                int gb = b.at(Section.GIVEN, j);
                int fb = b.at(Section.FAMILY, j);
                long straight = people(ga, fa, gb, fb, false);
                long swapped = straight >> 32 >= 4 ? straight : people(ga, fa, gb, fb, true);
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
    private long people(int ga, int fa, int gb, int fb, boolean swapped) {
        double given = swapped ? across(ga, fb) : within(Section.GIVEN, ga, gb);
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
            level = one == 1 ? 3 : one > 0 ? 1 : 0;
        } else if (given == 1 && family == 1) {
            level = 5;
        } else if (given > 0 && family > 0) {
            level = 4;
        } else {
            double one = Math.max(given, family);
            level = one == 1 ? 2 : one > 0 ? 1 : 0;
        }
        return ((long) level << 32) | (Float.floatToIntBits((float) Math.max(0, bits)) & 0xFFFFFFFFL);
    }

    /** {@return 1 same, 0 different, -1 unknown} */
    private double within(Section section, int x, int y) {
        if (x == Corpus.NONE || y == Corpus.NONE) {
            return -1;
        }
        return x == y ? 1 : names(corpus.word(section, x), corpus.word(section, y));
    }

    private double across(int given, int family) {
        if (given == Corpus.NONE || family == Corpus.NONE) {
            return -1;
        }
        String x = corpus.word(Section.GIVEN, given);
        String y = corpus.word(Section.FAMILY, family);
        return x.equals(y) ? 1 : names(x, y);
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

    /** Numbers and addresses that are the same, or one slip apart. */
    private void codes(Field field, Section section, Fingerprint a, Fingerprint b, Comparison out) {
        if (!a.has(section) || !b.has(section)) {
            return;
        }
        if (a.shares(b, section)) {
            out.put(field, 2, best(section, a, b));
            return;
        }
        for (int i = 0; i < a.size(section); i++) {
            for (int j = 0; j < b.size(section); j++) {
                String x = corpus.word(section, a.at(section, i));
                String y = corpus.word(section, b.at(section, j));
                int shorter = Math.min(x.length(), y.length());
                boolean tail = section == Section.PHONE && shorter >= 7 && (x.endsWith(y) || y.endsWith(x));
                if (tail) {
                    out.put(field, 2, corpus.information(section, a.at(section, i)));
                    return;
                }
                int allowed = shorter < 4 ? 0 : shorter < 7 ? 1 : 2;
                if (field == Field.POSTCODE || field == Field.PHONE) {
                    allowed = 1;
                }
                if (Likeness.edits(x, y, allowed) <= allowed) {
                    out.put(field, 1, 0.7 * corpus.information(section, a.at(section, i)));
                    return;
                }
            }
        }
        out.put(field, 0, 0);
    }

    private void address(Fingerprint a, Fingerprint b, Comparison out) {
        boolean numbers = a.has(Section.NUMBER) && b.has(Section.NUMBER);
        boolean streets = a.has(Section.STREET) && b.has(Section.STREET);
        if (!streets && !numbers) {
            return;
        }
        int number = !numbers ? -1 : a.shares(b, Section.NUMBER) ? 2 : nearNumbers(a, b) ? 1 : 0;
        int street = -1;
        double bits = 0;
        if (streets) {
            align(Section.STREET, a, b);
            double alike = 2 * matched / (ofA + ofB);
            double contained = matched / Math.min(ofA, ofB);
            double most = Corpus.log2(corpus.records() + 1.0) + 2;
            street = alike >= 0.75 || (contained >= 0.9 && alike >= 0.3)
                    ? 2
                    : alike >= 0.4 || (contained >= 0.6 && alike >= 0.25) ? 1 : 0;
            bits = Math.min(shared, most);
            if (street < 2 && lines(a, b)) {
                street = 2;
                bits = Math.max(bits, Math.min(most, Math.min(ofA, ofB)) - 3);
            }
        }
        double own = number == 2 ? best(Section.NUMBER, a, b) : number == 1 ? 2 : 0;
        int level;
        if (number == 2) {
            level = street == 2 ? 8 : street == 1 ? 7 : 6;
        } else if (street == 2) {
            level = number == 1 ? 5 : number == 0 ? 4 : 3;
        } else if (street == 1) {
            level = 2;
        } else {
            level = number < 0 ? 1 : 0;
        }
        out.put(Field.ADDRESS, level, level < 2 ? 0 : own + (street > 0 ? bits : 0));
    }

    private boolean nearNumbers(Fingerprint a, Fingerprint b) {
        String x = corpus.word(Section.NUMBER, a.at(Section.NUMBER, 0));
        String y = corpus.word(Section.NUMBER, b.at(Section.NUMBER, 0));
        return Likeness.edits(x, y, 1) <= 1;
    }

    /** Whether two lines are the same but for a few slips, which may have moved or swallowed a space. */
    private boolean lines(Fingerprint a, Fingerprint b) {
        for (int i = 0; i < a.size(Section.STREET_KEY); i++) {
            for (int j = 0; j < b.size(Section.STREET_KEY); j++) {
                String x = corpus.word(Section.STREET_KEY, a.at(Section.STREET_KEY, i));
                String y = corpus.word(Section.STREET_KEY, b.at(Section.STREET_KEY, j));
                int allowed = Math.min(4, Math.min(x.length(), y.length()) / 4);
                if (Likeness.edits(x, y, allowed) <= allowed) {
                    return true;
                }
            }
        }
        return false;
    }

    private void city(Field field, Section section, Fingerprint a, Fingerprint b, Comparison out) {
        if (!a.has(section) || !b.has(section)) {
            return;
        }
        if (a.shares(b, section)) {
            out.put(field, 2, best(section, a, b));
            return;
        }
        for (int i = 0; i < a.size(section); i++) {
            for (int j = 0; j < b.size(section); j++) {
                String x = corpus.word(section, a.at(section, i));
                String y = corpus.word(section, b.at(section, j));
                int allowed = Math.min(3, Math.min(x.length(), y.length()) / 3);
                boolean cut = Math.min(x.length(), y.length()) > 4 && (x.startsWith(y) || y.startsWith(x));
                if (cut || Likeness.edits(x, y, allowed) <= allowed) {
                    out.put(
                            field,
                            1,
                            0.8
                                    * Math.max(
                                            corpus.information(section, a.at(section, i)) > 0
                                                    ? Math.min(
                                                            corpus.information(section, a.at(section, i)),
                                                            corpus.information(section, b.at(section, j)))
                                                    : 0,
                                            0));
                    return;
                }
            }
        }
        boolean swapped = field == Field.CITY && (stands(a, b) || stands(b, a));
        out.put(field, swapped ? 1 : 0, swapped ? 3 : 0);
    }

    /** Whether the city of one stands where the other has a street: columns were swapped. */
    private boolean stands(Fingerprint a, Fingerprint b) {
        for (int i = 0; i < a.size(Section.CITY); i++) {
            for (int j = 0; j < b.size(Section.STREET_KEY); j++) {
                if (corpus.word(Section.CITY, a.at(Section.CITY, i))
                        .equals(corpus.word(Section.STREET_KEY, b.at(Section.STREET_KEY, j)))) {
                    return true;
                }
            }
        }
        return false;
    }

    private void birth(Fingerprint a, Fingerprint b, Comparison out) {
        Section section = Section.BIRTH_DATE;
        if (!a.has(section) || !b.has(section)) {
            return;
        }
        int x = a.at(section, 0);
        int y = b.at(section, 0);
        if (x == y) {
            out.put(Field.BIRTH_DATE, 3, corpus.information(section, x));
            return;
        }
        String p = corpus.word(section, x);
        String q = corpus.word(section, y);
        if (Likeness.edits(p, q, 2) <= 2 || turned(p, q)) {
            out.put(Field.BIRTH_DATE, 2, 0.5 * corpus.information(section, x));
            return;
        }
        int same = 0;
        for (int i = 0; i < Math.min(p.length(), q.length()); i++) {
            same += p.charAt(i) == q.charAt(i) ? 1 : 0;
        }
        out.put(Field.BIRTH_DATE, same >= 5 ? 1 : 0, same >= 5 ? 1 : 0);
    }

    /** Whether day and month were swapped. */
    private static boolean turned(String p, String q) {
        return p.length() == 8
                && q.length() == 8
                && p.startsWith(q.substring(0, 4))
                && p.substring(4, 6).equals(q.substring(6))
                && p.substring(6).equals(q.substring(4, 6));
    }

    private void words(Field field, Section section, Fingerprint a, Fingerprint b, Comparison out, double... bounds) {
        if (!a.has(section) || !b.has(section)) {
            return;
        }
        align(section, a, b);
        double alike = 2 * matched / (ofA + ofB);
        int level = 0;
        for (double bound : bounds) {
            if (bound <= 1 && alike >= bound) {
                level++;
            }
        }
        out.put(field, level, level == 0 ? 0 : Math.min(shared, Corpus.log2(corpus.records() + 1.0)));
    }
}
