package io.crmkit.exchange;

import java.util.Map;
import java.util.Optional;

/**
 * One row of a file, as an entity gets it.
 *
 * @param source name of the source, from the mapping, such as {@code crm-sales}; the same for all files of one system
 * @param externalId what identifies the row in its source: a column, or a natural key with an ordinal among identical rows
 * @param fingerprint hash of all values; tells whether a row that comes again has changed
 * @param values values by field name, of the Java types that {@link ImportField.Type} names; absent when the cell is empty
 */
public record ImportRow(String source, String externalId, String fingerprint, Map<String, Object> values) {

    /** Copies the values. */
    public ImportRow {
        values = Map.copyOf(values);
    }

    /**
     * A value.
     *
     * @param field the field's name
     * @param type its Java type
     * @param <T> its Java type
     * @return the value, if the row has one
     */
    public <T> Optional<T> get(String field, Class<T> type) {
        return Optional.ofNullable(values.get(field)).map(type::cast);
    }

    /**
     * A text.
     *
     * @param field the field's name
     * @return the text, if the row has one
     */
    public Optional<String> text(String field) {
        return get(field, String.class);
    }
}
