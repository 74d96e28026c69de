package io.crmkit.trial;

import io.crmkit.access.Refusals;
import io.crmkit.access.ResetToken;
import io.crmkit.access.Secret;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.Submission;
import io.crmkit.customer.Customer;
import io.crmkit.customer.Customers;
import io.crmkit.customer.NewCustomer;
import io.crmkit.dictionary.CommonFields;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import io.crmkit.trial.TrialStanding.Move;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

/** What users do with trial accounts (CUS-13). Got from a session. */
public final class Trials {

    private static final String MODULE = "trial";
    static final Operation APPLY = Operation.of("trial.apply", MODULE, "create");
    static final Operation EXTEND = Operation.of("trial.extend", MODULE, "edit");
    private static final Operation VIEW = Operation.of("trial.view", MODULE, "view");
    private static final Operation CONVERT = Operation.of("trial.convert", MODULE, "edit");
    private static final Operation END = Operation.of("trial.end", MODULE, "edit");
    private static final Operation RESET = Operation.of("trial.reset-login", MODULE, "edit");

    private static final int MOST_DAYS = 366;

    private final Road road;
    private final Actor actor;
    private final ApprovalEngine approvals;
    private final Customers customers;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param approvals asks those who decide
     * @param customers creates customers
     */
    public Trials(Road road, Actor actor, ApprovalEngine approvals, Customers customers) {
        this.road = road;
        this.actor = actor;
        this.approvals = approvals;
        this.customers = customers;
    }

