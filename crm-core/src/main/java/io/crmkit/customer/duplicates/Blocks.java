package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** Which records share a key, as one sorted array of numbers: 40 million keys need 320 MB while it is made. */
final class Blocks {

    private static final long[] NONE = {};
    private static final int PILES = 256;

    private final int idBits;
    private final long[] entries;
    /** Per record: where its blocks stand in {@link #places}, without those too large or of one record. */
    private final int[] start;

    /** Where blocks begin among the entries, in order. */
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
     * @param lanes where to work
     * @return the blocks
     */
    static Blocks of(long[][] keys, int cap, Lanes lanes) {
        int records = keys.length;
        int size = 0;
        for (long[] own : keys) {
            size = Math.addExact(size, own.length);
        }
        int idBits = Math.max(1, 32 - Integer.numberOfLeadingZeros(Math.max(1, records - 1)));
        long[] entries = sorted(keys, idBits, lanes);
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
                    places[next[id(entries[i], idBits)]++] = from;
                }
            }
        }
        return new Blocks(idBits, entries, start, places, cap);
    }

    /** Dealt into piles by their first bits, which are then sorted. */
    private static long[] sorted(long[][] keys, int idBits, Lanes lanes) {
        int[] ends = new int[PILES + 1];
        for (long[] own : keys) {
            for (long key : own) {
                ends[pile(key << idBits) + 1]++;
            }
        }
        for (int p = 0; p < PILES; p++) {
            ends[p + 1] += ends[p];
        }
        long[] entries = new long[ends[PILES]];
        int[] next = ends.clone();
        for (int i = 0; i < keys.length; i++) {
            for (long key : keys[i]) {
                long entry = key << idBits | i;
                entries[next[pile(entry)]++] = entry;
            }
            keys[i] = NONE;
        }
        lanes.deal(PILES, 1, lane -> (from, to) -> Arrays.sort(entries, ends[from], ends[to]));
        return entries;
    }

    private static int pile(long entry) {
        return (int) (entry >> 56) + PILES / 2;
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
            int from = places[p];
            int to = end(entries, idBits, from);
            for (int i = from; i < to; i++) {
                int other = id(entries[i], idBits);
                if (other > record && seen[other] != record) {
                    seen[other] = record;
                    out.add(other);
                }
            }
        }
        return out.size();
    }

    /** Takes pairs of records, the earlier first. */
    interface Pairs {
        void pair(int a, int b);
    }

    /** {@return how many entries {@link #pairs} is to go through} */
    int size() {
        return entries.length;
    }

    /**
     * Hands out the pairs of all blocks that begin in a range of entries, block after block, so that what is compared is near. A pair
     * is handed out once: with the first block that it shares.
     */
    void pairs(int from, int to, Pairs out) {
        int block = from;
        while (block > 0 && block < to && entries[block] >>> idBits == entries[block - 1] >>> idBits) {
            block++;
        }
        int[] members = new int[cap];
        for (int end; block < to; block = end) {
            end = end(entries, idBits, block);
            int size = end - block;
            if (size < 2 || size > cap) {
                continue;
            }
            for (int i = 0; i < size; i++) {
                members[i] = id(entries[block + i], idBits);
                for (int j = 0; j < i; j++) {
                    if (isFirst(block, members[j], members[i])) {
                        out.pair(members[j], members[i]);
                    }
                }
            }
        }
    }

    private boolean isFirst(int block, int a, int b) {
        int p = start[a];
        int q = start[b];
        while (true) {
            int x = places[p];
            int y = places[q];
            if (x == y) {
                return x == block;
            }
            if (x < y) {
                p++;
            } else {
                q++;
            }
        }
    }
}
