package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** Records by key, growing: chains in arrays, 20 bytes for a record and key. */
final class Postings {

    private long[] keys = new long[256];
    private int[] heads = new int[256];
    private int[] counts = new int[256];
    private int distinct;
    private int[] records = new int[256];
    private int[] next = new int[256];
    private int size;

    void add(long key, int record) {
        if (size == records.length) {
            records = Arrays.copyOf(records, size * 2);
            next = Arrays.copyOf(next, size * 2);
        }
        int slot = slot(key);
        if (counts[slot] == 0) {
            keys[slot] = key;
            distinct++;
        }
        records[size] = record;
        next[size] = heads[slot] - 1;
        heads[slot] = ++size;
        counts[slot]++;
        if (distinct * 2 > keys.length) {
            grow();
        }
    }

    /** Hands out the records of a key, unless more than so many have it. */
    void of(long key, int most, IntList out) {
        int slot = slot(key);
        if (counts[slot] <= most) {
            for (int at = heads[slot] - 1; at >= 0; at = next[at]) {
                out.add(records[at]);
            }
        }
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 33) & mask;
        while (counts[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldHeads = heads;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        heads = new int[oldKeys.length * 2];
        counts = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                heads[slot] = oldHeads[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
