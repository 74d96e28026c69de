package io.crmkit.exchange;

import com.google.common.hash.Hashing;
import io.crmkit.exchange.FieldReader.Read;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import io.crmkit.shared.Refusal;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A step held against its entity and its file: makes rows that can be loaded of rows that were read. */
final class StepPlan {

    /** What the longest external id may have; indexes take 255, and entities put something before it. */
    static final int LONGEST_ID = 200;

    private static final Map<String, Set<ImportField.Type>> FITTING = Map.of(
            "format", Set.of(ImportField.Type.DATE),
            "decimal", Set.of(ImportField.Type.INTEGER, ImportField.Type.DECIMAL, ImportField.Type.MONEY),
            "group", Set.of(ImportField.Type.INTEGER, ImportField.Type.DECIMAL, ImportField.Type.MONEY),
            "multiply", Set.of(ImportField.Type.INTEGER, ImportField.Type.DECIMAL, ImportField.Type.MONEY),
            "nearMiss", Set.of(ImportField.Type.CHOICE, ImportField.Type.OPEN_CHOICE),
            "currency", Set.of(ImportField.Type.MONEY));

    private final String source;
    private final MappingStep step;
    private final ImportEntity entity;
    private final Map<String, Integer> positions = new HashMap<>();
    private final Map<FieldReader, Integer> readers = new LinkedHashMap<>();
    private final Map<String, Object> defaults = new LinkedHashMap<>();
    private SeenIds seen = new SeenIds();
    private final List<ImportField> required = new ArrayList<>();

    private StepPlan(String source, MappingStep step, ImportEntity entity) {
        this.source = source;
        this.step = step;
        this.entity = entity;
    }

    /** What becomes of a row that was read. */
    sealed interface Taken {}

    /** Passed over. */
    enum PassedOver implements Taken {
        ELSEWHERE,
        REPEATED,
        INCOMPLETE
    }

    /** Cannot be loaded. */
    record NotReady(String id, List<Refusal> refusals, List<Refusal> remarks) implements Taken {}

    /** Can be loaded. */
    record Ready(ImportRow row, List<Refusal> remarks) implements Taken {}

    /**
     * Makes a plan.
     *
     * @param source the source's name
     * @param step the step
     * @param entities what can be imported, by name
     * @param columns the file's columns, if it could be read and has any
     * @param problems gets what does not fit
     * @return the plan; only to be used when there was no problem
     */
    static Optional<StepPlan> of(
            String source,
            MappingStep step,
            Map<String, ImportEntity> entities,
            Optional<List<String>> columns,
            List<Refusal> problems) {
        columns.ifPresent(names -> new Fit(step, problems).columns(names));
        ImportEntity entity = entities.get(step.entity());
        if (entity == null) {
            problems.add(MappingReader.suggest(
                    MappingReader.refusal(
                                    "exchange.mapping-value",
                                    step.path() + ".entity",
                                    step.entity(),
                                    MappingReader.listed(entities.keySet()))
                            .onField(step.path() + ".entity")
                            .ofValue(step.entity()),
                    step.entity(),
                    entities.keySet()));
            return Optional.empty();
        }
        StepPlan plan = new StepPlan(source, step, entity);
        plan.bind(columns.orElse(List.of()), new Fit(step, problems));
        return Optional.of(plan);
    }

    ImportEntity entity() {
        return entity;
    }

    /** Forgets which ids were seen, for reading the file once more. */
    void restart() {
        seen = new SeenIds();
    }

    FileFormat format() {
        return step.format();
    }

    /** {@return the columns that fill a field, as an error file names them} */
    String columnsOf(String field) {
        List<String> names = readers.keySet().stream()
                .filter(reader -> reader.field().name().equals(field))
                .map(reader -> reader.use().column())
                .toList();
        return names.isEmpty() ? field : String.join(", ", names);
    }

