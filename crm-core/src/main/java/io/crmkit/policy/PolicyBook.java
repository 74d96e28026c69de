package io.crmkit.policy;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.json.StrictReader;
import io.crmkit.internal.validate.Validation;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Knows the sections and reads policy documents (POL-01). A document says only what differs from the shipped settings.
 * Safe for use by many threads.
 */
public final class PolicyBook {

    private final List<PolicySection<?>> sections;
    private final Policy shipped;
    private final List<SegmentFact> facts;
    private final Validation validation;
    private final List<Function<Policy, List<Refusal>>> checks;

    /** The shipped settings of a section as a tree, which is only read. */
    private final Map<String, JsonNode> defaults = new ConcurrentHashMap<>();

    /** What was read lately and is in use: what is published was parsed a moment ago. */
    private final Cache<Text, Policy> read =
            CacheBuilder.newBuilder().maximumSize(64).weakValues().build();

    /** Settings that were bound without a problem, by what documents said of them. */
    private final Cache<Said, Record> bound =
            CacheBuilder.newBuilder().maximumSize(256).build();

    /** What a document says of a section, as JSON. */
    private record Said(String section, String text) {}

    /** A document and the number that the policy has. */
    private record Text(String document, long version) {}

    /**
     * A book.
     *
     * @param sections the sections
     * @param facts what segments can ask for
     * @param validation checks the ranges that the sections' records declare
     */
    public PolicyBook(List<PolicySection<?>> sections, List<SegmentFact> facts, Validation validation) {
        this(sections, facts, validation, List.of());
    }

    /**
     * A book that knows more of what makes sense than the sections themselves.
     *
     * @param sections the sections
     * @param facts what segments can ask for
     * @param validation checks the ranges that the sections' records declare
     * @param checks what is wrong with a policy that is read; not asked of one that was published before
     */
    public PolicyBook(
            List<PolicySection<?>> sections,
            List<SegmentFact> facts,
            Validation validation,
            List<Function<Policy, List<Refusal>>> checks) {
        this.checks = List.copyOf(checks);
        this.sections = List.copyOf(sections);
        this.shipped = shipped(this.sections);
        this.facts = List.copyOf(facts);
        this.validation = validation;
    }

    private static Policy shipped(List<PolicySection<?>> sections) {
        Map<String, Record> values = new TreeMap<>();
        sections.forEach(section -> values.put(section.name(), section.defaults()));
        return new Policy(0, values);
    }

    /** {@return the shipped settings} */
    public Policy shipped() {
        return shipped;
    }

    /** {@return the shipped settings as a document} */
    public String shippedDocument() {
        Map<String, Object> values = new TreeMap<>();
        sections.forEach(section -> values.put(section.name(), section.defaults()));
        values.put(SegmentReader.KEY, List.of());
        return Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(values);
    }

    /**
     * Reads a document, YAML or JSON.
     *
     * @param text the document
     * @param version the number that the policy shall have
     * @return the policy, or everything that is wrong with the document: path, value and what is allowed
     */
    public Outcome<Policy> parse(String text, long version) {
        StrictReader reader = new StrictReader("POL-01");
        Optional<JsonNode> tree = reader.tree(text);
        if (tree.isEmpty()) {
            return Outcome.refused(reader.problems());
        }
        JsonNode document = tree.get();
        if (!document.isObject()) {
            return Outcome.refused(Refusal.of(
                    Refusal.Kind.INVALID,
                    "POL-01",
                    "document.wrong-value",
                    Messages.label("document.whole"),
                    shortened(document),
                    names()));
        }
        List<String> known = keys();
        document.properties().forEach(e -> {
            if (!known.contains(e.getKey())) {
                reader.unknownKey(e.getKey(), e.getKey(), known);
            }
        });
        for (PolicySection<?> section : sections) {
            JsonNode part = document.get(section.name());
            if (part != null) {
                reader.check(part, section.type(), section.name());
            }
        }
        SegmentReader segments = new SegmentReader(sections, facts);
        List<SegmentReader.Draft> drafts = segments.read(document.get(SegmentReader.KEY), validation);
        List<Refusal> problems = new ArrayList<>(reader.problems());
        problems.addAll(segments.problems());
        if (!problems.isEmpty()) {
            return Outcome.refused(problems);
        }
        Outcome<Policy> bound = bind(document, version, segments, drafts);
        bound.toOptional().ifPresent(policy -> read.put(new Text(text, version), policy));
        return bound;
    }

