package io.crmkit.access;

import io.crmkit.shared.Label;
import java.util.List;

/**
 * Whether somebody may do something, what decided it, and what would be needed (ACC-05 to ACC-07, ACC-09).
 *
 * @param login the user's login
 * @param action what is asked for, such as {@code opportunity:edit}
 * @param subject to what: a module, a record as type and id, or a field of either
 * @param allowed whether it is allowed now
 * @param grounds what decided, the account and the roles first
 * @param needed what would be needed; empty when it is allowed
 */
public record Decision(
        String login, String action, String subject, boolean allowed, List<Ground> grounds, List<Label> needed) {

    /** What decides. */
    public enum Kind {
        /** The account is active, or not. */
        ACCOUNT,
        /** A role grants the permission, or none does (ACC-05). */
        ROLE,
        /** The record's owner is within a role's reach, or within none (ACC-06). */
        SCOPE,
        /** A related record in reach lets the user read this one. */
        RELATED,
        /** The user belongs to the record's team (ACC-06). */
        TEAM,
        /** The record is in a pool that the user may claim from (CUS-12). */
        POOL,
        /** A right beside the roles grants the permission, or reaches the record (ACC-08). */
        GRANT,
        /** A wall stands before a field (ACC-07). */
        WALL
    }

    /**
     * Something that decided.
     *
     * @param kind what it is
     * @param favours whether it speaks for the action
     * @param name id of the role, the owner's login, the record of the team, or the field
     * @param text the same for people
     */
    public record Ground(Kind kind, boolean favours, String name, Label text) {}

    /** Copies the lists. */
    public Decision {
        grounds = List.copyOf(grounds);
        needed = List.copyOf(needed);
    }
}
