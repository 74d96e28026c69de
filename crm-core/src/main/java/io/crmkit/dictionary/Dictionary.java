package io.crmkit.dictionary;

import io.crmkit.dictionary.FieldDefinition.Option;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * What can be known of a customer (CUS-01), and whether a value is one (CUS-03). Values are texts, each in the one form that
 * {@link FieldType} names. Immutable; safe for use by many threads.
 */
public final class Dictionary {

    private static final Comparator<Field> ORDER =
            Comparator.comparing(Field::module).thenComparingInt(Field::order).thenComparing(Field::key);

    private final Map<String, Field> fields = new LinkedHashMap<>();
    private final Map<InformationModule, List<Field>> byModule = new EnumMap<>(InformationModule.class);
    private final List<Field> counted;

    private Dictionary(Collection<Field> all) {
        all.stream().sorted(ORDER).forEach(field -> fields.put(field.key(), field));
        for (InformationModule module : InformationModule.values()) {
            byModule.put(
                    module,
                    fields.values().stream()
                            .filter(field -> field.module() == module && !field.retired())
                            .toList());
        }
        counted = fields.values().stream().filter(Field::counts).toList();
    }

    /**
     * A dictionary.
     *
     * @param policy its fields
     * @param lists by key of a field the options that are kept elsewhere in the policy, such as industries
     * @return the dictionary
     */
    public static Dictionary of(DictionaryPolicy policy, Map<String, List<Option>> lists) {
        List<Field> fields = new ArrayList<>();
        policy.fields()
                .forEach((key, field) -> fields.add(new Field(key, field, lists.getOrDefault(key, field.options()))));
        return new Dictionary(fields);
    }

    /**
     * A dictionary without some fields.
     *
     * @param hidden which
     * @return the dictionary of the others
     */
    public Dictionary without(Predicate<Field> hidden) {
        return fields.values().stream().noneMatch(hidden)
                ? this
                : new Dictionary(
                        fields.values().stream().filter(hidden.negate()).toList());
    }

    /** {@return all fields, those of a module together, the sooner asked for the further up; retired ones among them} */
    public List<Field> fields() {
        return List.copyOf(fields.values());
    }

    /**
     * The fields of a module that are filled today.
     *
     * @param module the module
     * @return its fields without retired ones, the sooner asked for the further up
     */
    public List<Field> fields(InformationModule module) {
        return byModule.getOrDefault(module, List.of());
    }

    /** {@return the fields that completeness counts (CUS-04), in the same order} */
    public List<Field> counted() {
        return counted;
    }

    /**
     * A field.
     *
     * @param key its key
     * @return the field, also a retired one
     */
    public Optional<Field> field(String key) {
        return Optional.ofNullable(fields.get(key));
    }

    /**
     * A field by what people call it.
     *
     * @param text its key, or its name in either language
     * @return the field, also a retired one; empty when there is none or more than one
     */
    public Optional<Field> named(String text) {
        Field known = fields.get(text);
        if (known != null) {
            return Optional.of(known);
        }
        List<Field> found = fields.values().stream()
                .filter(field ->
                        field.label().zh().equals(text) || field.label().en().equalsIgnoreCase(text))
                .toList();
        return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }

    /**
     * Reads values that people wrote (CUS-03).
     *
     * @param written by key of a field what was written; a blank text is no value
     * @return by key the values as they are stored, an empty text for none; or everything that is wrong, each with field, value and
     *     what would be right
     */
    public Outcome<SortedMap<String, String>> read(Map<String, String> written) {
        SortedMap<String, String> values = new TreeMap<>();
        List<Refusal> wrong = new ArrayList<>();
        new TreeMap<>(written).forEach((key, text) -> {
            Field field = fields.get(key);
            if (field == null) {
                wrong.add(unknown(key));
            } else if (text.isBlank()) {
                values.put(key, "");
            } else if (field.retired()) {
                wrong.add(Refusal.of(Refusal.Kind.INVALID, "CUS-01", "dictionary.retired", field.label())
                        .onField(key));
            } else {
                Reading reading = new Values(field).read(text);
                reading.value().ifPresent(value -> values.put(key, value));
                wrong.addAll(reading.problems());
            }
        });
        return wrong.isEmpty() ? Outcome.done(values) : Outcome.refused(wrong);
    }

    /**
     * What a customer must have and does not.
     *
     * @param values the values as they are stored
     * @param asked whether somebody is to be asked for a field
     * @return a refusal for each (CUS-03)
     */
    public List<Refusal> missing(Map<String, String> values, Predicate<Field> asked) {
        return fields.values().stream()
                .filter(field -> field.required() && !has(values, field) && asked.test(field))
                .map(field -> Refusal.of(Refusal.Kind.INVALID, "CUS-03", "valid.required", field.label())
                        .onField(field.key())
                        .missing(field.key()))
                .toList();
    }

    /**
     * Stored values that are none any more, since the dictionary has changed.
     *
     * @param values the values as they are stored
     * @return what is wrong with them
     */
    public List<Refusal> inaccurate(Map<String, String> values) {
        List<Refusal> wrong = new ArrayList<>();
        new TreeMap<>(values)
                .forEach((key, value) -> field(key)
                        .filter(field -> !field.retired() && !value.isBlank())
                        .ifPresent(field ->
                                wrong.addAll(new Values(field).read(value).problems())));
        return wrong;
    }

    static boolean has(Map<String, String> values, Field field) {
        String value = values.get(field.key());
        return value != null && !value.isBlank();
    }

    private Refusal unknown(String key) {
        String shown = key.length() > 60 ? key.substring(0, key.offsetByCodePoints(0, 30)) + "…" : key;
        Refusal refusal = Refusal.of(Refusal.Kind.INVALID, "CUS-01", "dictionary.unknown", shown)
                .onField(shown);
        Map<String, String> wordings = new LinkedHashMap<>();
        fields.values().forEach(field -> {
            wordings.put(field.key(), field.key());
            wordings.putIfAbsent(field.label().zh(), field.key());
            wordings.putIfAbsent(field.label().en(), field.key());
        });
        return NearMiss.of(key, wordings.keySet())
                .map(wordings::get)
                .map(refusal::suggesting)
                .orElse(refusal);
    }
}
