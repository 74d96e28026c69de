package io.crmkit.audit;

import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The section {@code audit} of the policy document: what is out of the ordinary (ACC-10), and how refusals that repeat are
 * put together.
 *
 * @param viewsPerHour more views of sensitive fields than this in any 60 minutes are reported
 * @param exportedRowsPerDay more exported rows than this on a day are reported
 * @param refusalsPerHour this many refusals in any 60 minutes are reported
 * @param workFrom access before this time of the day, in the enterprise's zone, is reported
 * @param workUntil access from this time of the day on is reported
 * @param sensitive further sensitive fields by kind of record, such as {@code lead: [facts.needs]}, beside those that always are
 *     (ACC-11): their contents stand beside the chain, which keeps a salted hash of them, so that they can be erased, and are
 *     sealed in the store if there are keys; it holds for what is written from then on
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
            new AuditPolicy(200, 1_000, 10, LocalTime.of(7, 0), LocalTime.of(22, 0), Map.of(), 10));

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
     * The sensitive fields of a kind: its own, and those that this section marks.
     *
     * @param kind the kind of record
     * @return their paths
     */
    public Set<String> sensitive(Kind<?> kind) {
        List<String> more = sensitive.getOrDefault(kind.name(), List.of());
        if (more.isEmpty()) {
            return kind.sensitive();
        }
        Set<String> all = new TreeSet<>(kind.sensitive());
        all.addAll(more);
        return all;
    }

    /**
     * Fields that are marked as sensitive and cannot be: they are not there, or an index would tell of them in clear (ACC-11).
     *
     * @param policy the policy
     * @param kinds the kinds that have fields to mark
     * @return a refusal for each
     */
    public static List<Refusal> unknownFields(Policy policy, List<Kind<?>> kinds) {
        List<Refusal> wrong = new ArrayList<>();
        Map<String, Kind<?>> byName = new TreeMap<>();
        kinds.stream().filter(kind -> !kind.markable().isEmpty()).forEach(kind -> byName.put(kind.name(), kind));
        new TreeMap<>(policy.get(SECTION).sensitive()).forEach((name, fields) -> {
            Kind<?> kind = byName.get(name);
            if (kind == null) {
                wrong.add(unknown(SECTION.name() + ".sensitive", name, byName.keySet()));
            } else {
                fields.stream()
                        .filter(field -> !kind.markable().contains(field))
                        .forEach(field ->
                                wrong.add(unknown(SECTION.name() + ".sensitive." + name, field, kind.markable())));
            }
        });
        return wrong;
    }

    private static Refusal unknown(String path, String value, Set<String> allowed) {
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID, "POL-01", "document.wrong-value", path, value, String.join(", ", allowed))
                .onField(path)
                .ofValue(value);
        return NearMiss.of(value, allowed).map(refusal::suggesting).orElse(refusal);
    }
}
