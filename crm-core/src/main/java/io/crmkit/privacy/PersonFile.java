package io.crmkit.privacy;

import java.util.List;

/**
 * All that is kept about a person concerned (ACC-18), for that person. What is in it is data for JSON: maps, lists, texts, numbers.
 *
 * @param person the person, as type and id
 * @param fields names of the fields that are personal
 * @param record the record
 * @param consents what the person agreed to
 * @param kept reminders, messages and answers that tell of the person
 * @param history the newest entries of the audit trail about the record
 * @param more whether there is more in the audit trail than is told here
 */
public record PersonFile(
        String person,
        List<String> fields,
        Object record,
        List<Consent.Given> consents,
        List<Object> kept,
        List<Object> history,
        boolean more) {

    /** Copies the lists. */
    public PersonFile {
        fields = List.copyOf(fields);
        consents = List.copyOf(consents);
        kept = List.copyOf(kept);
        history = List.copyOf(history);
    }
}
