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
 */
public record AuditDraft(
        String operation,
        String subject,
        Optional<Long> subjectVersion,
        boolean done,
        Optional<String> rule,
        Optional<String> reason,
        Map<String, Object> changes,
        Optional<Long> times) {

    /** Something that is told once. */
    public AuditDraft(
            String operation,
            String subject,
            Optional<Long> subjectVersion,
            boolean done,
            Optional<String> rule,
            Optional<String> reason,
            Map<String, Object> changes) {
        this(operation, subject, subjectVersion, done, rule, reason, changes, Optional.empty());
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
                count == 1 ? Optional.empty() : Optional.of(count));
    }
}
