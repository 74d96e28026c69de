package io.crmkit.handover;

import io.crmkit.access.DirectoryCache;
import io.crmkit.access.Leaving;
import io.crmkit.access.Owned;
import io.crmkit.access.Refusals;
import io.crmkit.access.User;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.Submission;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * Handover on leaving or moving (ACC-12). First the account is fenced, in a step of its own: from then on, on every node, its sessions are
 * over and nobody can give it anything. Then one change set moves everything that can be moved, ends or moves the account, and
 * writes the handover record: wholly or not at all. A handover that is prepared and not performed, because a node died between, is performed
 * or given up by anybody who may. Got from a session.
 */
public final class Handovers {

    private static final String MODULE = "handover";
    private static final Operation VIEW = Operation.of("handover.view", MODULE, "view");
    private static final Operation PREVIEW = Operation.of("handover.preview", MODULE, "create");
    private static final Operation PREPARE = Operation.of("handover.prepare", MODULE, "create");
    private static final Operation PERFORM = Operation.of("handover.perform", MODULE, "create");
    private static final Operation GIVE_UP = Operation.of("handover.give-up", MODULE, "create");
    private static final Operation LIFT = Operation.of("handover.lift-caps", MODULE, "approve");

    /** What handovers keep. */
    public static final List<Kind<?>> KINDS = List.of(Handover.KIND, HandoverPart.KIND);

    private final Road road;
    private final Actor actor;
    private final List<Owned> owned;
    private final Leaving leaving;
    private final Takeover takeover;
    private final ApprovalEngine approvals;
    private final CapLift capLift = new CapLift();

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory the organisation
     * @param owned all that users can hold: wholes before their parts
     * @param approvals asks those who decide
     */
    public Handovers(Road road, Actor actor, DirectoryCache directory, List<Owned> owned, ApprovalEngine approvals) {
        this.approvals = approvals;
        this.road = road;
        this.actor = actor;
        this.owned = List.copyOf(owned);
        this.leaving = new Leaving(directory);
        this.takeover = new Takeover(this.owned, PERFORM.permission());
    }

    private record Planned(
            @NotBlank String from, @Valid @NotNull Plan plan) {}

    private record Step(@NotBlank String id, long expectedVersion) {}

    private record Because(
            @NotBlank String id,
            long expectedVersion,
            @NotBlank @CleanText(max = 500) String reason) {}

    /**
     * What a handover would do now. Changes nothing, fences nobody.
     *
     * @param from id of the user who leaves or moves
     * @param plan who takes over what
     * @return what would become of each thing, or why it could not be prepared or performed
     */
    public Outcome<Preview> preview(String from, Plan plan) {
        return road.read(actor, PREVIEW, unit -> {
            List<Refusal> invalid = road.violations(new Planned(from, plan));
            if (!invalid.isEmpty()) {
                return Outcome.refused(invalid);
            }
            return planned(unit, PREVIEW, from, plan).flatMap(user -> tried(unit, user.id(), plan, false));
        });
    }

    /**
     * What a prepared handover would do now.
     *
     * @param id the handover
     * @return what would become of each thing
     */
    public Outcome<Preview> preview(String id) {
        return road.read(
                actor,
                PREVIEW,
                unit -> found(unit, PREVIEW, id)
                        .flatMap(Handovers::prepared)
                        .flatMap(handover -> tried(
                                unit,
                                handover.from(),
                                handover.plan(),
                                handover.lift().isPresent())));
    }

    private Outcome<Preview> tried(Unit unit, String from, Plan plan, boolean lifted) {
        Unit trial = unit.another(); // of which nothing is ever committed
        List<HandoverItem> items = takeover.run(trial, from, plan, lifted);
        return tooLarge(trial, items)
                .<Outcome<Preview>>map(Outcome::refused)
                .orElseGet(() -> Outcome.done(new Preview(
                        Takeover.tallies(items),
                        items.stream().filter(item -> seen(trial, item)).toList())));
    }

