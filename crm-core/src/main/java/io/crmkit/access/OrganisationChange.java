package io.crmkit.access;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * A step in the history of the organisation (ACC-04): who got another superior or department, or which department came below
 * another one. Written once and never changed.
 *
 * @param id the id
 * @param version always 1
 * @param subject the user or department, as type and id
 * @param what what changed
 * @param from id of the superior or department before, if there was one
 * @param to id of the superior or department since, if there is one
 * @param at when
 * @param by id of the user who did it
 */
public record OrganisationChange(
        String id,
        long version,
        String subject,
        What what,
        Optional<String> from,
        Optional<String> to,
        Instant at,
        String by)
        implements Entity<OrganisationChange> {

    /** What changed. */
    public enum What {
        /** Whom a user reports to. */
        SUPERIOR,
        /** Which department a user belongs to. */
        DEPARTMENT,
        /** Which department a department is part of. */
        PARENT,
        /** Who heads a department. */
        HEAD
    }

    static final Kind<OrganisationChange> KIND = new Kind<>(
            RecordType.named("organisation_change", 1)
                    .appendOnly()
                    .indexes(IndexSpec.text("subject"), IndexSpec.instant("at"))
                    .orders(OrderSpec.ascending("by_at", "at"))
                    .build(),
            "user",
            OrganisationChange.class,
            (c, values) -> values.text("subject", c.subject()).instant("at", c.at()),
            c -> Optional.empty(),
            c -> Set.of(),
            false);

    @Override
    public OrganisationChange withVersion(long other) {
        return this;
    }

    /** Writes a step, if it is one. */
    static void note(Unit unit, Kind<?> kind, String id, What what, Optional<String> from, Optional<String> to) {
        if (!from.equals(to)) {
            String step = unit.newId();
            unit.keep(
                    KIND,
                    new OrganisationChange(
                            step, 1, kind.key(id).toString(), what, from, to, unit.now(), unit.actorId()));
        }
    }
}
