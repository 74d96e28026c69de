package io.crmkit.access;

import io.crmkit.access.Decision.Ground;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Walls;
import io.crmkit.internal.store.Tokens;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Wall;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** Explains a decision by the very rules that decide it. Not safe for use by many threads. */
final class Explanation {

    /**
     * What is decided about.
     *
     * @param text as it was asked
     * @param module its module
     * @param record the record, if it is one
     * @param field module and name of the field, if it is one
     */
    record Subject(String text, String module, Optional<Target> record, Optional<String> field) {}

    /**
     * A record.
     *
     * @param id its id
     * @param scoped whether it can be owned
     * @param owner id of its owner, if it has one
     * @param grants by which tokens it can be read beside its owner's
     */
    record Target(String id, boolean scoped, Optional<String> owner, Set<String> grants) {}

    private final Directory directory;
    private final Instant now;
    private final Subject subject;
    private final Permission permission;
    private final Permission view;
    private final Function<User, Set<String>> pools;

    Explanation(
            Directory directory,
            Instant now,
            Subject subject,
            Permission permission,
            Function<User, Set<String>> pools) {
        this.pools = pools;
        this.directory = directory;
        this.now = now;
        this.subject = subject;
        this.permission = permission;
        this.view = Permission.of(subject.module(), "view");
    }

    /**
     * Decides for a user.
     *
     * @param user the user
     * @param teams the teams that the user belongs to
     * @return the decision with its grounds
     */
    Decision of(User user, TeamGrants teams) {
        List<Ground> grounds = new ArrayList<>();
        List<Label> needed = new ArrayList<>();
        // Everything is asked, so that all that is needed comes at once.
        boolean active = account(user, grounds, needed);
        boolean granted = granted(user, permission, grounds, needed);
        boolean reached = reached(user, teams, grounds, needed);
        boolean open = open(user, grounds, needed);
        boolean allowed = active && granted && reached && open;
        return new Decision(user.login(), permission.toString(), subject.text(), allowed, grounds, needed);
    }

    private static Ground ground(Decision.Kind kind, boolean favours, String name, String code, Object... args) {
        return new Ground(kind, favours, name, Messages.label(code, args));
    }

    private static boolean account(User user, List<Ground> grounds, List<Label> needed) {
        if (user.state() == User.State.FENCED) {
            grounds.add(ground(Decision.Kind.ACCOUNT, false, user.login(), "access.explain.fenced", user.login()));
            needed.add(Messages.label("access.explain.need-no-fence"));
        } else if (!user.active()) {
            grounds.add(ground(Decision.Kind.ACCOUNT, false, user.login(), "access.explain.inactive", user.login()));
            needed.add(Messages.label("access.explain.need-account"));
        }
        return user.active();
    }

    private Map<String, Role> granting(User user, Permission wanted) {
        Map<String, Role> granting = new TreeMap<>(directory.rolesOf(user.id()));
        granting.values().removeIf(role -> !role.grants(wanted));
        return granting;
    }

    private boolean granted(User user, Permission wanted, List<Ground> grounds, List<Label> needed) {
        Map<String, Role> granting = granting(user, wanted);
        granting.forEach((id, role) -> grounds.add(
                ground(Decision.Kind.ROLE, true, id, "access.explain.role", role.name(), wanted.toString())));
        List<Grant> grants = grants(user, wanted);
        grants.forEach(grant -> grounds.add(ground(
                Decision.Kind.GRANT,
                true,
                grant.id(),
                "access.explain.grant",
                PermissionRequests.name(directory, grant.right()),
                end(grant),
                wanted.toString())));
        if (granting.isEmpty() && grants.isEmpty()) {
            grounds.add(ground(
                    Decision.Kind.ROLE, false, user.login(), "access.explain.no-role", user.name(), wanted.toString()));
            needed.add(
                    Messages.label("access.explain.need-role", wanted.toString(), roles(role -> role.grants(wanted))));
        }
        return !granting.isEmpty() || !grants.isEmpty();
    }

    /** The user's grants that are about a permission: by themselves, or by the role that they give. */
    private List<Grant> grants(User user, Permission wanted) {
        Map<String, Role> granting = granting(user, wanted);
        return directory.grantsOf(user.id()).stream()
                .filter(grant -> grant.grants(wanted)
                        || grant.right().role().filter(granting::containsKey).isPresent())
                .toList();
    }

    private static Label end(Grant grant) {
        return grant.until()
                .map(end -> Messages.label("access.grant.ends", end))
                .orElseGet(() -> Messages.label("access.grant.endless"));
    }

    private String roles(java.util.function.Predicate<Role> which) {
        TreeMap<String, Role> all =
                new TreeMap<>(directory.policy().get(AccessPolicy.SECTION).roles());
        all.values().removeIf(which.negate());
        return String.join(", ", all.keySet());
    }

