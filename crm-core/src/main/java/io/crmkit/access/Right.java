package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.shared.CleanText;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What a user can ask for beside the own roles (ACC-08): a role, permissions, or permissions on the records of another department. A
 * right opens records, never fields: walls stand as the user's roles say, wherever one of them shows the module.
 *
 * @param role id of a role, if it is one
 * @param permissions permissions such as {@code customer:view}, if it is not
 * @param reach how far they reach; with a department, its records and no others
 * @param department id of the department whose records they are for
 */
public record Right(
        Optional<@CleanText(max = 60) String> role,
        @NotNull @Size(max = 50) SortedSet<@CleanText(max = 100) String> permissions,
        Optional<Reach> reach,
        Optional<String> department) {

    /** Copies the set. */
    public Right {
        role = role == null ? Optional.empty() : role;
        permissions = permissions == null
                ? Collections.emptySortedSet()
                : Collections.unmodifiableSortedSet(new TreeSet<>(permissions));
        reach = reach == null ? Optional.empty() : reach;
        department = department == null ? Optional.empty() : department;
        if (role.isPresent() != permissions.isEmpty()
                || (role.isPresent() && (reach.isPresent() || department.isPresent()))
                || (reach.isPresent() && department.isPresent())) {
            throw new IllegalArgumentException("a right is a role, or permissions with a reach or a department");
        }
    }

    /**
     * A role.
     *
     * @param id its id
     * @return the right
     */
    public static Right role(String id) {
        return new Right(Optional.of(id), new TreeSet<>(), Optional.empty(), Optional.empty());
    }

    /**
     * Permissions.
     *
     * @param reach how far they reach
     * @param permissions such as {@code customer:view}
     * @return the right
     */
    public static Right permissions(Reach reach, String... permissions) {
        return new Right(Optional.empty(), new TreeSet<>(List.of(permissions)), Optional.of(reach), Optional.empty());
    }

    /**
     * Another department's data, with that of the departments below it.
     *
     * @param department id of the department
     * @param permissions such as {@code customer:view}
     * @return the right
     */
    public static Right data(String department, String... permissions) {
        return new Right(
                Optional.empty(), new TreeSet<>(List.of(permissions)), Optional.empty(), Optional.of(department));
    }

    /**
     * Whether it grants a permission by itself; what a role grants, the role says.
     *
     * @param permission the permission
     * @return whether
     */
    public boolean grants(Permission permission) {
        return permissions.contains(permission.toString());
    }
}
