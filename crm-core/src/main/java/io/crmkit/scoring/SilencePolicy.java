package io.crmkit.scoring;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;

/**
 * When a customer is silent (LIF-04, LIF-08) and when its rhythm has changed (LIF-05).
 *
 * @param reminderMonths after so many full calendar months without a purchase the rep is reminded
 * @param atRiskMonths after so many the customer is at risk
 * @param dormantMonths after so many it is dormant
 * @param rhythmFactor the present gap is unusual when it exceeds the customer's own median gap so many times
 * @param rhythmPurchases so many days of buying must be known for that
 * @param compareDays how long the two times are whose amounts are compared, in days
 * @param declineBelow below this part of the amount before, the amount has declined
 */
public record SilencePolicy(
        @Min(1) @Max(120) int reminderMonths,
        @Min(1) @Max(120) int atRiskMonths,
        @Min(1) @Max(120) int dormantMonths,
        @NotNull @DecimalMin("1") @DecimalMax("100") BigDecimal rhythmFactor,
        @Min(2) @Max(1000) int rhythmPurchases,
        @Min(1) @Max(3660) int compareDays,
        @NotNull @DecimalMin("0") @DecimalMax("1") BigDecimal declineBelow) {

    /** Refuses an order that contradicts itself. */
    public SilencePolicy {
        if (reminderMonths > atRiskMonths || atRiskMonths > dormantMonths) {
            throw new IllegalArgumentException("reminderMonths " + reminderMonths + ", atRiskMonths " + atRiskMonths
                    + " and dormantMonths " + dormantMonths + " must not fall");
        }
    }

    /** {@return two, three and six months; twice the own median of at least 3; half of the 90 days before} */
    public static SilencePolicy shipped() {
        return new SilencePolicy(2, 3, 6, new BigDecimal("2"), 3, 90, new BigDecimal("0.5"));
    }
}
