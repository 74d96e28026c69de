package io.crmkit.scoring;

import io.crmkit.policy.PolicySection;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;

/**
 * The section {@code scoring} of the policy document.
 *
 * @param grades customer grades by amount (SCO-01)
 */
public record ScoringPolicy(@Valid @NotNull GradeBands grades) {

    /** The section with the shipped settings. */
    public static final PolicySection<ScoringPolicy> SECTION =
            new PolicySection<>("scoring", ScoringPolicy.class, new ScoringPolicy(GradeBands.shipped()));
}