    /** A record must be seen for whatever is done with it, and then be within the reach of the permission itself. */
    private boolean reached(User user, TeamGrants teams, List<Ground> grounds, List<Label> needed) {
        if (subject.record().isEmpty()) {
            return true;
        }
        Target target = subject.record().get();
        boolean views = permission.equals(view)
                || !granting(user, view).isEmpty()
                || !grants(user, view).isEmpty();
        if (!views) {
            granted(user, view, grounds, needed);
        }
        if (!target.scoped()) {
            return views;
        }
        Extent extent = directory.extent(user.id(), permission);
        boolean within = extent.everybody()
                || target.owner().filter(extent.userIds()::contains).isPresent();
        boolean member = target.grants().contains(Tokens.team(target.id()))
                || teams.grants().stream().anyMatch(g -> target.grants().contains(Tokens.team(g.recordId())));
        boolean reached = within;
        scope(user, target, within, grounds);
        grantedScope(user, target, within, grounds);
        boolean seen = seen(user, target, teams, grounds);
        if (permission.equals(view)) {
            reached = seen;
        } else if (permission.action().equals("edit") && teams.writes(target.id(), now)) {
            reached = true;
            grounds.add(ground(Decision.Kind.TEAM, true, target.id(), "access.explain.team-write", target.id()));
        }
        if (!reached || !seen) {
            needed.add(Messages.label(
                    member && !permission.action().equals("edit") && !permission.equals(view)
                            ? "access.explain.need-reach-member"
                            : "access.explain.need-reach",
                    permission.toString(),
                    owner(target)));
        }
        return reached && seen && views;
    }

    private String owner(Target target) {
        return target.owner().map(this::name).orElse("–");
    }

    private String name(String userId) {
        return directory.user(userId).map(User::name).orElse(userId);
    }

    private void scope(User user, Target target, boolean within, List<Ground> grounds) {
        Map<String, Role> granting = granting(user, permission);
        granting.forEach((id, role) -> {
            Reach reach = role.in(permission.module());
            boolean by = AccessRules.reaches(directory, user.id(), reach, target.owner());
            if (by || !within) {
                grounds.add(ground(
                        Decision.Kind.SCOPE,
                        by,
                        id,
                        by ? "access.explain.in-reach" : "access.explain.out-of-reach",
                        role.name(),
                        Messages.label("access.reach." + reach.name().toLowerCase(java.util.Locale.ROOT)),
                        owner(target)));
            }
        });
    }

    private void grantedScope(User user, Target target, boolean within, List<Ground> grounds) {
        for (Grant grant : directory.grantsOf(user.id())) {
            if (grant.grants(permission)) {
                boolean by = AccessRules.reaches(directory, grant, target.owner());
                if (by || !within) {
                    grounds.add(ground(
                            Decision.Kind.GRANT,
                            by,
                            grant.id(),
                            by ? "access.explain.grant-reaches" : "access.explain.grant-short",
                            PermissionRequests.name(directory, grant.right()),
                            owner(target)));
                }
            }
        }
    }

    private boolean seen(User user, Target target, TeamGrants teams, List<Ground> grounds) {
        Extent extent = directory.extent(user.id(), view);
        boolean owned = extent.everybody()
                || target.owner().filter(extent.userIds()::contains).isPresent();
        if (owned) {
            return true;
        }
        boolean holds = directory.holds(user.id(), view);
        Optional<String> related = extent.userIds().stream()
                .filter(id -> target.grants().contains(Tokens.related(id)))
                .sorted()
                .findFirst();
        related.ifPresent(
                id -> grounds.add(ground(Decision.Kind.RELATED, true, id, "access.explain.related", name(id))));
        Optional<String> team = teams.readable(now).stream()
                .filter(id -> holds && target.grants().contains(Tokens.team(id)))
                .sorted()
                .findFirst();
        team.ifPresent(id -> grounds.add(ground(Decision.Kind.TEAM, true, id, "access.explain.team-read", id)));
        Optional<String> pool = pools.apply(user).stream()
                .filter(key -> holds && target.grants().contains(Tokens.pool(key)))
                .sorted()
                .findFirst();
        pool.ifPresent(key -> grounds.add(ground(Decision.Kind.POOL, true, key, "access.explain.pool", key)));
        return related.isPresent() || team.isPresent() || pool.isPresent();
    }

    private boolean open(User user, List<Ground> grounds, List<Label> needed) {
        if (subject.field().isEmpty()) {
            return true;
        }
        String field = subject.field().get();
        Wall wall = directory.wall(user.id(), permission, subject.module(), field);
        boolean open = permission.equals(view) ? wall.sees() : wall == Wall.EDITABLE;
        new TreeMap<>(directory.rolesOf(user.id())).forEach((id, role) -> {
            if (role.grants(permission) || role.grants(view)) {
                grounds.add(ground(
                        Decision.Kind.WALL,
                        permission.equals(view) ? role.at(field).sees() : role.at(field) == Wall.EDITABLE,
                        id,
                        "access.explain.wall",
                        role.name(),
                        field,
                        Walls.name(role.at(field))));
            }
        });
        if (!open) {
            needed.add(Messages.label(
                    "access.explain.need-field",
                    field,
                    roles(role -> role.grants(permission) && role.at(field) == Wall.EDITABLE)));
        }
        return open;
    }
}
