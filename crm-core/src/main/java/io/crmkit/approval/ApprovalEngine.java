package io.crmkit.approval;

import io.crmkit.approval.Approval.Act;
import io.crmkit.approval.Approval.Course;
import io.crmkit.approval.Approval.Event;
import io.crmkit.approval.Approval.Push;
import io.crmkit.approval.Approval.Request;
import io.crmkit.approval.Approval.State;
import io.crmkit.approval.Approval.Task;
import io.crmkit.approval.Approval.TaskState;
import io.crmkit.approval.ApprovalPolicy.PlatformMode;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.internal.json.Json;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Keeper;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The approval engine (APR-01): runs approvals within units of work, so that a decision, what follows from it and the end of the lock
 * are one change set. It knows what is legal when; what is asked for, the kinds know. Safe for use by many threads.
 */
public final class ApprovalEngine implements Keeper {

    /** What approvals keep. */
    public static final List<Kind<?>> KINDS = List.of(Approval.KIND, Absence.KIND, PlatformMessage.KIND);

    static final String RULE = "APR-01";

    /** A task that the actor may decide now. */
    private record Turn(Approval approval, Task task, Optional<String> forWhom) {}

    private final Map<String, ApprovalKind<?, ?>> kinds = new LinkedHashMap<>();
    private final Supplier<People> organisation;
    private final Holds holds;
    private final Steps steps;
    private final Telling telling;
    private final Optional<ApprovalPlatform> platform;

    /**
     * An engine.
     *
     * @param kinds the kinds of approvals
     * @param organisation the people as they are now
     * @param notices tells people
     * @param platform the enterprise's process platform, if one is registered (APR-03)
     * @param zone where days begin and end
     */
    public ApprovalEngine(
            Collection<ApprovalKind<?, ?>> kinds,
            Supplier<People> organisation,
            ApprovalNotices notices,
            Optional<ApprovalPlatform> platform,
            ZoneId zone) {
        kinds.forEach(kind -> this.kinds.put(kind.name(), kind));
        this.holds = new Holds(kinds);
        this.steps = new Steps(organisation, zone);
        this.telling = new Telling(organisation, notices);
        this.organisation = organisation;
        this.platform = platform;
    }

    /** {@return names of the kinds of approvals} */
    public Set<String> kinds() {
        return Set.copyOf(kinds.keySet());
    }

    Optional<ApprovalPlatform> platform() {
        return platform;
    }

    /** {@return the people as they are now} */
    People people() {
        return organisation.get();
    }

    /**
     * What people call a kind of approval.
     *
     * @param kind its name
     * @return the label; the name itself for a kind that nobody registered
     */
    public Label label(String kind) {
        ApprovalKind<?, ?> known = kinds.get(kind);
        return known == null ? new Label(kind, kind) : known.label();
    }

    // Submitting

