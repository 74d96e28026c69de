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
 */
public record AuditDraft(
        String operation,
        String subject,
        Optional<Long> subjectVersion,
        boolean done,
        Optional<String> rule,
        Optional<String> reason,
        Map<String, Object> changes) {}
