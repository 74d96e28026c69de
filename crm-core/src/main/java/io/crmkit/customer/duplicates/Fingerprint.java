package io.crmkit.customer.duplicates;

import org.jspecify.annotations.Nullable;

/** A record reduced to numbers of words, section after section in one array: a million of them must fit. */
final class Fingerprint {

    /** Where each section ends, then the sections. */
    private final int[] packed;

    /** What each word of the name and of the street says after the one before it; null if that may still change. */
    private float @Nullable [] name;

    private float @Nullable [] street;

    private Fingerprint(int[] packed) {
        this.packed = packed;
    }

    /** {@return a fingerprint for as many words; they are still to be set} */
    static Fingerprint sized(String[][] words) {
        int length = Section.COUNT;
        for (String[] section : words) {
            length += section.length;
        }
        int[] packed = new int[length];
        int end = Section.COUNT;
        for (int s = 0; s < Section.COUNT; s++) {
            end += words[s].length;
            packed[s] = end;
        }
        return new Fingerprint(packed);
    }

    void set(Section section, int index, int word) {
        packed[from(section) + index] = word;
    }

    /** {@return the word at a place between {@link #from} and {@link #to}} */
    int word(int place) {
        return packed[place];
    }

    void weigh(float[] ofName, float[] ofStreet) {
        name = ofName;
        street = ofStreet;
    }

    /** {@return what a word says after the one before it, by what was weighed or by the corpus} */
    double after(Section section, int index, Corpus corpus) {
        float[] said = section == Section.NAME ? name : section == Section.STREET ? street : null;
        return said != null
                ? said[index]
                : corpus.informationAfter(section, at(section, index - 1), at(section, index));
    }

    int from(Section section) {
        int s = section.at();
        return s == 0 ? Section.COUNT : packed[s - 1];
    }

    int to(Section section) {
        return packed[section.at()];
    }

    int size(Section section) {
        return to(section) - from(section);
    }

    boolean has(Section section) {
        return to(section) > from(section);
    }

    int at(Section section, int index) {
        return packed[from(section) + index];
    }

    boolean shares(Fingerprint other, Section section) {
        for (int i = from(section); i < to(section); i++) {
            for (int j = other.from(section); j < other.to(section); j++) {
                if (packed[i] == other.packed[j]) {
                    return true;
                }
            }
        }
        return false;
    }
}