    /**
     * A document with another section.
     *
     * @param document the document, which was published before
     * @param section the section's name
     * @param text what it shall say, with or without its name on top
     * @return the document as JSON; or that the text cannot be read
     */
    public Outcome<String> withSection(String document, String section, String text) {
        StrictReader reader = new StrictReader("POL-01");
        Optional<JsonNode> part = reader.tree(text);
        if (part.isEmpty()) {
            return Outcome.refused(reader.problems());
        }
        ObjectNode whole = Json.mapper().createObjectNode();
        reader.tree(document)
                .filter(JsonNode::isObject)
                .ifPresent(before -> before.properties().forEach(e -> whole.set(e.getKey(), e.getValue())));
        JsonNode content = part.get();
        boolean named = content.isObject() && content.size() == 1 && content.has(section);
        whole.set(section, named ? content.get(section) : content);
        return Outcome.done(Json.mapper().writerWithDefaultPrettyPrinter().writeValueAsString(whole));
    }

    /**
     * Reads a document that was published before, perhaps by another version of this program: what this one does not know
     * is passed over.
     *
     * @param text the document
     * @param version its number
     * @return the policy; empty when it cannot be read at all
     */
    public Optional<Policy> published(String text, long version) {
        Policy known = read.getIfPresent(new Text(text, version));
        if (known != null) {
            return Optional.of(known);
        }
        Optional<JsonNode> document = new StrictReader("POL-01").tree(text).filter(JsonNode::isObject);
        if (document.isEmpty()) {
            return Optional.empty();
        }
        List<SegmentReader.Draft> drafts =
                new SegmentReader(sections, facts).lenient(document.get().get(SegmentReader.KEY));
        Map<String, Record> values = new TreeMap<>();
        Map<List<Integer>, Policy.Variant> variants = new HashMap<>();
        try {
            for (PolicySection<?> section : sections) {
                values.put(
                        section.name(),
                        document.get().has(section.name())
                                ? Json.mapper().treeToValue(laid(document.get(), section), section.type())
                                : section.defaults());
            }
            for (List<Variants.Placed> together : Variants.together(placed(drafts))) {
                Map<String, Record> others = new TreeMap<>(values);
                for (PolicySection<?> section : settable(drafts, together)) {
                    JsonNode laid = laid(document.get(), section, drafts, together);
                    others.put(section.name(), Json.mapper().treeToValue(laid, section.type()));
                }
                variants.put(key(together), variant(version, others, together));
            }
        } catch (JacksonException e) {
            return Optional.empty();
        }
        Policy policy = new Policy(version, values, new Variants(placed(drafts), variants));
        read.put(new Text(text, version), policy);
        return Optional.of(policy);
    }

    private Outcome<Policy> bind(
            JsonNode document, long version, SegmentReader reader, List<SegmentReader.Draft> drafts) {
        Map<String, Record> values = new TreeMap<>();
        List<Refusal> problems = new ArrayList<>();
        for (PolicySection<?> section : sections) {
            JsonNode said = document.get(section.name());
            if (said != null) {
                bound(section, said, problems).ifPresent(v -> values.put(section.name(), v));
            } else {
                values.put(section.name(), section.defaults()); // which are known to be well
            }
        }
        if (!problems.isEmpty()) {
            return Outcome.refused(problems);
        }
        Map<List<Integer>, Policy.Variant> variants = new HashMap<>();
        Set<Integer> wrong = new HashSet<>();
        for (List<Variants.Placed> together : Variants.together(placed(drafts))) {
            if (together.stream().anyMatch(one -> wrong.contains(one.place()))) {
                continue; // what a segment does wrong alone is told once
            }
            Map<String, Record> others = new TreeMap<>(values);
            List<Refusal> contradictions = new ArrayList<>();
            for (PolicySection<?> section : settable(drafts, together)) {
                bind(section, laid(document, section, drafts, together), contradictions)
                        .ifPresent(v -> others.put(section.name(), v));
            }
            if (contradictions.isEmpty()) {
                variants.put(key(together), variant(version, others, together));
            } else {
                if (together.size() == 1) {
                    wrong.add(together.get(0).place());
                }
                int place = together.get(together.size() - 1).place();
                List<String> names =
                        together.stream().map(one -> one.segment().name()).toList();
                contradictions.forEach(problem -> problems.add(SegmentReader.contradiction(place, names, problem)));
            }
        }
        Policy policy = new Policy(version, values, new Variants(placed(drafts), variants));
        List<Policy> all =
                policy.variants().stream().map(Policy.Variant::policy).toList();
        problems.addAll(reader.unknownValues(drafts, all));
        checks.forEach(check -> problems.addAll(check.apply(policy)));
        return problems.isEmpty() ? Outcome.done(policy) : Outcome.refused(problems);
    }

