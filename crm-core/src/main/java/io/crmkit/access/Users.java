package io.crmkit.access;

import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportField;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.KnownRows;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What can be done with users (ACC-01, ACC-04, ACC-05). Got from a session. */
public final class Users {

    private static final String MODULE = "user";
    private static final Operation VIEW = Operation.of("user.view", MODULE, "view");
    private static final Operation CREATE = Operation.of("user.create", MODULE, "create");
    private static final Operation SUPERIOR = Operation.of("user.change-superior", MODULE, "edit");
    private static final Operation ROLES = Operation.of("user.change-roles", MODULE, "assign");
    private static final Operation DEPARTMENT = Operation.of("user.change-department", MODULE, "edit");
    private static final Operation PROFILE = Operation.of("user.edit-profile", MODULE, "edit");
    private static final Operation TRAIN = Operation.of("user.confirm-training", MODULE, "edit");
    private static final Operation DELETE = Operation.of("user.delete", MODULE, "delete");
    private static final Operation ACTIVE = Operation.of("user.change-active", MODULE, "edit");

    /**
     * Users that were created together.
     *
     * @param users the users
     */
    record Created(List<User> users) {}

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;
    private final List<Owned> owned;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory the organisation
     * @param owned all that users can hold
     */
    public Users(Road road, Actor actor, DirectoryCache directory, List<Owned> owned) {
        this.road = road;
        this.actor = actor;
        this.directory = directory;
        this.owned = List.copyOf(owned);
    }

