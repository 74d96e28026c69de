package io.crmkit.audit;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;

/**
 * One entry of the audit trail (ACC-10).
 *
 * @param id lane and sequence number
 * @param version always 1
 * @param lane the chain that the entry belongs to
 * @param sequence its place in the chain, from 1 without gaps
 * @param previous hash of the stored bytes of the entry before, empty for the first
 * @param at when
 * @param actor id of the user who did it, or {@code system}
 * @param login the user's login at that time
 * @param via the surface it came through, such as {@code crm} with the operating system's user
 * @param operation what was done, such as {@code opportunity.move}
 * @param subject type and id of the record, such as {@code opportunity/7}
 * @param subjectVersion the record's version afterwards, absent when nothing was written
 * @param done whether it was done; refused otherwise
 * @param rule the rule that refused, if one did
 * @param reason the actor's reason, or the refusal's code
 * @param changes what changed, as {@code [before, after]} by field; of a new record only the hash of its contents under
 *     {@code *}; of a sensitive field only the salted hash of its contents in the store, and in lists the contents, or
 *     {@code erased} with the id of the {@link Erasure}
 * @param times how many views, exported rows or refusals the entry stands for, absent for one
 */
public record AuditEntry(
        String id,
        long version,
        String lane,
        long sequence,
        String previous,
        Instant at,
        String actor,
        String login,
        String via,
        String operation,
        String subject,
        Optional<Long> subjectVersion,
        boolean done,
        Optional<String> rule,
        Optional<String> reason,
        Map<String, Object> changes,
        Optional<Long> times)
        implements Entity<AuditEntry> {

    /** The kind. */
    static final Kind<AuditEntry> KIND = Kind.plain(
            RecordType.named("audit_entry", 1)
                    .appendOnly()
                    .indexes(
                            IndexSpec.text("lane"),
                            IndexSpec.instant("at"),
                            IndexSpec.text("actor"),
                            IndexSpec.text("subject"))
                    .orders(OrderSpec.descending("by_at", "at"))
                    .build(),
            AuditEntry.class,
            (e, values) -> values.text("lane", e.lane())
                    .instant("at", e.at().truncatedTo(ChronoUnit.MICROS))
                    .text("actor", e.actor())
                    .text("subject", e.subject()));

    /** The same with other changes, for reading. */
    AuditEntry with(Map<String, Object> others) {
        return new AuditEntry(
                id,
                version,
                lane,
                sequence,
                previous,
                at,
                actor,
                login,
                via,
                operation,
                subject,
                subjectVersion,
                done,
                rule,
                reason,
                others,
                times);
    }

    @Override
    public AuditEntry withVersion(long other) {
        return this;
    }
}
