package io.crmkit.access;

import java.util.Set;

/**
 * Whose records somebody reaches.
 *
 * @param everybody whether all records, ownerless ones included
 * @param userIds otherwise the owners reached
 */
public record Extent(boolean everybody, Set<String> userIds) {

    /** Reaches nothing. */
    public static final Extent NOTHING = new Extent(false, Set.of());

    /** Copies the owners. */
    public Extent {
        userIds = Set.copyOf(userIds);
    }
}
