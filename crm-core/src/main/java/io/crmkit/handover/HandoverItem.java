package io.crmkit.handover;

import io.crmkit.shared.Label;
import java.util.Optional;

/**
 * What became of one thing that a user held (ACC-12).
 *
 * @param kind what it is, such as {@code customer} or {@code membership}
 * @param record the record, as type and id
 * @param fate what became of it
 * @param to id of the user who took it over, or was to
 * @param rule the rule that refused it, if one did
 * @param why why it was kept or refused
 */
public record HandoverItem(
        String kind, String record, Fate fate, Optional<String> to, Optional<String> rule, Optional<Label> why) {

    /** What became of it. */
    public enum Fate {
        /** Somebody else has it. */
        MOVED,
        /** It stays with its author, as it should. */
        KEPT,
        /** A rule refused it, and it is still the user's: somebody must see to it. */
        REFUSED
    }
}
