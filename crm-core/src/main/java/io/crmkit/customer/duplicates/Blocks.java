package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** Which records share a key, as one sorted array of numbers: 40 million keys need 320 MB while it is made. */
final class Blocks {

    private static final long[] NONE = {};

    private final int idBits;
    private final long[] entries;
    /** Per record: where its keys' entries stand, without those of blocks too large or of one record. */
    private final int[] start;

    private final int[] places;
    private final int cap;

    private Blocks(int idBits, long[] entries, int[] start, int[] places, int cap) {
        this.idBits = idBits;
        this.entries = entries;
        this.start = start;
        this.places = places;
        this.cap = cap;
    }

    /**
     * Sorts records into blocks.
     *
     * @param keys of each record its keys; each is given back to memory once it is copied
     * @param cap how many records a block has at the most
     * @return the blocks
     */
    static Blocks of(long[][] keys, int cap) {
        int records = keys.length;
        int size = 0;
        for (long[] own : keys) {
            size = Math.addExact(size, own.length);
        }
        int idBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(Math.max(1, records - 1)));
        long[] entries = new long[size];
        int at = 0;
        for (int i = 0; i < records; i++) {
            for (long key : keys[i]) {
                entries[at++] = key << idBits | i;
            }
            keys[i] = NONE;
        }
        Arrays.sort(entries);
        int[] start = new int[records + 1];
        int kept = 0;
        for (int from = 0, to; from < size; from = to) {
            to = end(entries, idBits, from);
            if (to - from > 1 && to - from <= cap) {
                for (int i = from; i < to; i++) {
                    start[id(entries[i], idBits) + 1]++;
                    kept++;
                }
            }
        }
        for (int i = 0; i < records; i++) {
            start[i + 1] += start[i];
        }
        int[] places = new int[kept];
        int[] next = Arrays.copyOf(start, records);
        for (int from = 0, to; from < size; from = to) {
            to = end(entries, idBits, from);
            if (to - from > 1 && to - from <= cap) {
                for (int i = from; i < to; i++) {
                    places[next[id(entries[i], idBits)]++] = i;
                }
            }
        }
        return new Blocks(idBits, entries, start, places, cap);
    }

    /** {@return how many pairs there are at the most: a pair that shares two keys counts twice} */
    long mostPairs() {
        long pairs = 0;
        for (int from = 0, to; from < entries.length; from = to) {
            to = end(entries, idBits, from);
            pairs += to - from <= cap ? (long) (to - from) * (to - from - 1) / 2 : 0;
        }
        return pairs;
    }

    private static int end(long[] entries, int idBits, int from) {
        long key = entries[from] >>> idBits;
        int to = from + 1;
        while (to < entries.length && entries[to] >>> idBits == key) {
            to++;
        }
        return to;
    }

    private static int id(long entry, int idBits) {
        return (int) (entry & (1L << idBits) - 1);
    }

    /**
     * The later records that share a key with one.
     *
     * @param record the record
     * @param seen per record, the last one it was handed out for; starts with -1
     * @param out takes them
     * @return how many there are
     */
    int partners(int record, int[] seen, IntList out) {
        out.clear();
        for (int p = start[record]; p < start[record + 1]; p++) {
            int at = places[p];
            long key = entries[at] >>> idBits;
            for (int i = at + 1; i < entries.length && entries[i] >>> idBits == key; i++) {
                int other = id(entries[i], idBits);
                if (seen[other] != record) {
                    seen[other] = record;
                    out.add(other);
                }
            }
        }
        return out.size();
    }
}
