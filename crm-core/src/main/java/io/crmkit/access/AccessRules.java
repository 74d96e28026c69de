package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Wall;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The pure rules of who reaches what. */
public final class AccessRules {

    private AccessRules() {}

    /**
     * Whose records a user reaches with a permission (ACC-06): the union over all roles that grant it. An inactive user
     * reaches nothing.
     *
     * @param directory the organisation
     * @param userId the user
     * @param permission the permission
     * @return the extent
     */
    public static Extent extent(Directory directory, String userId, Permission permission) {
        Optional<User> user = directory.user(userId).filter(User::active);
        if (user.isEmpty()) {
            return Extent.NOTHING;
        }
        Set<String> reached = new HashSet<>();
        for (Role role : directory.rolesOf(userId).values()) {
            if (!role.grants(permission)) {
                continue;
            }
            Reach reach = role.in(permission.module());
            if (reach == Reach.ALL) {
                return new Extent(true, Set.of());
            }
            reached.add(userId);
            reached.addAll(reached(directory, user.get(), reach));
        }
        return new Extent(false, reached);
    }

    /**
     * What a user meets at a field (ACC-07): the most permissive wall of all roles that let the user see the module. Who sees
     * it in full may change it if a role that grants the change leaves it editable. A role that grants nothing in the module
     * has no say: whoever also holds it does not see more.
     *
     * @param directory the organisation
     * @param userId the user
     * @param permission what for, such as {@code customer:view} or {@code customer:edit}
     * @param module the module of the field
     * @param field module and name, such as {@code customer.remark}
     * @return the wall
     */
    public static Wall wall(Directory directory, String userId, Permission permission, String module, String field) {
        Collection<Role> roles = directory.rolesOf(userId).values();
        Permission view = Permission.of(module, "view");
        Optional<Wall> seen = most(roles, view, field);
        Optional<Wall> used = permission.equals(view) ? seen : most(roles, permission, field);
        Wall sees = seen.or(() -> used).orElse(Wall.HIDDEN);
        return sees.sees() && !permission.equals(view) && used.orElse(Wall.HIDDEN) != Wall.EDITABLE
                ? Wall.READ_ONLY
                : sees;
    }

    private static Optional<Wall> most(Collection<Role> roles, Permission permission, String field) {
        return roles.stream()
                .filter(role -> role.grants(permission))
                .map(role -> role.at(field))
                .reduce(Wall::or);
    }

    /**
     * Whether a reach spans a record.
     *
     * @param directory the organisation
     * @param userId who reaches
     * @param reach how far
     * @param owner the record's owner, if it has one
     * @return whether it does
     */
    static boolean reaches(Directory directory, String userId, Reach reach, Optional<String> owner) {
        return reach == Reach.ALL
                || owner.filter(id -> id.equals(userId)
                                || directory
                                        .user(userId)
                                        .filter(user ->
                                                reached(directory, user, reach).contains(id))
                                        .isPresent())
                        .isPresent();
    }

    /**
     * Whether a department is spanned by a user's reach, or somebody whom the user reaches belongs to it.
     *
     * @param directory the organisation
     * @param userId who reaches
     * @param permission what for
     * @param department the department
     * @return whether
     */
    static boolean reachesDepartment(Directory directory, String userId, Permission permission, String department) {
        Extent extent = directory.extent(userId, permission);
        if (extent.everybody()) {
            return true;
        }
        Set<String> spanned = directory.rolesOf(userId).values().stream()
                        .filter(role -> role.grants(permission))
                        .anyMatch(role -> role.in(permission.module()) == Reach.DEPARTMENT_TREE)
                ? directory
                        .user(userId)
                        .flatMap(User::department)
                        .map(directory::departmentTree)
                        .orElse(Set.of())
                : Set.of();
        return spanned.contains(department)
                || extent.userIds().stream()
                        .flatMap(id -> directory.user(id).flatMap(User::department).stream())
                        .anyMatch(department::equals);
    }

    private static Set<String> reached(Directory directory, User user, Reach reach) {
        return switch (reach) {
            case OWN, ALL -> Set.of();
            case SUBORDINATES -> directory.everybodyBelow(user.id());
            case DEPARTMENT ->
                user.department().map(d -> members(directory, Set.of(d))).orElse(Set.of());
            case DEPARTMENT_TREE ->
                user.department()
                        .map(d -> members(directory, directory.departmentTree(d)))
                        .orElse(Set.of());
        };
    }

    private static Set<String> members(Directory directory, Set<String> departments) {
        Set<String> members = new HashSet<>();
        for (User user : directory.users()) {
            if (user.department().filter(departments::contains).isPresent()) {
                members.add(user.id());
            }
        }
        return members;
    }
}
