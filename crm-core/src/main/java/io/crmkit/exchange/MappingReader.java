package io.crmkit.exchange;

import com.google.common.base.Splitter;
import io.crmkit.exchange.MappingStep.Condition;
import io.crmkit.exchange.MappingStep.Ignored;
import io.crmkit.internal.json.Json;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads one mapping strictly, and keeps on after a problem, so that all come at once. */
final class MappingReader {

    private static final List<String> ROOT =
            List.of("source", "currency", "charset", "separator", "header", "nearMiss", "missing", "steps");
    private static final List<String> STEP = List.of(
            "file",
            "entity",
            "id",
            "ordinal",
            "distinct",
            "when",
            "columns",
            "templates",
            "defaults",
            "ignore",
            "currency",
            "charset",
            "separator",
            "header",
            "sheet",
            "nearMiss",
            "missing");
    private static final List<String> COLUMN =
            List.of("field", "values", "format", "decimal", "group", "multiply", "nearMiss", "currency");
    private static final Map<String, Character> SEPARATORS = new LinkedHashMap<>();
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,30}(\\.[0-9]{1,30})?");
    private static final int LONGEST_SOURCE = 64;

    static {
        SEPARATORS.put(",", ',');
        SEPARATORS.put(";", ';');
        SEPARATORS.put("|", '|');
        SEPARATORS.put("tab", '\t');
        SEPARATORS.put("whitespace", FileFormat.WHITE_SPACE);
    }

    private final List<Refusal> problems = new ArrayList<>();

    Outcome<Mapping> read(String text) {
        JsonNode root;
        try {
            root = text.stripLeading().startsWith("{") ? json(text) : YamlText.read(text);
        } catch (JacksonException e) {
            return Outcome.refused(syntax(e));
        } catch (NoClassDefFoundError e) {
            throw Json.withoutYaml(e);
        }
        Mapping mapping = mapping(root);
        return problems.isEmpty() ? Outcome.done(mapping) : Outcome.refused(problems);
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build()
                .readTree(text);
    }

    private static Refusal syntax(JacksonException e) {
        String first = Splitter.on('\n')
                .splitToStream(e.getOriginalMessage())
                .findFirst()
                .orElse("");
        int line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
        int column = e.getLocation() == null ? 0 : e.getLocation().getColumnNr();
        return refusal("exchange.mapping-syntax", line, column, first);
    }

    /** What steps take from the top when they do not say otherwise. */
    private record Common(
            Optional<String> currency,
            Charset charset,
            char separator,
            boolean header,
            boolean correct,
            boolean skip) {}

    private Mapping mapping(JsonNode node) {
        Map<String, JsonNode> root = object(node, "", ROOT);
        String source = required(root, "", "source").orElse("");
        if (source.length() > LONGEST_SOURCE) {
            value("source", source, Messages.label("exchange.want.short"), List.of());
        }
        Common common = common(root, "", new Common(Optional.empty(), StandardCharsets.UTF_8, ',', true, false, false));
        List<MappingStep> steps = new ArrayList<>();
        List<JsonNode> nodes = list(root, "", "steps");
        if (root.containsKey("steps") ? nodes.isEmpty() && problems.isEmpty() : !root.isEmpty()) {
            problems.add(refusal("exchange.mapping-missing", "steps").onField("steps"));
        }
        for (int i = 0; i < nodes.size(); i++) {
            steps.add(step(nodes.get(i), "steps[" + (i + 1) + "]", common));
        }
        agree(steps);
        return new Mapping(source, steps);
    }

    private Common common(Map<String, JsonNode> node, String path, Common above) {
        Optional<String> currency = currency(node, path);
        return new Common(
                currency.isPresent() ? currency : above.currency(),
                option(node, path, "charset", MappingReader::charset, "UTF-8, GB18030, GBK, UTF-16, windows-1252")
                        .orElse(above.charset()),
                choice(node, path, "separator", SEPARATORS).orElse(above.separator()),
                flag(node, path, "header").orElse(above.header()),
                nearMiss(node, path).orElse(above.correct()),
                choice(node, path, "missing", Map.of("refuse", false, "skip", true))
                        .orElse(above.skip()));
    }

    private MappingStep step(JsonNode node, String path, Common above) {
        Map<String, JsonNode> step = object(node, path, STEP);
        Common common = common(step, path, above);
        String file = required(step, path, "file").orElse("");
        String entity = required(step, path, "entity").orElse("");
        List<String> id = texts(step, path, "id");
        if (id.isEmpty()) {
            problems.add(refusal("exchange.mapping-missing", at(path, "id")).onField(at(path, "id")));
        }
        boolean ordinal = flag(step, path, "ordinal").orElse(false);
        boolean distinct = flag(step, path, "distinct").orElse(false);
        if (ordinal && distinct) {
            problems.add(refusal("exchange.mapping-contradiction", path, "ordinal", "distinct")
                    .onField(path));
        }
        Map<String, Condition> when = new LinkedHashMap<>();
        entries(step, path, "when")
                .forEach((column, condition) -> when.put(column, condition(condition, at(path, "when." + column))));
        List<ColumnUse> columns = new ArrayList<>();
        entries(step, path, "columns")
                .forEach((column, uses) -> columns(column, uses, at(path, "columns." + column), columns));
        Map<String, Template> templates = new LinkedHashMap<>();
        entries(step, path, "templates")
                .forEach((field, text) ->
                        templates.put(field, new Template(text(text, at(path, "templates." + field)))));
        Map<String, String> defaults = new LinkedHashMap<>();
        entries(step, path, "defaults")
                .forEach((field, text) -> defaults.put(field, text(text, at(path, "defaults." + field))));
        String sheet = step.containsKey("sheet")
                ? text(Optional.ofNullable(step.get("sheet")).orElseThrow(), at(path, "sheet"))
                : "";
        JsonNode ignore = step.get("ignore");
        boolean others =
                ignore != null && ignore.isValueNode() && ignore.asString().equals("others");
        Ignored ignored = new Ignored(others ? Set.of() : new LinkedHashSet<>(texts(step, path, "ignore")), others);
        return new MappingStep(
                path,
                new FileFormat(file, common.charset(), common.separator(), common.header(), sheet),
                entity,
                id,
                ordinal,
                distinct,
                when,
                columns,
                templates,
                defaults,
                ignored,
                common.skip(),
                common.correct(),
                common.currency());
    }

    private Condition condition(JsonNode node, String path) {
        if (node.isArray()) {
            Set<String> values = new LinkedHashSet<>();
            for (JsonNode value : node) {
                values.add(Cells.clean(text(value, path)));
            }
            return new Condition.OneOf(values);
        }
        String word = text(node, path);
        if (!word.equals("present") && !word.equals("absent")) {
            value(path, word, Messages.label("exchange.want.condition"), List.of("present", "absent"));
        }
        return new Condition.Filled(!word.equals("absent"));
    }

    private void columns(String column, JsonNode node, String path, List<ColumnUse> uses) {
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                columns(column, node.get(i), path + "[" + (i + 1) + "]", uses);
            }
        } else {
            uses.add(column(column, node, path));
        }
    }

    private ColumnUse column(String column, JsonNode node, String path) {
        Map<String, JsonNode> use = node.isObject() ? object(node, path, COLUMN) : Map.of("field", node);
        String field = required(use, path, "field").orElse("");
        Map<String, String> values = new LinkedHashMap<>();
        entries(use, path, "values")
                .forEach((from, to) ->
                        values.put(Cells.clean(from), Cells.clean(text(to, at(path, "values." + from)))));
        List<DatePattern> dates = new ArrayList<>();
        for (String pattern : texts(use, path, "format")) {
            DatePattern.of(pattern)
                    .ifPresentOrElse(
                            dates::add,
                            () -> value(
                                    at(path, "format"),
                                    pattern,
                                    "yyyy-MM-dd, yyyyMMdd, d/M/yyyy, dd.MM.yyyy",
                                    List.of()));
        }
        char decimal = choice(use, path, "decimal", Map.of(".", '.', ",", ',')).orElse('.');
        Map<String, Character> groups = new LinkedHashMap<>();
        groups.put(",", ',');
        groups.put(".", '.');
        groups.put("'", '\'');
        groups.put(" ", ' ');
        Optional<Character> group = choice(use, path, "group", groups);
        if (group.equals(Optional.of(decimal))) {
            problems.add(refusal("exchange.mapping-contradiction", path, "decimal", "group")
                    .onField(path));
        }
        return new ColumnUse(
                path,
                column,
                field,
                new TreeSet<>(use.keySet()),
                values,
                dates.isEmpty() ? List.of(DatePattern.ISO) : dates,
                decimal,
                group,
                option(use, path, "multiply", MappingReader::number, "1000, 10000, 1000000, 0.01"),
                nearMiss(use, path),
                currency(use, path));
    }

    private void agree(List<MappingStep> steps) {
        Map<String, MappingStep> first = new HashMap<>();
        for (MappingStep step : steps) {
            MappingStep other = first.putIfAbsent(step.format().shown(), step);
            if (other != null && !other.format().equals(step.format())) {
                problems.add(refusal(
                                "exchange.mapping-file-twice",
                                step.path(),
                                other.path(),
                                step.format().file())
                        .onField(step.path()));
            }
        }
    }

    // Words and values

    private Optional<String> currency(Map<String, JsonNode> node, String path) {
        return option(
                node,
                path,
                "currency",
                code -> Currency.getInstance(code).getCurrencyCode(),
                "ISO 4217: CNY, USD, EUR");
    }

    private Optional<Boolean> nearMiss(Map<String, JsonNode> node, String path) {
        return choice(node, path, "nearMiss", Map.of("refuse", false, "correct", true));
    }

    private Optional<Boolean> flag(Map<String, JsonNode> node, String path, String key) {
        return choice(node, path, key, Map.of("true", true, "false", false));
    }

    private static Charset charset(String name) {
        Charset charset = Charset.forName(name);
        if (!charset.canEncode()) {
            throw new IllegalArgumentException(name);
        }
        return charset;
    }

    private static BigDecimal number(String text) {
        BigDecimal number = NUMBER.matcher(text).matches() ? new BigDecimal(text) : BigDecimal.ZERO;
        if (number.signum() == 0) {
            throw new IllegalArgumentException(text);
        }
        return number;
    }

    private <T> Optional<T> choice(Map<String, JsonNode> node, String path, String key, Map<String, T> allowed) {
        JsonNode given = node.get(key);
        if (given == null) {
            return Optional.empty();
        }
        String word = text(given, at(path, key));
        T meant = allowed.get(word.equals("\t") ? "tab" : word);
        if (meant == null) {
            List<String> words = allowed instanceof LinkedHashMap
                    ? List.copyOf(allowed.keySet())
                    : allowed.keySet().stream().sorted().toList();
            value(at(path, key), word, listed(words), words);
        }
        return Optional.ofNullable(meant);
    }

    private <T> Optional<T> option(
            Map<String, JsonNode> node, String path, String key, Function<String, T> read, String allowed) {
        JsonNode given = node.get(key);
        if (given == null) {
            return Optional.empty();
        }
        String word = text(given, at(path, key));
        try {
            return Optional.of(read.apply(word));
        } catch (IllegalArgumentException e) {
            value(at(path, key), word, allowed, List.of());
            return Optional.empty();
        }
    }

    // Forms

    private Map<String, JsonNode> object(JsonNode node, String path, List<String> allowed) {
        if (!node.isObject()) {
            form(path, "exchange.want.map");
            return Map.of();
        }
        Map<String, JsonNode> made = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String key = entry.getKey();
            if (allowed.contains(key)) {
                made.put(key, entry.getValue());
            } else {
                problems.add(suggest(
                        refusal("exchange.mapping-key", path.isEmpty() ? "/" : path, key, listed(allowed))
                                .onField(at(path, key))
                                .ofValue(key),
                        key,
                        allowed));
            }
        }
        return made;
    }

    private Map<String, JsonNode> entries(Map<String, JsonNode> node, String path, String key) {
        JsonNode given = node.get(key);
        if (given == null) {
            return Map.of();
        }
        if (!given.isObject()) {
            form(at(path, key), "exchange.want.map");
            return Map.of();
        }
        Map<String, JsonNode> made = new LinkedHashMap<>();
        given.properties().forEach(entry -> made.put(entry.getKey(), entry.getValue()));
        return made;
    }

    private List<JsonNode> list(Map<String, JsonNode> node, String path, String key) {
        JsonNode given = node.get(key);
        if (given == null) {
            return List.of();
        }
        if (!given.isArray()) {
            form(at(path, key), "exchange.want.list");
            return List.of();
        }
        List<JsonNode> made = new ArrayList<>();
        given.forEach(made::add);
        return made;
    }

    /** One text, or a list of texts. */
    private List<String> texts(Map<String, JsonNode> node, String path, String key) {
        @Nullable JsonNode given = node.get(key);
        if (given == null) {
            return List.of();
        }
        if (!given.isArray()) {
            return List.of(text(given, at(path, key)));
        }
        List<String> made = new ArrayList<>();
        for (JsonNode one : given) {
            made.add(text(one, at(path, key)));
        }
        return made;
    }

    private Optional<String> required(Map<String, JsonNode> node, String path, String key) {
        JsonNode given = node.get(key);
        String text = given == null ? "" : text(given, at(path, key)).strip();
        if (text.isEmpty() && (given == null || given.isValueNode())) {
            problems.add(refusal("exchange.mapping-missing", at(path, key)).onField(at(path, key)));
        }
        return Optional.of(text).filter(t -> !t.isEmpty());
    }

    private String text(JsonNode node, String path) {
        if (node.isNull()) {
            return "";
        }
        if (!node.isValueNode()) {
            form(path, "exchange.want.text");
            return "";
        }
        return node.asString();
    }

    // Refusals

    private void form(String path, String wanted) {
        String place = path.isEmpty() ? "/" : path;
        problems.add(
                refusal("exchange.mapping-form", place, Messages.label(wanted)).onField(place));
    }

    private void value(String path, String value, Object allowed, List<String> words) {
        problems.add(suggest(
                refusal("exchange.mapping-value", path, value, allowed)
                        .onField(path)
                        .ofValue(value),
                value,
                words));
    }

    static Refusal suggest(Refusal refusal, String value, Collection<String> candidates) {
        return NearMiss.of(value, candidates).map(refusal::suggesting).orElse(refusal);
    }

    static Refusal refusal(String code, Object... args) {
        return Refusal.of(Refusal.Kind.INVALID, "CUS-16", code, args);
    }

    /** {@return names as a message lists them; a few dozen at most} */
    static Label listed(Collection<String> names) {
        List<String> shown = names.stream().limit(40).toList();
        String more = names.size() > shown.size() ? " …" : "";
        return new Label(String.join("、", shown) + more, String.join(", ", shown) + more);
    }

    private static String at(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
