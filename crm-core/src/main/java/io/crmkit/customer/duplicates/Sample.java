package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** Comparisons that a model learns from. */
final class Sample {

    private byte[] levels = new byte[256 * Field.COUNT];
    private float[] information = new float[256 * Field.COUNT];
    private boolean[] sameSource = new boolean[256];
    private int[] left = new int[256];
    private int[] right = new int[256];
    private int size;

    void add(Comparison comparison, boolean fromOneSource, int one, int other) {
        if (size == sameSource.length) {
            grow(size * 2);
        }
        System.arraycopy(comparison.levels, 0, levels, size * Field.COUNT, Field.COUNT);
        System.arraycopy(comparison.information, 0, information, size * Field.COUNT, Field.COUNT);
        left[size] = one;
        right[size] = other;
        sameSource[size++] = fromOneSource;
    }

    void addAll(Sample more) {
        if (size + more.size > sameSource.length) {
            grow(Math.max(sameSource.length * 2, size + more.size));
        }
        System.arraycopy(more.levels, 0, levels, size * Field.COUNT, more.size * Field.COUNT);
        System.arraycopy(more.information, 0, information, size * Field.COUNT, more.size * Field.COUNT);
        System.arraycopy(more.sameSource, 0, sameSource, size, more.size);
        System.arraycopy(more.left, 0, left, size, more.size);
        System.arraycopy(more.right, 0, right, size, more.size);
        size += more.size;
    }

    private void grow(int pairs) {
        levels = Arrays.copyOf(levels, pairs * Field.COUNT);
        information = Arrays.copyOf(information, pairs * Field.COUNT);
        sameSource = Arrays.copyOf(sameSource, pairs);
        left = Arrays.copyOf(left, pairs);
        right = Arrays.copyOf(right, pairs);
    }

    int size() {
        return size;
    }

    double score(Model model, int pair) {
        return model.score(levels, information, pair * Field.COUNT);
    }

    double together(Model model, int pair) {
        return model.together(levels, information, pair * Field.COUNT);
    }

    double ownSigns(Model model, int pair) {
        return model.ownSigns(levels, information, pair * Field.COUNT);
    }

    /** {@return the pair's earlier record} */
    int left(int pair) {
        return left[pair];
    }

    /** {@return its later one} */
    int right(int pair) {
        return right[pair];
    }

    int level(int pair, int field) {
        return levels[pair * Field.COUNT + field];
    }

    boolean sameSource(int pair) {
        return sameSource[pair];
    }
}
