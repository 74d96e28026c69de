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
        Map<String, Object> contents) {

    /** Something that is told once. */
    public AuditDraft(
            String operation,
            String subject,
            Optional<Long> subjectVersion,
            boolean done,
            Optional<String> rule,
            Optional<String> reason,
            Map<String, Object> changes) {
        this(operation, subject, subjectVersion, done, rule, reason, changes, Optional.empty(), Map.of());
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
                contents);
    }

    /**
     * The same with sensitive contents.
     *
     * @param sensitive what changed, by field
     * @return the draft
     */
    public AuditDraft with(Map<String, Object> sensitive) {
        return new AuditDraft(operation, subject, subjectVersion, done, rule, reason, changes, times, sensitive);
    }
}
