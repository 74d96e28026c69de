package io.crmkit.exchange;

import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import java.util.Arrays;
import java.util.List;
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
     * A whole number that fits an {@code int}.
     *
     * @param field the field's name
     * @param wrong takes the refusal of one that does not
     * @return the number, if the row has one
     */
    public Optional<Integer> integer(String field, List<Refusal> wrong) {
        Optional<Long> number = get(field, Long.class);
        Optional<Integer> fitting = number.filter(n -> n >= Integer.MIN_VALUE && n <= Integer.MAX_VALUE)
                .map(Long::intValue);
        if (number.isPresent() && fitting.isEmpty()) {
            wrong.add(Refusal.of(
                            Refusal.Kind.INVALID,
                            "CUS-16",
                            "valid.whole",
                            Messages.label("field." + field),
                            Integer.MIN_VALUE,
                            Integer.MAX_VALUE)
                    .onField(field)
                    .ofValue(number.get().toString()));
        }
        return fitting;
    }

    /**
     * The texts that rows have in a field.
     *
     * @param rows the rows
     * @param field the field's name
     * @return the texts
     */
    public static List<String> texts(List<ImportRow> rows, String field) {
        return rows.stream().flatMap(r -> r.text(field).stream()).toList();
    }

    /**
     * The texts of a field that has several in one cell.
     *
     * @param field the field's name
     * @return the texts, parted at commas, semicolons and enumeration commas, each once, in alphabetical order
     */
    public List<String> many(String field) {
        return Arrays.stream(text(field).orElse("").split("[,;、\uFF0C\uFF1B]"))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .distinct()
                .sorted()
                .toList();
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
