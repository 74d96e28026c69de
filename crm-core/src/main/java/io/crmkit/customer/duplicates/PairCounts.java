package io.crmkit.customer.duplicates;

/** How many records have one word right after another. */
final class PairCounts {

    private long[] keys = new long[128];
    private int[] counts = new int[128];
    private int size;

    void count(int first, int second) {
        long key = key(first, second);
        int slot = slot(key);
        if (keys[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        counts[slot]++;
        if (size * 2 > keys.length) {
            grow();
        }
    }

    int of(int first, int second) {
        return counts[slot(key(first, second))];
    }

    /** Never 0. */
    private static long key(int first, int second) {
        return (first + 1L) << 32 | (second + 1L);
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 35) & mask;
        while (keys[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new int[oldKeys.length * 2];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldKeys[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
