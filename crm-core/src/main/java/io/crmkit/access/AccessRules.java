package io.crmkit.access;

import io.crmkit.internal.road.Permission;
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
