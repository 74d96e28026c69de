package io.crmkit.customer;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * The section {@code followUp} of the policy document (CUS-08).
 *
 * @param editHours for so many hours its author may change a follow-up, 0 to 8,760; afterwards it can only be added to
 */
public record FollowUpPolicy(@Min(0) @Max(8_760) int editHours) {

    /** The section with the shipped settings. */
    public static final PolicySection<FollowUpPolicy> SECTION =
            new PolicySection<>("followUp", FollowUpPolicy.class, new FollowUpPolicy(24));
}
