package io.crmkit.customer.duplicates;

import java.util.Objects;

/**
 * A record that another may be a duplicate of (CUS-05).
 *
 * @param id the record's id
 * @param pair how likely, and why
 */
public record DuplicateCandidate(String id, PairScore pair) {
    /** Checks that nothing is missing. */
    public DuplicateCandidate {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(pair, "pair");
    }
}
