package io.crmkit.customer.duplicates;

import java.util.List;

/**
 * Records that are likely of the same bearer (CUS-06).
 *
 * @param ids the records' ids, two or more, in the order in which they were given
 * @param score mean score of all pairs among them, in bits above an even chance
 */
public record Cluster(List<String> ids, double score) {
    /** Copies the list. */
    public Cluster {
        ids = List.copyOf(ids);
    }
}