    private boolean seen(Unit unit, HandoverItem item) {
        String id = item.record().substring(item.record().indexOf('/') + 1);
        return owned.stream().filter(kind -> kind.kind().equals(item.kind())).anyMatch(kind -> kind.seen(unit, id));
    }

    /** Written in one change set or not at all: what no store takes at once cannot be. */
    private static Optional<Refusal> tooLarge(Unit unit, List<HandoverItem> items) {
        int parts = items.size() / HandoverPart.ITEMS + 1;
        // Each part and the handover have an entry in the audit; the account and its sales code change.
        int size = unit.size() + 2 * (parts + 1) + 2 * 3;
        int most = unit.mostChanges();
        return size <= most
                ? Optional.empty()
                : Optional.of(Refusal.of(Refusal.Kind.RULE, "ACC-12", "handover.too-large", items.size(), size, most));
    }

    /**
     * Prepares a handover: fences the account. Until it is performed or given up, nobody can use it or give it anything.
     *
     * @param from id of the user who leaves or moves; not the actor
     * @param plan who takes over what
     * @return the handover
     */
    public Outcome<Handover> prepare(String from, Plan plan) {
        return road.write(
                actor,
                PREPARE,
                new Planned(from, plan),
                Handover.class,
                unit -> planned(unit, PREPARE, from, plan)
                        .flatMap(user -> leaving.fence(unit, user, Optional.of(plan.reason()))
                                .map(fenced -> unit.create(
                                        Handover.KIND,
                                        new Handover(
                                                unit.newId(),
                                                1,
                                                from,
                                                plan,
                                                Handover.State.PREPARED,
                                                user.state(),
                                                Optional.empty(),
                                                Map.of(),
                                                Trace.created(unit.now(), unit.actorId(), Optional.empty()))))));
    }

    /** The user, unless something is wrong with the plan. */
    private Outcome<User> planned(Unit unit, Operation operation, String from, Plan plan) {
        Outcome<User> leaver = leaving.leaver(unit, operation, from);
        if (!(leaver instanceof Outcome.Done<User> reached)) {
            return leaver;
        }
        owned.forEach(kind -> kind.ask(unit, plan.facts()));
        List<Refusal> wrong = new ArrayList<>(receivers(unit, operation, from, plan));
        plan.rules().stream()
                .flatMap(rule -> rule.kinds().stream())
                .distinct()
                .flatMap(kind -> unknownKind(kind).stream())
                .forEach(wrong::add);
        plan.place().ifPresent(place -> wrong.addAll(leaving.placeProblems(unit, reached.value(), place)));
        return wrong.isEmpty() ? leaver : Outcome.refused(wrong);
    }

    private List<Refusal> receivers(Unit unit, Operation operation, String from, Plan plan) {
        List<Refusal> wrong = new ArrayList<>();
        for (String receiver : plan.receivers()) {
            if (receiver.equals(from)) {
                wrong.add(Refusal.of(Refusal.Kind.INVALID, "ACC-12", "handover.to-oneself")
                        .onField("to"));
            } else {
                wrong.addAll(leaving.receiverProblems(unit, operation, receiver));
            }
        }
        return wrong;
    }

