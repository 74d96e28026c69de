package io.crmkit.customer.duplicates;

import java.util.Arrays;

/**
 * The keys of a record: two records are compared when they have one in common. Each key is a hash of its kind and words,
 * the same on every node and in every year.
 */
final class Blocking {

    private static final int MOST = 40;

    private final Corpus corpus;
    private final long[] keys = new long[MOST];
    private int size;

    Blocking(Corpus corpus) {
        this.corpus = corpus;
    }

    /** {@return the keys, each once, sorted; the array is the caller's} */
    long[] keys(Fingerprint r) {
        size = 0;
        for (int i = 0; i < r.size(Section.PHONE); i++) {
            String phone = corpus.word(Section.PHONE, r.at(Section.PHONE, i));
            add(1, phone.length() > 8 ? phone.substring(phone.length() - 8) : phone, "");
        }
        singles(2, Section.EMAIL, r);
        singles(3, Section.WEBSITE, r);
        singles(4, Section.OTHER_ID, r);
        String year = "";
        if (r.has(Section.BIRTH_DATE)) {
            String birth = corpus.word(Section.BIRTH_DATE, r.at(Section.BIRTH_DATE, 0));
            add(5, birth, "");
            year = birth.length() >= 4 ? birth.substring(0, 4) : birth;
        }
        String postcode = first(Section.POSTCODE, r);
        String number = first(Section.NUMBER, r);
        String city = first(Section.CITY, r);
        for (int i = 0; i < r.size(Section.GIVEN) && i < 2; i++) {
            String given = word(Section.GIVEN, r, i);
            String family = word(Section.FAMILY, r, i);
            both(6, given, family);
            String skeleton = skeleton(family);
            String other = skeleton(given);
            both(7, skeleton, other);
            with(8, family, postcode);
            with(8, given, postcode);
            with(9, given, number);
            with(9, family, number);
            with(10, given, year);
            with(10, family, year);
            with(12, given, city);
            with(12, family, city);
        }
        if (r.has(Section.NAME)) {
            String key = first(Section.NAME_KEY, r);
            add(13, key, "");
            add(14, key, "");
            if (r.has(Section.INITIALS)) {
                add(14, first(Section.INITIALS, r), "");
            }
            rare(15, Section.NAME, r, 3, "");
            pairs(r);
            if (r.size(Section.NAME) > 1) {
                add(17, word(Section.NAME, r, 0), word(Section.NAME, r, 1));
            }
        }
        if (!number.isEmpty()) {
            rare(18, Section.STREET, r, 2, number);
            with(19, number, postcode);
            if (r.has(Section.STREET_KEY)) {
                add(20, number, skeleton(first(Section.STREET_KEY, r)));
            }
        }
        for (int i = 0; i < r.size(Section.STREET_KEY) && i < 2; i++) {
            String line = word(Section.STREET_KEY, r, i);
            add(21, line, "");
            with(22, line, city);
        }
        rare(23, Section.TEXT, r, 3, "");
        long[] own = Arrays.copyOf(keys, size);
        Arrays.sort(own);
        int distinct = 0;
        for (int i = 0; i < own.length; i++) {
            if (i == 0 || own[i] != own[i - 1]) {
                own[distinct++] = own[i];
            }
        }
        return distinct == own.length ? own : Arrays.copyOf(own, distinct);
    }

    private String word(Section section, Fingerprint r, int i) {
        int number = r.at(section, i);
        return number == Corpus.NONE ? "" : corpus.word(section, number);
    }

    private String first(Section section, Fingerprint r) {
        return r.has(section) ? word(section, r, 0) : "";
    }

    private void singles(int kind, Section section, Fingerprint r) {
        for (int i = 0; i < r.size(section); i++) {
            add(kind, word(section, r, i), "");
        }
    }

    /** The rarest words, each with something else. */
    private void rare(int kind, Section section, Fingerprint r, int most, String with) {
        long used = 0;
        int size = Math.min(r.size(section), 60);
        for (int k = 0; k < most; k++) {
            int best = -1;
            for (int i = 0; i < size; i++) {
                if ((used & (1L << i)) == 0
                        && (best < 0
                                || corpus.lexicon(section).records(r.at(section, i))
                                        < corpus.lexicon(section).records(r.at(section, best)))) {
                    best = i;
                }
            }
            if (best < 0) {
                return;
            }
            used |= 1L << best;
            add(kind, word(section, r, best), with);
        }
    }

    /** The two neighbours that say most together. */
    private void pairs(Fingerprint r) {
        int best = -1;
        double most = -1;
        int second = -1;
        for (int i = 1; i < r.size(Section.NAME); i++) {
            double said = corpus.information(Section.NAME, r.at(Section.NAME, i - 1))
                    + corpus.informationAfter(Section.NAME, r.at(Section.NAME, i - 1), r.at(Section.NAME, i));
            if (said > most) {
                most = said;
                second = best;
                best = i;
            }
        }
        if (best > 0) {
            add(16, word(Section.NAME, r, best - 1), word(Section.NAME, r, best));
        }
        if (second > 0) {
            add(16, word(Section.NAME, r, second - 1), word(Section.NAME, r, second));
        }
    }

    private void with(int kind, String a, String b) {
        if (!a.isEmpty() && !b.isEmpty()) {
            add(kind, a, b);
        }
    }

    /** Whichever comes first. */
    private void both(int kind, String a, String b) {
        if (!a.isEmpty() && !b.isEmpty()) {
            add(kind, a.compareTo(b) < 0 ? a : b, a.compareTo(b) < 0 ? b : a);
        }
    }

    /** First letter and the consonants after it, without doubles: four at most. */
    static String skeleton(String word) {
        StringBuilder out = new StringBuilder(4);
        for (int i = 0; i < word.length() && out.length() < 4; i++) {
            char c = word.charAt(i);
            if (i == 0 || ("aeiouyhw".indexOf(c) < 0 && c != word.charAt(i - 1))) {
                out.append(c);
            }
        }
        return out.toString();
    }

    private void add(int kind, String a, String b) {
        if (size < MOST && !(a.isEmpty() && b.isEmpty())) {
            keys[size++] = mix(kind * 0x9E3779B97F4A7C15L
                    + mix(a.hashCode() * 31L + a.length())
                    + 3 * mix(b.hashCode() * 17L + 7));
        }
    }

    static long mix(long z) {
        long x = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        x = (x ^ (x >>> 27)) * 0x94D049BB133111EBL;
        return x ^ (x >>> 31);
    }
}
