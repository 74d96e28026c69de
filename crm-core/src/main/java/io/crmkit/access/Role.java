package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Wall;
import jakarta.validation.constraints.NotNull;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A bundle of permissions with a reach for each module (ACC-05, ACC-06). Data: roles are part of the policy document.
 *
 * @param name what people call it
 * @param reach how far it reaches where {@code reaches} says nothing
 * @param reaches how far it reaches by module
 * @param gives ids of the roles that its holders may give to others and take from them; {@code *} for every role
 * @param permissions such as {@code customer:view}; {@code customer:*} grants every action in the module and {@code *:view}
 *     an action in every module
 * @param walls what its holders meet at a field, such as {@code customer.remark} (ACC-07); every other field is editable
 */
public record Role(
        @NotNull Label name,
        @NotNull Reach reach,
        Map<String, Reach> reaches,
        Set<String> gives,
        Set<String> permissions,
        Map<String, Wall> walls) {

    /** Copies the collections. */
    public Role {
        reaches = reaches == null ? Map.of() : Map.copyOf(reaches);
        gives = gives == null ? Set.of() : sorted(gives);
        permissions = permissions == null ? Set.of() : sorted(permissions);
        walls = walls == null ? Map.of() : Map.copyOf(walls);
    }

    /** In an order of its own, so that a document says the same each time, and as quickly asked as any set. */
    private static Set<String> sorted(Set<String> values) {
        return Collections.unmodifiableSet(new LinkedHashSet<>(new TreeSet<>(values)));
    }

    /**
     * What its holders meet at a field.
     *
     * @param field module and name, such as {@code customer.remark}
     * @return the wall
     */
    public Wall at(String field) {
        return walls.getOrDefault(field, Wall.EDITABLE);
    }

    /**
     * Whether the role grants this.
     *
     * @param permission what
     * @return whether it does
     */
    public boolean grants(Permission permission) {
        return permissions.contains(permission.toString())
                || permissions.contains(permission.module() + ":*")
                || permissions.contains("*:" + permission.action());
    }

    /**
     * How far the role reaches.
     *
     * @param module in which module
     * @return how far
     */
    public Reach in(String module) {
        return reaches.getOrDefault(module, reach);
    }
}
