package io.crmkit.audit;

import io.crmkit.spi.storage.IndexValues;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;

/**
 * What checking the trail needs of an entry: its place in the chain and what it tells of which record.
 *
 * @param id lane and sequence number
 * @param lane the chain
 * @param sequence its place in the chain
 * @param previous hash of the entry before
 * @param at when
 * @param actor who
 * @param subject type and id of the record
 * @param subjectVersion the record's version afterwards, absent when nothing was written
 * @param commitments the hashes of contents that stand beside the chain, by field
 * @param records versions of the records that the entry tells the same of, by type and id; none for an entry of one record
 */
record AuditLink(
        String id,
        String lane,
        long sequence,
        String previous,
        Instant at,
        String actor,
        String subject,
        Optional<Long> subjectVersion,
        Map<String, String> commitments,
        Map<String, Long> records) {

    static AuditLink of(AuditEntry entry) {
        return new AuditLink(
                entry.id(),
                entry.lane(),
                entry.sequence(),
                entry.previous(),
                entry.at(),
                entry.actor(),
                entry.subject(),
                entry.subjectVersion(),
                AuditContent.commitments(entry),
                entry.records().orElse(Map.of()));
    }

    /** Whether the index values that stand beside an entry are those that it was written with. */
    boolean indexedBy(IndexValues values) {
        boolean alone = records.isEmpty();
        return values.asMap().size() == (alone ? 4 : 5)
                && (alone || new HashSet<Object>(values.many("records")).equals(records.keySet()))
                && lane.equals(values.get("lane"))
                && at.truncatedTo(ChronoUnit.MICROS).equals(values.get("at"))
                && actor.equals(values.get("actor"))
                && subject.equals(values.get("subject"));
    }

    /**
     * Takes from an entry's text what a link needs, at a fraction of what it costs to read all of it. Only of a text that is to the last
     * character of the form in which entries are written: for any other nothing is answered, and reading it as an entry decides.
     */
    static Optional<AuditLink> scan(String text) {
        try {
            return Optional.of(new EntryText(text).link());
        } catch (EntryText.Foreign e) {
            return Optional.empty();
        }
    }
}
