package io.crmkit.audit;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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
 * @param times how many views, exported rows, refusals or changed records the entry stands for, absent for one
 * @param records of an entry that tells the same of many records of one change set: their versions afterwards, by type and id; absent
 *     for all others. Its subject is their type.
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
        Optional<Long> times,
        Optional<Map<String, Long>> records)
        implements Entity<AuditEntry> {

    /** The kind. */
    static final Kind<AuditEntry> KIND = Kind.plain(
            RecordType.named("audit_entry", 1)
                    .appendOnly()
                    .indexes(
                            IndexSpec.text("lane"),
                            IndexSpec.instant("at"),
                            IndexSpec.text("actor"),
                            IndexSpec.text("subject"),
                            IndexSpec.text("records").asMultiValued())
                    .orders(OrderSpec.descending("by_at", "at"))
                    .build(),
            AuditEntry.class,
            (e, values) -> values.text("lane", e.lane())
                    .instant("at", e.at().truncatedTo(ChronoUnit.MICROS))
                    .text("actor", e.actor())
                    .text("subject", e.subject())
                    .many("records", e.records().map(Map::keySet).orElse(Set.of())));

    /** Reads entries of before there were any for many records. */
    public AuditEntry {
        records = records == null ? Optional.empty() : records;
    }

    /**
     * Entries that tell of one of some records, alone or with others.
     *
     * @param subjects the records, as type and id
     * @return the filter
     */
    public static Filter about(Collection<String> subjects) {
        return Filter.or(Filter.in("subject", subjects), Filter.anyOf("records", subjects));
    }

    /** {@return the versions of records that it tells of, by type and id} */
    Map<String, Long> versions() {
        return subjectVersion.map(one -> Map.of(subject, one)).or(() -> records).orElse(Map.of());
    }

    /** The same with other changes, for reading. */
    AuditEntry with(Map<String, Object> others) {
        return with(previous, others);
    }

    /**
     * The entry as a reader behind walls sees it (ACC-07): without the hash of the entry before, by which contents could be
     * guessed.
     *
     * @param seen what may be told of the changes
     * @return an entry to be shown; it is not the one that was written
     */
    public AuditEntry told(Map<String, Object> seen) {
        return with("", seen);
    }

    private AuditEntry with(String hash, Map<String, Object> others) {
        return new AuditEntry(
                id,
                version,
                lane,
                sequence,
                hash,
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
                times,
                records);
    }

    @Override
    public AuditEntry withVersion(long other) {
        return this;
    }
}