    /**
     * Asks those who decide, by the policy in force; where nobody has to, carries it out at once.
     *
     * @param unit the unit of work of the submitter; nothing may have been written to it that shall not be there while others decide
     * @param kind the kind of approval
     * @param submission what is asked for
     * @param <C> what is asked for
     * @param <T> what is answered when it is done
     * @return that it waits; or the answer, when nobody had to decide; or why it cannot be submitted
     */
    public <C, T> Outcome<T> submit(Unit unit, ApprovalKind<C, T> kind, Submission<C> submission) {
        if (kinds.get(kind.name()) == null) {
            throw new IllegalArgumentException("no kind of approval is called " + kind.name());
        }
        List<Step> course = Steps.of(unit, kind, submission.amount(), submission.concerned());
        if (course.isEmpty()) {
            return kind.carryOut(unit, unit, Optional.empty(), submission.content());
        }
        Request request = new Request(
                kind.name(),
                submission.about(),
                unit.actorId(),
                unit.now(),
                submission.reason(),
                Json.write(submission.content()),
                new TreeMap<>(submission.form()),
                submission.tells(),
                submission.amount(),
                new TreeSet<>(submission.concerned()),
                submission.locks().stream()
                        .map(locked -> locked.kind().key(locked.id()).toString())
                        .toList());
        Event first = new Event(unit.now(), Act.SUBMITTED, unit.actorId(), Optional.empty(), 0, submission.reason());
        Approval fresh = new Approval(
                unit.newId(),
                1,
                request,
                new Course(course, unit.standing().policy().version(), 1),
                State.RUNNING,
                List.of(),
                List.of(first),
                Optional.empty(),
                push(unit, kind.name()));
        Outcome<Approval> begun = begun(unit, fresh);
        if (!(begun instanceof Outcome.Done<Approval> done)) {
            return Outcome.refused(begun.refusals());
        }
        Approval approval = done.value();
        if (Steps.finished(approval)) { // nobody was found, and that is fine
            Approval over = approval.in(State.APPROVED, unit.now());
            unit.create(Approval.KIND, over);
            return kind.carryOut(unit, unit, Optional.of(over), submission.content());
        }
        unit.create(Approval.KIND, approval);
        return new Outcome.Pending<>(approval.id());
    }

    /** Begins a round: locks what it is about and finds the first who decide. */
    private Outcome<Approval> begun(Unit unit, Approval approval) {
        Outcome<Approval> begun = approval.routed() ? Outcome.done(approval) : steps.advanced(unit, approval, 0);
        return begun.map(next -> {
            if (!Steps.finished(next)) {
                holds.take(unit, approval);
            }
            return telling.ask(unit, next);
        });
    }

    private Optional<Push> push(Unit unit, String kind) {
        ApprovalPolicy.Routing routing = Steps.policy(unit).platform();
        boolean pushes = routing.mode() == PlatformMode.PUSH;
        return routing.kinds().contains(kind) && (!pushes || platform.isPresent())
                ? Optional.of(new Push(0, pushes ? Optional.of(unit.now()) : Optional.empty()))
                : Optional.empty();
    }

    // Deciding

    /**
     * Whether the actor may know of an approval: the submitter and everybody who has to do with it, their delegates now, and those
     * whose scope reaches the submitter.
     */
    boolean sees(Unit unit, Approval approval) {
        return unit.sees(Approval.KIND, approval)
                || approval.turn().stream()
                        .anyMatch(user -> Absence.delegate(unit, user)
                                .filter(unit.actorId()::equals)
                                .isPresent());
    }

