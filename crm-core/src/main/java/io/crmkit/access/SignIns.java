package io.crmkit.access;

import com.google.common.hash.Hashing;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Answers;
import io.crmkit.internal.road.Authority;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Standing;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.validate.Validation;
import io.crmkit.policy.Policy;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What happens at the door, before there is a session: proving who one is, setting a password, asking for another (ACC-01, ACC-02,
 * ACC-17). A try is counted before the password is looked at, so that guessing from many sides at once is no way around the
 * lock; and whether login or password was wrong, or the account is locked, is answered alike and takes about as long. Safe for use
 * by many threads.
 */
public final class SignIns {

    private static final System.Logger LOG = System.getLogger(SignIns.class.getName());

    private static final Operation TRY = Operation.of("user.try", "user", "view");
    private static final Operation LOCK = Operation.of("user.lock", "user", "view");
    private static final Operation ENTER = Operation.of("user.sign-in", "user", "view");
    private static final Operation LEAVE = Operation.of("user.sign-out", "user", "view");
    private static final Operation PASSWORD = Operation.of("user.change-password", "user", "view");
    private static final Operation REDEEM = Operation.of("user.redeem-reset", "user", "view");
    private static final Operation APPLY = Operation.of("user.apply", "user", "view");
    private static final Operation FORGOT = Operation.of("user.forgot-password", "user", "view");

    /** Among how many records the tries of unknown logins are spread. */
    private static final int NOBODIES = 64;

    private static final int SALT_BYTES = 16;

    /** What comes from the embedding product. */
    public record Ports(PasswordHashing hashing, Optional<SignOn> own, Optional<ResetPost> post, Executor threads) {}

    /**
     * A user who has just signed in.
     *
     * @param user the user
     * @param session id of the session
     * @param token what the session is resumed with
     */
    public record Entered(User user, String session, String token) {

        /** {@return without the token} */
        @Override
        public String toString() {
            return "Entered[" + user.login() + "]";
        }
    }

    private record Device(@NotBlank @CleanText(max = 100) String device) {}

    private record Attempt(@NotNull String id) {}

    private record Allowed(boolean allowed) {}

    private record Admitted(User user, String session) {}

    private record Asked(boolean sent, Instant until) {}

    private record Decoy(AccountPolicy.Passwords cost, String hash) {}

    private final Road.Surroundings with;
    private final DirectoryCache directory;
    private final SessionPath sessions;
    private final Validation validation;
    private final Notices notices;
    private final Ports ports;
    private final String via;
    private final Road road;
    private volatile @Nullable Decoy decoy;

    /**
     * A door.
     *
     * @param with what the road needs
     * @param validation checks commands
     * @param directory knows users
     * @param sessions knows sessions
     * @param notices tells users
     * @param ports what comes from the embedding product
     * @param via the surface, for the audit
     */
    public SignIns(
            Road.Surroundings with,
            Validation validation,
            DirectoryCache directory,
            SessionPath sessions,
            Notices notices,
            Ports ports,
            String via) {
        this.with = with;
        this.directory = directory;
        this.sessions = sessions;
        this.validation = validation;
        this.notices = notices;
        this.ports = ports;
        this.via = via;
        this.road = new Road(with, door(directory), validation, Answers.PLAIN);
    }

    /**
     * May what happens at a door, as long as the directory stays as it was read.
     *
     * @param directory the directory
     * @return the authority
     */
    public static Authority door(DirectoryCache directory) {
        return actor -> {
            Directory now = directory.current();
            Change guard = now.version() == 0
                    ? new Change.CheckAbsent(DirectoryCache.Head.KIND.key(DirectoryCache.Head.ID))
                    : new Change.Check(DirectoryCache.Head.KIND.key(DirectoryCache.Head.ID), now.version());
            Standing standing = new Setup.Founder(actor, now.policy(), guard);
            return Outcome.done(standing);
        };
    }

