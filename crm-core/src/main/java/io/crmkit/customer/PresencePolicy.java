package io.crmkit.customer;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * The section {@code presence} of the policy document (CUS-15).
 *
 * @param onlineMinutes a customer is online that was seen within so many minutes, 1 to 1,440
 * @param refreshSeconds a report that comes within so many seconds after another writes nothing, 0 to 3,600
 */
public record PresencePolicy(
        @Min(1) @Max(1_440) int onlineMinutes,
        @Min(0) @Max(3_600) int refreshSeconds) {

    /** The section with the shipped settings. */
    public static final PolicySection<PresencePolicy> SECTION =
            new PolicySection<>("presence", PresencePolicy.class, new PresencePolicy(5, 60));

    /** Refuses reports so rare that a customer who is there would go offline between two. */
    public PresencePolicy {
        if (onlineMinutes > 0 && refreshSeconds >= onlineMinutes * 60) {
            throw new IllegalArgumentException(
                    "refreshSeconds " + refreshSeconds + " is not below onlineMinutes " + onlineMinutes);
        }
    }
}
