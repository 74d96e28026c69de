package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.policy.Policy;
import java.util.Set;
import java.util.function.Predicate;

/** Knows from which pools somebody may claim, and therefore sees what is in them (CUS-12). Safe for use by many threads. */
@FunctionalInterface
public interface OpenPools {

    /** There are none. */
    OpenPools NONE = (policy, wanted, holds, departments) -> Set.of();

    /**
     * The pools that are open to somebody.
     *
     * @param policy the policy in force
     * @param wanted what for, such as {@code customer:view}
     * @param holds whether that user holds a permission
     * @param departments names of the user's department and of all above it
     * @return their keys
     */
    Set<String> to(Policy policy, Permission wanted, Predicate<Permission> holds, Set<String> departments);
}
