package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A record as duplicate detection sees it: values, each with its role. A role may have several values (two phones), or
 * none; blank values are left out.
 *
 * @param id what the caller knows it by, unique in a base
 * @param source the list or file it came from; where each source turns out to have hardly a duplicate of its own, two
 *     records of one source are not put together. Empty if that does not matter
 * @param values the values, in any order
 */
public record MatchRecord(String id, String source, List<Value> values) {

    /**
     * A value and its role.
     *
     * @param role what it says
     * @param text as it was written
     */
    public record Value(Role role, String text) {
        /** Checks that neither is missing. */
        public Value {
            Objects.requireNonNull(role, "role");
            Objects.requireNonNull(text, "text");
        }
    }

    /** Leaves blank values out. */
    public MatchRecord {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(source, "source");
        values = values.stream().filter(v -> !v.text().isBlank()).toList();
    }

    /**
     * A record without values.
     *
     * @param id what the caller knows it by
     * @return the record
     */
    public static MatchRecord of(String id) {
        return new MatchRecord(id, "", List.of());
    }

    /**
     * The record with one more value.
     *
     * @param role what it says
     * @param text as it was written; a blank one is left out
     * @return another record
     */
    public MatchRecord with(Role role, String text) {
        List<Value> more = new ArrayList<>(values);
        more.add(new Value(role, text));
        return new MatchRecord(id, source, more);
    }

    /**
     * The record with its source.
     *
     * @param list the list or file it came from
     * @return another record
     */
    public MatchRecord from(String list) {
        return new MatchRecord(id, list, values);
    }
}
