package io.crmkit.policy;

import io.crmkit.internal.json.Json;
import io.crmkit.internal.json.StrictReader;
import io.crmkit.internal.validate.Validation;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Knows the sections and reads policy documents (POL-01). A document says only what differs from the shipped settings.
 * Safe for use by many threads.
 */
public final class PolicyBook {

    private final List<PolicySection<?>> sections;
    private final Validation validation;

    /**
     * A book.
     *
     * @param sections the sections
     * @param validation checks the ranges that the sections' records declare
     */
    public PolicyBook(List<PolicySection<?>> sections, Validation validation) {
        this.sections = List.copyOf(sections);
        this.validation = validation;
    }

    /** {@return the shipped settings} */
    public Policy shipped() {
        Map<String, Record> values = new TreeMap<>();
        sections.forEach(section -> values.put(section.name(), section.defaults()));
        return new Policy(0, values);
    }

    /** {@return the shipped settings as a document} */
    public String shippedDocument() {
        Map<String, Object> values = new TreeMap<>();
        sections.forEach(section -> values.put(section.name(), section.defaults()));
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
        List<String> known = sections.stream().map(PolicySection::name).toList();
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
        if (!reader.problems().isEmpty()) {
            return Outcome.refused(reader.problems());
        }
        return bind(document, version);
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
        Optional<JsonNode> document = new StrictReader("POL-01").tree(text).filter(JsonNode::isObject);
        Map<String, Record> values = new TreeMap<>();
        try {
            for (PolicySection<?> section : sections) {
                JsonNode own = document.map(d -> d.get(section.name())).orElse(null);
                values.put(
                        section.name(),
                        Json.mapper()
                                .treeToValue(StrictReader.over(Json.tree(section.defaults()), own), section.type()));
            }
        } catch (JacksonException e) {
            return Optional.empty();
        }
        return document.map(d -> new Policy(version, values));
    }

    private Outcome<Policy> bind(JsonNode document, long version) {
        Map<String, Record> values = new TreeMap<>();
        List<Refusal> problems = new ArrayList<>();
        for (PolicySection<?> section : sections) {
            JsonNode merged = StrictReader.over(Json.tree(section.defaults()), document.get(section.name()));
            try {
                StrictReader complete = new StrictReader("POL-01");
                complete.complete(merged, section.type(), section.name());
                problems.addAll(complete.problems());
                if (!complete.problems().isEmpty()) {
                    continue;
                }
                Record settings = Json.mapper().treeToValue(merged, section.type());
                values.put(section.name(), settings);
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
            } catch (JacksonException e) {
                problems.add(Refusal.of(
                                Refusal.Kind.INVALID,
                                "POL-01",
                                "document.contradiction",
                                path(section.name(), e),
                                reason(e))
                        .onField(path(section.name(), e)));
            }
        }
        return problems.isEmpty() ? Outcome.done(new Policy(version, values)) : Outcome.refused(problems);
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
        return String.join(", ", sections.stream().map(PolicySection::name).toList());
    }

    private static String shortened(JsonNode node) {
        String text = node.toString();
        return text.length() > 60 ? text.substring(0, 60) + "…" : text;
    }
}
