package io.crmkit.trial;

import io.crmkit.access.PasswordRules;
import io.crmkit.access.SalesCodes;
import io.crmkit.access.Secret;
import io.crmkit.access.SignIns;
import io.crmkit.access.User;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What customers do at their own door (CUS-13): register for a trial, set a password, sign in. Nobody of the enterprise is signed in here.
 * Whether a trial can be used is asked anew at each call, so that one that is ended, expired or declined is out with the next one, on
 * whatever node. Got from the CRM.
 */
public final class TrialLogins {

    /** Who registers is nobody yet. */
    public static final String REGISTRANT = "registrant";

    /** What trials keep. */
    public static final List<Kind<?>> KINDS = List.of(Trial.KIND, TrialCredential.KIND, TrialSession.KIND);

    private static final Operation REGISTER = Operation.of("trial.register", "trial", "create");
    private static final Operation PASSWORD = Operation.of("trial.set-password", "trial", "view");
    private static final Operation SIGN_IN = Operation.of("trial.sign-in", "trial", "view");
    private static final Operation RESUME = Operation.of("trial.resume", "trial", "view");
    private static final Operation SIGN_OUT = Operation.of("trial.sign-out", "trial", "view");

    private final Road road;
    private final ApprovalEngine approvals;
    private final SignIns.Ports ports;
    private final Function<String, Optional<User>> byLogin;
    private final String via;

    /**
     * A customer who is signed in.
     *
     * @param trial id of the trial
     * @param customer id of the customer, where the trial is one's
     * @param standing where the trial stands
     * @param token what the session is resumed with
     */
    public record Visitor(String trial, Optional<String> customer, TrialStanding standing, String token) {

        /** {@return without the token} */
        @Override
        public String toString() {
            return "Visitor[" + trial + "]";
        }
    }

    private record Entered(String trial, Optional<String> customer, Instant until, boolean converted) {}

    /**
     * Made by the CRM.
     *
     * @param road a road on which {@value #REGISTRANT} may what this class does
     * @param approvals asks those who decide
     * @param ports hashes passwords, or asks the embedding product's own sign-on
     * @param byLogin finds users
     * @param via the surface
     */
    public TrialLogins(
            Road road,
            ApprovalEngine approvals,
            SignIns.Ports ports,
            Function<String, Optional<User>> byLogin,
            String via) {
        this.road = road;
        this.approvals = approvals;
        this.ports = ports;
        this.byLogin = byLogin;
        this.via = via;
    }

    private Actor registrant() {
        return new Actor(REGISTRANT, REGISTRANT, via, Optional.empty());
    }

