package io.crmkit.customer.duplicates;

import java.util.Arrays;

/** Pairs of records that score above the bar. */
final class Edges {

    private int[] left = new int[1024];
    private int[] right = new int[1024];
    private int size;

    void add(int a, int b) {
        if (size == left.length) {
            grow(size * 2);
        }
        left[size] = a;
        right[size++] = b;
    }

    void addAll(Edges more) {
        if (size + more.size > left.length) {
            grow(Math.max(size * 2, size + more.size));
        }
        System.arraycopy(more.left, 0, left, size, more.size);
        System.arraycopy(more.right, 0, right, size, more.size);
        size += more.size;
    }

    private void grow(int length) {
        left = Arrays.copyOf(left, length);
        right = Arrays.copyOf(right, length);
    }

    int size() {
        return size;
    }

    int left(int edge) {
        return left[edge];
    }

    int right(int edge) {
        return right[edge];
    }
}