    private Optional<Refusal> unknownKind(String kind) {
        List<String> known = owned.stream().map(Owned::kind).toList();
        if (known.contains(kind)) {
            return Optional.empty();
        }
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID,
                        "ACC-12",
                        "handover.unknown-kind",
                        kind,
                        known.stream().sorted().collect(Collectors.joining(", ")))
                .onField("kinds")
                .ofValue(kind);
        return Optional.of(NearMiss.of(kind, known).map(refusal::suggesting).orElse(refusal));
    }

    /**
     * Lifts the caps of those who take over, for this handover (CUS-12). Whoever does is neither who asked for the handover nor who
     * leaves, and takes nothing over (ACC-19).
     *
     * @param id the handover
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the handover as changed
     */
    public Outcome<Handover> liftCaps(String id, long expectedVersion, String reason) {
        return step(
                LIFT,
                id,
                expectedVersion,
                new Because(id, expectedVersion, reason),
                (unit, handover) -> CapLift.lifted(unit, handover, reason));
    }

    /**
     * Asks those who decide by the policy to lift the caps (APR-01); whoever does meets the conditions of {@link #liftCaps}. Meanwhile the
     * handover is locked: it is asked for once, and performed or given up when that is decided or recalled.
     *
     * @param id the handover
     * @param expectedVersion the version that was read
     * @param reason why
     * @return that it waits for an approval
     */
    public Outcome<Handover> askToLiftCaps(String id, long expectedVersion, String reason) {
        return step(
                CapLift.OPERATION,
                id,
                expectedVersion,
                new Because(id, expectedVersion, reason),
                (unit, handover) -> approvals.submit(
                        unit,
                        capLift,
                        Submission.of(
                                        Messages.label("handover.lift.about", name(unit, handover.from())),
                                        new CapLift.Wish(id, reason),
                                        Optional.of(reason))
                                .locking(Handover.KIND, id)));
    }

    private String name(Unit unit, String userId) {
        return leaving.leaver(unit, VIEW, userId).map(User::name).toOptional().orElse(userId);
    }

    /**
     * Performs a prepared handover, wholly or not at all: what the user holds is moved by the plan, what a rule refuses is listed and
     * stays, and the account is disabled or gets its other place.
     *
     * @param id the handover
     * @param expectedVersion the version that was read
     * @return the handover, done
     */
    public Outcome<Handover> perform(String id, long expectedVersion) {
        return step(PERFORM, id, expectedVersion, new Step(id, expectedVersion), (unit, handover) -> {
            List<Refusal> wrong = receivers(unit, PERFORM, handover.from(), handover.plan());
            return wrong.isEmpty() ? performed(unit, handover) : Outcome.refused(wrong);
        });
    }

    private Outcome<Handover> performed(Unit unit, Handover handover) {
        Plan plan = handover.plan();
        String from = handover.from();
        Optional<String> reason = Optional.of(plan.reason());
        List<HandoverItem> items =
                takeover.run(unit, from, plan, handover.lift().isPresent());
        Optional<Refusal> tooLarge = tooLarge(unit, items);
        if (tooLarge.isPresent()) {
            return Outcome.refused(tooLarge.get());
        }
        Outcome<User> account = plan.place()
                .map(place -> leaving.move(unit, from, place, handover.before(), reason))
                .orElseGet(() -> leaving.leave(unit, from, reason));
        return account.map(user -> {
            for (int i = 0; i < items.size(); i += HandoverPart.ITEMS) {
                List<HandoverItem> some = items.subList(i, Math.min(items.size(), i + HandoverPart.ITEMS));
                unit.create(HandoverPart.KIND, HandoverPart.of(handover.id(), i / HandoverPart.ITEMS, some));
            }
            return unit.change(
                    Handover.KIND, handover, handover.done(Takeover.tallies(items), touched(unit, handover)), reason);
        });
    }

    /**
     * Gives a prepared handover up: the account is as it was before the fence.
     *
     * @param id the handover
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the handover, given up
     */
    public Outcome<Handover> giveUp(String id, long expectedVersion, String reason) {
        return step(
                GIVE_UP,
                id,
                expectedVersion,
                new Because(id, expectedVersion, reason),
                (unit, handover) -> leaving.unfence(unit, handover.from(), handover.before(), Optional.of(reason))
                        .map(user -> unit.change(
                                Handover.KIND,
                                handover,
                                handover.givenUp(touched(unit, handover)),
                                Optional.of(reason))));
    }

    /**
     * Prepares and performs a handover in one go. When it cannot be performed, it is given up, and the account is as it was.
     *
     * @param from id of the user who leaves or moves; not the actor
     * @param plan who takes over what
     * @return the handover, done
     */
    public Outcome<Handover> perform(String from, Plan plan) {
        Outcome<Handover> prepared = prepare(from, plan);
        if (!(prepared instanceof Outcome.Done<Handover> fenced)) {
            return prepared;
        }
        Handovers once = new Handovers(this, actor.withoutKey());
        Handover handover = once.present(fenced.value().id()).toOptional().orElse(fenced.value());
        if (handover.state() == Handover.State.DONE) {
            return Outcome.done(handover); // the same request came again
        }
        Outcome<Handover> done = once.perform(handover.id(), handover.version());
        if (!done.isDone()) {
            String why = done.refusals().stream()
                    .map(Refusal::code)
                    .distinct()
                    .limit(5)
                    .collect(Collectors.joining(", "));
            once.giveUp(handover.id(), handover.version(), why.isEmpty() ? "-" : why);
        }
        return done;
    }

    private Outcome<Handover> present(String id) {
        return road.read(actor, PREVIEW, unit -> found(unit, PREVIEW, id));
    }

    private Handovers(Handovers like, Actor actor) {
        this.road = like.road;
        this.actor = actor;
        this.owned = like.owned;
        this.leaving = like.leaving;
        this.takeover = like.takeover;
        this.approvals = like.approvals;
    }

    private Outcome<Handover> step(
            Operation operation,
            String id,
            long expectedVersion,
            Object command,
            BiFunction<Unit, Handover, Outcome<Handover>> next) {
        return road.write(
                actor,
                operation,
                command,
                Handover.class,
                unit -> found(unit, operation, id)
                        .flatMap(handover -> handover.version() == expectedVersion
                                ? Outcome.done(handover)
                                : Outcome.refused(Refusals.conflict(label(), expectedVersion, handover.version())))
                        .flatMap(Handovers::prepared)
                        .flatMap(handover -> next.apply(unit, handover)));
    }

    /** One that the actor may know of, of somebody whom the actor reaches. */
    static Outcome<Handover> found(Unit unit, Operation operation, String id) {
        Optional<Handover> found = unit.visible(Handover.KIND, id);
        if (found.isEmpty()) {
            return Outcome.refused(Refusals.notFound(label(), id));
        }
        return unit.standing()
                        .reaches(
                                operation.permission(),
                                "",
                                Optional.of(found.get().from()))
                ? Outcome.done(found.get())
                : Outcome.refused(Refusals.outOfReach(operation.permission()));
    }

    static Outcome<Handover> prepared(Handover handover) {
        return handover.state() == Handover.State.PREPARED
                ? Outcome.done(handover)
                : Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-12", "handover.over"));
    }

    private static Label label() {
        return Messages.label("kind.handover");
    }

    private static Trace touched(Unit unit, Handover handover) {
        return handover.trace().touched(unit.now(), unit.actorId());
    }

    /**
     * A handover.
     *
     * @param id the id
     * @return the handover, if the actor may know of it
     */
    public Outcome<Handover> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Handover.KIND, id)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(Refusals.notFound(label(), id))));
    }

    /**
     * The handovers that the actor may know of, the newest first.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Handover>> list(int limit, Optional<String> pageToken) {
        return road.read(
                actor, VIEW, unit -> Outcome.done(unit.list(Handover.KIND, Filter.all(), "by_at", limit, pageToken)));
    }

    /**
     * What became of the things that were held, as far as the actor may know of them, kind by kind.
     *
     * @param id the handover
     * @param pageToken where to go on, or none
     * @return a page of at most 500; it may be empty and yet not the last
     */
    public Outcome<Listing<HandoverItem>> items(String id, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            if (unit.visible(Handover.KIND, id).isEmpty()) {
                return Outcome.refused(Refusals.notFound(label(), id));
            }
            Filter filter = Filter.equal("handover", id);
            return Outcome.done(unit.paged(HandoverPart.KIND.name(), filter, "by_id", pageToken, token -> {
                Listing<HandoverPart> page = unit.everyone(HandoverPart.KIND, filter, 1, token);
                return new Listing<>(
                        page.items().stream()
                                .flatMap(part -> part.items().stream())
                                .filter(item -> seen(unit, item))
                                .toList(),
                        page.next());
            }));
        });
    }
}