    Taken take(Row row) {
        List<String> cells = row.cells().stream().map(Cells::clean).toList();
        for (var condition : step.when().entrySet()) {
            if (!condition.getValue().holds(cell(cells, condition.getKey()))) {
                return PassedOver.ELSEWHERE;
            }
        }
        List<Refusal> refusals = new ArrayList<>();
        List<Refusal> remarks = new ArrayList<>();
        String id = id(row, cells, refusals);
        for (String column : step.id()) {
            Refusal flaw = row.flaws().get(positions.getOrDefault(column, -1));
            if (flaw != null) {
                refusals.add(flaw.onField(column));
            }
        }
        if (step.distinct() && !id.isEmpty() && seen.count(id) > 1) {
            return PassedOver.REPEATED;
        }
        Map<String, Object> values = new TreeMap<>();
        Set<String> broken = new LinkedHashSet<>();
        readers.forEach((reader, position) -> {
            Refusal flaw = row.flaws().get(position);
            if (flaw != null) {
                refusals.add(flaw.onField(reader.field().name()));
                broken.add(reader.field().name());
                return;
            }
            Read read = reader.read(cells.get(position));
            read.value().ifPresent(value -> values.put(reader.field().name(), value));
            read.remark().ifPresent(remarks::add);
            read.problem().ifPresent(problem -> {
                refusals.add(problem);
                broken.add(reader.field().name());
            });
        });
        defaults.forEach((field, value) -> {
            if (!broken.contains(field)) {
                values.putIfAbsent(field, value);
            }
        });
        step.templates().forEach((field, template) -> template.fill(values).ifPresent(text -> values.put(field, text)));
        for (ImportField field : required) {
            if (!values.containsKey(field.name()) && !broken.contains(field.name())) {
                if (step.skipIncomplete()) {
                    return PassedOver.INCOMPLETE;
                }
                refusals.add(
                        MappingReader.refusal("valid.required", field.label()).onField(field.name()));
            }
        }
        return refusals.isEmpty()
                ? new Ready(new ImportRow(source, id, fingerprint(values), values), remarks)
                : new NotReady(id, refusals, remarks);
    }

    private String cell(List<String> cells, String column) {
        Integer position = positions.get(column);
        return position == null ? "" : cells.get(position);
    }

    private String id(Row row, List<String> cells, List<Refusal> refusals) {
        List<String> parts =
                step.id().stream().map(column -> cell(cells, column)).toList();
        String columns = String.join(", ", step.id());
        if (parts.stream().allMatch(String::isEmpty)) {
            refusals.add(MappingReader.refusal("exchange.id-missing", columns).onField(columns));
            return "";
        }
        String key = parts.size() == 1
                ? parts.get(0)
                : String.join(
                        "|",
                        parts.stream()
                                .map(part -> part.replace("\\", "\\\\").replace("|", "\\|"))
                                .toList());
        String id = key;
        if (step.ordinal()) {
            String remembered = step.entity() + ":";
            id = row.id().startsWith(remembered)
                    ? row.id().substring(remembered.length())
                    : key + "#" + seen.count(key);
        }
        if (id.length() > LONGEST_ID) {
            refusals.add(MappingReader.refusal("exchange.id-too-long", columns, LONGEST_ID)
                    .onField(columns));
            return "";
        }
        return id;
    }

    /** {@return what an error file has to remember, so that a corrected row keeps its identity} */
    String remembered(String id) {
        return step.ordinal() && !id.isEmpty() ? step.entity() + ":" + id : "";
    }

    private static String fingerprint(Map<String, Object> sorted) {
        StringBuilder text = new StringBuilder();
        sorted.forEach((name, value) -> {
            String plain = value instanceof BigDecimal number ? number.toPlainString() : value.toString();
            text.append(name.length()).append(':').append(name);
            text.append(plain.length()).append(':').append(plain);
        });
        return Hashing.sha256()
                .hashString(text, StandardCharsets.UTF_8)
                .toString()
                .substring(0, 32);
    }

    private void bind(List<String> columns, Fit fit) {
        for (int i = 0; i < columns.size(); i++) {
            positions.put(columns.get(i), i);
        }
        Map<String, ImportField> fields = new LinkedHashMap<>();
        entity.fields().forEach(field -> fields.put(field.name(), field));
        fields.values().stream().filter(ImportField::required).forEach(required::add);
        Set<String> filled = new LinkedHashSet<>();
        for (ColumnUse use : step.columns()) {
            ImportField field = fit.field(use.path(), use.field(), fields);
            if (field == null) {
                continue;
            }
            if (!filled.add(use.field())) {
                fit.add("exchange.field-twice", use.path(), use.field());
            }
            FieldReader reader = reader(field, use, fit);
            readers.put(reader, positions.getOrDefault(use.column(), 0));
            for (String option : use.given()) {
                Set<ImportField.Type> types = FITTING.get(option);
                if (types != null && !types.contains(field.type())) {
                    fit.add("exchange.option-unfit", use.path(), option, field.name(), field.type());
                }
            }
            use.values().forEach((from, to) -> fit.text(use.path() + ".values." + from, reader.readPlain(to)));
        }
        step.defaults().forEach((name, text) -> {
            String path = step.path() + ".defaults." + name;
            ImportField field = fit.field(path, name, fields);
            if (field != null) {
                filled.add(name);
                Read read = reader(field, ColumnUse.plain(path, name), fit).readPlain(Cells.clean(text));
                fit.text(path, read);
                read.value().ifPresent(value -> defaults.put(name, value));
            }
        });
        bindTemplates(fields, filled, fit);
        for (ImportField field : entity.fields()) {
            if (field.required() && !filled.contains(field.name())) {
                fit.add("exchange.field-unfilled", step.path(), field.name(), field.label());
            }
        }
    }

