package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** Comparisons that a model learns from. */
final class Sample {

    private byte[] levels = new byte[1024 * Field.COUNT];
    private float[] information = new float[1024 * Field.COUNT];
    private boolean[] sameSource = new boolean[1024];
    private int size;

    void add(Comparison comparison, boolean fromOneSource) {
        if (size == sameSource.length) {
            levels = Arrays.copyOf(levels, levels.length * 2);
            information = Arrays.copyOf(information, information.length * 2);
            sameSource = Arrays.copyOf(sameSource, size * 2);
        }
        System.arraycopy(comparison.levels, 0, levels, size * Field.COUNT, Field.COUNT);
        System.arraycopy(comparison.information, 0, information, size * Field.COUNT, Field.COUNT);
        sameSource[size++] = fromOneSource;
    }

    int size() {
        return size;
    }

    double score(Model model, int pair) {
        return model.score(levels, information, pair * Field.COUNT);
    }

    int level(int pair, int field) {
        return levels[pair * Field.COUNT + field];
    }

    boolean sameSource(int pair) {
        return sameSource[pair];
    }
}
