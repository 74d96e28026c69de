package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** Words numbered in order of appearance, and how many records have each. Not safe for threads while it grows. */
final class Lexicon {

    private String[] words = new String[64];
    private long[] shapes = new long[64];
    private int[] counts = new int[64];
    private int[] table = new int[128];
    private int size;

    /** {@return the word's number, new if need be} */
    int number(String word) {
        int slot = slot(word);
        if (table[slot] != 0) {
            return table[slot] - 1;
        }
        if (size == words.length) {
            words = Arrays.copyOf(words, size * 2);
            shapes = Arrays.copyOf(shapes, size * 2);
            counts = Arrays.copyOf(counts, size * 2);
        }
        words[size] = word;
        shapes[size] = Shape.of(word);
        table[slot] = ++size;
        if (size * 2 > table.length) {
            table = new int[table.length * 2];
            for (int i = 0; i < size; i++) {
                table[slot(words[i])] = i + 1;
            }
        }
        return size - 1;
    }

    private int slot(String word) {
        int mask = table.length - 1;
        int slot = (word.hashCode() * 0x9E3779B9) >>> 7 & mask;
        while (table[slot] != 0 && !words[table[slot] - 1].equals(word)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    String word(int number) {
        return words[number];
    }

    /** {@return the word's {@link Shape}} */
    long shape(int number) {
        return shapes[number];
    }

    void count(int number) {
        counts[number]++;
    }

    /** {@return how many records have the word} */
    int records(int number) {
        return counts[number];
    }

    /** Forgets the words that came last, so that only so many remain; none of them may have been counted. */
    void shrink(int remaining) {
        while (size > remaining) {
            // Nothing came after it that could have been put behind it.
            table[slot(words[--size])] = 0;
        }
    }

    int size() {
        return size;
    }
}
