package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The record teams that a user belongs to (ACC-06). Kept with the user, so that a membership that ends touches no record.
 *
 * @param id id of the user
 * @param version how often it was written
 * @param grants the memberships
 */
public record TeamGrants(String id, long version, List<Grant> grants) implements Entity<TeamGrants> {

    /** The kind. */
    public static final Kind<TeamGrants> KIND =
            Kind.plain(RecordType.named("team_grants", 1).build(), TeamGrants.class, (g, values) -> {});

    /**
     * One membership.
     *
     * @param recordId the record whose team it is
     * @param write whether the member may change the record, or only read it
     * @param until when it ends, if it does
     */
    public record Grant(String recordId, boolean write, Optional<Instant> until) {

        boolean holds(Instant now) {
            return until.isEmpty() || now.isBefore(until.get());
        }
    }

    /** Copies the memberships. */
    public TeamGrants {
        grants = List.copyOf(grants);
    }

    /**
     * The records whose teams the user belongs to.
     *
     * @param now the time
     * @return ids of records
     */
    public Set<String> readable(Instant now) {
        return grants.stream().filter(g -> g.holds(now)).map(Grant::recordId).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Whether the user may change a record as a member of its team.
     *
     * @param recordId the record
     * @param now the time
     * @return whether
     */
    public boolean writes(String recordId, Instant now) {
        return grants.stream().anyMatch(g -> g.recordId().equals(recordId) && g.write() && g.holds(now));
    }

    /**
     * The same with a membership added or replaced.
     *
     * @param grant the membership
     * @return the others and this
     */
    public TeamGrants with(Grant grant) {
        List<Grant> copy = new ArrayList<>(without(grant.recordId()).grants);
        copy.add(grant);
        return new TeamGrants(id, version, copy);
    }

    /**
     * The same without a membership.
     *
     * @param recordId the record whose team is left
     * @return the others
     */
    public TeamGrants without(String recordId) {
        return new TeamGrants(
                id,
                version,
                grants.stream().filter(g -> !g.recordId().equals(recordId)).toList());
    }

    @Override
    public TeamGrants withVersion(long other) {
        return new TeamGrants(id, other, grants);
    }
}
