package io.crmkit.customer.duplicates;

/** Compares fingerprints of one corpus. For one thread. */
final class Comparer {

    /** What names that differ in a number say at the most, whatever else they share. */
    private static final double OTHER_NUMBER = 5;

    private static final double[] OF_CATEGORIES = {0.9, 0.1};
    private static final double[] OF_TEXTS = {0.8, 0.45, 0.15};

    private final Corpus corpus;
    private final Alignment alignment;
    private final People people;

    /**
     * A comparer.
     *
     * @param corpus what the fingerprints are of
     * @param cacheBits logarithm of how many pairs of words are remembered
     */
    Comparer(Corpus corpus, int cacheBits) {
        this.corpus = corpus;
        this.alignment = new Alignment(corpus, cacheBits);
        this.people = new People(corpus);
    }

    void compare(Fingerprint a, Fingerprint b, Comparison out) {
        out.clear();
        name(a, b, out);
        if (a.has(Section.NAME_REGION) && b.has(Section.NAME_REGION)) {
            boolean same = a.shares(b, Section.NAME_REGION);
            out.put(Field.NAME_REGION, same ? 1 : 0, same ? best(Section.NAME_REGION, a, b) : 0);
        }
        people.compare(a, b, out);
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
        words(Field.CATEGORY, Section.CATEGORY, a, b, out, OF_CATEGORIES);
        words(Field.TEXT, Section.TEXT, a, b, out, OF_TEXTS);
    }

    private void name(Fingerprint a, Fingerprint b, Comparison out) {
        if (!a.has(Section.NAME) || !b.has(Section.NAME)) {
            return;
        }
        double most = corpus.bitsOfAll() + 3;
        if (a.shares(b, Section.NAME_KEY)) {
            out.put(Field.NAME, 6, best(Section.NAME_KEY, a, b));
            return;
        }
        alignment.align(Section.NAME, a, b);
        double alike = alignment.ofA + alignment.ofB == 0 ? 0 : 2 * alignment.matched / (alignment.ofA + alignment.ofB);
        double contained = Math.min(alignment.ofA, alignment.ofB) == 0
                ? 0
                : alignment.matched / Math.min(alignment.ofA, alignment.ofB);
        double bits = Math.min(alignment.shared, most);
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
        if (level < 5 && !alignment.numbersDiffer) {
            long x = corpus.shape(Section.NAME_KEY, a.at(Section.NAME_KEY, 0));
            long y = corpus.shape(Section.NAME_KEY, b.at(Section.NAME_KEY, 0));
            int shorter = Math.min(Shape.length(x), Shape.length(y));
            int allowed = shorter < 6 ? 0 : shorter < 10 ? 1 : shorter < 16 ? 2 : 3;
            if (allowed > 0 && within(Section.NAME_KEY, a, 0, b, 0, allowed)) {
                level = 5;
                bits = Math.max(bits, Math.min(most - 4, alignment.ofA * 0.7));
            } else if (level < 4 && (initials(a, b) || initials(b, a))) {
                level = 4;
                bits = Math.max(bits, Math.min(most - 6, 8));
            }
        }
        if (alignment.numbersDiffer && level > 1) {
            level = 1;
            bits = Math.min(bits, OTHER_NUMBER);
        }
        if (level == 0 && chinese(a) != chinese(b)) {
            // 华为 and Huawei: nobody can tell from the letters.
            return;
        }
        out.put(Field.NAME, level, level == 0 ? 0 : bits);
    }

    private boolean chinese(Fingerprint r) {
        return Shape.isHan(corpus.shape(Section.NAME_KEY, r.at(Section.NAME_KEY, 0)));
    }

