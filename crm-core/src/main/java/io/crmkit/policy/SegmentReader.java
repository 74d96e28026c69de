package io.crmkit.policy;

import io.crmkit.internal.json.StrictReader;
import io.crmkit.internal.validate.Validation;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Reads the segments of a policy document and tells what is wrong with them (POL-04). For one document. */
final class SegmentReader {

    /** Their key in the document. */
    static final String KEY = "segments";

    private static final String NAME = "name";
    private static final String WHEN = "when";
    private static final String SET = "set";

    /** Every pair that can apply together is a policy of its own. */
    private static final int MOST = 30;

    /**
     * A segment as the document says it.
     *
     * @param placed the segment with its place
     * @param set by section what it sets
     */
    record Draft(Variants.Placed placed, Map<String, JsonNode> set) {

        String path() {
            return KEY + "[" + placed.place() + "]";
        }

        String name() {
            return placed.segment().name();
        }
    }

    private final List<PolicySection<?>> sections;
    private final Map<String, SegmentFact> facts = new LinkedHashMap<>();
    private final StrictReader reader = new StrictReader("POL-04");

    SegmentReader(List<PolicySection<?>> sections, List<SegmentFact> facts) {
        this.sections = sections.stream().filter(s -> !s.bySegment().isEmpty()).toList();
        facts.forEach(fact -> this.facts.put(fact.name(), fact));
    }

    List<Refusal> problems() {
        return reader.problems();
    }

    /** The segments of a document, as far as they can be read; what is wrong with their form is told. */
    List<Draft> read(@Nullable JsonNode part, Validation validation) {
        if (part == null) {
            return List.of();
        }
        if (!part.isArray()) {
            reader.wrong(KEY, part, Messages.label("document.want.list"));
            return List.of();
        }
        if (part.size() > MOST) {
            reader.tell(refusal("document.segment-too-many", KEY, part.size(), MOST)
                    .onField(KEY)
                    .ofValue(String.valueOf(part.size())));
            return List.of();
        }
        for (int i = 0; i < part.size(); i++) {
            checkForm(part.get(i), KEY + "[" + i + "]");
        }
        if (!reader.problems().isEmpty()) {
            return List.of();
        }
        List<Draft> drafts = lenient(part);
        Map<String, String> names = new HashMap<>();
        for (Draft draft : drafts) {
            validation.of(draft.placed().segment(), draft.path()).forEach(reader::tell);
            String before = names.putIfAbsent(draft.name(), draft.path());
            if (before != null) {
                reader.tell(refusal("document.segment-name-twice", draft.path(), draft.name(), before)
                        .onField(draft.path() + ".name")
                        .ofValue(draft.name()));
            }
            circular(draft);
        }
        for (Draft draft : drafts) {
            unreachable(drafts, draft);
        }
        return drafts;
    }

    /** The segments of a document that was published: what this program does not know is passed over. */
    List<Draft> lenient(@Nullable JsonNode part) {
        List<Draft> drafts = new ArrayList<>();
        for (int i = 0; part != null && i < part.size(); i++) {
            JsonNode node = part.get(i);
            Map<String, List<String>> when = new LinkedHashMap<>();
            node.path(WHEN).properties().forEach(e -> {
                List<String> values = new ArrayList<>();
                e.getValue().values().forEach(value -> values.add(value.asString()));
                when.put(e.getKey(), values.stream().distinct().toList());
            });
            Map<String, JsonNode> set = new LinkedHashMap<>();
            for (PolicySection<?> section : sections) {
                JsonNode own = node.path(SET).get(section.name());
                if (own != null && own.isObject()) {
                    set.put(section.name(), own);
                }
            }
            boolean late = when.keySet().stream()
                    .anyMatch(name -> Optional.ofNullable(facts.get(name))
                            .filter(SegmentFact::derived)
                            .isPresent());
            drafts.add(new Draft(
                    new Variants.Placed(i, new Segment(node.path(NAME).asString(""), when), late), set));
        }
        return drafts;
    }

    private void checkForm(JsonNode node, String path) {
        if (!node.isObject()) {
            reader.wrong(path, node, String.join(", ", List.of(NAME, WHEN, SET)));
            return;
        }
        node.properties().forEach(e -> {
            if (!List.of(NAME, WHEN, SET).contains(e.getKey())) {
                reader.unknownKey(path + "." + e.getKey(), e.getKey(), List.of(NAME, WHEN, SET));
            }
        });
        if (node.path(NAME).isMissingNode()) {
            reader.tell(refusal("document.missing-key", path + ".name")
                    .onField(path + ".name")
                    .missing(path + ".name"));
        } else {
            reader.check(node.path(NAME), String.class, path + ".name");
        }
        checkConditions(node.path(WHEN), path + ".when");
        checkSettings(node.path(SET), path + ".set");
    }

