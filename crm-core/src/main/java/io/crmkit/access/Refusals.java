package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Refusal;

/** Refusals that every subject needs. */
public final class Refusals {

    private Refusals() {}

    /**
     * There is no such record, or none that the actor may know of: both look the same.
     *
     * @param what what it is
     * @param id the id asked for
     * @return the refusal
     */
    public static Refusal notFound(Label what, String id) {
        return Refusal.of(Refusal.Kind.NOT_FOUND, "ACC-06", "shared.not-found", what, id);
    }

    /**
     * Somebody else was faster (DAT-03).
     *
     * @param what what it is
     * @param expected the version that the actor saw
     * @param actual the version that it is now
     * @return the refusal
     */
    public static Refusal conflict(Label what, long expected, long actual) {
        return Refusal.of(Refusal.Kind.CONFLICT, "DAT-03", "shared.conflict", what, expected, actual);
    }

    /**
     * The actor sees the record but may not change it (ACC-06).
     *
     * @param permission what would be needed
     * @return the refusal
     */
    public static Refusal outOfReach(Permission permission) {
        return Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-06", "access.out-of-reach", permission.toString())
                .missing(permission.toString());
    }
}
