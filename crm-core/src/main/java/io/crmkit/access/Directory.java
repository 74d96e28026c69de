package io.crmkit.access;

import io.crmkit.internal.road.Permission;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Wall;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The organisation and the policy at one moment. Immutable, safe for use by many threads.
 */
public final class Directory {

    private record Question(String userId, Permission permission) {}

    private record Once(String userId, String what) {}

    private record Gaze(String userId, Permission permission, String field) {}

    private final long version;
    private final Policy policy;
    private final Map<String, User> users = new HashMap<>();
    private final Map<String, User> byLogin = new HashMap<>();
    private final Map<String, Department> departments = new HashMap<>();
    private final Map<String, List<User>> below;
    private final Map<String, List<Grant>> grants = new HashMap<>();
    private final Optional<Instant> until;
    private final Map<Question, Extent> extents = new ConcurrentHashMap<>();
    private final Map<Gaze, Wall> walls = new ConcurrentHashMap<>();
    private final Map<Once, Object> once = new ConcurrentHashMap<>();
    private final Map<String, Boolean> walled = new ConcurrentHashMap<>();
    private final Map<String, Rights> acting = new ConcurrentHashMap<>();
    private final Map<Rights, Rights> alike = new ConcurrentHashMap<>();
    private final Rights.Numbers permissions;
    private final Map<String, Set<String>> departmentsOf = new ConcurrentHashMap<>();

    /**
     * A directory.
     *
     * @param version its version
     * @param policy the policy in force
     * @param users all users
     * @param departments all departments
     */
    public Directory(long version, Policy policy, Collection<User> users, Collection<Department> departments) {
        this(version, policy, users, departments, List.of(), Instant.EPOCH);
    }

    /**
     * A directory as it is as long as no grant ends.
     *
     * @param version its version
     * @param policy the policy in force
     * @param users all users
     * @param departments all departments
     * @param grants rights beside roles (ACC-08); those that do not hold now are left out
     * @param now the time
     */
    public Directory(
            long version,
            Policy policy,
            Collection<User> users,
            Collection<Department> departments,
            Collection<Grant> grants,
            Instant now) {
        this(version, policy, users, departments, grants, now, Rights.Numbers.of(policy.get(AccessPolicy.SECTION)));
    }

    private Directory(
            long version,
            Policy policy,
            Collection<User> users,
            Collection<Department> departments,
            Collection<Grant> grants,
            Instant now,
            Rights.Numbers permissions) {
        grants.stream()
                .filter(grant -> grant.holds(now))
                .forEach(grant -> this.grants
                        .computeIfAbsent(grant.userId(), k -> new java.util.ArrayList<>())
                        .add(grant));
        until = grants.stream()
                .filter(grant -> grant.holds(now))
                .flatMap(grant -> grant.until().stream())
                .min(Instant::compareTo);
        this.version = version;
        this.policy = policy;
        this.permissions = permissions;
        users.stream().filter(u -> u.state() != User.State.DELETED).forEach(u -> {
            this.users.put(u.id(), u);
            byLogin.put(u.login(), u);
        });
        departments.forEach(d -> this.departments.put(d.id(), d));
        below = new HashMap<>();
        this.users
                .values()
                .forEach(u -> u.superior()
                        .ifPresent(s -> below.computeIfAbsent(s, k -> new java.util.ArrayList<>())
                                .add(u)));
    }

    /** The organisation as it was at another moment, under the same policy, without grants. */
    Directory at(long other, Collection<User> others, Collection<Department> otherDepartments) {
        return at(other, others, otherDepartments, List.of(), Instant.EPOCH);
    }

    /** The organisation as it was at another moment, under the same policy. */
    Directory at(
            long other,
            Collection<User> others,
            Collection<Department> otherDepartments,
            Collection<Grant> otherGrants,
            Instant now) {
        return new Directory(other, policy, others, otherDepartments, otherGrants, now, permissions);
    }

    /** {@return the version; it rises with every change of users, departments or policy} */
    public long version() {
        return version;
    }

    /** {@return the policy in force} */
    public Policy policy() {
        return policy;
    }

    /**
     * A user.
     *
     * @param id the id
     * @return the user
     */
    public Optional<User> user(String id) {
        return Optional.ofNullable(users.get(id));
    }

    /**
     * A user.
     *
     * @param login the login
     * @return the user
     */
    public Optional<User> byLogin(String login) {
        return Optional.ofNullable(byLogin.get(Logins.folded(login)));
    }

    /** {@return all users} */
    public Collection<User> users() {
        return java.util.Collections.unmodifiableCollection(users.values());
    }

    /**
     * A department.
     *
     * @param id the id
     * @return the department
     */
    public Optional<Department> department(String id) {
        return Optional.ofNullable(departments.get(id));
    }

    /** {@return all departments} */
    public Collection<Department> departments() {
        return java.util.Collections.unmodifiableCollection(departments.values());
    }

    /**
     * The users who report to somebody directly.
     *
     * @param userId the superior
     * @return the users
     */
    public List<User> reportsOf(String userId) {
        return List.copyOf(below.getOrDefault(userId, List.of()));
    }

