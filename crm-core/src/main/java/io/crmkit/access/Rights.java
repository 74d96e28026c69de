package io.crmkit.access;

import com.google.common.cache.CacheBuilder;
import com.google.common.cache.CacheLoader;
import com.google.common.cache.LoadingCache;
import io.crmkit.internal.road.Permission;
import java.util.BitSet;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody holds by several roles together, worked out once: a bit for each permission that any role of the policy names, so
 * that a decision costs the same however many roles there are. Immutable; equal when everybody may do the same.
 *
 * @param numbers numbers of the permissions that roles name
 * @param bits the numbers of those that are held
 * @param modules where every action is granted
 * @param actions what is granted in every module
 */
record Rights(Numbers numbers, BitSet bits, Set<String> modules, Set<String> actions) {

    /** No rights. */
    static final Rights NONE = of(new Numbers(List.of()), List.of());

    private static final String ANY = "*";

    /** The permissions that roles name, numbered. Immutable. */
    static final class Numbers {
        private static final LoadingCache<AccessPolicy, Numbers> KNOWN = CacheBuilder.newBuilder()
                .weakKeys()
                .build(CacheLoader.from(policy -> new Numbers(policy.roles().values())));

        private final Map<Permission, Integer> numbers = new HashMap<>();

        Numbers(Collection<Role> roles) {
            for (Role role : roles) {
                role.permissions().forEach(text -> {
                    Permission permission = permission(text);
                    if (!permission.module().equals(ANY) && !permission.action().equals(ANY)) {
                        numbers.putIfAbsent(permission, numbers.size());
                    }
                });
            }
        }

        /** Made once for each policy. */
        static Numbers of(AccessPolicy policy) {
            return KNOWN.getUnchecked(policy);
        }

        private static Permission permission(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? Permission.of(text, "")
                    : Permission.of(text.substring(0, colon), text.substring(colon + 1));
        }
    }

    /**
     * The rights that roles grant.
     *
     * @param numbers numbers of the permissions of all roles there are
     * @param roles those that are held
     * @return the rights
     */
    static Rights of(Numbers numbers, Collection<Role> roles) {
        Rights rights = new Rights(numbers, new BitSet(numbers.numbers.size()), new HashSet<>(), new HashSet<>());
        for (Role role : roles) {
            role.permissions().forEach(rights::take);
        }
        if (!rights.modules.isEmpty() || !rights.actions.isEmpty()) {
            numbers.numbers.forEach((permission, number) -> {
                if (rights.byPattern(permission)) {
                    rights.bits.set(number);
                }
            });
        }
        return rights;
    }

    private void take(String text) {
        Permission permission = Numbers.permission(text);
        if (permission.action().equals(ANY)) {
            modules.add(permission.module());
        } else if (permission.module().equals(ANY)) {
            actions.add(permission.action());
        } else {
            Integer number = numbers.numbers.get(permission);
            if (number == null) {
                throw new IllegalArgumentException(text + " is granted by a role that is not in the policy");
            }
            bits.set(number);
        }
    }

    private boolean byPattern(Permission permission) {
        return modules.contains(permission.module()) || actions.contains(permission.action());
    }

    /** {@return whether any of the roles grants a permission} */
    boolean hold(Permission permission) {
        Integer number = numbers.numbers.get(permission);
        return number == null ? byPattern(permission) : bits.get(number);
    }
}
