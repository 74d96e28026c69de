package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A right that a user has beside the own roles (ACC-08). It lives with the user: when it ends, no record is touched. Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param userId id of the user
 * @param right what the user may
 * @param since from when
 * @param until when it ends by itself, if it does
 * @param grantedBy id of the administrator who granted it
 * @param approval id of the approval by which it was decided
 * @param revokedAt when it was revoked, if it was
 * @param revokedBy id of the user who revoked it
 */
@AggregateRoot
public record Grant(
        @Identity String id,
        long version,
        String userId,
        Right right,
        Instant since,
        Optional<Instant> until,
        String grantedBy,
        String approval,
        Optional<Instant> revokedAt,
        Optional<String> revokedBy)
        implements Entity<Grant> {

    /** Stands for no end, in the index. */
    private static final Instant NEVER = Instant.parse("9000-01-01T00:00:00Z");

    /** The kind. */
    static final Kind<Grant> KIND = new Kind<>(
                    RecordType.named("access_grant", 1)
                            .indexes(IndexSpec.text("user"), IndexSpec.instant("ends"), IndexSpec.instant("since"))
                            .orders(OrderSpec.descending("by_since", "since"))
                            .build(),
                    "user",
                    Grant.class,
                    (g, values) -> values.text("user", g.userId())
                            .instant("ends", g.revokedAt().or(g::until).orElse(NEVER))
                            .instant("since", g.since()),
                    g -> Optional.empty(),
                    g -> Set.of(),
                    false)
            .underAudit();

    /** What is absent is none. */
    public Grant {
        until = until == null ? Optional.empty() : until;
        revokedAt = revokedAt == null ? Optional.empty() : revokedAt;
        revokedBy = revokedBy == null ? Optional.empty() : revokedBy;
    }

    @Override
    public Grant withVersion(long other) {
        return new Grant(id, other, userId, right, since, until, grantedBy, approval, revokedAt, revokedBy);
    }

    /**
     * Whether it holds.
     *
     * @param now the time
     * @return whether it is neither over nor revoked
     */
    public boolean holds(Instant now) {
        return revokedAt.isEmpty() && until.filter(end -> !now.isBefore(end)).isEmpty();
    }

    boolean grants(Permission permission) {
        return right.grants(permission);
    }

    Grant until(Optional<Instant> other) {
        return new Grant(id, version, userId, right, since, other, grantedBy, approval, revokedAt, revokedBy);
    }

    Grant revoked(Instant at, String by) {
        return new Grant(
                id, version, userId, right, since, until, grantedBy, approval, Optional.of(at), Optional.of(by));
    }
}