    /**
     * An approval, for whoever may know of it.
     *
     * @param unit the unit of work
     * @param id the id
     * @return the approval; refused when there is none, or none that the actor may know of
     */
    public Outcome<Approval> found(Unit unit, String id) {
        return unit.find(Approval.KIND, id)
                .filter(approval -> sees(unit, approval))
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusal.of(
                        Refusal.Kind.NOT_FOUND, "ACC-06", "shared.not-found", Messages.label("kind.approval"), id)));
    }

    private Outcome<Approval> found(Unit unit, String id, long expectedVersion, State... legal) {
        return found(unit, id).flatMap(approval -> {
            if (approval.version() != expectedVersion) {
                return Outcome.refused(Refusal.of(
                        Refusal.Kind.CONFLICT,
                        "DAT-03",
                        "shared.conflict",
                        Messages.label("kind.approval"),
                        expectedVersion,
                        approval.version()));
            }
            return List.of(legal).contains(approval.state())
                    ? Outcome.done(approval)
                    : Outcome.refused(Refusal.of(Refusal.Kind.RULE, RULE, "approval.over", state(approval.state())));
        });
    }

    /**
     * What people call a state.
     *
     * @param state the state
     * @return its name
     */
    public static Label state(State state) {
        return Messages.label("approval.state." + state.name().toLowerCase(Locale.ROOT));
    }

    /** The actor's turn; nobody decides about what is the own (ACC-19), in whosever place. */
    private Outcome<Turn> turn(Unit unit, String id, long expectedVersion) {
        return found(unit, id, expectedVersion, State.RUNNING).flatMap(approval -> {
            if (approval.request().submitter().equals(unit.actorId())) {
                return Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-19", "approval.own"));
            }
            List<Task> open = approval.open();
            for (Task task : open) {
                if (task.deciders().contains(unit.actorId())) {
                    boolean own = task.assignee().equals(unit.actorId());
                    return Outcome.done(
                            new Turn(approval, task, own ? Optional.empty() : Optional.of(task.assignee())));
                }
            }
            for (Task task : open) {
                for (String user : task.deciders()) {
                    if (Absence.delegate(unit, user)
                            .filter(unit.actorId()::equals)
                            .isPresent()) {
                        unit.check(Absence.KIND, user);
                        return Outcome.done(new Turn(approval, task, Optional.of(user)));
                    }
                }
            }
            return Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, RULE, "approval.not-your-turn", asked(approval)));
        });
    }

    /** Names of those whom to ask about an approval. */
    private String asked(Approval approval) {
        People people = people();
        return approval.turn().isEmpty()
                ? "–"
                : approval.turn().stream().map(people::name).sorted().collect(Collectors.joining(", "));
    }

    private Approval decided(Unit unit, Turn turn, TaskState how, Act act, Optional<String> note) {
        telling.settle(unit, turn.approval(), turn.task());
        return turn.approval()
                .with(
                        Steps.replaced(
                                turn.approval(),
                                turn.task(),
                                turn.task().in(how, Optional.of(unit.actorId()), unit.now())),
                        new Event(
                                unit.now(),
                                act,
                                unit.actorId(),
                                turn.forWhom(),
                                turn.task().step(),
                                note));
    }

    Outcome<Approval> approve(Unit unit, String id, long expectedVersion, Optional<String> note) {
        return turn(unit, id, expectedVersion)
                .flatMap(turn -> onwards(
                        unit, turn.approval(), decided(unit, turn, TaskState.APPROVED, Act.APPROVED, note), note));
    }

    /** Where an approval stands after one of its tasks was approved. */
    private Outcome<Approval> onwards(Unit unit, Approval before, Approval decided, Optional<String> note) {
        if (Steps.approved(decided)) {
            return steps.advanced(
                            unit, telling.drop(unit, decided), decided.course().step() + 1)
                    .flatMap(next -> Steps.finished(next)
                            ? carriedOut(unit, before, next, note)
                            : Outcome.done(written(unit, before, telling.ask(unit, next), note)));
        }
        return Outcome.done(written(unit, before, telling.ask(unit, steps.next(unit, decided)), note));
    }

    private Outcome<Approval> carriedOut(Unit unit, Approval before, Approval next, Optional<String> note) {
        Approval over = next.in(State.APPROVED, unit.now());
        holds.release(unit, over);
        ApprovalKind<?, ?> kind = kind(over);
        Outcome<?> done = carryOut(unit, kind, over);
        if (!(done instanceof Outcome.Done<?> fine)) {
            return Outcome.refused(done.refusals());
        }
        telling.end(unit, over, note);
        return new Outcome.Done<>(written(unit, before, over, note), fine.warnings());
    }

    private <C, T> Outcome<T> carryOut(Unit unit, ApprovalKind<C, T> kind, Approval approval) {
        String submitter = approval.request().submitter();
        Actor who = new Actor(
                submitter, people().login(submitter), unit.standing().actor().via(), Optional.empty());
        return unit.onBehalfOf(who, kind.operation(), "approval " + approval.id())
                .flatMap(theirs -> kind.carryOut(
                        theirs,
                        unit,
                        Optional.of(approval),
                        Json.read(approval.request().content(), kind.content())));
    }

    private ApprovalKind<?, ?> kind(Approval approval) {
        ApprovalKind<?, ?> kind = kinds.get(approval.request().kind());
        if (kind == null) {
            throw new IllegalStateException("nobody registered the kind of approval "
                    + approval.request().kind());
        }
        return kind;
    }

    Outcome<Approval> refuse(Unit unit, String id, long expectedVersion, String reason) {
        return turn(unit, id, expectedVersion)
                .map(turn -> ended(
                        unit,
                        turn.approval(),
                        decided(unit, turn, TaskState.REFUSED, Act.REFUSED, Optional.of(reason)),
                        State.REFUSED,
                        Optional.of(reason)));
    }

    Outcome<Approval> giveBack(Unit unit, String id, long expectedVersion, String reason) {
        return turn(unit, id, expectedVersion)
                .map(turn -> ended(
                        unit,
                        turn.approval(),
                        decided(unit, turn, TaskState.RETURNED, Act.RETURNED, Optional.of(reason)),
                        State.RETURNED,
                        Optional.of(reason)));
    }

    private Approval ended(Unit unit, Approval before, Approval decided, State state, Optional<String> note) {
        Approval over = telling.drop(unit, decided).in(state, unit.now());
        holds.release(unit, over);
        restore(unit, kind(over), over);
        telling.end(unit, over, note);
        return written(unit, before, over, note);
    }

    private static <C> void restore(Unit unit, ApprovalKind<C, ?> kind, Approval approval) {
        kind.release(unit, approval, Json.read(approval.request().content(), kind.content()));
    }

    private Outcome<Approval> own(Unit unit, String id, long expectedVersion, State... legal) {
        return found(unit, id, expectedVersion, legal)
                .flatMap(approval -> approval.request().submitter().equals(unit.actorId())
                        ? Outcome.done(approval)
                        : Outcome.refused(Refusal.of(
                                Refusal.Kind.FORBIDDEN,
                                RULE,
                                "approval.not-yours",
                                people().name(approval.request().submitter()))));
    }

    Outcome<Approval> recall(Unit unit, String id, long expectedVersion, Optional<String> note) {
        return own(unit, id, expectedVersion, State.RUNNING, State.RETURNED).map(approval -> {
            Event event = event(unit, approval, Act.RECALLED, note);
            Approval recalled = approval.with(approval.tasks(), event);
            if (approval.state() == State.RUNNING) {
                return ended(unit, approval, recalled, State.RECALLED, note);
            }
            return written(unit, approval, recalled.in(State.RECALLED, unit.now()), note);
        });
    }

    private static Event event(Unit unit, Approval approval, Act act, Optional<String> note) {
        return new Event(
                unit.now(),
                act,
                unit.actorId(),
                Optional.empty(),
                approval.course().step(),
                note);
    }

    Outcome<Approval> resubmit(Unit unit, String id, long expectedVersion, Optional<String> note) {
        return own(unit, id, expectedVersion, State.RETURNED).flatMap(approval -> {
            ApprovalKind<?, ?> kind = kind(approval);
            Course course = new Course(
                    Steps.of(
                            unit,
                            kind,
                            approval.request().amount(),
                            approval.request().concerned()),
                    unit.standing().policy().version(),
                    approval.course().round() + 1);
            Approval again = approval.again(course, push(unit, kind.name()));
            return begun(unit, again.with(again.tasks(), event(unit, again, Act.RESUBMITTED, note)))
                    .flatMap(next -> Steps.finished(next)
                            ? carriedOut(unit, approval, next, note)
                            : Outcome.done(written(unit, approval, next, note)));
        });
    }

    Outcome<Approval> add(Unit unit, String id, long expectedVersion, String userId, Optional<String> note) {
        return turn(unit, id, expectedVersion).flatMap(turn -> {
            Approval approval = turn.approval();
            if (userId.equals(approval.request().submitter())) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-19", "approval.submitter-never")
                        .onField("user"));
            }
            if (!people().active(userId)) {
                return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "ACC-01", "access.unknown-user", userId)
                        .onField("user"));
            }
            boolean there = Steps.tasks(approval).stream()
                    .anyMatch(task -> (task.open() || task.state() == TaskState.WAITING)
                            && task.deciders().contains(userId));
            if (there) {
                return Outcome.refused(
                        Refusal.of(Refusal.Kind.RULE, RULE, "approval.there-already", people().name(userId))
                                .onField("user"));
            }
            Event event = new Event(
                    unit.now(),
                    Act.ADDED,
                    unit.actorId(),
                    Optional.of(userId),
                    approval.course().step(),
                    note);
            return Outcome.done(written(
                    unit,
                    approval,
                    telling.ask(unit, approval.with(steps.added(unit, approval, userId), event)),
                    note));
        });
    }

    // Time

    /** What became of an approval whose time was over. */
    record Lateness(int overdue, int escalated) {

        static final Lateness NONE = new Lateness(0, 0);
    }

    /** Escalates what is overdue now; nothing when somebody else has done it, so that each effect is there once. */
    Lateness escalate(Unit unit, String id) {
        Optional<Approval> found = unit.find(Approval.KIND, id);
        if (found.isEmpty()
                || found.get().due().filter(due -> !due.isAfter(unit.now())).isEmpty()) {
            return Lateness.NONE;
        }
        Approval before = found.get();
        Approval after = before;
        int overdue = 0;
        int escalated = 0;
        for (Task task : before.open()) {
            if (task.due().filter(due -> !due.isAfter(unit.now())).isEmpty()) {
                continue;
            }
            Steps.Late late = steps.late(unit, before, task);
            Event event = new Event(
                    unit.now(),
                    late.other().isPresent() ? Act.ESCALATED : Act.OVERDUE,
                    task.assignee(),
                    late.other(),
                    task.step(),
                    Optional.empty());
            after = after.with(Steps.replaced(after, task, late.task()), event);
            overdue += task.overdue() ? 0 : 1;
            escalated += late.other().isPresent() ? 1 : 0;
        }
        written(unit, before, telling.ask(unit, after), Optional.empty());
        return new Lateness(overdue, escalated);
    }

    // Handover

    /**
     * Gives what a user has to decide to somebody else (ACC-12), as part of a unit of work.
     *
     * @param unit the unit of work
     * @param id the approval
     * @param from id of the user who leaves
     * @param to id of the successor
     * @return the approval as changed; refused when the successor submitted it (ACC-19)
     */
    public Outcome<Approval> handOver(Unit unit, String id, String from, String to) {
        Optional<Approval> found = unit.find(Approval.KIND, id).filter(approval -> approval.state() == State.RUNNING);
        if (found.isEmpty()) {
            return Outcome.refused(Refusal.of(
                    Refusal.Kind.NOT_FOUND, "ACC-06", "shared.not-found", Messages.label("kind.approval"), id));
        }
        Approval before = found.get();
        if (before.request().submitter().equals(to)) {
            return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-19", "approval.submitter-never"));
        }
        List<Task> tasks = new ArrayList<>();
        before.tasks().forEach(task -> {
            boolean waits = task.open() || task.state() == TaskState.WAITING;
            if (waits && task.assignee().equals(from)) {
                telling.settle(unit, before, task);
                tasks.add(task.of(to));
            } else {
                tasks.add(waits ? task.without(from) : task);
            }
        });
        Event event = new Event(
                unit.now(),
                Act.HANDED_OVER,
                from,
                Optional.of(to),
                before.course().step(),
                Optional.empty());
        return Outcome.done(written(unit, before, telling.ask(unit, before.with(tasks, event)), Optional.empty()));
    }

    /**
     * Takes back what a user asked for who leaves or moves (ACC-12), as part of a unit of work: its locks end, and it waits for nobody
     * any more. Nothing when it is over.
     *
     * @param unit the unit of work
     * @param id the approval
     * @param note why
     */
    public void takeBack(Unit unit, String id, Optional<String> note) {
        unit.find(Approval.KIND, id)
                .filter(approval -> !approval.state().over())
                .ifPresent(approval -> {
                    Approval recalled = approval.with(approval.tasks(), event(unit, approval, Act.RECALLED, note));
                    Approval over = telling.drop(unit, recalled).in(State.RECALLED, unit.now());
                    if (approval.state() == State.RUNNING) {
                        holds.release(unit, over);
                        restore(unit, kind(over), over);
                    }
                    written(unit, approval, over, note);
                });
    }

    // Platforms (APR-03)

    /** A routed approval as the platform decided. */
    Outcome<Approval> decidedElsewhere(Unit unit, Approval before, PlatformDecision decision) {
        Optional<String> note =
                Optional.of(decision.by() + decision.note().map(n -> ": " + n).orElse(""));
        return switch (decision.verdict()) {
            case APPROVED -> {
                Event event = event(unit, before, Act.APPROVED, note);
                Approval done = before.with(before.tasks(), event)
                        .at(before.course().steps().size());
                yield carriedOut(unit, before, done, note);
            }
            case REFUSED ->
                Outcome.done(ended(
                        unit,
                        before,
                        before.with(before.tasks(), event(unit, before, Act.REFUSED, note)),
                        State.REFUSED,
                        note));
            case RETURNED ->
                Outcome.done(ended(
                        unit,
                        before,
                        before.with(before.tasks(), event(unit, before, Act.RETURNED, note)),
                        State.RETURNED,
                        note));
        };
    }

    /** Where the platform cannot be reached, people decide. */
    Outcome<Approval> leftToPeople(Unit unit, Approval before) {
        Event event = new Event(
                unit.now(),
                Act.PARKED,
                unit.actorId(),
                Optional.empty(),
                before.course().step(),
                Optional.empty());
        return steps.advanced(unit, before.byPeople().with(before.tasks(), event), 0)
                .flatMap(next -> Steps.finished(next)
                        ? carriedOut(unit, before, next, Optional.empty())
                        : Outcome.done(written(unit, before, telling.ask(unit, next), Optional.empty())));
    }

    // Locks and records

    @Override
    public Refusal locked(Unit unit, Kind<?> kind, String id, String approval) {
        if (!isSeen(unit, kind, id)) { // something that goes along
            return Refusal.of(Refusal.Kind.RULE, RULE, "approval.locked-unseen");
        }
        Optional<Approval> holding = unit.find(Approval.KIND, approval);
        String whom = holding.filter(Approval::routed).isPresent()
                ? platform.map(ApprovalPlatform::id).orElse("platform")
                : holding.map(this::asked).orElse("–");
        return Refusal.of(
                        Refusal.Kind.RULE,
                        RULE,
                        "approval.locked",
                        Messages.label("kind." + kind.name()),
                        approval,
                        whom)
                .missing(Approval.KIND.key(approval).toString());
    }

    private static <T extends Entity<T>> boolean isSeen(Unit unit, Kind<T> kind, String id) {
        return unit.find(kind, id).filter(record -> unit.sees(kind, record)).isPresent();
    }

    /** Writes the next version, with what happened in the audit. */
    Approval written(Unit unit, Approval before, Approval after, Optional<String> note) {
        Approval written = unit.keep(Approval.KIND, after);
        Map<String, Object> changes = new LinkedHashMap<>();
        if (before.state() != after.state()) {
            changes.put("state", List.of(before.state().name(), after.state().name()));
        }
        if (before.course().step() != after.course().step()) {
            changes.put("step", List.of(before.course().step(), after.course().step()));
        }
        changes.put(
                "history",
                Map.of(
                        "added",
                        after
                                .history()
                                .subList(
                                        before.history().size(), after.history().size())
                                .stream()
                                .map(event -> event.act().name())
                                .toList()));
        unit.tell(Approval.KIND, written, note, changes);
        return written;
    }
}
