package io.crmkit.exchange;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * The section {@code export} of the policy document (ACC-13). Who approves exports, the section {@code approval} says, under {@code
 * kinds.export}.
 *
 * @param validHours for how many hours after it was approved files can be written
 */
public record ExportPolicy(@Min(1) @Max(8_760) int validHours) {

    /** The section with the shipped settings. */
    public static final PolicySection<ExportPolicy> SECTION =
            new PolicySection<>("export", ExportPolicy.class, new ExportPolicy(72));
}
