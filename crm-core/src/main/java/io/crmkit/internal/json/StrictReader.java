package io.crmkit.internal.json;

import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * Reads documents that people write, into records: every unknown key and every value of the wrong form is told at once,
 * with its path and what is allowed. YAML and JSON alike, since JSON is YAML.
 */
public final class StrictReader {

    /** Made once, and not before a document is read: a mapper is costly to make and safe to share. */
    private static final class Documents {
        static final ObjectMapper MAPPER = YAMLMapper.builder(new YAMLAnchorReplayingFactory())
                .enable(tools.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .enable(tools.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(tools.jackson.core.StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
    }

    /** A class makes its components anew each time that it is asked. */
    private static final ClassValue<List<RecordComponent>> COMPONENTS = new ClassValue<>() {
        @Override
        protected List<RecordComponent> computeValue(Class<?> record) {
            return List.of(record.getRecordComponents());
        }
    };

    private final String rule;
    private final List<Refusal> problems = new ArrayList<>();

    /**
     * A reader for one document.
     *
     * @param rule the rule that problems are told under
     */
    public StrictReader(String rule) {
        this.rule = rule;
    }

    /** {@return what is wrong with the document, in its order} */
    public List<Refusal> problems() {
        return List.copyOf(problems);
    }

    /**
     * Tells of something else that is wrong.
     *
     * @param problem what is wrong
     */
    public void tell(Refusal problem) {
        problems.add(problem);
    }

    /**
     * Reads a document as a tree.
     *
     * @param text the document
     * @return the tree; empty when the text is no document, which {@link #problems()} then tells
     * @throws IllegalStateException when jackson-dataformat-yaml is not on the class path
     */
    public Optional<JsonNode> tree(String text) {
        try {
            JsonNode tree = Documents.MAPPER.readTree(text);
            if (tree == null || tree.isMissingNode() || tree.isNull()) {
                return Optional.of(Json.mapper().createObjectNode());
            }
            return Optional.of(tree);
        } catch (JacksonException e) {
            long line = e.getLocation() == null ? 0 : e.getLocation().getLineNr();
            problems.add(Refusal.of(
                    Refusal.Kind.INVALID,
                    rule,
                    "document.syntax",
                    line,
                    e.getOriginalMessage().lines().findFirst().orElse("")));
            return Optional.empty();
        } catch (NoClassDefFoundError e) {
            throw Json.withoutYaml(e);
        }
    }

    /**
     * Checks a tree against a type: records, enums, numbers, texts, dates, lists, maps and optionals of them.
     *
     * @param node the tree
     * @param type what it shall be
     * @param path where the tree stands in the document, empty at the top
     */
    public void check(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type[] args = generic.getActualTypeArguments();
            if (raw == Optional.class) {
                check(node, args[0], path);
            } else if (Map.class.isAssignableFrom(raw)) {
                checkMap(node, args[1], path);
            } else if (Collection.class.isAssignableFrom(raw)) {
                checkList(node, args[0], path);
            }
        } else if (type instanceof Class<?> plain) {
            if (plain.isRecord()) {
                checkRecord(node, plain, path);
            } else {
                checkScalar(node, plain, path);
            }
        }
    }

    /**
     * Tells of parts that a record must have and that are not there. Collections and optionals may be left out.
     *
     * @param node the tree, laid over the defaults
     * @param type what it shall be
     * @param path where the tree stands in the document
     */
    public void complete(JsonNode node, Type type, String path) {
        if (type instanceof ParameterizedType generic) {
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (node.isArray()) {
                for (int i = 0; i < node.size(); i++) {
                    complete(node.get(i), last, path + "[" + i + "]");
                }
            } else if (Map.class.isAssignableFrom((Class<?>) generic.getRawType())) {
                node.properties().forEach(e -> complete(e.getValue(), last, child(path, e.getKey())));
            } else {
                complete(node, last, path);
            }
        } else if (type instanceof Class<?> plain && plain.isRecord() && node.isObject()) {
            for (RecordComponent component : COMPONENTS.get(plain)) {
                JsonNode part = node.get(component.getName());
                String at = child(path, component.getName());
                if (part != null && !part.isNull()) {
                    complete(part, component.getGenericType(), at);
                } else if (!Optional.class.isAssignableFrom(component.getType())
                        && !Collection.class.isAssignableFrom(component.getType())
                        && !Map.class.isAssignableFrom(component.getType())) {
                    problems.add(Refusal.of(Refusal.Kind.INVALID, rule, "document.missing-key", at)
                            .onField(at)
                            .missing(at));
                }
            }
        }
    }

    private void checkMap(JsonNode node, Type value, String path) {
        if (!node.isObject()) {
            wrong(path, node, Messages.label("document.want.map"));
            return;
        }
        node.properties().forEach(e -> check(e.getValue(), value, child(path, e.getKey())));
    }

    private void checkList(JsonNode node, Type element, String path) {
        if (!node.isArray()) {
            wrong(path, node, Messages.label("document.want.list"));
            return;
        }
        for (int i = 0; i < node.size(); i++) {
            check(node.get(i), element, path + "[" + i + "]");
        }
    }

    private void checkRecord(JsonNode node, Class<?> type, String path) {
        List<String> allowed =
                COMPONENTS.get(type).stream().map(RecordComponent::getName).toList();
        if (!node.isObject()) {
            wrong(path, node, "a mapping with the keys " + String.join(", ", allowed));
            return;
        }
        node.properties().forEach(e -> {
            String at = child(path, e.getKey());
            Optional<RecordComponent> component = COMPONENTS.get(type).stream()
                    .filter(c -> c.getName().equals(e.getKey()))
                    .findFirst();
            if (component.isPresent()) {
                check(e.getValue(), component.get().getGenericType(), at);
            } else {
                unknownKey(at, e.getKey(), allowed);
            }
        });
    }

    /**
     * Tells of a key that is not known.
     *
     * @param path where it stands
     * @param key the key
     * @param allowed what is allowed there
     */
    public void unknownKey(String path, String key, Collection<String> allowed) {
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID, rule, "document.unknown-key", path, String.join(", ", allowed))
                .onField(path);
        problems.add(NearMiss.of(key, allowed).map(refusal::suggesting).orElse(refusal));
    }

