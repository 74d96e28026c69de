package io.crmkit.scoring;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;

/**
 * Which strategy is in force.
 *
 * @param id the plugin's id
 * @param parameters what a plugin of others is handed; the shipped ones read their own part of the policy
 */
public record StrategyChoice(
        @NotBlank @Size(max = 64) String id, @NotNull Map<String, String> parameters) {

    /** Copies the parameters. */
    public StrategyChoice {
        parameters = parameters == null ? Map.of() : Map.copyOf(parameters);
    }
}
