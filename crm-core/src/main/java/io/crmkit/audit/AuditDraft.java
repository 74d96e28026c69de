package io.crmkit.audit;

import java.util.Map;
import java.util.Optional;

/**
 * What an entry shall say, before it has a place in a chain.
 *
 * @param operation what was done
 * @param subject type and id of the record
 * @param subjectVersion the record's version afterwards
 * @param done whether it was done
 * @param rule the rule that refused
 * @param reason why
 * @param changes what changed
 * @param times how many of it the entry stands for, absent for one
 * @param contents what changed in sensitive fields: kept beside the chain, which holds salted hashes of it
 * @param records versions of further records of which the same is told, by type and id
 */
public record AuditDraft(
        String operation,
        String subject,
        Optional<Long> subjectVersion,
        boolean done,
        Optional<String> rule,
        Optional<String> reason,
        Map<String, Object> changes,
        Optional<Long> times,
        Map<String, Object> contents,
        Map<String, Long> records) {

    /** How many records one entry speaks for at most. */
    public static final int TOGETHER = 500;

    /** Something that is told once. */
    public AuditDraft(
            String operation,
            String subject,
            Optional<Long> subjectVersion,
            boolean done,
            Optional<String> rule,
            Optional<String> reason,
            Map<String, Object> changes) {
        this(operation, subject, subjectVersion, done, rule, reason, changes, Optional.empty(), Map.of(), Map.of());
    }

    /**
     * The same change of many records of a type.
     *
     * @param operation what was done
     * @param type their type
     * @param records their versions afterwards, by type and id; {@value #TOGETHER} at most
     * @param reason why
     * @param changes what changed in each of them
     * @return the draft
     */
    public static AuditDraft together(
            String operation,
            String type,
            Map<String, Long> records,
            Optional<String> reason,
            Map<String, Object> changes) {
        return new AuditDraft(
                operation,
                type,
                Optional.empty(),
                true,
                Optional.empty(),
                reason,
                changes,
                Optional.of((long) records.size()),
                Map.of(),
                records);
    }

    /**
     * The same, told of more than one.
     *
     * @param count how many
     * @return the draft
     */
    public AuditDraft times(long count) {
        return new AuditDraft(
                operation,
                subject,
                subjectVersion,
                done,
                rule,
                reason,
                changes,
                count == 1 ? Optional.empty() : Optional.of(count),
                contents,
                records);
    }

    /**
     * The same with sensitive contents.
     *
     * @param sensitive what changed, by field
     * @return the draft
     */
    public AuditDraft with(Map<String, Object> sensitive) {
        return new AuditDraft(
                operation, subject, subjectVersion, done, rule, reason, changes, times, sensitive, records);
    }
}
