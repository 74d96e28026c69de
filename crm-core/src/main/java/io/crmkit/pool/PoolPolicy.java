package io.crmkit.pool;

import io.crmkit.internal.road.Permission;
import io.crmkit.policy.Policy;
import io.crmkit.policy.PolicySection;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The section of the policy document that is named after the pool (CUS-12). How many customers one user may own is {@code customer.maxOwned}.
 *
 * @param pools the pools by key; {@value Custody#PUBLIC} is among them
 * @param into key of the pool that what nobody owns goes to; a segment may name another
 * @param maxLeads how many leads one user may own, 1 to 1,000,000
 * @param claimsPerDay how many customers and leads together one user may claim on a day of the enterprise's time zone, 0 to 100,000
 * @param coolDownDays for how many days a former owner cannot claim the same again, 0 to 3,650
 * @param recycling what owners lose to the pool
 */
public record PoolPolicy(
        @NotEmpty Map<@NotBlank @CleanText(max = 40) String, @Valid @NotNull Definition> pools,
        @NotBlank @CleanText(max = 40) String into,
        @Min(1) @Max(1_000_000) int maxLeads,
        @Min(0) @Max(100_000) int claimsPerDay,
        @Min(0) @Max(3_650) int coolDownDays,
        @Valid @NotNull RecyclingPolicy recycling) {

    /** The section with the shipped settings. */
    public static final PolicySection<PoolPolicy> SECTION = new PolicySection<>(
            "pool",
            PoolPolicy.class,
            new PoolPolicy(
                    Map.of(Custody.PUBLIC, new Definition(new Label("公海", "public pool"), List.of())),
                    Custody.PUBLIC,
                    200,
                    20,
                    7,
                    RecyclingPolicy.shipped()),
            List.of(
                    new PolicySection.Part("into", false),
                    new PolicySection.Part("coolDownDays", false),
                    new PolicySection.Part("recycling", false)));

    /** What lets a user take something out of a pool. */
    public static final Permission CLAIM = Permission.of("pool", "claim");

    /** What lets a user give something out of a pool to others. */
    public static final Permission ASSIGN = Permission.of("pool", "assign");

    private static final Set<String> MODULES = Set.of("customer", "lead");

    /**
     * A pool.
     *
     * @param name what people call it
     * @param departments names of the departments whose people, and those of the departments below, may claim from it; none for
     *     everybody
     */
    public record Definition(@NotNull Label name, @NotNull List<@NotBlank String> departments) {

        /** Copies the list. */
        public Definition {
            departments = departments == null ? List.of() : List.copyOf(departments);
        }

        boolean isOpenTo(Set<String> of) {
            return departments.isEmpty() || departments.stream().anyMatch(of::contains);
        }
    }

    /** Refuses parts that contradict each other. */
    public PoolPolicy {
        pools = pools == null ? Map.of() : Collections.unmodifiableSortedMap(new TreeMap<>(pools));
        String known = String.join(", ", pools.keySet());
        if (!pools.isEmpty() && !pools.containsKey(Custody.PUBLIC)) {
            throw new IllegalArgumentException("pools lacks the pool " + Custody.PUBLIC + "; there are: " + known);
        }
        if (into != null && !pools.isEmpty() && !pools.containsKey(into)) {
            throw new IllegalArgumentException("into is " + into + ", which is no pool; there are: " + known);
        }
    }

    /**
     * The pools that are open to somebody who may claim or assign.
     *
     * @param departments names of the user's department and of all above it
     * @return their keys, sorted
     */
    public Set<String> openTo(Set<String> departments) {
        return pools.entrySet().stream()
                .filter(pool -> pool.getValue().isOpenTo(departments))
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The pools whose records somebody sees (CUS-12): those that the user may claim from.
     *
     * @param policy the policy in force
     * @param wanted what for, such as {@code customer:view}
     * @param holds whether that user holds a permission
     * @param departments names of the user's department and of all above it
     * @return their keys
     */
    public static Set<String> seen(
            Policy policy, Permission wanted, Predicate<Permission> holds, Set<String> departments) {
        return wanted.action().equals("view")
                        && MODULES.contains(wanted.module())
                        && (holds.test(CLAIM) || holds.test(ASSIGN))
                ? policy.get(SECTION).openTo(departments)
                : Set.of();
    }
}
