package io.crmkit.customer.duplicates;

import java.util.List;

/**
 * How two records compare.
 *
 * @param score bits above (or below) an even chance that both are of the same bearer
 * @param reasons why, the weightiest first
 */
public record PairScore(double score, List<Reason> reasons) {

    /** Copies the list. */
    public PairScore {
        reasons = List.copyOf(reasons);
    }

    /** {@return how likely both are of the same bearer, 0 to 1} */
    public double likelihood() {
        return 1 / (1 + Math.pow(2, -score));
    }
}
