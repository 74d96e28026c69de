package io.crmkit.access;

import io.crmkit.audit.AuditEntry;
import io.crmkit.audit.AuditTrail;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Reads and verifies the audit trail (ACC-10). Got from a session. */
public final class AuditLog {

    private static final Operation VIEW = Operation.of("audit.view", "audit", "view");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public AuditLog(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * Entries, the newest first.
     *
     * @param user id of the user who did it, or none for everybody
     * @param subject type and id of the record, such as {@code customer/7}, or none for all
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<AuditEntry>> list(
            Optional<String> user, Optional<String> subject, int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            List<Filter> filters = new ArrayList<>();
            user.ifPresent(u -> filters.add(Filter.equal("actor", u)));
            subject.ifPresent(s -> filters.add(Filter.equal("subject", s)));
            Filter filter = new Filter.And(filters);
            return Outcome.done(unit.paged("audit", filter, "newest", pageToken, token -> {
                AtomicReference<String> next = new AtomicReference<>();
                List<AuditEntry> entries = road.with().audit().newest(filter, limit, token.orElse(null), next::set);
                return new Listing<>(entries, Optional.ofNullable(next.get()));
            }));
        });
    }

    /**
     * Reads the whole trail and checks that it is as it was written.
     *
     * @return what was found; it names the first broken entry
     */
    public Outcome<AuditTrail.Verification> verify() {
        return road.read(actor, VIEW, unit -> Outcome.done(road.with().audit().verify()));
    }
}