    /**
     * A trial.
     *
     * @param id the id
     * @return the trial, if the actor may know of it
     */
    public Outcome<Trial> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> visible(unit, id).map(Outcome::done).orElseGet(() -> Outcome.refused(notFound(id))));
    }

    /**
     * Trials that the actor may know of, the one that was written last first.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Trial>> list(int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> Outcome.done(page(unit, Filter.all(), "by_updated", limit, pageToken)));
    }

    /**
     * Trials that end within some days or have ended without becoming a customer, the first to end first.
     *
     * @param days how many days to look ahead, 0 to 366
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page of those that the actor may know of
     */
    public Outcome<Listing<Trial>> due(int days, int limit, Optional<String> pageToken) {
        if (days < 0 || days > MOST_DAYS) {
            throw new IllegalArgumentException("days ahead are 0 to " + MOST_DAYS + ", not " + days);
        }
        return road.read(actor, VIEW, unit -> {
            Instant before = unit.now().plus(Duration.ofDays(days));
            return Outcome.done(page(unit, Filter.range("until", null, before), "by_end", limit, pageToken));
        });
    }

    /**
     * Applies for a trial of a registered customer, which others approve. One who was declined can apply again, through whoever may have
     * to do with the trial of before.
     *
     * @param customer id of the customer, which the actor may edit
     * @param registrant who tries; the company is the customer's name where it is absent
     * @param reason why
     * @return that it waits for an approval, the trial where nobody has to approve, or everything that is wrong
     */
    public Outcome<Trial> apply(String customer, Trial.Registrant registrant, String reason) {
        record Command(
                @NotBlank String customer,
                @NotNull @Valid Trial.Registrant registrant,
                @NotBlank @CleanText(max = 400) String reason) {}
        return road.write(actor, APPLY, new Command(customer, registrant, reason), Trial.class, unit -> {
            Optional<Customer> found = unit.visible(Customer.KIND, customer);
            if (found.isEmpty()) {
                return Outcome.refused(Refusals.notFound(Messages.label("kind.customer"), customer));
            }
            Customer known = found.get();
            if (!unit.standing().reaches(APPLY.permission(), "", known.owner())) {
                return Outcome.refused(Refusals.outOfReach(APPLY.permission()));
            }
            unit.check(Customer.KIND, known.id());
            Trial.Registrant named = new Trial.Registrant(
                    registrant.company().or(() -> Optional.of(known.name())),
                    registrant.contact(),
                    registrant.phone(),
                    registrant.email(),
                    registrant.purpose());
            return applied(unit, approvals, named, Optional.of(known.id()), known.owner(), reason, before -> true);
        });
    }

    /**
     * Takes an application in.
     *
     * @param again whether a declined trial with this login can be applied for again; one that the unit does not reach never can
     */
    static Outcome<Trial> applied(
            Unit unit,
            ApprovalEngine approvals,
            Trial.Registrant registrant,
            Optional<String> customer,
            Optional<String> owner,
            String reason,
            Predicate<Trial> again) {
        unit.require(MODULE, "email"); // whether it is taken is told
        Outcome<Trial.Registrant> read = read(registrant);
        if (!(read instanceof Outcome.Done<Trial.Registrant> done)) {
            return Outcome.refused(read.refusals());
        }
        Optional<Trial> before = byLogin(unit, done.value().email().orElseThrow());
        if (before.isPresent()
                && before.filter(trial -> found(unit, APPLY, trial.id()).isDone())
                        .filter(trial -> can(unit, trial, Move.APPLY).isDone())
                        .filter(again)
                        .isEmpty()) {
            return Outcome.refused(
                    Refusal.of(Refusal.Kind.RULE, "CUS-13", "trial.login-taken").onField("email"));
        }
        Trial.Event event = event(unit, Move.APPLY, Optional.of(reason));
        Trial written = before.map(trial -> unit.change(
                        Trial.KIND,
                        trial,
                        trial.applied(done.value(), customer, owner, event, touched(unit, trial)),
                        Optional.of(reason)))
                .orElseGet(() -> unit.create(
                        Trial.KIND,
                        new Trial(
                                unit.newId(),
                                1,
                                done.value(),
                                customer,
                                owner,
                                Trial.Phase.WAITING,
                                Optional.empty(),
                                0,
                                false,
                                List.of(event),
                                Trace.created(unit.now(), unit.actorId(), Optional.empty()))));
        String name = done.value().company().orElse(written.id());
        return approvals.submit(
                unit,
                TrialApproval.ofTrials(),
                Submission.of(
                                Messages.label("trial.about", name),
                                new TrialApproval.Wish(written.id(), reason),
                                Optional.of(reason))
                        .showing(Map.of("company", name)));
    }

    /** In the form in which it is stored; or everything that is wrong. */
    private static Outcome<Trial.Registrant> read(Trial.Registrant given) {
        List<Refusal> wrong = new ArrayList<>();
        required("company", given.company(), wrong);
        required("contact", given.contact(), wrong);
        Optional<String> phone = required("phone", given.phone(), wrong, CommonFields::phone);
        Optional<String> email = required("email", given.email(), wrong, CommonFields::email);
        return wrong.isEmpty()
                ? Outcome.done(new Trial.Registrant(given.company(), given.contact(), phone, email, given.purpose()))
                : Outcome.refused(wrong);
    }

    private static void required(String field, Optional<String> value, List<Refusal> wrong) {
        if (value.map(String::strip).filter(text -> !text.isEmpty()).isEmpty()) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, "CUS-13", "valid.required", Messages.label("field." + field))
                    .onField(field)
                    .missing(field));
        }
    }

    private static Optional<String> required(
            String field, Optional<String> value, List<Refusal> wrong, Function<String, Outcome<String>> reader) {
        required(field, value, wrong);
        return value.filter(text -> !text.isBlank()).flatMap(text -> {
            Outcome<String> read = reader.apply(text);
            wrong.addAll(read.refusals());
            return read.toOptional();
        });
    }

    static Optional<Trial> byLogin(Unit unit, String email) {
        return unit.query(Trial.KIND, unit.sealed().equal(Trial.KIND, "login", email), 1).stream()
                .findFirst();
    }

    /**
     * Asks for more time, which others approve. It is added to the end that the trial has, also when that is over by then.
     *
     * @param id the trial
     * @param expectedVersion the version that was read
     * @param reason why
     * @return that it waits for an approval, or why not
     */
    public Outcome<Trial> extend(String id, long expectedVersion, String reason) {
        return change(EXTEND, Move.ASK_EXTENSION, id, expectedVersion, Optional.empty(), reason, (unit, trial) -> {
            unit.change(
                    Trial.KIND,
                    trial,
                    trial.asking(
                            true,
                            Optional.of(event(unit, Move.ASK_EXTENSION, Optional.of(reason))),
                            touched(unit, trial)),
                    Optional.of(reason));
            String name = trial.registrant().company().orElse(id);
            return approvals.submit(
                    unit,
                    TrialApproval.ofExtensions(),
                    Submission.of(
                                    Messages.label("trial.extension-about", name),
                                    new TrialApproval.Wish(id, reason),
                                    Optional.of(reason))
                            .showing(Map.of("company", name)));
        });
    }

    /**
     * The one who tried becomes a customer; the account stays, without an end. For one that registered itself, the customer is named, or
     * created with what is known, under the rules and the cap of any other (CUS-12).
     *
     * @param id the trial
     * @param expectedVersion the version that was read
     * @param customer id of the customer, which the actor may edit, where there is one already
     * @param reason why
     * @return the trial, or why not
     */
    public Outcome<Trial> convert(String id, long expectedVersion, Optional<String> customer, String reason) {
        return change(CONVERT, Move.CONVERT, id, expectedVersion, customer, reason, (unit, trial) -> {
            Optional<String> wanted = trial.customer().or(() -> customer);
            if (trial.customer().isPresent() && customer.isPresent() && !customer.equals(trial.customer())) {
                return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "CUS-13", "trial.other-customer")
                        .onField("customer"));
            }
            Outcome<Customer> known = wanted.isPresent() ? reached(unit, wanted.get()) : created(unit, trial, reason);
            return known.map(becomes -> {
                unit.check(Customer.KIND, becomes.id());
                Trial of = trial.of(Optional.of(becomes.id()), becomes.owner(), trial.trace());
                return unit.change(
                        Trial.KIND,
                        trial,
                        of.in(
                                Trial.Phase.CONVERTED,
                                trial.until(),
                                event(unit, Move.CONVERT, Optional.of(reason)),
                                touched(unit, trial)),
                        Optional.of(reason));
            });
        });
    }

    private static Outcome<Customer> reached(Unit unit, String id) {
        Optional<Customer> found = unit.visible(Customer.KIND, id);
        if (found.isEmpty()) {
            return Outcome.refused(Refusals.notFound(Messages.label("kind.customer"), id));
        }
        Customer known = found.get();
        return unit.standing().reaches(CONVERT.permission(), known.id(), known.owner())
                ? Outcome.done(known)
                : Outcome.refused(Refusals.outOfReach(CONVERT.permission()));
    }

    private Outcome<Customer> created(Unit unit, Trial trial, String reason) {
        NewCustomer draft = NewCustomer.of(
                Customer.Profile.named(trial.registrant().company().orElse(trial.id())));
        return unit.onBehalfOf(actor, Customers.creation(), reason)
                .flatMap(other -> customers.creating(
                        other, trial.owner().map(draft::ownedBy).orElse(draft)));
    }

    /**
     * Ends a trial, or a customer's account that came of one, at once: nobody signs in with it any more, and who is signed in is out with
     * the next call.
     *
     * @param id the trial
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the trial
     */
    public Outcome<Trial> end(String id, long expectedVersion, String reason) {
        return change(
                END,
                Move.END,
                id,
                expectedVersion,
                Optional.empty(),
                reason,
                (unit, trial) -> Outcome.done(unit.change(
                        Trial.KIND,
                        trial,
                        trial.in(
                                Trial.Phase.ENDED,
                                trial.until(),
                                event(unit, Move.END, Optional.of(reason)),
                                touched(unit, trial)),
                        Optional.of(reason))));
    }

    /**
     * Makes a token with which the customer sets a new password, once (CUS-13). It is for the owner, superiors and administrators to bring to
     * the customer; it is good as long as its time is not over and the trial can be used. All sessions of the customer end.
     *
     * @param id the trial
     * @return the token
     */
    public Outcome<ResetToken> resetLogin(String id) {
        record Command(@NotBlank String id) {}
        record Issued(Instant until) {}
        String secret = Secret.fresh(road.with().random());
        // Without a request key: an answer that is kept would keep the token.
        return road.write(
                        actor.withoutKey(),
                        RESET,
                        new Command(id),
                        Issued.class,
                        unit -> found(unit, RESET, id).flatMap(trial -> {
                            if (!trial.standing(unit.now()).usable()) {
                                return Outcome.refused(Refusal.of(
                                        Refusal.Kind.RULE,
                                        "CUS-13",
                                        "trial.cannot",
                                        trial.standing(unit.now()).label()));
                            }
                            Instant until = unit.now()
                                    .plus(Duration.ofMinutes(unit.standing()
                                            .policy()
                                            .get(TrialPolicy.SECTION)
                                            .resetMinutes()));
                            TrialCredential before =
                                    unit.find(TrialCredential.KIND, id).orElseGet(() -> TrialCredential.none(id));
                            TrialCredential written =
                                    unit.keep(TrialCredential.KIND, before.resetting(Secret.hash(secret), until));
                            unit.check(Trial.KIND, id);
                            unit.tell(
                                    TrialCredential.KIND,
                                    written,
                                    Optional.empty(),
                                    Map.of("password", "reset", "resetUntil", List.of("", until)));
                            return Outcome.done(new Issued(until));
                        }))
                .map(issued -> new ResetToken(new Secret(id, secret).token(), issued.until()));
    }

    /** Decides a change. */
    @FunctionalInterface
    private interface Step {
        Outcome<Trial> decide(Unit unit, Trial trial);
    }

    private Outcome<Trial> change(
            Operation operation,
            Move move,
            String id,
            long expectedVersion,
            Optional<String> customer,
            String reason,
            Step step) {
        record Command(
                @NotBlank String id,
                long expectedVersion,
                @NotNull Optional<String> customer,
                @NotBlank @CleanText(max = 400) String reason) {}
        return road.write(
                actor,
                operation,
                new Command(id, expectedVersion, customer, reason),
                Trial.class,
                unit -> found(unit, operation, id).flatMap(trial -> {
                    if (trial.version() != expectedVersion) {
                        return Outcome.refused(Refusals.conflict(kind(), expectedVersion, trial.version()));
                    }
                    if (trial.asked() || trial.phase() == Trial.Phase.WAITING) {
                        return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "APR-01", "trial.under-approval"));
                    }
                    Outcome<Trial> can = can(unit, trial, move);
                    return can.isDone() ? step.decide(unit, trial) : can;
                }));
    }

    static Outcome<Trial> found(Unit unit, Operation operation, String id) {
        Optional<Trial> found = visible(unit, id);
        if (found.isEmpty()) {
            return Outcome.refused(notFound(id));
        }
        return unit.standing().reaches(operation.permission(), id, owner(unit, found.get()))
                ? Outcome.done(found.get())
                : Outcome.refused(Refusals.outOfReach(operation.permission()));
    }

    /** Whose a trial is: a customer's goes with the customer, however that changes hands, and is nobody's when that is in a pool. */
    static Optional<String> owner(Unit unit, Trial trial) {
        Optional<Customer> customer = trial.customer().flatMap(id -> unit.find(Customer.KIND, id));
        return customer.isPresent() ? customer.get().owner() : trial.owner();
    }

    static boolean sees(Unit unit, Trial trial) {
        return trial.customer().isEmpty()
                ? unit.sees(Trial.KIND, trial)
                : unit.standing().reaches(VIEW.permission(), trial.id(), owner(unit, trial));
    }

    static Optional<Trial> visible(Unit unit, String id) {
        boolean own = unit.visible(Trial.KIND, id).isPresent();
        return unit.find(Trial.KIND, id).filter(trial -> trial.customer().isEmpty() ? own : sees(unit, trial));
    }

    /** A page of the trials that the actor sees; it is shorter where a customer is changing hands just now. */
    static Listing<Trial> page(Unit unit, Filter filter, String order, int limit, Optional<String> pageToken) {
        Listing<Trial> page = unit.list(Trial.KIND, filter, order, limit, pageToken);
        unit.prefetch(
                Customer.KIND,
                page.items().stream()
                        .flatMap(trial -> trial.customer().stream())
                        .toList());
        return new Listing<>(
                page.items().stream().filter(trial -> sees(unit, trial)).toList(), page.next());
    }

    static Outcome<Trial> can(Unit unit, Trial trial, Move move) {
        TrialPolicy policy = unit.standing().policy().get(TrialPolicy.SECTION);
        return trial.standing(unit.now())
                .refuses(move, policy)
                .<Outcome<Trial>>map(Outcome::refused)
                .orElseGet(() -> Outcome.done(trial));
    }

    static Trial.Event event(Unit unit, Move what, Optional<String> reason) {
        return new Trial.Event(what, unit.now(), unit.actorId(), reason);
    }

    static Trace touched(Unit unit, Trial trial) {
        return trial.trace().touched(unit.now(), unit.actorId());
    }

    private static Label kind() {
        return Messages.label("kind.trial");
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(kind(), id);
    }
}