    /**
     * Everybody below a user, at any depth (ACC-04).
     *
     * @param userId the superior
     * @return ids, without the user
     */
    public Set<String> everybodyBelow(String userId) {
        Set<String> found = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of(userId));
        while (!open.isEmpty()) {
            for (User user : below.getOrDefault(open.pop(), List.of())) {
                if (!user.id().equals(userId) && found.add(user.id())) {
                    open.push(user.id());
                }
            }
        }
        return found;
    }

    /**
     * A department and all below it.
     *
     * @param departmentId the department
     * @return ids
     */
    public Set<String> departmentTree(String departmentId) {
        Set<String> found = new HashSet<>(Set.of(departmentId));
        boolean grew = true;
        while (grew) {
            grew = false;
            for (Department d : departments.values()) {
                if (d.parent().filter(found::contains).isPresent() && found.add(d.id())) {
                    grew = true;
                }
            }
        }
        return found;
    }

    /** {@return the names of all departments} */
    public Set<String> departmentNames() {
        return departments.values().stream().map(Department::name).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The departments that a user belongs to.
     *
     * @param userId the user
     * @return names of the user's department and of all above it
     */
    public Set<String> departmentsOf(String userId) {
        return departmentsOf.computeIfAbsent(userId, this::departmentPath);
    }

    private Set<String> departmentPath(String userId) {
        Set<String> names = new HashSet<>();
        Set<String> seen = new HashSet<>();
        Optional<Department> at = user(userId).flatMap(User::department).flatMap(this::department);
        while (at.isPresent() && seen.add(at.get().id())) {
            names.add(at.get().name());
            at = at.get().parent().flatMap(this::department);
        }
        return Set.copyOf(names);
    }

    /**
     * The rights that a user has beside roles (ACC-08).
     *
     * @param userId the user
     * @return those that hold
     */
    public List<Grant> grantsOf(String userId) {
        return List.copyOf(grants.getOrDefault(userId, List.of()));
    }

    /** Whether it is still so: when a grant ends by itself, another directory takes the place of this one. */
    boolean lasts(Instant now) {
        return until.isEmpty() || now.isBefore(until.get());
    }

    /**
     * The roles that a user holds, by account or by a grant.
     *
     * @param userId the user
     * @return roles by id
     */
    public Map<String, Role> rolesOf(String userId) {
        Map<String, Role> all = policy.get(AccessPolicy.SECTION).roles();
        Map<String, Role> held = new HashMap<>();
        Set<String> ids = new HashSet<>();
        user(userId).ifPresent(user -> ids.addAll(user.roles()));
        grants.getOrDefault(userId, List.of())
                .forEach(grant -> grant.right().role().ifPresent(ids::add));
        ids.forEach(id -> Optional.ofNullable(all.get(id)).ifPresent(role -> held.put(id, role)));
        return held;
    }

    /**
     * Whether a user holds a permission by any role or grant; an inactive user holds none.
     *
     * @param userId the user
     * @param permission the permission
     * @return whether
     */
    public boolean holds(String userId, Permission permission) {
        Rights known = acting.get(userId);
        return (known != null ? known : acting(userId)).hold(permission)
                || (!grants.isEmpty() && granted(userId, permission));
    }

    private boolean granted(String userId, Permission permission) {
        return grants.getOrDefault(userId, List.of()).stream().anyMatch(grant -> grant.grants(permission))
                && user(userId).filter(User::active).isPresent();
    }

    /** Of those who hold nothing nothing is remembered: anybody may ask for an id that is unknown. */
    private Rights acting(String userId) {
        if (user(userId).filter(User::active).isEmpty()) {
            return Rights.NONE;
        }
        Rights rights = Rights.of(permissions, rolesOf(userId).values());
        Rights kept = alike.computeIfAbsent(rights, r -> r);
        acting.put(userId, kept);
        return kept;
    }

    /**
     * Whose records a user reaches with a permission: the union over the roles that grant it (ACC-05, ACC-06).
     *
     * @param userId the user
     * @param permission the permission
     * @return the extent
     */
    public Extent extent(String userId, Permission permission) {
        return extents.computeIfAbsent(
                new Question(userId, permission), q -> AccessRules.extent(this, q.userId(), q.permission()));
    }

    /**
     * Whether a wall stands anywhere for a user.
     *
     * @param userId the user
     * @return whether any role has one
     */
    public boolean walled(String userId) {
        return walled.computeIfAbsent(
                userId,
                id -> rolesOf(id).values().stream()
                        .anyMatch(role -> !role.walls().isEmpty()));
    }

    /**
     * What a user meets at a field (ACC-07).
     *
     * @param userId the user
     * @param permission what for
     * @param module the module of the field
     * @param field module and name, such as {@code customer.remark}
     * @return the wall
     */
    public Wall wall(String userId, Permission permission, String module, String field) {
        return walled(userId) || !holds(userId, Permission.of(module, "view"))
                ? walls.computeIfAbsent(
                        new Gaze(userId, permission, field),
                        g -> AccessRules.wall(this, g.userId(), g.permission(), module, g.field()))
                : Wall.EDITABLE;
    }

    /**
     * What follows from a user's rights and the policy of this directory alone, worked out once.
     *
     * @param userId the user
     * @param what names it
     * @param type its type
     * @param work works it out; may be done twice when two ask at once
     * @param <T> its type
     * @return what was worked out
     */
    public <T> T once(String userId, String what, Class<T> type, Supplier<T> work) {
        Once key = new Once(userId, what);
        Object known = once.get(key);
        if (known == null) {
            known = work.get();
            once.put(key, known);
        }
        return type.cast(known);
    }
}
