package io.crmkit.customer;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The section {@code duties} of the policy document: what owners owe their customers (LIF-02, LIF-03, LIF-06, LIF-07, LIF-09). How
 * complete what is known must be is the section {@code completeness}.
 *
 * @param followUps how many follow-ups a potential customer gets after assignment, whose type {@code followUpsByType} does not name; 0 to
 *     20
 * @param followUpsByType the same for customers of a type
 * @param withinDays within how many days after the day of assignment, 1 to 365
 * @param soonDays so many days before its due day a duty is due soon, 0 to 365
 * @param answerHours within how many elapsed hours a question or complaint is answered and its handling begun, 1 to 8,760
 * @param revisitMonths every how many months lost customers and those of lost deals are revisited, 1 to 120
 * @param prompts keys of the fields that are asked for first
 */
public record DutyPolicy(
        @Min(0) @Max(20) int followUps,
        @NotNull Map<@NotBlank String, @NotNull @Min(0) @Max(20) Integer> followUpsByType,
        @Min(1) @Max(365) int withinDays,
        @Min(0) @Max(365) int soonDays,
        @Min(1) @Max(8_760) int answerHours,
        @Min(1) @Max(120) int revisitMonths,
        @NotNull @Size(max = 20) List<@NotBlank String> prompts) {

    /** The section with the shipped settings. */
    public static final PolicySection<DutyPolicy> SECTION = new PolicySection<>(
            "duties",
            DutyPolicy.class,
            new DutyPolicy(2, Map.of("large", 4, "small", 2), 14, 3, 24, 3, List.of("needs")),
            List.of(
                    new PolicySection.Part("followUps", false),
                    new PolicySection.Part("followUpsByType", false),
                    new PolicySection.Part("withinDays", false),
                    new PolicySection.Part("soonDays", false),
                    new PolicySection.Part("answerHours", false),
                    new PolicySection.Part("revisitMonths", false),
                    new PolicySection.Part("prompts", true)));

    /** Copies the collections. */
    public DutyPolicy {
        followUpsByType = followUpsByType == null ? Map.of() : Map.copyOf(followUpsByType);
        prompts = prompts == null ? List.of() : List.copyOf(prompts);
    }

    /**
     * How many follow-ups are owed (LIF-07).
     *
     * @param type the customer's type, if it has one
     * @return the number
     */
    public int followUps(Optional<String> type) {
        return type.map(followUpsByType::get).orElse(followUps);
    }
}
