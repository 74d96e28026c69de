package io.crmkit.exchange;

import io.crmkit.exchange.ImportField.Choice;
import io.crmkit.shared.Label;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** An import entity that keeps its records in a map. A batch sees only what stood there before it. */
final class Shelf implements ImportEntity {

    private final String name;
    private final List<ImportField> fields;
    private final Map<String, Shelf> references = new LinkedHashMap<>();
    private final int batch;
    final Map<String, ImportRow> records = new TreeMap<>();
    final List<Integer> batches = new ArrayList<>();

    Shelf(String name, int batch, ImportField... fields) {
        this.name = name;
        this.batch = batch;
        this.fields = List.of(fields);
    }

    static ImportField field(String name, ImportField.Type type) {
        return ImportField.of(name, new Label(name + "名", name), type);
    }

    static ImportField choice(String name, ImportField.Type type, String... keys) {
        List<Choice> choices = Stream.of(keys)
                .map(key -> new Choice(key, new Label("甲" + key, "The " + key)))
                .toList();
        return new ImportField(name, new Label(name + "名", name), type, false, choices);
    }

    /** A field that names a record of a shelf by its field {@code name}. */
    Shelf referring(String field, Shelf to) {
        references.put(field, to);
        return this;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<ImportField> fields() {
        return fields;
    }

    @Override
    public int batch() {
        return batch;
    }

    @Override
    public List<Outcome<Loaded>> load(List<ImportRow> rows) {
        batches.add(rows.size());
        Map<String, ImportRow> fresh = new LinkedHashMap<>();
        Map<String, List<String>> known = new LinkedHashMap<>();
        references.forEach((field, shelf) -> known.put(field, shelf.names()));
        List<Outcome<Loaded>> outcomes =
                rows.stream().map(row -> one(row, fresh, known)).toList();
        records.putAll(fresh);
        return outcomes;
    }

    private Outcome<Loaded> one(ImportRow row, Map<String, ImportRow> fresh, Map<String, List<String>> known) {
        ImportRow old = records.getOrDefault(row.externalId(), fresh.get(row.externalId()));
        if (old != null) {
            return Outcome.done(new Loaded(
                    row.externalId(),
                    old.fingerprint().equals(row.fingerprint()) ? Effect.UNCHANGED : Effect.DIFFERENT));
        }
        List<Refusal> refusals = new ArrayList<>();
        known.forEach((field, names) -> row.text(field)
                .filter(to -> !names.contains(to))
                .ifPresent(to -> {
                    Refusal refusal = Refusal.of(Refusal.Kind.NOT_FOUND, "CUS-16", UNKNOWN_REFERENCE, field, to)
                            .onField(field)
                            .ofValue(to);
                    refusals.add(NearMiss.of(to, names).map(refusal::suggesting).orElse(refusal));
                }));
        if (row.text("name").equals(Optional.of("forbidden"))) {
            refusals.add(Refusal.of(Refusal.Kind.RULE, "CUS-01", "valid.other", "name")
                    .onField("name"));
        }
        if (!refusals.isEmpty()) {
            return Outcome.refused(refusals);
        }
        fresh.put(row.externalId(), row);
        return Outcome.done(new Loaded(row.externalId(), Effect.NEW));
    }

    List<String> names() {
        return records.values().stream()
                .flatMap(row -> row.text("name").stream())
                .toList();
    }

    Object value(String id, String field) {
        return records.get(id).values().get(field);
    }
}
