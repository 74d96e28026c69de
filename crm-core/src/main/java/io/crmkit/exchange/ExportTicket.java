package io.crmkit.exchange;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.Optional;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * What lets a user take records out of the system for a while (ACC-13): a purpose and a scope on record, and who approved it. Immutable.
 *
 * @param id the id; that of the approval, where somebody had to approve
 * @param version how often it was written
 * @param owner id of the user who may
 * @param module of which records, such as {@code customer}
 * @param purpose what for
 * @param scope which of them, in words
 * @param approved whether somebody approved, or nobody had to
 * @param at from when
 * @param until until when files can be written
 */
@AggregateRoot
public record ExportTicket(
        @Identity String id,
        long version,
        String owner,
        String module,
        String purpose,
        String scope,
        boolean approved,
        Instant at,
        Instant until)
        implements Entity<ExportTicket> {

    /** The kind. */
    public static final Kind<ExportTicket> KIND = new Kind<>(
                    RecordType.named("export_ticket", 1).build(),
                    "export",
                    ExportTicket.class,
                    (t, values) -> {},
                    t -> Optional.of(t.owner()),
                    t -> java.util.Set.of(),
                    false)
            .underAudit();

    @Override
    public ExportTicket withVersion(long other) {
        return new ExportTicket(id, other, owner, module, purpose, scope, approved, at, until);
    }
}
