package io.crmkit.exchange;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * The section {@code import} of the policy document (CUS-16).
 *
 * @param silentMinutes after how many minutes without a sign an import of somebody else that is all or nothing is taken for dead: the
 *     next import of the same source takes back what it loaded
 */
public record ImportPolicy(@Min(1) @Max(1_440) int silentMinutes) {

    /** The section with the shipped settings. */
    public static final PolicySection<ImportPolicy> SECTION =
            new PolicySection<>("import", ImportPolicy.class, new ImportPolicy(10));
}
