package io.crmkit.access;

import io.crmkit.access.Explanation.Subject;
import io.crmkit.access.Explanation.Target;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Wall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Explains who may do what (ACC-05 to ACC-07, ACC-09). Subjects are written as a module ({@code opportunity}), a record ({@code
 * opportunity/7}), or a field of either ({@code opportunity.amount}, {@code opportunity/7.amount}). Got from a session.
 */
public final class Access {

    private static final Operation EXPLAIN = Operation.of("decision.explain", "access", "explain");
    private static final Operation CROSSINGS = Operation.of("decision.crossings", "access", "crossings");
    private static final Operation WHO_CAN = Operation.of("decision.who-can", "access", "who-can");

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory the organisation
     */
    public Access(Road road, Actor actor, DirectoryCache directory) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
    }

    /**
     * The walls before the signed-in user: needs no permission, since every answer shows as much.
     *
     * @return by module and field, such as {@code customer.remark}, what the user meets there; fields that are open are left out
     */
    public Map<String, Wall> walls() {
        Directory now = directory.current();
        Map<String, Wall> walls = new TreeMap<>();
        for (String field : road.answers().fields(now.policy())) {
            String module = field.substring(0, field.indexOf('.'));
            Wall seen = now.wall(actor.userId(), Permission.of(module, "view"), module, field);
            Wall wall = seen.sees() ? now.wall(actor.userId(), Permission.of(module, "edit"), module, field) : seen;
            if (wall != Wall.EDITABLE) {
                walls.put(field, wall);
            }
        }
        return walls;
    }

    /**
     * Whether a user may do something, what decides it, and what would be needed. Needs {@code access:explain}; a record that the
     * signed-in user may not see is not there.
     *
     * @param login the user's login
     * @param action such as {@code edit}, or {@code opportunity:edit}
     * @param subject what it would be done to
     * @return the decision
     */
    public Outcome<Decision> explain(String login, String action, String subject) {
        return road.read(actor, EXPLAIN, unit -> {
            Directory now = directory.current();
            Optional<User> user = now.byLogin(login);
            if (user.isEmpty()) {
                return Outcome.refused(Refusal.of(Refusal.Kind.NOT_FOUND, "ACC-01", "access.unknown-user", login)
                        .onField("login")
                        .ofValue(login));
            }
            return explanation(unit, now, action, subject)
                    .map(explanation -> explanation.of(user.get(), teams(unit, user.get())));
        });
    }

    /**
     * All users who may do something. Needs {@code access:who-can}; a record that the signed-in user may not see is not there.
     *
     * @param action such as {@code edit}, or {@code opportunity:edit}
     * @param subject what it would be done to
     * @return a decision for each who may, by login
     */
    public Outcome<List<Decision>> whoCan(String action, String subject) {
        return road.read(actor, WHO_CAN, unit -> {
            Directory now = directory.current();
            return explanation(unit, now, action, subject).map(explanation -> {
                unit.prefetch(
                        TeamGrants.KIND, now.users().stream().map(User::id).toList());
                List<Decision> allowed = new ArrayList<>();
                for (User user : now.users()) {
                    Decision decision = explanation.of(user, teams(unit, user));
                    if (decision.allowed()) {
                        allowed.add(decision);
                    }
                }
                allowed.sort(Comparator.comparing(Decision::login));
                return List.copyOf(allowed);
            });
        });
    }

    /**
     * Users who have duties together that one user should not have (权限交叉, ACC-19), by roles and grants as they are now. Needs {@code
     * access:crossings}.
     *
     * @return by pair of duties in the order of the policy, and by login
     */
    public Outcome<List<Crossing.Found>> crossings() {
        return road.read(actor, CROSSINGS, unit -> {
            Directory now = directory.current();
            List<Crossing.Found> found = new ArrayList<>();
            for (Crossing crossing : now.policy().get(AccessPolicy.SECTION).crossings()) {
                now.users().stream()
                        .filter(User::active)
                        .sorted(Comparator.comparing(User::login))
                        .forEach(user -> {
                            List<Label> one = givers(now, user, crossing.one());
                            List<Label> other = givers(now, user, crossing.other());
                            if (!one.isEmpty() && !other.isEmpty()) {
                                found.add(new Crossing.Found(
                                        crossing.id(), crossing.name(), user.login(), user.name(), one, other));
                            }
                        });
            }
            return Outcome.done(List.copyOf(found));
        });
    }

    /** What gives a user one of some permissions. */
    private static List<Label> givers(Directory now, User user, java.util.Set<String> permissions) {
        List<Label> givers = new ArrayList<>();
        for (String text : new java.util.TreeSet<>(permissions)) {
            int colon = text.indexOf(':');
            Permission permission = Permission.of(text.substring(0, colon), text.substring(colon + 1));
            new TreeMap<>(now.rolesOf(user.id()))
                    .values().stream()
                            .filter(role -> role.grants(permission))
                            .forEach(role -> givers.add(Messages.label("access.crossing.by", role.name(), text)));
            now.grantsOf(user.id()).stream()
                    .filter(grant -> grant.grants(permission))
                    .forEach(grant -> givers.add(
                            Messages.label("access.crossing.by", PermissionRequests.name(now, grant.right()), text)));
        }
        return givers;
    }

    private static TeamGrants teams(Unit unit, User user) {
        return unit.find(TeamGrants.KIND, user.id()).orElseGet(() -> new TeamGrants(user.id(), 1, List.of()));
    }

    private Outcome<Explanation> explanation(Unit unit, Directory now, String action, String text) {
        int slash = text.indexOf('/');
        int dot = text.lastIndexOf('.');
        Optional<String> field = dot < 0 ? Optional.empty() : field(now, text, slash, dot);
        String whole = field.isPresent() ? text.substring(0, dot) : text;
        String type = slash < 0 ? whole : whole.substring(0, slash);
        Optional<Kind<?>> kind = road.answers().kind(type);
        String module = kind.map(Kind::module).orElse(type);
        if ((slash >= 0 && kind.isEmpty()) || (dot >= 0 && slash < 0 && field.isEmpty())) {
            List<String> known = new ArrayList<>(road.answers().fields(now.policy()));
            Refusal refusal = Refusal.of(
                            Refusal.Kind.INVALID, "ACC-09", "access.explain.subject", text, String.join(", ", known))
                    .onField("subject")
                    .ofValue(text);
            return Outcome.refused(
                    NearMiss.of(text, known).map(refusal::suggesting).orElse(refusal));
        }
        int colon = action.indexOf(':');
        Permission permission = colon < 0
                ? Permission.of(module, action)
                : Permission.of(action.substring(0, colon), action.substring(colon + 1));
        Optional<Target> target = Optional.empty();
        if (slash >= 0) {
            String id = whole.substring(slash + 1);
            target = target(unit, kind.orElseThrow(), id);
            if (target.isEmpty()) {
                return Outcome.refused(Refusals.notFound(Messages.label("kind." + type), id));
            }
        }
        Permission view = Permission.of(module, "view");
        return Outcome.done(new Explanation(
                now,
                unit.now(),
                new Subject(text, module, target, field),
                permission,
                user -> directory.pools(now, user.id(), view)));
    }

    /** Module and name of the field that a subject ends with, if it does. */
    private Optional<String> field(Directory now, String text, int slash, int dot) {
        String type = text.substring(0, slash < 0 ? dot : Math.min(slash, dot));
        String module = road.answers().kind(type).map(Kind::module).orElse(type);
        return Optional.of(module + text.substring(dot)).filter(road.answers().fields(now.policy())::contains);
    }

    private static <T extends Entity<T>> Optional<Target> target(Unit unit, Kind<T> kind, String id) {
        return unit.visible(kind, id)
                .map(found -> new Target(
                        found.id(), kind.type().scoped(), kind.owner().apply(found), unit.grants(kind, found)));
    }
}