    private boolean initials(Fingerprint a, Fingerprint b) {
        if (!b.has(Section.INITIALS) || a.size(Section.NAME) > 2) {
            return false;
        }
        int number = a.at(Section.NAME_KEY, 0);
        if (Shape.isHan(corpus.shape(Section.NAME_KEY, number))) {
            return false;
        }
        String key = corpus.word(Section.NAME_KEY, number);
        return key.length() >= 3
                && key.charAt(0) < 128
                && corpus.word(Section.INITIALS, b.at(Section.INITIALS, 0)).startsWith(key);
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
                long x = corpus.shape(section, a.at(section, i));
                long y = corpus.shape(section, b.at(section, j));
                int shorter = Math.min(Shape.length(x), Shape.length(y));
                if (section == Section.PHONE && shorter >= 7 && !Shape.neverPart(x, y) && tail(a, i, b, j)) {
                    out.put(field, 2, corpus.information(section, a.at(section, i)));
                    return;
                }
                int allowed = shorter < 4 ? 0 : shorter < 7 ? 1 : 2;
                if (field == Field.POSTCODE || field == Field.PHONE) {
                    allowed = 1;
                }
                if (within(section, a, i, b, j, allowed)) {
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
            alignment.align(Section.STREET, a, b);
            double alike = 2 * alignment.matched / (alignment.ofA + alignment.ofB);
            double contained = alignment.matched / Math.min(alignment.ofA, alignment.ofB);
            double most = corpus.bitsOfAll() + 2;
            street = alike >= 0.75 || (contained >= 0.9 && alike >= 0.3)
                    ? 2
                    : alike >= 0.4 || (contained >= 0.6 && alike >= 0.25) ? 1 : 0;
            bits = Math.min(alignment.shared, most);
            if (street < 2 && lines(a, b)) {
                street = 2;
                bits = Math.max(bits, Math.min(most, Math.min(alignment.ofA, alignment.ofB)) - 3);
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
        return within(Section.NUMBER, a, 0, b, 0, 1);
    }

    private boolean tail(Fingerprint a, int i, Fingerprint b, int j) {
        String x = corpus.word(Section.PHONE, a.at(Section.PHONE, i));
        String y = corpus.word(Section.PHONE, b.at(Section.PHONE, j));
        return x.endsWith(y) || y.endsWith(x);
    }

    /** Whether so many edits make one word of the other. */
    private boolean within(Section section, Fingerprint a, int i, Fingerprint b, int j, int edits) {
        int x = a.at(section, i);
        int y = b.at(section, j);
        return !Shape.beyond(corpus.shape(section, x), corpus.shape(section, y), edits)
                && Likeness.edits(corpus.word(section, x), corpus.word(section, y), edits) <= edits;
    }

    /** Whether two lines are the same but for a few slips, which may have moved or swallowed a space. */
    private boolean lines(Fingerprint a, Fingerprint b) {
        for (int i = 0; i < a.size(Section.STREET_KEY); i++) {
            for (int j = 0; j < b.size(Section.STREET_KEY); j++) {
                int x = Shape.length(corpus.shape(Section.STREET_KEY, a.at(Section.STREET_KEY, i)));
                int y = Shape.length(corpus.shape(Section.STREET_KEY, b.at(Section.STREET_KEY, j)));
                if (within(Section.STREET_KEY, a, i, b, j, Math.min(4, Math.min(x, y) / 4))) {
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
                long x = corpus.shape(section, a.at(section, i));
                long y = corpus.shape(section, b.at(section, j));
                int shorter = Math.min(Shape.length(x), Shape.length(y));
                boolean cut =
                        shorter > 4 && !Shape.neverPart(x, y) && begins(section, a.at(section, i), b.at(section, j));
                if (cut || within(section, a, i, b, j, Math.min(3, shorter / 3))) {
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

    private boolean begins(Section section, int x, int y) {
        String p = corpus.word(section, x);
        String q = corpus.word(section, y);
        return p.startsWith(q) || q.startsWith(p);
    }

    /** Whether the city of one stands where the other has a street: columns were swapped. */
    private boolean stands(Fingerprint a, Fingerprint b) {
        for (int i = 0; i < a.size(Section.CITY); i++) {
            for (int j = 0; j < b.size(Section.STREET_KEY); j++) {
                int city = a.at(Section.CITY, i);
                int line = b.at(Section.STREET_KEY, j);
                if (corpus.shape(Section.CITY, city) == corpus.shape(Section.STREET_KEY, line)
                        && corpus.word(Section.CITY, city).equals(corpus.word(Section.STREET_KEY, line))) {
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
        // Any two years are two digits apart.
        int slips = Math.min(p.length(), q.length()) < 6 ? 0 : 2;
        if (Likeness.edits(p, q, slips) <= slips || turned(p, q)) {
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

    private void words(Field field, Section section, Fingerprint a, Fingerprint b, Comparison out, double[] bounds) {
        if (!a.has(section) || !b.has(section)) {
            return;
        }
        alignment.align(section, a, b);
        double alike = 2 * alignment.matched / (alignment.ofA + alignment.ofB);
        int level = 0;
        for (double bound : bounds) {
            if (alike >= bound) {
                level++;
            }
        }
        out.put(field, level, level == 0 ? 0 : Math.min(alignment.shared, corpus.bitsOfAll()));
    }
}
