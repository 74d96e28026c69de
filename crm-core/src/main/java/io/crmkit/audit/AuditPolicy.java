package io.crmkit.audit;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.LocalTime;

/**
 * The section {@code audit} of the policy document: what is out of the ordinary (ACC-10), and how refusals that repeat are
 * put together.
 *
 * @param viewsPerHour more views of sensitive fields than this in any 60 minutes are reported
 * @param exportedRowsPerDay more exported rows than this on a day are reported
 * @param refusalsPerHour this many refusals in any 60 minutes are reported
 * @param workFrom access before this time of the day, in the enterprise's zone, is reported
 * @param workUntil access from this time of the day on is reported
 * @param refusalMinutes refusals of the same to the same user are put together for so many minutes; 0 for never
 */
public record AuditPolicy(
        @Min(1) @Max(1_000_000) int viewsPerHour,
        @Min(1) @Max(100_000_000) int exportedRowsPerDay,
        @Min(1) @Max(1_000_000) int refusalsPerHour,
        @NotNull LocalTime workFrom,
        @NotNull LocalTime workUntil,
        @Min(0) @Max(1_440) int refusalMinutes) {

    /** The section with the shipped settings. */
    public static final PolicySection<AuditPolicy> SECTION = new PolicySection<>(
            "audit", AuditPolicy.class, new AuditPolicy(200, 1_000, 10, LocalTime.of(7, 0), LocalTime.of(22, 0), 10));

    /** Refuses a working day that ends before it begins. */
    public AuditPolicy {
        if (workFrom != null && workUntil != null && !workFrom.isBefore(workUntil)) {
            throw new IllegalArgumentException("workUntil " + workUntil + " is not after workFrom " + workFrom);
        }
    }

    /** {@return whether a time of the day is outside of work} */
    boolean outside(LocalTime time) {
        return time.isBefore(workFrom) || !time.isBefore(workUntil);
    }
}