    private void bindTemplates(Map<String, ImportField> fields, Set<String> filled, Fit fit) {
        Set<String> usable = new LinkedHashSet<>(filled);
        step.templates().forEach((name, template) -> {
            String path = step.path() + ".templates." + name;
            ImportField field = fit.field(path, name, fields);
            if (field != null && !filled.add(name)) {
                fit.add("exchange.field-twice", path, name);
            }
            if (field != null && field.type() != ImportField.Type.TEXT && field.type() != ImportField.Type.REFERENCE) {
                fit.add("exchange.option-unfit", path, "templates", name, field.type());
            }
            for (String place : template.fields()) {
                if (!usable.contains(place)) {
                    fit.value(path, place, usable);
                }
            }
        });
    }

    private FieldReader reader(ImportField field, ColumnUse use, Fit fit) {
        Optional<String> currency = use.currency().isPresent() ? use.currency() : step.currency();
        if (field.type() == ImportField.Type.MONEY && currency.isEmpty()) {
            fit.add("exchange.currency-missing", use.path(), field.name());
        }
        return new FieldReader(
                field,
                use,
                currency.orElse(Money.cny("0").currency()),
                use.correctNearMisses().orElse(step.correctNearMisses()));
    }

    /** Collects what does not fit. */
    private record Fit(MappingStep step, List<Refusal> problems) {

        void add(String code, String path, Object... more) {
            Object[] args = new Object[more.length + 1];
            args[0] = path;
            System.arraycopy(more, 0, args, 1, more.length);
            problems.add(MappingReader.refusal(code, args).onField(path));
        }

        void value(String path, String value, Set<String> allowed) {
            problems.add(MappingReader.suggest(
                    MappingReader.refusal("exchange.mapping-value", path, value, MappingReader.listed(allowed))
                            .onField(path)
                            .ofValue(value),
                    value,
                    allowed));
        }

        void text(String path, Read read) {
            read.problem().ifPresent(problem -> {
                Label why = new Label(problem.message(Locale.CHINESE), problem.message(Locale.ENGLISH));
                Refusal refusal = MappingReader.refusal("exchange.mapping-text", path, why)
                        .onField(path);
                problems.add(problem.value().map(refusal::ofValue).orElse(refusal));
            });
        }

        @org.jspecify.annotations.Nullable
        ImportField field(String path, String name, Map<String, ImportField> fields) {
            ImportField field = fields.get(name);
            if (field == null) {
                problems.add(MappingReader.suggest(
                        MappingReader.refusal(
                                        "exchange.field-unknown",
                                        path,
                                        step.entity(),
                                        name,
                                        MappingReader.listed(fields.keySet()))
                                .onField(path)
                                .ofValue(name),
                        name,
                        fields.keySet()));
            }
            return field;
        }

        void columns(List<String> present) {
            Set<String> used = new LinkedHashSet<>();
            step.id().forEach(column -> used(column, step.path() + ".id", present, used));
            step.when().keySet().forEach(column -> used(column, step.path() + ".when." + column, present, used));
            step.columns().forEach(use -> used(use.column(), use.path(), present, used));
            step.ignored().columns().forEach(column -> used(column, step.path() + ".ignore", present, used));
            if (!step.ignored().others()) {
                for (String column : present) {
                    if (!used.contains(column)) {
                        problems.add(MappingReader.refusal(
                                        "exchange.column-unmapped",
                                        step.path(),
                                        step.format().file(),
                                        column)
                                .onField(step.path() + ".columns")
                                .ofValue(column));
                    }
                }
            }
        }

        private void used(String column, String path, List<String> present, Set<String> used) {
            if (used.add(column) && !present.contains(column)) {
                problems.add(MappingReader.suggest(
                        MappingReader.refusal(
                                        "exchange.column-unknown",
                                        path,
                                        step.format().file(),
                                        column,
                                        MappingReader.listed(present))
                                .onField(path)
                                .ofValue(column),
                        column,
                        present));
            }
        }
    }
}