    /**
     * Registers for a trial; anybody can, as long as the policy says so and not too many wait. It waits for the approval that the rep of
     * the sales code (ACC-03), or whom the policy names, would need. The answer does not tell whether the address is known already; nothing
     * happens then, unless it was this rep's own registration and declined.
     *
     * @param registrant who registers
     * @param salesCode the code of the rep who gave the hint
     * @return true when it was taken in, or what is wrong with it
     */
    public Outcome<Boolean> register(Trial.Registrant registrant, Optional<String> salesCode) {
        record Command(
                @NotNull @Valid Trial.Registrant registrant,
                @NotNull Optional<@CleanText(max = 20) String> salesCode) {}
        return road.write(registrant(), REGISTER, new Command(registrant, salesCode), Boolean.class, unit -> {
            TrialPolicy policy = unit.standing().policy().get(TrialPolicy.SECTION);
            int waiting = unit.query(
                            Trial.KIND,
                            Filter.and(
                                    Filter.equal("phase", Trial.Phase.WAITING.name()),
                                    Filter.not(Filter.present("customer"))),
                            policy.mostWaiting())
                    .size();
            if (!policy.selfRegistration() || waiting >= policy.mostWaiting()) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-13", "trial.no-registrations"));
            }
            Outcome<User> rep = receiver(unit, policy, salesCode);
            if (!(rep instanceof Outcome.Done<User> done)) {
                return Outcome.refused(rep.refusals());
            }
            User user = done.value();
            Actor other = new Actor(user.id(), user.login(), via, Optional.empty());
            Outcome<Trial> applied = unit.onBehalfOf(other, Trials.APPLY, REGISTRANT)
                    .flatMap(theirs -> Trials.applied(
                            theirs,
                            approvals,
                            registrant,
                            Optional.empty(),
                            Optional.of(user.id()),
                            REGISTRANT,
                            before -> before.customer().isEmpty()
                                    && before.owner().equals(Optional.of(user.id()))));
            boolean known = applied.refusals().stream()
                    .allMatch(refusal -> refusal.code().equals("trial.login-taken"));
            return known ? Outcome.done(true) : Outcome.refused(applied.refusals());
        });
    }

    private Outcome<User> receiver(Unit unit, TrialPolicy policy, Optional<String> salesCode) {
        if (salesCode.isPresent()) {
            return SalesCodes.rep(unit, salesCode.get())
                    .flatMap(id -> active(unit.find(io.crmkit.access.DirectoryCache.USERS, id)));
        }
        return active(policy.receivedBy().flatMap(byLogin));
    }

    private static Outcome<User> active(Optional<User> user) {
        return user.filter(User::active)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "CUS-13", "trial.code-needed")
                        .onField("salesCode")
                        .missing("salesCode")));
    }

    /**
     * Sets the password with a token of {@link Trials#resetLogin}, once, as long as its time is not over and the trial can be used.
     *
     * @param token the token
     * @param fresh the new password; the caller may wipe it afterwards
     * @return true, or why not
     */
    public Outcome<Boolean> setPassword(String token, char[] fresh) {
        if (ports.own().isPresent()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-13", "trial.sign-on-elsewhere"));
        }
        record Command(@NotBlank String trial) {}
        Optional<Secret> secret = Secret.read(token);
        if (secret.isEmpty()) {
            return Outcome.refused(invalid());
        }
        String trial = secret.get().id();
        Outcome<String> hashed = road.read(registrant(), PASSWORD, unit -> {
            if (redeemable(unit, secret.get()).isEmpty()) {
                return Outcome.refused(invalid());
            }
            List<Refusal> wrong = PasswordRules.problems(PasswordRules.folded(fresh), SignIns.passwords(unit));
            return wrong.isEmpty() ? Outcome.done("") : Outcome.refused(wrong);
        });
        if (!hashed.isDone()) {
            return Outcome.refused(hashed.refusals());
        }
        byte[] salt = new byte[16];
        road.with().random().nextBytes(salt);
        return road.write(registrant(), PASSWORD, new Command(trial), Boolean.class, unit -> {
            Optional<TrialCredential> credential = redeemable(unit, secret.get());
            if (credential.isEmpty()) {
                return Outcome.refused(invalid());
            }
            String hash = ports.hashing().hash(PasswordRules.folded(fresh), salt, SignIns.passwords(unit));
            unit.check(Trial.KIND, trial);
            TrialCredential written =
                    unit.keep(TrialCredential.KIND, credential.get().set(hash));
            unit.tell(TrialCredential.KIND, written, Optional.empty(), java.util.Map.of("password", "set"));
            return Outcome.done(true);
        });
    }

    private static Optional<TrialCredential> redeemable(Unit unit, Secret secret) {
        return unit.find(Trial.KIND, secret.id())
                .filter(trial -> trial.standing(unit.now()).usable())
                .flatMap(trial -> unit.find(TrialCredential.KIND, trial.id()))
                .filter(known -> known.resetUntil()
                        .filter(until -> unit.now().isBefore(until))
                        .isPresent())
                .filter(known -> secret.opens(known.resetHash()));
    }

    /**
     * Signs a customer in. A wrong address, a wrong password, a locked login and a trial that cannot be used are answered alike.
     *
     * @param email the address
     * @param password the password; the caller may wipe it afterwards
     * @return who is signed in, with the token that resumes it
     */
    public Outcome<Visitor> signIn(String email, char[] password) {
        record Command(@NotBlank @Size(max = 254) String email) {}
        String fresh = Secret.fresh(road.with().random());
        String session = road.with().ids().next();
        Outcome<Optional<TrialCredential>> known = road.read(
                registrant(),
                SIGN_IN,
                unit -> Outcome.done(Trials.byLogin(unit, email)
                        .filter(trial -> trial.standing(unit.now()).usable())
                        .flatMap(trial -> unit.find(TrialCredential.KIND, trial.id()))));
        Optional<TrialCredential> credential = known.toOptional().flatMap(found -> found);
        boolean right = ports.own()
                .map(own -> proves(own, email, password))
                .orElseGet(() -> credential
                        .flatMap(TrialCredential::hash)
                        .filter(hash -> ports.hashing().matches(PasswordRules.folded(password), hash))
                        .isPresent());
        Outcome<Entered> entered = road.write(registrant(), SIGN_IN, new Command(email), Entered.class, unit -> {
            Optional<Trial> trial = Trials.byLogin(unit, email);
            TrialPolicy policy = unit.standing().policy().get(TrialPolicy.SECTION);
            if (trial.isEmpty() || !trial.get().standing(unit.now()).usable()) {
                return Outcome.refused(wrong());
            }
            TrialCredential now = unit.find(TrialCredential.KIND, trial.get().id())
                    .orElseGet(() -> TrialCredential.none(trial.get().id()));
            boolean locked = now.lockedUntil()
                    .filter(until -> unit.now().isBefore(until))
                    .isPresent();
            boolean same = ports.own().isPresent() || now.hash().equals(credential.flatMap(TrialCredential::hash));
            if (locked) {
                return Outcome.refused(wrong());
            }
            if (!right || !same) {
                unit.keep(
                        TrialCredential.KIND,
                        now.failed(policy.tries(), unit.now().plus(Duration.ofMinutes(policy.lockMinutes()))));
                return Outcome.done(new Entered("", Optional.empty(), unit.now(), false)); // so that it is counted
            }
            unit.check(Trial.KIND, trial.get().id());
            if (now.failures() > 0 || now.lockedUntil().isPresent()) {
                unit.keep(TrialCredential.KIND, now.passed());
            } else {
                unit.check(TrialCredential.KIND, trial.get().id());
            }
            unit.keep(
                    TrialSession.KIND,
                    new TrialSession(
                            session,
                            1,
                            trial.get().id(),
                            Secret.hash(fresh),
                            now.generation(),
                            unit.now(),
                            unit.now()));
            return Outcome.done(entered(unit, trial.get()));
        });
        return entered.flatMap(in -> in.trial().isEmpty()
                ? Outcome.refused(wrong())
                : Outcome.done(visitor(in, new Secret(session, fresh).token())));
    }

    private static boolean proves(io.crmkit.access.SignOn own, String email, char[] password) {
        try {
            return own.proves(email, password);
        } catch (RuntimeException e) {
            return false;
        }
    }

    private static Entered entered(Unit unit, Trial trial) {
        boolean converted = trial.standing(unit.now()) instanceof TrialStanding.Converted;
        return new Entered(trial.id(), trial.customer(), trial.until().orElse(unit.now()), converted);
    }

    private static Visitor visitor(Entered in, String token) {
        TrialStanding standing = in.converted()
                ? new TrialStanding.Converted(in.customer().orElse(""))
                : new TrialStanding.Running(in.until(), 0);
        return new Visitor(in.trial(), in.customer(), standing, token);
    }

    /**
     * Goes on with a session.
     *
     * @param token the token
     * @return who is signed in; refused when the session or the trial is over
     */
    public Outcome<Visitor> resume(String token) {
        record Command() {}
        Optional<Secret> secret = Secret.read(token);
        if (secret.isEmpty()) {
            return Outcome.refused(over());
        }
        return road.write(registrant(), RESUME, new Command(), Entered.class, unit -> {
                    Optional<TrialSession> session = open(unit, secret.get());
                    Optional<Trial> trial = session.flatMap(known -> unit.find(Trial.KIND, known.trial()))
                            .filter(known -> known.standing(unit.now()).usable());
                    if (trial.isEmpty()) {
                        return Outcome.refused(over());
                    }
                    session.filter(known ->
                                    known.lastSeen().plus(Duration.ofMinutes(1)).isBefore(unit.now()))
                            .ifPresent(known -> unit.keep(TrialSession.KIND, known.seen(unit.now())));
                    return Outcome.done(entered(unit, trial.get()));
                })
                .map(in -> visitor(in, token));
    }

    private static Optional<TrialSession> open(Unit unit, Secret secret) {
        Duration idle = Duration.ofMinutes(
                unit.standing().policy().get(TrialPolicy.SECTION).idleMinutes());
        return unit.find(TrialSession.KIND, secret.id())
                .filter(session -> secret.opens(Optional.of(session.secret())))
                .filter(session -> unit.now().isBefore(session.lastSeen().plus(idle)))
                .filter(session -> session.generation()
                        == unit.find(TrialCredential.KIND, session.trial())
                                .map(TrialCredential::generation)
                                .orElse(0));
    }

    /**
     * Ends a session.
     *
     * @param token the token
     */
    public void signOut(String token) {
        record Command() {}
        Optional<Secret> secret = Secret.read(token);
        if (secret.isEmpty()) {
            return;
        }
        Outcome<Long> dropped = road.write(
                registrant(),
                SIGN_OUT,
                new Command(),
                Long.class,
                unit -> Outcome.done(open(unit, secret.get())
                        .map(session -> {
                            unit.drop(TrialSession.KIND, session.id());
                            return session.version() + 1;
                        })
                        .orElse(0L)));
        // What is deleted is erased by a write of its own: one change set writes a record once.
        dropped.toOptional()
                .filter(version -> version > 0)
                .ifPresent(version -> road.write(registrant(), SIGN_OUT, new Command(), Boolean.class, unit -> {
                    unit.purge(TrialSession.KIND, secret.get().id(), version);
                    return Outcome.done(true);
                }));
    }

    private static Refusal wrong() {
        return Refusal.of(Refusal.Kind.UNKNOWN_ACTOR, "CUS-13", "trial.sign-in-wrong");
    }

    private static Refusal over() {
        return Refusal.of(Refusal.Kind.UNKNOWN_ACTOR, "CUS-13", "trial.session-over");
    }

    private static Refusal invalid() {
        return Refusal.of(Refusal.Kind.RULE, "CUS-13", "trial.reset-invalid");
    }
}
