package io.crmkit.approval;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * An enterprise's process platform that decides approvals instead of people in the CRM (APR-03); a product registers it. What it decides
 * comes back through {@link PlatformDesk#decided}.
 */
public interface ApprovalPlatform {

    /**
     * What the platform gets.
     *
     * @param approval id of the approval; the same when it comes again
     * @param round how often it was submitted, from 1
     * @param kind the kind of approval
     * @param about what it is about, in Chinese
     * @param submitter login of the user who asks
     * @param at when it was submitted
     * @param reason why
     * @param data the form's fields
     */
    record Form(
            String approval,
            int round,
            String kind,
            String about,
            String submitter,
            Instant at,
            Optional<String> reason,
            Map<String, String> data) {

        /** Copies the map. */
        public Form {
            data = Map.copyOf(data);
        }
    }

    /** {@return its id, for messages} */
    String id();

    /**
     * Takes a form. It may come again when nobody knows whether it has arrived: approval and round tell that it is the same.
     *
     * @param form the form
     * @throws RuntimeException when it did not arrive; it is tried again later
     */
    void push(Form form);
}
