package io.crmkit.exchange;

import com.google.common.hash.HashCode;
import com.google.common.hash.Hashing;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Counts how often each id was seen, by 128 bits of its hash: some 40 bytes an id, however long ids are. */
final class SeenIds {

    private long[] high = new long[1024];
    private long[] low = new long[1024];
    private int[] counts = new int[1024];
    private int size;

    /** {@return how often the id was seen, this time included} */
    int count(String id) {
        HashCode hash = Hashing.sha256().hashString(id, StandardCharsets.UTF_8);
        ByteBuffer bits = ByteBuffer.wrap(hash.asBytes());
        if (++size > counts.length / 2) {
            grow();
        }
        int at = slot(bits.getLong(), bits.getLong());
        if (counts[at] > 0) {
            size--;
        }
        return ++counts[at];
    }

    /** {@return how often the id was seen, without seeing it} */
    int times(String id) {
        HashCode hash = Hashing.sha256().hashString(id, StandardCharsets.UTF_8);
        ByteBuffer bits = ByteBuffer.wrap(hash.asBytes());
        long h = bits.getLong();
        long l = bits.getLong();
        int at = (int) h & (counts.length - 1);
        while (counts[at] > 0 && (high[at] != h || low[at] != l)) {
            at = (at + 1) & (counts.length - 1);
        }
        return counts[at];
    }

    private int slot(long h, long l) {
        int at = (int) h & (counts.length - 1);
        while (counts[at] > 0 && (high[at] != h || low[at] != l)) {
            at = (at + 1) & (counts.length - 1);
        }
        high[at] = h;
        low[at] = l;
        return at;
    }

    private void grow() {
        long[] oldHigh = high;
        long[] oldLow = low;
        int[] oldCounts = counts;
        high = new long[oldHigh.length * 2];
        low = new long[oldHigh.length * 2];
        counts = new int[oldHigh.length * 2];
        for (int i = 0; i < oldCounts.length; i++) {
            if (oldCounts[i] > 0) {
                counts[slot(oldHigh[i], oldLow[i])] = oldCounts[i];
            }
        }
    }
}
