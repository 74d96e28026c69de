package io.crmkit.scoring;

import io.crmkit.internal.json.Json;
import io.crmkit.internal.json.StrictReader;
import io.crmkit.internal.validate.Validation;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.Parameters;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The settings of the shipped strategies as parameters of a plugin: one parameter that holds the record as JSON. */
final class StrategySettings {

    private static final String NAME = "settings";

    private StrategySettings() {}

    static Parameters write(Record settings) {
        return Parameters.of(Map.of(NAME, Json.write(settings)));
    }

    /**
     * Reads settings as strictly as a policy document.
     *
     * @throws IllegalArgumentException when something is missing or wrong; the message names it
     */
    static <T extends Record> T read(Parameters parameters, Class<T> type) {
        if (!parameters.asMap().keySet().equals(Set.of(NAME))) {
            throw new IllegalArgumentException("allowed is the parameter '" + NAME + "', not "
                    + parameters.asMap().keySet());
        }
        try {
            JsonNode tree = Json.parse(parameters.text(NAME));
            StrictReader reader = new StrictReader("SCO-03");
            reader.check(tree, type, NAME);
            List<Refusal> problems = new ArrayList<>(reader.problems());
            if (problems.isEmpty()) {
                T settings = Json.mapper().treeToValue(tree, type);
                problems.addAll(Validation.standard().of(settings, NAME));
                if (problems.isEmpty()) {
                    return settings;
                }
            }
            throw new IllegalArgumentException(
                    problems.stream().map(Refusal::toString).collect(Collectors.joining("; ")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(
                    "the parameter '" + NAME + "' cannot be read: "
                            + e.getOriginalMessage().lines().findFirst().orElse(""),
                    e);
        }
    }
}
