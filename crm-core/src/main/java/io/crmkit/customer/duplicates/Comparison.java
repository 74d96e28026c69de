package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** How two records compare: per field a level, and how many bits it says that just these values are shared. */
final class Comparison {

    /** The field is missing on one side. */
    static final byte UNKNOWN = -1;

    final byte[] levels = new byte[Field.COUNT];
    final float[] information = new float[Field.COUNT];

    void clear() {
        Arrays.fill(levels, UNKNOWN);
        Arrays.fill(information, 0);
    }

    void put(Field field, int level, double bits) {
        levels[field.at()] = (byte) level;
        information[field.at()] = (float) bits;
    }
}