    private static List<Variants.Placed> placed(List<SegmentReader.Draft> drafts) {
        return drafts.stream().map(SegmentReader.Draft::placed).toList();
    }

    private static List<Integer> key(List<Variants.Placed> together) {
        return together.stream().map(Variants.Placed::place).toList();
    }

    private static Policy.Variant variant(long version, Map<String, Record> values, List<Variants.Placed> together) {
        return new Policy.Variant(
                new Policy(version, values),
                together.stream().map(Variants.Placed::segment).toList());
    }

    /** The sections that segments set. */
    private List<PolicySection<?>> settable(List<SegmentReader.Draft> drafts, List<Variants.Placed> together) {
        return sections.stream()
                .filter(section -> together.stream()
                        .anyMatch(one -> drafts.get(one.place()).set().containsKey(section.name())))
                .toList();
    }

    private JsonNode laid(JsonNode document, PolicySection<?> section) {
        return StrictReader.over(shippedTree(section), document.get(section.name()));
    }

    private JsonNode shippedTree(PolicySection<?> section) {
        return defaults.computeIfAbsent(section.name(), name -> Json.tree(section.defaults()));
    }

    /** What segments set, laid over what the document says for all: the one further up last, so that it wins. */
    private JsonNode laid(
            JsonNode document,
            PolicySection<?> section,
            List<SegmentReader.Draft> drafts,
            List<Variants.Placed> together) {
        JsonNode laid = laid(document, section);
        for (int i = together.size() - 1; i >= 0; i--) {
            JsonNode own = drafts.get(together.get(i).place()).set().get(section.name());
            if (own != null) {
                laid = StrictReader.over(laid, own);
                for (PolicySection.Part part : section.bySegment()) {
                    if (part.whole() && own.has(part.key())) {
                        ((ObjectNode) laid).set(part.key(), own.get(part.key()));
                    }
                }
            }
        }
        return laid;
    }

    /** Most sections say the same again when a document is published: what was found well is well. */
    private Optional<Record> bound(PolicySection<?> section, JsonNode said, List<Refusal> problems) {
        Said same = new Said(section.name(), said.toString());
        Record known = bound.getIfPresent(same);
        if (known != null) {
            return Optional.of(known);
        }
        Optional<Record> settings = bind(section, StrictReader.over(shippedTree(section), said), problems);
        settings.ifPresent(value -> bound.put(same, value));
        return settings;
    }

    /** Settings that are complete, in range and without contradiction; otherwise what is wrong with them. */
    private Optional<Record> bind(PolicySection<?> section, JsonNode merged, List<Refusal> problems) {
        try {
            StrictReader complete = new StrictReader("POL-01");
            complete.complete(merged, section.type(), section.name());
            problems.addAll(complete.problems());
            if (!complete.problems().isEmpty()) {
                return Optional.empty();
            }
            Record settings = Json.mapper().treeToValue(merged, section.type());
            if (settings instanceof Checked checked) {
                problems.addAll(checked.contradictions());
            }
            for (Refusal violation : validation.of(settings, section.name())) {
                String path = violation.field().orElse(section.name());
                problems.add(Refusal.of(
                                Refusal.Kind.INVALID,
                                "POL-01",
                                "document.out-of-range",
                                path,
                                violation.value().orElse(""),
                                new io.crmkit.shared.Label(
                                        violation.message(java.util.Locale.CHINESE),
                                        violation.message(java.util.Locale.ENGLISH)))
                        .onField(path));
            }
            return Optional.of(settings);
        } catch (JacksonException e) {
            problems.add(Refusal.of(
                            Refusal.Kind.INVALID,
                            "POL-01",
                            "document.contradiction",
                            path(section.name(), e),
                            reason(e))
                    .onField(path(section.name(), e)));
            return Optional.empty();
        }
    }

    private static String path(String root, JacksonException e) {
        StringBuilder path = new StringBuilder(root);
        for (JacksonException.Reference step : e.getPath()) {
            if (step.getPropertyName() == null) {
                path.append('[').append(step.getIndex()).append(']');
            } else {
                path.append('.').append(step.getPropertyName());
            }
        }
        return path.toString();
    }

    /** The words of the record that refused its settings, where it was one. */
    private static String reason(JacksonException e) {
        String text = e.getCause() instanceof IllegalArgumentException refused && refused.getMessage() != null
                ? refused.getMessage()
                : e.getOriginalMessage();
        return text.lines().findFirst().orElse("");
    }

    private String names() {
        return String.join(", ", keys());
    }

    private List<String> keys() {
        List<String> keys =
                new ArrayList<>(sections.stream().map(PolicySection::name).toList());
        keys.add(SegmentReader.KEY);
        return keys;
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