    /**
     * What a password must be like, by the policy in force.
     *
     * @param unit the unit of work
     * @return the rules
     */
    public static AccountPolicy.Passwords passwords(Unit unit) {
        return accounts(unit.standing().policy()).passwords();
    }

    private AccountPolicy policy() {
        return accounts(directory.current().policy());
    }

    static AccountPolicy accounts(Policy policy) {
        return policy.get(AccessPolicy.SECTION).accounts();
    }

    private Actor system() {
        return new Actor("system", "system", via, Optional.empty());
    }

    private Actor self(User user) {
        return new Actor(user.id(), user.login(), via, Optional.empty());
    }

    private static Refusal wrong() {
        return Refusal.of(Refusal.Kind.UNKNOWN_ACTOR, "ACC-02", "access.sign-in-refused");
    }

    /**
     * Signs a user in who proves who it is.
     *
     * @param login the login
     * @param password the password; the caller may wipe it afterwards
     * @param device what the user would call the device, such as a browser and a computer, at most 100 characters; it is shown to
     *     the user
     * @return the session; one refusal for whatever is wrong with login, password or account
     */
    public Outcome<Entered> authenticate(String login, char[] password, String device) {
        List<Refusal> odd = validation.of(new Device(device));
        if (!odd.isEmpty()) {
            return Outcome.refused(odd);
        }
        Outcome<Proof> proof = prove(directory.current().byLogin(login), login, password);
        if (!(proof instanceof Outcome.Done<Proof> proven)) {
            return Outcome.refused(proof.refusals());
        }
        User user = proven.value().user();
        Optional<Credential> credential = proven.value().credential();
        AccountPolicy policy = policy();
        if (credential.filter(c -> expired(c, policy)).isPresent()) {
            clear(user);
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-02", "access.password-expired"));
        }
        Optional<String> stronger = credential
                .flatMap(Credential::hash)
                .filter(hash -> ports.hashing().outdated(hash, policy.passwords()))
                .map(hash -> hashed(PasswordRules.folded(password), policy));
        String secret = Secret.fresh(with.random());
        List<Refusal> warnings = new ArrayList<>();
        Outcome<Admitted> admitted = road.write(self(user), ENTER, new Attempt(user.id()), Admitted.class, unit -> {
            warnings.clear();
            return admit(unit, user.id(), credential, stronger, Secret.hash(secret), device.strip(), warnings);
        });
        return admitted instanceof Outcome.Done<Admitted> done
                ? new Outcome.Done<>(
                        new Entered(
                                done.value().user(),
                                done.value().session(),
                                new Secret(done.value().session(), secret).token()),
                        warnings)
                : Outcome.refused(admitted.refusals());
    }

    /** A user who proved who it is. */
    private record Proof(User user, Optional<Credential> credential) {}

    private Outcome<Proof> prove(Optional<User> named, String login, char[] password) {
        Optional<User> user = named.filter(User::active);
        String counter = user.map(User::id).orElseGet(() -> nobody(login));
        boolean allowed = attempt(counter);
        Optional<Credential> credential = user.flatMap(u -> credential(u.id()));
        boolean right = matches(user.map(User::login).orElseGet(() -> Logins.folded(login)), credential, password);
        if (!allowed || user.isEmpty() || !right) {
            if (allowed) {
                failed(counter, user);
            }
            return Outcome.refused(wrong());
        }
        return Outcome.done(new Proof(user.get(), credential));
    }

    private static String nobody(String login) {
        int bucket = Math.floorMod(
                Hashing.sha256()
                        .hashString(Logins.folded(login), StandardCharsets.UTF_8)
                        .asInt(),
                NOBODIES);
        return "nobody-" + bucket;
    }