    private void checkScalar(JsonNode node, Class<?> type, String path) {
        if (type.isEnum()) {
            List<String> allowed =
                    Arrays.stream(type.getEnumConstants()).map(Object::toString).toList();
            if (!node.isString() || !allowed.contains(node.asString())) {
                wrong(path, node, allowed.stream().collect(Collectors.joining(", ")));
            }
        } else if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
            boolean small = type == int.class || type == Integer.class;
            if (!node.isIntegralNumber() || (small ? !node.canConvertToInt() : !node.canConvertToLong())) {
                wrong(path, node, Messages.label("document.want.whole"));
            }
        } else if (type == BigDecimal.class) {
            if (!node.isNumber()) {
                wrong(path, node, Messages.label("document.want.number"));
            }
        } else if (type == boolean.class || type == Boolean.class) {
            if (!node.isBoolean()) {
                wrong(path, node, Messages.label("document.want.boolean"));
            }
        } else if (type == LocalDate.class) {
            if (!isDate(node)) {
                wrong(path, node, Messages.label("document.want.date"));
            }
        } else if (type == String.class && !node.isString() && !node.isNumber()) {
            wrong(path, node, Messages.label("document.want.text"));
        }
    }

    private static boolean isDate(JsonNode node) {
        try {
            return node.isString() && LocalDate.parse(node.asString()).getYear() > 0;
        } catch (DateTimeParseException e) {
            return false;
        }
    }

    /**
     * Tells of a value of the wrong form.
     *
     * @param path where it stands
     * @param node the value
     * @param allowed what is allowed there
     */
    public void wrong(String path, JsonNode node, Object allowed) {
        String shown = node.toString();
        String value = shown.length() > 60 ? shown.substring(0, 60) + "…" : shown;
        problems.add(Refusal.of(Refusal.Kind.INVALID, rule, "document.wrong-value", path, value, allowed)
                .onField(path)
                .ofValue(value));
    }

    private static String child(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /**
     * Lays a document over defaults: mappings key by key, everything else as a whole.
     *
     * @param defaults what holds where the document says nothing
     * @param document what the document says
     * @return both together
     */
    public static JsonNode over(JsonNode defaults, @Nullable JsonNode document) {
        if (document == null) {
            return defaults;
        }
        if (!defaults.isObject() || !document.isObject()) {
            return document;
        }
        ObjectNode merged = Json.mapper().createObjectNode();
        defaults.properties().forEach(e -> merged.set(e.getKey(), over(e.getValue(), document.get(e.getKey()))));
        document.properties().forEach(e -> {
            if (!merged.has(e.getKey())) {
                merged.set(e.getKey(), e.getValue());
            }
        });
        return merged;
    }
}
