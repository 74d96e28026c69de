package io.crmkit.exchange;

import io.crmkit.shared.CleanText;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import java.time.LocalDate;
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
 * @param run id of the import that can be undone as a whole, if it is one
 */
public record ImportRow(
        String source, String externalId, String fingerprint, Map<String, Object> values, Optional<String> run) {

    private static final String CREATED_BY = "createdBy";
    private static final String CREATED_ON = "createdOn";
    private static final String CHANGED_ON = "changedOn";
    private static final int LONGEST_NAME = 100;

    /** Copies the values. */
    public ImportRow {
        values = Map.copyOf(values);
    }

    /**
     * A row of an import that is not undone as a whole.
     *
     * @param source name of the source
     * @param externalId what identifies the row in its source
     * @param fingerprint hash of all values
     * @param values values by field name
     */
    public ImportRow(String source, String externalId, String fingerprint, Map<String, Object> values) {
        this(source, externalId, fingerprint, values, Optional.empty());
    }

    /**
     * The same row as part of an import that can be undone as a whole.
     *
     * @param id id of the import
     * @return the row
     */
    public ImportRow of(String id) {
        return new ImportRow(source, externalId, fingerprint, values, Optional.of(id));
    }

    /** {@return the fields by which a row tells who made its record in the system it comes from, and when} */
    public static List<ImportField> originals() {
        return List.of(
                ImportField.of(CREATED_BY, Messages.label("field." + CREATED_BY), ImportField.Type.TEXT),
                ImportField.of(CREATED_ON, Messages.label("field." + CREATED_ON), ImportField.Type.DATE),
                ImportField.of(CHANGED_ON, Messages.label("field." + CHANGED_ON), ImportField.Type.DATE));
    }

    /**
     * Who made the record in the system that the row comes from, and when.
     *
     * @param today days after it are refused
     * @param wrong takes the refusals of what cannot be
     * @return what the row tells of it
     */
    public Optional<Trace.Original> original(LocalDate today, List<Refusal> wrong) {
        Optional<Trace.Original> told = original();
        told.ifPresent(original -> {
            later(CREATED_ON, original.createdOn(), today).ifPresent(wrong::add);
            later(CHANGED_ON, original.changedOn(), today).ifPresent(wrong::add);
            original.createdBy()
                    .filter(name ->
                            name.codePointCount(0, name.length()) > LONGEST_NAME || !CleanText.Check.isClean(name))
                    .ifPresent(name -> wrong.add(Refusal.of(
                                    Refusal.Kind.INVALID,
                                    "CUS-16",
                                    "valid.text",
                                    Messages.label("field." + CREATED_BY),
                                    0,
                                    LONGEST_NAME)
                            .onField(CREATED_BY)));
        });
        return told;
    }

    Optional<Trace.Original> original() {
        Optional<String> by = text(CREATED_BY);
        Optional<LocalDate> created = get(CREATED_ON, LocalDate.class);
        Optional<LocalDate> changed = get(CHANGED_ON, LocalDate.class);
        return by.isEmpty() && created.isEmpty() && changed.isEmpty()
                ? Optional.empty()
                : Optional.of(new Trace.Original(by, created, changed));
    }

    private static Optional<Refusal> later(String field, Optional<LocalDate> day, LocalDate today) {
        return day.filter(on -> on.isAfter(today))
                .map(on -> Refusal.of(
                                Refusal.Kind.INVALID,
                                "CUS-16",
                                "exchange.in-future",
                                Messages.label("field." + field),
                                on,
                                today)
                        .onField(field)
                        .ofValue(on.toString()));
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
