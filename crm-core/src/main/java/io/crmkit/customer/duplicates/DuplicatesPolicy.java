package io.crmkit.customer.duplicates;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

/**
 * The section {@code duplicates} of the policy document (CUS-05, CUS-06).
 *
 * @param mode what a check before saving does when it suspects a duplicate
 * @param likelihood how likely a duplicate must be to be warned of, 0.01 to 0.99
 * @param named how many suspected duplicates a warning names, 1 to 20
 * @param read how many records of a kind a check reads at most, 10 to 1,000; what more are alike in a few letters is not looked at
 * @param scanLikelihood how likely two records must be of the same bearer to be put into one cluster by a scan, 0.01 to 0.99
 * @param undoDays for how many days a merge can be undone (CUS-06), 1 to 365
 */
public record DuplicatesPolicy(
        @NotNull Mode mode,
        @NotNull @DecimalMin("0.01") @DecimalMax("0.99") BigDecimal likelihood,
        @Min(1) @Max(20) int named,
        @Min(10) @Max(1_000) int read,
        @NotNull @DecimalMin("0.01") @DecimalMax("0.99") BigDecimal scanLikelihood,
        @Min(1) @Max(365) int undoDays) {

    /** What happens when a duplicate is suspected. */
    public enum Mode {
        /** It is saved, and warned of. */
        WARN,
        /** It is refused until somebody who may ({@code duplicate:override}) gives a reason. Changes of what is there only warn. */
        REASON,
        /** Nothing is looked at. */
        OFF
    }

    /** The section with the shipped settings. */
    public static final PolicySection<DuplicatesPolicy> SECTION = new PolicySection<>(
            "duplicates",
            DuplicatesPolicy.class,
            new DuplicatesPolicy(Mode.WARN, new BigDecimal("0.15"), 5, 100, new BigDecimal("0.5"), 30));
}