    /** Counts a try before the password is looked at. */
    private boolean attempt(String counter) {
        return road.write(system(), TRY, new Attempt(counter), Allowed.class, unit -> {
                    AccountPolicy.Lockout rule =
                            accounts(unit.standing().policy()).lockout();
                    Presence before = Presence.of(unit, counter)
                            .recent(unit.now().minus(Duration.ofMinutes(rule.windowMinutes())));
                    boolean allowed =
                            !before.locked(unit.now()) && before.tries().size() < rule.failures();
                    // Written in any case: a locked account must not answer faster.
                    unit.keep(Presence.KIND, allowed ? before.tried(unit.now()) : before);
                    return Outcome.done(new Allowed(allowed));
                })
                .toOptional()
                .filter(Allowed::allowed)
                .isPresent();
    }

    /** The last of too many tries has failed: the account is locked, and that is on record. */
    private void failed(String counter, Optional<User> user) {
        road.write(system(), LOCK, new Attempt(counter), Allowed.class, unit -> {
            AccountPolicy.Lockout rule = accounts(unit.standing().policy()).lockout();
            Presence before = Presence.of(unit, counter);
            if (before.locked(unit.now()) || before.tries().size() < rule.failures()) {
                return Outcome.done(new Allowed(true));
            }
            Instant until = unit.now().plus(Duration.ofMinutes(rule.lockMinutes()));
            Presence locked = unit.keep(Presence.KIND, before.lockedUntil(until));
            if (user.isPresent()) {
                unit.tell(Presence.KIND, locked, Optional.empty(), Map.of("lockedUntil", List.of("", until)));
            }
            return Outcome.done(new Allowed(false));
        });
    }

    private void clear(User user) {
        road.write(system(), TRY, new Attempt(user.id()), Allowed.class, unit -> {
            Presence before = Presence.of(unit, user.id());
            if (!before.tries().isEmpty()) {
                unit.keep(Presence.KIND, before.cleared());
            }
            return Outcome.done(new Allowed(true));
        });
    }

    private Optional<Credential> credential(String userId) {
        return with.store()
                .find(with.tenant(), Credential.KIND.key(userId))
                .map(record -> with.codec().decode(Credential.KIND, record));
    }

