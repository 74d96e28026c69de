package io.crmkit.scoring;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/**
 * When a customer goes from stage to stage (LIF-01); at risk is a matter of {@link SilencePolicy}.
 *
 * @param settleDays so many days after its first purchase, or after its return, a customer is in maintenance
 * @param lostMonths after so many full calendar months without a purchase it is lost
 */
public record LifecyclePolicy(
        @Min(1) @Max(3660) int settleDays, @Min(1) @Max(120) int lostMonths) {

    /** {@return 90 days and twelve months} */
    public static LifecyclePolicy shipped() {
        return new LifecyclePolicy(90, 12);
    }
}
