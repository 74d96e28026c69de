package io.crmkit.policy;

import java.util.List;

/**
 * A subject's part of the policy document.
 *
 * @param name its key in the document
 * @param type a record whose components are the settings
 * @param defaults the shipped settings
 * @param bySegment which of its components a segment may set otherwise (POL-04)
 * @param <P> the record
 */
public record PolicySection<P extends Record>(String name, Class<P> type, P defaults, List<Part> bySegment) {

    /**
     * A component that a segment may set.
     *
     * @param key its key in the section
     * @param whole whether a segment sets it as a whole, and not key by key
     */
    public record Part(String key, boolean whole) {}

    /** Copies the list. */
    public PolicySection {
        bySegment = List.copyOf(bySegment);
    }

    /**
     * A section that holds for all alike.
     *
     * @param name its key in the document
     * @param type a record whose components are the settings
     * @param defaults the shipped settings
     */
    public PolicySection(String name, Class<P> type, P defaults) {
        this(name, type, defaults, List.of());
    }
}
