package io.crmkit.customer.duplicates;

/**
 * When records count as duplicates. One default is shipped, and no base needs another: what agreement is worth is learnt
 * from each base itself.
 *
 * @param likelihood how likely two records must be of the same bearer to be put together or warned of, above 0 and below
 *     1
 * @param largestBlock how many records may share a blocking key; a key that more share tells nothing and is passed over,
 *     2 to 10,000
 * @param candidates how many candidates a check names, the likeliest first, 1 to 1,000
 */
public record DuplicatePolicy(double likelihood, int largestBlock, int candidates) {

    /** Checks the ranges. */
    public DuplicatePolicy {
        if (!(likelihood > 0 && likelihood < 1)) {
            throw new IllegalArgumentException("likelihood must be above 0 and below 1, not " + likelihood);
        }
        if (largestBlock < 2 || largestBlock > 10_000) {
            throw new IllegalArgumentException("largestBlock must be 2 to 10,000, not " + largestBlock);
        }
        if (candidates < 1 || candidates > 1_000) {
            throw new IllegalArgumentException("candidates must be 1 to 1,000, not " + candidates);
        }
    }

    /** {@return the shipped default: likelier than not, 100 records to a key, 10 candidates} */
    public static DuplicatePolicy shipped() {
        return new DuplicatePolicy(0.5, 100, 10);
    }

    /** {@return the likelihood as a score: bits above or below an even chance} */
    double bar() {
        return Corpus.log2(likelihood / (1 - likelihood));
    }
}
