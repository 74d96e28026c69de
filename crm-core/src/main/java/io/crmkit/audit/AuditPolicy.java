package io.crmkit.audit;

import io.crmkit.policy.PolicySection;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;

/**
 * The section {@code audit} of the policy document: what is out of the ordinary (ACC-10), and how refusals that repeat are
 * put together.
 *
 * @param viewsPerHour more views of sensitive fields than this in any 60 minutes are reported
 * @param exportedRowsPerDay more exported rows than this on a day are reported
 * @param refusalsPerHour this many refusals in any 60 minutes are reported
 * @param workFrom access before this time of the day, in the enterprise's zone, is reported
 * @param workUntil access from this time of the day on is reported
 * @param sensitive fields by kind of record, such as {@code lead: [facts.phone]}, whose contents stand beside the chain, which keeps
 *     a salted hash of them, so that they can be erased; it holds for entries from then on
 * @param refusalMinutes refusals of the same to the same user are put together for so many minutes; 0 for never
 */
public record AuditPolicy(
        @Min(1) @Max(1_000_000) int viewsPerHour,
        @Min(1) @Max(100_000_000) int exportedRowsPerDay,
        @Min(1) @Max(1_000_000) int refusalsPerHour,
        @NotNull LocalTime workFrom,
        @NotNull LocalTime workUntil,
        @NotNull Map<String, List<String>> sensitive,
        @Min(0) @Max(1_440) int refusalMinutes) {

    /** The section with the shipped settings. */
    public static final PolicySection<AuditPolicy> SECTION = new PolicySection<>(
            "audit",
            AuditPolicy.class,
            new AuditPolicy(
                    200,
                    1_000,
                    10,
                    LocalTime.of(7, 0),
                    LocalTime.of(22, 0),
                    Map.of(
                            "customer", List.of("profile.remark"),
                            "lead", List.of("facts.contact", "facts.phone"),
                            "user", List.of("email")),
                    10));

    /** Refuses a working day that ends before it begins. */
    public AuditPolicy {
        sensitive = sensitive == null ? Map.of() : Map.copyOf(sensitive);
        if (workFrom != null && workUntil != null && !workFrom.isBefore(workUntil)) {
            throw new IllegalArgumentException("workUntil " + workUntil + " is not after workFrom " + workFrom);
        }
    }

    /** {@return whether a time of the day is outside of work} */
    boolean outside(LocalTime time) {
        return time.isBefore(workFrom) || !time.isBefore(workUntil);
    }

    /**
     * Whether a change of a field tells a sensitive content.
     *
     * @param kind the kind of record
     * @param field the field's path
     * @return whether it is such a field, a part of one, or holds one
     */
    public boolean sensitive(String kind, String field) {
        for (String path : sensitive.getOrDefault(kind, List.of())) {
            if (path.equals(field) || field.startsWith(path + ".") || path.startsWith(field + ".")) {
                return true;
            }
        }
        return false;
    }

    /**
     * The sensitive fields of a kind.
     *
     * @param kind the kind of record
     * @return their paths
     */
    public List<String> sensitive(String kind) {
        return sensitive.getOrDefault(kind, List.of());
    }
}