    private boolean matches(String login, Optional<Credential> credential, char[] password) {
        if (password.length > 4 * PasswordRules.MOST) {
            return false;
        }
        if (ports.own().isPresent()) {
            try {
                return ports.own().get().proves(login, password.clone());
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.WARNING, "the product''s own sign-on failed: {0}", e.getMessage());
                return false;
            }
        }
        char[] folded = PasswordRules.folded(password);
        try {
            Optional<String> hash = credential.flatMap(Credential::hash);
            boolean equal = ports.hashing().matches(folded, hash.orElseGet(this::decoy));
            return equal && hash.isPresent();
        } finally {
            Arrays.fill(folded, '\0');
        }
    }

    /** What the passwords of unknown logins are compared with, so that it takes as long. */
    private String decoy() {
        AccountPolicy policy = policy();
        Decoy known = decoy;
        if (known == null || !known.cost().equals(policy.passwords())) {
            known = new Decoy(
                    policy.passwords(), hashed(Secret.fresh(with.random()).toCharArray(), policy));
            decoy = known;
        }
        return known.hash();
    }

    private String hashed(char[] folded, AccountPolicy policy) {
        byte[] salt = new byte[SALT_BYTES];
        with.random().nextBytes(salt);
        return ports.hashing().hash(folded, salt, policy.passwords());
    }

    private boolean expired(Credential credential, AccountPolicy policy) {
        int days = policy.passwords().expiryDays();
        return days > 0
                && credential
                        .changedAt()
                        .filter(at -> !with.clock().instant().isBefore(at.plus(days, ChronoUnit.DAYS)))
                        .isPresent();
    }

    private Outcome<Admitted> admit(
            Unit unit,
            String userId,
            Optional<Credential> proven,
            Optional<String> stronger,
            String secret,
            String device,
            List<Refusal> warnings) {
        Optional<User> user = unit.find(User.KIND, userId).filter(User::active);
        Optional<Credential> present = unit.find(Credential.KIND, userId);
        Presence presence = Presence.of(unit, userId);
        boolean asProven = present.map(Credential::version).equals(proven.map(Credential::version));
        if (user.isEmpty() || !asProven || presence.locked(unit.now())) {
            return Outcome.refused(wrong()); // ended, changed or locked since the password was compared
        }
        if (stronger.isPresent() && present.isPresent()) {
            unit.keep(Credential.KIND, present.get().rehashed(stronger.get()));
        } else {
            unit.check(Credential.KIND, userId);
        }
        AccountPolicy policy = accounts(unit.standing().policy());
        List<Session> open = open(unit, presence, policy);
        List<String> ids = new ArrayList<>(open.stream().map(Session::id).toList());
        Session session = new Session(
                unit.newId(), 1, userId, via, unit.now(), unit.now(), Optional.of(device), Optional.of(secret), false);
        unit.keep(Session.KIND, session);
        ids.add(session.id());
        unit.keep(Presence.KIND, presence.cleared().from(device).withSessions(ids));
        told(unit, user.get(), presence, open, device, warnings);
        return Outcome.done(new Admitted(user.get(), session.id()));
    }

    /** The sessions that go on beside a new one; the oldest ends when there would be too many. */
    private static List<Session> open(Unit unit, Presence presence, AccountPolicy policy) {
        List<Session> open = new ArrayList<>();
        for (String id : presence.sessions()) {
            unit.find(Session.KIND, id)
                    .filter(s -> s.open(unit.now(), Duration.ofMinutes(policy.idleMinutes())))
                    .ifPresent(open::add);
        }
        while (open.size() >= policy.sessions()) {
            unit.keep(Session.KIND, open.remove(0).ended());
        }
        return open;
    }

    /** A new device is told, and so are two at a time (ACC-17). The very first device is nobody's news. */
    private void told(
            Unit unit, User user, Presence before, List<Session> open, String device, List<Refusal> warnings) {
        if (!before.devices().isEmpty() && !before.devices().contains(device)) {
            String at = unit.said(unit.now());
            notices.tell(
                    unit,
                    user,
                    "ACC-17",
                    "device:" + shortened(device) + ":" + unit.now().getEpochSecond(),
                    Messages.label("access.new-device", device, at));
            warnings.add(Refusal.of(Refusal.Kind.RULE, "ACC-17", "access.new-device", device, at));
        }
        List<String> elsewhere = open.stream()
                .flatMap(s -> s.device().stream())
                .filter(d -> !d.equals(device))
                .distinct()
                .sorted()
                .toList();
        if (!elsewhere.isEmpty()) {
            String others = String.join(", ", elsewhere);
            LocalDate day = unit.today();
            notices.tell(
                    unit,
                    user,
                    "ACC-17",
                    "together:" + shortened(device + "\n" + others) + ":" + day,
                    Messages.label("access.two-devices", device, others));
            unit.note(
                    User.KIND.key(user.id()).toString(),
                    Optional.of("ACC-17 at the same time on: " + device + ", " + others));
            warnings.add(Refusal.of(Refusal.Kind.RULE, "ACC-17", "access.two-devices", device, others));
        }
    }

    private static String shortened(String text) {
        return Hashing.sha256()
                .hashString(text, StandardCharsets.UTF_8)
                .toString()
                .substring(0, 16);
    }

    /**
     * Finds the session of a token again.
     *
     * @param token the token
     * @return the session, as long as it is open and its user active
     */
    public Outcome<Entered> resume(String token) {
        Directory now = directory.current();
        Duration idle = Duration.ofMinutes(accounts(now.policy()).idleMinutes());
        Optional<Secret> secret = Secret.read(token);
        Optional<Session> session =
                secret.flatMap(s -> sessions.open(s.id(), idle).filter(known -> s.opens(known.secret())));
        Optional<User> user = session.flatMap(s -> now.user(s.userId())).filter(User::active);
        return user.isPresent() && session.isPresent()
                ? Outcome.done(new Entered(user.get(), session.get().id(), token))
                : Outcome.refused(Doorkeeper.ended());
    }

    /**
     * Ends a session. One that is over already stays so.
     *
     * @param sessionId the session
     */
    public void leave(String sessionId) {
        road.write(system(), LEAVE, new Attempt(sessionId), Allowed.class, unit -> {
            unit.find(Session.KIND, sessionId)
                    .filter(s -> !s.over())
                    .ifPresent(s -> unit.keep(Session.KIND, s.ended()));
            return Outcome.done(new Allowed(true));
        });
    }

    /**
     * Sets another password for whoever proves to know the present one; all sessions but one end.
     *
     * @param login the login
     * @param present the present password, which may have expired
     * @param fresh the new one
     * @param session the session that goes on, if one does
     * @return the user, or why not
     */
    public Outcome<User> change(String login, char[] present, char[] fresh, Optional<String> session) {
        if (ports.own().isPresent()) {
            return Outcome.refused(elsewhere());
        }
        Outcome<Proof> proof = prove(directory.current().byLogin(login), login, present);
        return proof instanceof Outcome.Done<Proof> proven
                ? set(proven.value().user(), proven.value().credential(), fresh, PASSWORD, session)
                : Outcome.refused(proof.refusals());
    }

    static Refusal elsewhere() {
        return Refusal.of(Refusal.Kind.RULE, "ACC-02", "access.sign-on-elsewhere");
    }

    /**
     * Redeems a reset token. It works once, until its time is over, the user is disabled or the password is changed.
     *
     * @param token the token
     * @param fresh the new password
     * @return the user, or why not
     */
    public Outcome<User> redeem(String token, char[] fresh) {
        if (ports.own().isPresent()) {
            return Outcome.refused(elsewhere());
        }
        Optional<Secret> secret = Secret.read(token);
        Optional<User> user =
                secret.flatMap(s -> directory.current().user(s.id())).filter(User::active);
        Optional<Credential> credential = user.flatMap(u -> credential(u.id()))
                .filter(c -> c.resetUntil()
                        .filter(until -> with.clock().instant().isBefore(until))
                        .isPresent())
                .filter(c -> secret.get().opens(c.resetHash()));
        if (user.isEmpty() || credential.isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-01", "access.reset-invalid"));
        }
        return set(user.get(), credential, fresh, REDEEM, Optional.empty());
    }

    private Outcome<User> set(
            User user, Optional<Credential> before, char[] given, Operation operation, Optional<String> session) {
        AccountPolicy policy = policy();
        char[] fresh = PasswordRules.folded(given);
        List<Refusal> wrong = PasswordRules.problems(fresh, policy.passwords());
        int history = policy.passwords().history();
        boolean known = wrong.isEmpty()
                && before.map(Credential::known).orElse(List.of()).stream()
                        .limit(history)
                        .anyMatch(hash -> ports.hashing().matches(fresh, hash));
        if (known) {
            wrong.add(PasswordRules.refusal("access.password-known", history));
        }
        if (!wrong.isEmpty()) {
            clear(user); // the present password was right
            return Outcome.refused(wrong);
        }
        String hash = hashed(fresh, policy);
        Arrays.fill(fresh, '\0');
        return road.write(self(user), operation, new Attempt(user.id()), User.class, unit -> {
            Optional<Credential> present = unit.find(Credential.KIND, user.id());
            Optional<User> still = unit.find(User.KIND, user.id()).filter(User::active);
            if (still.isEmpty() || !present.map(Credential::version).equals(before.map(Credential::version))) {
                return Outcome.refused(wrong());
            }
            Credential written = unit.keep(
                    Credential.KIND,
                    present.orElseGet(() -> Credential.none(user.id())).changed(hash, unit.now(), history));
            unit.tell(Credential.KIND, written, Optional.empty(), Map.of("password", "changed"));
            Presence.endSessions(unit, user.id(), session);
            unit.keep(Presence.KIND, Presence.of(unit, user.id()).cleared());
            return Outcome.done(still.get());
        });
    }

    /**
     * Applies for an account (ACC-01).
     *
     * @param draft what the applicant says
     * @return id of the application
     */
    public Outcome<AccountApplication> apply(AccountApplication.Draft draft) {
        Actor applicant = new Actor("applicant", "applicant", via, Optional.empty());
        return road.write(applicant, APPLY, draft, AccountApplication.class, unit -> {
            AccountPolicy policy = accounts(unit.standing().policy());
            int open = unit.query(
                            AccountApplication.KIND,
                            Filter.equal("state", AccountApplication.State.OPEN.name()),
                            policy.openApplications())
                    .size();
            if (!policy.applications() || open >= policy.openApplications()) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-01", "access.no-applications"));
            }
            return Outcome.done(unit.create(
                    AccountApplication.KIND,
                    new AccountApplication(
                            unit.newId(),
                            1,
                            draft,
                            AccountApplication.State.OPEN,
                            unit.now(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty())));
        });
    }

    /**
     * Sends a reset token to a user who forgot the password. Whether there is such a user, nobody learns from the answer.
     *
     * @param login the login
     * @return done in any case; refused only where no way to send tokens is known
     */
    public Outcome<Boolean> forgot(String login) {
        if (ports.own().isPresent()) {
            return Outcome.refused(elsewhere());
        }
        if (ports.post().isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-01", "access.reset-no-post"));
        }
        ResetPost post = ports.post().get();
        Optional<User> user = directory.current().byLogin(login).filter(User::active);
        String id = user.map(User::id).orElseGet(() -> nobody(login));
        String secret = Secret.fresh(with.random());
        Outcome<Asked> asked = road.write(
                system(),
                FORGOT,
                new Attempt(id),
                Asked.class,
                unit -> forgot(unit, id, user.flatMap(User::email).isPresent(), secret));
        asked.toOptional().filter(Asked::sent).ifPresent(a -> {
            ResetToken token = new ResetToken(new Secret(id, secret).token(), a.until());
            user.ifPresent(u -> send(post, u, token));
        });
        return Outcome.done(true);
    }

    private static Outcome<Asked> forgot(Unit unit, String id, boolean reachable, String secret) {
        AccountPolicy.Passwords rule = accounts(unit.standing().policy()).passwords();
        Credential before = unit.find(Credential.KIND, id).orElseGet(() -> Credential.none(id));
        boolean paused = before.resetAt()
                .filter(at -> unit.now().isBefore(at.plus(Duration.ofMinutes(rule.resetPauseMinutes()))))
                .isPresent();
        // A token that an administrator handed out is not to be spoilt by anybody who knows the login.
        boolean handedOut = before.hash().isEmpty()
                && before.resetUntil().filter(unit.now()::isBefore).isPresent();
        Instant until = unit.now().plus(Duration.ofMinutes(rule.resetMinutes()));
        if (paused || handedOut) {
            return Outcome.done(new Asked(false, until));
        }
        Credential after = unit.keep(Credential.KIND, before.resetting(Secret.hash(secret), unit.now(), until, false));
        unit.tell(Credential.KIND, after, Optional.empty(), Map.of("resetUntil", List.of("", until)));
        return Outcome.done(new Asked(reachable, until));
    }

    private void send(ResetPost post, User user, ResetToken token) {
        try {
            ports.threads().execute(() -> {
                try {
                    post.send(user, token);
                } catch (RuntimeException e) {
                    LOG.log(System.Logger.Level.WARNING, "a reset token could not be sent: {0}", e.getMessage());
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.log(System.Logger.Level.WARNING, "a reset token could not be sent: {0}", e.getMessage());
        }
    }
}