    private void checkConditions(JsonNode when, String path) {
        if (when.isMissingNode() || (when.isObject() && when.isEmpty())) {
            reader.tell(refusal("document.segment-no-condition", path, String.join(", ", facts.keySet()))
                    .onField(path));
            return;
        }
        if (!when.isObject()) {
            reader.wrong(path, when, String.join(", ", facts.keySet()));
            return;
        }
        when.properties().forEach(e -> {
            String at = path + "." + e.getKey();
            if (!facts.containsKey(e.getKey())) {
                reader.unknownKey(at, e.getKey(), facts.keySet());
            } else if (!e.getValue().isArray() || e.getValue().isEmpty()) {
                reader.wrong(at, e.getValue(), Messages.label("document.want.list"));
            } else {
                for (int i = 0; i < e.getValue().size(); i++) {
                    reader.check(e.getValue().get(i), String.class, at + "[" + i + "]");
                }
            }
        });
    }

    private void checkSettings(JsonNode set, String path) {
        List<String> names = sections.stream().map(PolicySection::name).toList();
        boolean nothing = set.isMissingNode()
                || (set.isObject()
                        && set.properties().stream()
                                .allMatch(e -> e.getValue().isObject()
                                        && e.getValue().isEmpty()
                                        && names.contains(e.getKey())));
        if (nothing) {
            reader.tell(refusal("document.segment-nothing-set", path, allowed()).onField(path));
            return;
        }
        if (!set.isObject()) {
            reader.wrong(path, set, String.join(", ", names));
            return;
        }
        set.properties().forEach(e -> {
            String at = path + "." + e.getKey();
            sections.stream()
                    .filter(s -> s.name().equals(e.getKey()))
                    .findFirst()
                    .ifPresentOrElse(
                            section -> checkSettings(section, e.getValue(), at),
                            () -> reader.unknownKey(at, e.getKey(), names));
        });
    }

    private void checkSettings(PolicySection<?> section, JsonNode part, String path) {
        List<String> keys = keys(section);
        if (!part.isObject()) {
            reader.wrong(path, part, String.join(", ", keys));
            return;
        }
        ObjectNode known = ((ObjectNode) part).objectNode();
        part.properties().forEach(e -> {
            if (keys.contains(e.getKey())) {
                known.set(e.getKey(), e.getValue());
            } else {
                reader.unknownKey(path + "." + e.getKey(), e.getKey(), keys);
            }
        });
        reader.check(known, section.type(), path);
    }

    private static List<String> keys(PolicySection<?> section) {
        return section.bySegment().stream().map(PolicySection.Part::key).toList();
    }

    private String allowed() {
        return sections.stream()
                .flatMap(section -> keys(section).stream().map(key -> section.name() + "." + key))
                .collect(Collectors.joining(", "));
    }

    /** What a segment asks for must be known before the segment is. */
    private void circular(Draft draft) {
        for (String name : draft.placed().segment().when().keySet()) {
            SegmentFact fact = facts.get(name);
            for (Map.Entry<String, JsonNode> section : draft.set().entrySet()) {
                for (String key : section.getValue().propertyNames()) {
                    String setting = section.getKey() + "." + key;
                    if (fact != null && fact.madeBy().contains(setting)) {
                        reader.tell(refusal(
                                        "document.segment-circular",
                                        draft.path(),
                                        draft.name(),
                                        setting,
                                        Messages.label("field." + name))
                                .onField(draft.path() + ".set." + setting)
                                .ofValue(shortened(section.getValue().path(key))));
                    }
                }
            }
        }
    }

    private void unreachable(List<Draft> drafts, Draft draft) {
        List<Variants.Placed> further = drafts.stream()
                .map(Draft::placed)
                .filter(other -> other.place() < draft.placed().place())
                .toList();
        List<Variants.Placed> hiding = Variants.hiding(further, draft.placed());
        if (!hiding.isEmpty()) {
            String rivals = hiding.stream()
                    .map(one -> KEY + "[" + one.place() + "] \"" + one.segment().name() + "\"")
                    .collect(Collectors.joining(", "));
            reader.tell(refusal("document.segment-unreachable", draft.path(), draft.name(), rivals)
                    .onField(draft.path())
                    .ofValue(draft.name()));
        }
    }

    /** Conditions that nobody can meet; the policies are those without segments and with each that can apply. */
    List<Refusal> unknownValues(List<Draft> drafts, List<Policy> policies) {
        List<Refusal> wrong = new ArrayList<>();
        for (Draft draft : drafts) {
            draft.placed().segment().when().forEach((name, values) -> {
                SegmentFact fact = facts.get(name);
                Optional<List<String>> known =
                        fact == null ? Optional.empty() : fact.values().apply(policies);
                String path = draft.path() + ".when." + name;
                values.stream()
                        .filter(value -> known.filter(k -> !k.contains(value)).isPresent())
                        .forEach(value -> wrong.add(SegmentFact.unknownValue(path, value, known.orElse(List.of()))));
            });
        }
        return wrong;
    }

    /** What stands in the way of settings that segments make together; the last one's place is where it is told. */
    static Refusal contradiction(int place, List<String> names, Refusal problem) {
        String path = KEY + "[" + place + "].set";
        Refusal refusal = refusal(
                        "document.segment-contradiction",
                        path,
                        String.join(" + ", names),
                        new Label(problem.message(Locale.CHINESE), problem.message(Locale.ENGLISH)))
                .onField(problem.field().map(field -> path + "." + field).orElse(path));
        return problem.value().map(refusal::ofValue).orElse(refusal);
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }

    private static Refusal refusal(String code, Object... args) {
        return Refusal.of(Refusal.Kind.INVALID, "POL-04", code, args);
    }
}