    /** {@return all users, by name} */
    public Outcome<List<User>> list() {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(directory.current().users().stream()
                        .filter(user -> reaches(unit, VIEW, Optional.of(user.id())))
                        .sorted(Comparator.comparing(User::name).thenComparing(User::id))
                        .toList()));
    }

    /**
     * A user.
     *
     * @param login the login
     * @return the user
     */
    public Outcome<User> byLogin(String login) {
        return road.read(
                actor,
                VIEW,
                unit -> directory
                        .current()
                        .byLogin(login)
                        .filter(user -> reaches(unit, VIEW, Optional.of(user.id())))
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(unknown(login))));
    }

    /**
     * Creates a user (ACC-01).
     *
     * @param draft the user
     * @return the user as created
     */
    public Outcome<User> create(NewUser draft) {
        return road.write(actor, CREATE, draft, User.class, unit -> create(unit, draft, Optional.empty()));
    }

    /**
     * Changes whom a user reports to (ACC-04). It takes effect at once on what both can see; customers stay where they
     * are.
     *
     * @param userId the user
     * @param expectedVersion the version that was read
     * @param superior the new superior, or none
     * @return the user as changed
     */
    public Outcome<User> changeSuperior(String userId, long expectedVersion, Optional<String> superior) {
        record Command(String userId, long expectedVersion, Optional<String> superior) {}
        return road.write(
                actor,
                SUPERIOR,
                new Command(userId, expectedVersion, superior),
                User.class,
                unit -> change(unit, SUPERIOR, userId, expectedVersion, user -> {
                    List<Refusal> wrong = new ArrayList<>();
                    if (!reaches(unit, SUPERIOR, superior)) {
                        wrong.add(Refusals.outOfReach(SUPERIOR.permission()).onField("superior"));
                    } else {
                        superior.ifPresent(s -> wrong.addAll(superiorProblems(unit, userId, s)));
                    }
                    if (!wrong.isEmpty()) {
                        return Outcome.refused(wrong);
                    }
                    OrganisationChange.note(
                            unit, User.KIND, userId, OrganisationChange.What.SUPERIOR, user.superior(), superior);
                    return Outcome.done(user.withSuperior(superior, touched(unit, user)));
                }));
    }

    /**
     * Changes the roles of a user (ACC-05). Nobody changes the own (ACC-08).
     *
     * @param userId the user
     * @param expectedVersion the version that was read
     * @param roles ids of the roles
     * @return the user as changed
     */
    public Outcome<User> changeRoles(String userId, long expectedVersion, Set<String> roles) {
        record Command(String userId, long expectedVersion, Set<String> roles) {}
        return road.write(
                actor,
                ROLES,
                new Command(userId, expectedVersion, new TreeSet<>(roles)),
                User.class,
                unit -> change(unit, ROLES, userId, expectedVersion, user -> {
                    List<Refusal> wrong = roleProblems(unit, changed(user, roles));
                    return wrong.isEmpty()
                            ? Outcome.done(user.withRoles(roles, touched(unit, user)))
                            : Outcome.refused(wrong);
                }));
    }

    /**
     * Disables or enables an account (ACC-01). A disabled user's rights end at the next call, on every node.
     *
     * @param userId the user
     * @param expectedVersion the version that was read
     * @param active whether the account may be used
     * @return the user as changed
     */
    public Outcome<User> changeActive(String userId, long expectedVersion, boolean active) {
        record Command(String userId, long expectedVersion, boolean active) {}
        return road.write(
                actor,
                ACTIVE,
                new Command(userId, expectedVersion, active),
                User.class,
                unit -> change(unit, ACTIVE, userId, expectedVersion, user -> {
                    if (user.state() == User.State.FENCED) {
                        return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-12", "access.fenced", user.name()));
                    }
                    if (active && untrained(unit, user.trainedOn())) {
                        return Outcome.refused(
                                Refusal.of(Refusal.Kind.RULE, "ACC-14", "access.training-missing", user.name())
                                        .onField("trainedOn"));
                    }
                    if (!active) {
                        ended(unit, userId);
                    }
                    return Outcome.done(user.in(active ? User.State.ACTIVE : User.State.DISABLED, touched(unit, user)));
                }));
    }

    /**
     * Changes the department of a user (ACC-04).
     *
     * @param userId the user
     * @param expectedVersion the version that was read
     * @param department id of the department, or none
     * @return the user as changed
     */
    public Outcome<User> changeDepartment(String userId, long expectedVersion, Optional<String> department) {
        record Command(String userId, long expectedVersion, Optional<String> department) {}
        return road.write(
                actor,
                DEPARTMENT,
                new Command(userId, expectedVersion, department),
                User.class,
                unit -> change(unit, DEPARTMENT, userId, expectedVersion, user -> {
                    Optional<Refusal> wrong = department.flatMap(d -> placeProblem(unit, DEPARTMENT, d));
                    if (wrong.isPresent()) {
                        return Outcome.refused(wrong.get());
                    }
                    OrganisationChange.note(
                            unit, User.KIND, userId, OrganisationChange.What.DEPARTMENT, user.department(), department);
                    return Outcome.done(user.withDepartment(department, touched(unit, user)));
                }));
    }

    /**
     * Changes name, e-mail and phone of somebody whose roles are the actor's to give: whoever changes a mailbox can have the
     * password reset.
     *
     * @param userId the user
     * @param expectedVersion the version that was read
     * @param profile all that shall be known from now on
     * @return the user as changed
     */
    public Outcome<User> editProfile(String userId, long expectedVersion, UserProfile profile) {
        record Command(
                String userId,
                long expectedVersion,
                @Valid @NotNull UserProfile profile) {}
        return road.write(
                actor,
                PROFILE,
                new Command(userId, expectedVersion, profile),
                User.class,
                unit -> Accounts.other(unit, PROFILE, userId)
                        .flatMap(user -> Accounts.ranked(unit, user))
                        .flatMap(user -> user.version() == expectedVersion
                                ? Outcome.done(profiled(unit, user, profile))
                                : Outcome.refused(Refusals.conflict(
                                        Messages.label("kind.user"), expectedVersion, user.version()))));
    }

    /**
     * Confirms that a user was trained (ACC-14); afterwards the account can be enabled.
     *
     * @param userId the user
     * @param expectedVersion the version that was read
     * @param day when; today at the latest
     * @return the user as changed
     */
    public Outcome<User> confirmTraining(String userId, long expectedVersion, LocalDate day) {
        record Command(
                String userId,
                long expectedVersion,
                @NotNull LocalDate day) {}
        return road.write(
                actor,
                TRAIN,
                new Command(userId, expectedVersion, day),
                User.class,
                unit -> change(unit, TRAIN, userId, expectedVersion, user -> {
                    List<Refusal> wrong = trainingProblems(unit, Optional.of(userId), day);
                    return wrong.isEmpty()
                            ? Outcome.done(user.trained(day, touched(unit, user)))
                            : Outcome.refused(wrong);
                }));
    }

    /**
     * Deletes an account (ACC-01): only when the user owns nothing, is nobody's superior and heads no department; hand over first.
     * Login and sales code go to nobody else.
     *
     * @param userId the user
     * @param expectedVersion the version that was read
     * @return what is left of the user
     */
    public Outcome<User> delete(String userId, long expectedVersion) {
        record Command(String userId, long expectedVersion) {}
        return road.write(
                actor,
                DELETE,
                new Command(userId, expectedVersion),
                User.class,
                unit -> change(unit, DELETE, userId, expectedVersion, user -> {
                    List<Refusal> held = held(unit, user);
                    if (!held.isEmpty()) {
                        return Outcome.refused(held);
                    }
                    Owned.Terms terms = new Owned.Terms(
                            Optional.of(userId), DELETE.permission(), false, Optional.of(DELETE.name()));
                    owned.forEach(kind -> kind.of(unit, userId).forEach(holding -> kind.stay(unit, holding, terms)));
                    ended(unit, userId);
                    unit.find(Credential.KIND, userId)
                            .ifPresent(c -> unit.keep(Credential.KIND, Credential.none(userId)));
                    SalesCodes.end(unit, user);
                    OrganisationChange.note(
                            unit,
                            User.KIND,
                            userId,
                            OrganisationChange.What.SUPERIOR,
                            user.superior(),
                            Optional.empty());
                    OrganisationChange.note(
                            unit,
                            User.KIND,
                            userId,
                            OrganisationChange.What.DEPARTMENT,
                            user.department(),
                            Optional.empty());
                    return Outcome.done(user.deleted(touched(unit, user)));
                }));
    }

    /** What somebody else would have to take over first. The ledger is held until the commit. */
    private List<Refusal> held(Unit unit, User user) {
        unit.check(OwnerLedger.KIND, user.id());
        List<Refusal> held = new ArrayList<>();
        if (user.state() == User.State.FENCED) {
            held.add(Refusal.of(Refusal.Kind.RULE, "ACC-12", "access.fenced", user.name()));
        }
        for (Owned kind : owned) {
            List<Owned.Holding> holdings = kind.of(unit, user.id()).stream()
                    .filter(holding -> holding.stays().isEmpty())
                    .toList();
            if (!holdings.isEmpty()) {
                held.addAll(kind.held(unit, user, holdings));
            }
        }
        return held;
    }

    /**
     * What a user's superiors and departments were (ACC-04), the oldest first.
     *
     * @param userId the user
     * @param limit how many steps at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page of steps
     */
    public Outcome<Listing<OrganisationChange>> history(String userId, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> reached(unit, VIEW, userId)
                        .map(user -> unit.list(
                                OrganisationChange.KIND,
                                Filter.equal("subject", User.KIND.key(userId).toString()),
                                "by_at",
                                limit,
                                pageToken)));
    }

    /** Sessions and reset tokens of an account end with it, and do not come back with it. */
    static void ended(Unit unit, String userId) {
        Presence.endSessions(unit, userId, Optional.empty());
        unit.find(Credential.KIND, userId)
                .filter(c -> c.resetHash().isPresent())
                .ifPresent(c -> unit.keep(Credential.KIND, c.withoutReset()));
    }

    private Outcome<User> change(
            Unit unit,
            Operation operation,
            String userId,
            long expectedVersion,
            java.util.function.Function<User, Outcome<User>> edit) {
        Outcome<User> target = Accounts.other(unit, operation, userId);
        if (!(target instanceof Outcome.Done<User> reached)) {
            return target;
        }
        User before = reached.value();
        if (before.version() != expectedVersion) {
            return Outcome.refused(Refusals.conflict(Messages.label("kind.user"), expectedVersion, before.version()));
        }
        Outcome<User> after = edit.apply(before);
        if (!(after instanceof Outcome.Done<User> done)) {
            return after;
        }
        Optional<Refusal> lockedOut = lockedOut(unit, directory, done.value());
        if (lockedOut.isPresent()) {
            return Outcome.refused(lockedOut.get());
        }
        DirectoryCache.moved(unit);
        return Outcome.done(unit.change(User.KIND, before, done.value(), Optional.empty()));
    }

    /** Whether nobody would be left to administer with this user changed so. */
    static Optional<Refusal> lockedOut(Unit unit, DirectoryCache directory, User after) {
        List<User> others = new ArrayList<>(directory.current().users());
        others.removeIf(user -> user.id().equals(after.id()));
        others.add(after);
        return Administration.lockedOut(unit.standing().policy(), others);
    }

    /** A user whom the actor may know of and reaches; one that is out of sight or deleted is not there. */
    static Outcome<User> reached(Unit unit, Operation operation, String userId) {
        Optional<User> found = unit.visible(User.KIND, userId)
                .filter(user -> user.state() != User.State.DELETED)
                .filter(user -> reaches(unit, VIEW, Optional.of(user.id())));
        if (found.isEmpty()) {
            return Outcome.refused(unknown(userId));
        }
        return userId.equals(unit.actorId()) || reaches(unit, operation, Optional.of(userId))
                ? Outcome.done(found.get())
                : Outcome.refused(Refusals.outOfReach(operation.permission()));
    }

    /** Another profile; when the mailbox changes, a reset that was sent to the one before is over. */
    static User profiled(Unit unit, User before, UserProfile profile) {
        if (!before.email().equals(profile.email())) {
            unit.find(Credential.KIND, before.id())
                    .filter(c -> c.resetHash().isPresent())
                    .ifPresent(c -> unit.keep(Credential.KIND, c.withoutReset()));
        }
        DirectoryCache.moved(unit);
        return unit.change(User.KIND, before, before.withProfile(profile, touched(unit, before)), Optional.empty());
    }

    static Trace touched(Unit unit, User user) {
        return user.trace().touched(unit.now(), unit.actorId());
    }

    static Outcome<User> create(Unit unit, NewUser draft, Optional<Trace.Origin> origin) {
        List<Refusal> wrong = new ArrayList<>(roleProblems(unit, draft.roles()));
        String id = unit.newId();
        if (!reaches(unit, CREATE, draft.superior())) { // whether there is such a user is not told either
            wrong.add(Refusals.outOfReach(CREATE.permission()).onField("superior"));
        } else {
            draft.superior().ifPresent(s -> wrong.addAll(superiorProblems(unit, id, s)));
        }
        draft.department().flatMap(d -> placeProblem(unit, CREATE, d)).ifPresent(wrong::add);
        draft.trainedOn().ifPresent(day -> wrong.addAll(trainingProblems(unit, draft.superior(), day)));
        Optional<String> wanted = draft.login().map(Logins::folded).filter(text -> !text.isEmpty());
        String login = wanted.orElseGet(() -> freeLogin(unit, draft));
        if (wanted.isPresent() && taken(unit, login)) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, "ACC-01", "access.login-taken", login)
                    .onField("login")
                    .ofValue(login));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        DirectoryCache.moved(unit);
        OrganisationChange.note(
                unit, User.KIND, id, OrganisationChange.What.SUPERIOR, Optional.empty(), draft.superior());
        OrganisationChange.note(
                unit, User.KIND, id, OrganisationChange.What.DEPARTMENT, Optional.empty(), draft.department());
        return Outcome.done(unit.create(
                User.KIND,
                new User(
                        id,
                        1,
                        login,
                        draft.name().strip(),
                        draft.email(),
                        draft.phone(),
                        draft.department(),
                        draft.superior(),
                        new TreeSet<>(draft.roles()),
                        untrained(unit, draft.trainedOn()) ? User.State.WAITING : User.State.ACTIVE,
                        draft.trainedOn(),
                        Optional.empty(),
                        Trace.created(unit.now(), unit.actorId(), origin))));
    }

    /** Whether an account has to wait for its training (ACC-14). */
    private static boolean untrained(Unit unit, Optional<LocalDate> trainedOn) {
        return trainedOn.isEmpty() && SignIns.accounts(unit.standing().policy()).training();
    }

    /** Who says that somebody was trained may confirm it, and it has happened. */
    private static List<Refusal> trainingProblems(Unit unit, Optional<String> reach, LocalDate day) {
        List<Refusal> wrong = new ArrayList<>();
        if (!reaches(unit, TRAIN, reach)) {
            wrong.add(Refusals.outOfReach(TRAIN.permission()).onField("trainedOn"));
        }
        if (day.isAfter(unit.today())) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, "ACC-14", "access.training-ahead", day)
                    .onField("trainedOn")
                    .ofValue(day.toString()));
        }
        return wrong;
    }

    /** The roles that a user would get or lose. */
    static Set<String> changed(User user, Set<String> roles) {
        Set<String> changed = new TreeSet<>(roles);
        changed.addAll(user.roles());
        changed.removeIf(role -> roles.contains(role) && user.roles().contains(role));
        return changed;
    }

    static List<Refusal> roleProblems(Unit unit, Collection<String> roles) {
        Set<String> known =
                unit.standing().policy().get(AccessPolicy.SECTION).roles().keySet();
        List<Refusal> wrong = new ArrayList<>();
        for (String role : roles) {
            if (!known.contains(role)) {
                Refusal unknown = Refusal.of(
                                Refusal.Kind.INVALID,
                                "ACC-05",
                                "access.unknown-role",
                                role,
                                known.stream().sorted().collect(Collectors.joining(", ")))
                        .onField("roles")
                        .ofValue(role);
                wrong.add(NearMiss.of(role, known).map(unknown::suggesting).orElse(unknown));
            } else if (!unit.standing().gives(role)) {
                wrong.add(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-08", "access.role-not-yours-to-give", role)
                        .onField("roles")
                        .ofValue(role));
            }
        }
        return wrong;
    }

    /** Whoever does not reach everybody reaches only those below, or in the own departments. */
    private static boolean reaches(Unit unit, Operation operation, Optional<String> userId) {
        return unit.standing().reaches(operation.permission(), "", userId);
    }

    /** Whoever does not reach everybody puts people into the own branch only: a department decides what they reach (ACC-15). */
    private static Optional<Refusal> placeProblem(Unit unit, Operation operation, String department) {
        if (!unit.standing().reachesDepartment(operation.permission(), department)) {
            return Optional.of(Refusals.outOfReach(operation.permission()).onField("department"));
        }
        return unit.find(Department.KIND, department).isPresent()
                ? Optional.empty()
                : Optional.of(Refusals.notFound(Messages.label("kind.department"), department)
                        .onField("department"));
    }

    /** A superior must exist, and nobody may end up below himself (ACC-04). */
    static List<Refusal> superiorProblems(Unit unit, String userId, String superior) {
        Optional<User> first = unit.find(User.KIND, superior);
        if (first.isEmpty()) {
            return List.of(unknown(superior).onField("superior"));
        }
        Set<String> seen = new TreeSet<>();
        for (Optional<User> above = first;
                above.isPresent();
                above = above.get().superior().flatMap(s -> unit.find(User.KIND, s))) {
            if (above.get().id().equals(userId)) {
                String name = above.get().name();
                return List.of(Refusal.of(
                                Refusal.Kind.RULE,
                                "ACC-04",
                                "access.superior-cycle",
                                name,
                                first.get().name())
                        .onField("superior"));
            }
            if (!seen.add(above.get().id())) {
                break;
            }
        }
        return List.of();
    }

    private static Refusal unknown(String user) {
        return Refusal.of(Refusal.Kind.NOT_FOUND, "ACC-01", "access.unknown-user", user)
                .ofValue(user);
    }

    private static boolean taken(Unit unit, String login) {
        return !unit.query(User.KIND, Filter.equal("login", login), 1).isEmpty();
    }

    /** The mailbox's name, or what the name suggests, with a number behind it if it is taken. */
    private static String freeLogin(Unit unit, NewUser draft) {
        String base = draft.email().flatMap(Logins::fromMailbox).orElseGet(() -> Logins.fromName(draft.name()));
        String login = base;
        for (int i = 2; taken(unit, login); i++) {
            login = base + i;
        }
        return login;
    }

    /** {@return how users are imported} */
    public ImportEntity importing() {
        return new Importing();
    }

    /** What is read ahead for one attempt to load rows. */
    private static final class Aids {
        private final KnownRows<User> known = new KnownRows<>(User.KIND, User::trace);
        private final Lookup<User> users = UserDirectory.byName();
        private final Lookup<Department> departments = new Lookup<>(Department.KIND, "name", Department::name);

        Aids(Unit unit, List<ImportRow> rows) {
            known.readAhead(unit, rows);
        }
    }

    /** Imports users; department and superior are named by their names. */
    private final class Importing implements ImportEntity {
        @Override
        public String name() {
            return MODULE;
        }

        @Override
        public List<ImportField> fields() {
            return List.of(
                    ImportField.of("name", Messages.label("field.name"), ImportField.Type.TEXT)
                            .asRequired(),
                    ImportField.of("login", Messages.label("field.login"), ImportField.Type.TEXT),
                    ImportField.of("email", Messages.label("field.email"), ImportField.Type.TEXT),
                    ImportField.of("phone", Messages.label("field.phone"), ImportField.Type.TEXT),
                    ImportField.of("trainedOn", Messages.label("field.trainedOn"), ImportField.Type.DATE),
                    ImportField.of("department", Messages.label("field.department"), ImportField.Type.REFERENCE),
                    ImportField.of("superior", Messages.label("field.superior"), ImportField.Type.REFERENCE),
                    ImportField.of("roles", Messages.label("field.roles"), ImportField.Type.TEXT)
                            .asRequired());
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            return road.bulk(actor, CREATE, rows, Bulk.of(unit -> new Aids(unit, rows), this::load));
        }

        private Outcome<Loaded> load(Unit unit, Aids aids, ImportRow row) {
            Optional<Loaded> before = aids.known.find(unit, row);
            if (before.isPresent()) {
                return Outcome.done(before.get());
            }
            List<Refusal> wrong = new ArrayList<>();
            Optional<String> superior = aids.users.id(unit, "superior", row.text("superior"), wrong);
            Optional<String> department = aids.departments.id(unit, "department", row.text("department"), wrong);
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            TreeSet<String> roles = new TreeSet<>(row.many("roles"));
            NewUser draft = new NewUser(
                    row.text("name").orElse(""),
                    row.text("login"),
                    row.text("email"),
                    row.text("phone"),
                    department,
                    superior,
                    roles,
                    row.get("trainedOn", LocalDate.class));
            List<Refusal> invalid = road.violations(draft);
            return invalid.isEmpty()
                    ? create(unit, draft, Optional.of(KnownRows.origin(row))).map(aids.known::created)
                    : Outcome.refused(invalid);
        }
    }
}
