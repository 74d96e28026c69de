package io.crmkit.dictionary;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The section {@code completeness} of the policy document (CUS-04, LIF-07).
 *
 * @param percent how much of the key fields is to be filled, for customers whose type {@code byType} does not name; 0 to 100
 * @param byType the same for customers of a type
 * @param validDays how long what is known counts as valid after it was last changed or confirmed, 1 to 3,650 days
 * @param asked how many missing fields a rep is asked for at a time, 1 to 100
 */
public record CompletenessPolicy(
        @Min(0) @Max(100) int percent,
        @NotNull Map<String, @Min(0) @Max(100) Integer> byType,
        @Min(1) @Max(3_650) int validDays,
        @Min(1) @Max(100) int asked) {

    /** The section with the shipped settings. */
    public static final PolicySection<CompletenessPolicy> SECTION = new PolicySection<>(
            "completeness",
            CompletenessPolicy.class,
            new CompletenessPolicy(20, Map.of("large", 80, "small", 20), 180, 5),
            List.of(
                    new PolicySection.Part("percent", false),
                    new PolicySection.Part("byType", false),
                    new PolicySection.Part("validDays", false),
                    new PolicySection.Part("asked", false)));

    /** Copies the map. */
    public CompletenessPolicy {
        byType = byType == null ? Map.of() : Map.copyOf(byType);
    }

    /**
     * How much is to be filled.
     *
     * @param type the customer's type, if it has one
     * @return the percentage
     */
    public int wanted(Optional<String> type) {
        return type.map(byType::get).orElse(percent);
    }
}
