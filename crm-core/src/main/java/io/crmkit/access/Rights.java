package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What somebody holds by several roles together, worked out once: a bit for each permission that any role of the policy names, so
 * that a decision costs the same however many roles there are. Immutable.
 */
final class Rights {

    /** No roles, no rights. */
    static final Rights NONE = new Rights(new Numbers(List.of()), Map.of());

    private static final String ANY = "*";

    /** The permissions that roles name, numbered. Immutable. */
    static final class Numbers {
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

        private static Permission permission(String text) {
            int colon = text.indexOf(':');
            return colon < 0
                    ? Permission.of(text, "")
                    : Permission.of(text.substring(0, colon), text.substring(colon + 1));
        }
    }

    private final Numbers numbers;
    private final Map<String, Role> roles;
    private final long[] bits;
    private final Set<String> modules = new HashSet<>();
    private final Set<String> actions = new HashSet<>();
    private final boolean walled;

    /**
     * The rights of roles.
     *
     * @param numbers numbers of the permissions of all roles there are
     * @param roles those that are held, by id
     */
    Rights(Numbers numbers, Map<String, Role> roles) {
        this.numbers = numbers;
        this.roles = Collections.unmodifiableMap(new HashMap<>(roles));
        this.bits = new long[(numbers.numbers.size() + Long.SIZE - 1) / Long.SIZE];
        this.walled = roles.values().stream().anyMatch(role -> !role.walls().isEmpty());
        List<Permission> held = new ArrayList<>();
        for (Role role : roles.values()) {
            for (String text : role.permissions()) {
                Permission permission = Numbers.permission(text);
                if (permission.action().equals(ANY)) {
                    modules.add(permission.module());
                } else if (permission.module().equals(ANY)) {
                    actions.add(permission.action());
                } else {
                    held.add(permission);
                }
            }
        }
        held.forEach(this::set);
        if (!modules.isEmpty() || !actions.isEmpty()) {
            numbers.numbers.keySet().stream().filter(this::byPattern).forEach(this::set);
        }
    }

    private void set(Permission permission) {
        Integer number = numbers.numbers.get(permission);
        if (number == null) {
            throw new IllegalArgumentException(permission + " is held by a role that is not in the policy");
        }
        bits[number / Long.SIZE] |= 1L << number;
    }

    private boolean byPattern(Permission permission) {
        return modules.contains(permission.module()) || actions.contains(permission.action());
    }

    /** {@return whether any of the roles grants a permission} */
    boolean hold(Permission permission) {
        Integer number = numbers.numbers.get(permission);
        return number == null ? byPattern(permission) : (bits[number / Long.SIZE] & 1L << number) != 0;
    }

    /** {@return the roles by id} */
    Map<String, Role> roles() {
        return roles;
    }

    /** {@return whether any of the roles has a wall} */
    boolean walled() {
        return walled;
    }
}
