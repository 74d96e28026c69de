package io.crmkit.approval;

import io.crmkit.approval.Approval.State;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * What waits for approval, and what those who decide can do with it (APR-01). Got from a session. A user sees what was submitted by
 * users in scope and what the user has or had to decide; only those whose turn it is decide, in an absent user's place the delegate.
 */
public final class Approvals {

    private static final String MODULE = "approval";
    private static final Operation VIEW = Operation.of("approval.view", MODULE, "view");
    private static final Operation APPROVE = Operation.of("approval.approve", MODULE, "edit");
    private static final Operation REFUSE = Operation.of("approval.refuse", MODULE, "edit");
    private static final Operation RETURN = Operation.of("approval.return", MODULE, "edit");
    private static final Operation RECALL = Operation.of("approval.recall", MODULE, "edit");
    private static final Operation RESUBMIT = Operation.of("approval.resubmit", MODULE, "edit");
    private static final Operation ADD = Operation.of("approval.add-approver", MODULE, "edit");
    private static final Operation ABSENCE = Operation.of("approval.absence", MODULE, "edit");
    private static final Operation ESCALATE = Operation.of("approval.escalate", MODULE, "escalate");

    /** How many approvals are escalated in one change set. */
    private static final int TOGETHER = 100;

    private static final int PAGE = 500;

    private record Deed(
            String id, long expectedVersion, @NotNull Optional<@CleanText(max = 1000) String> note) {}

    private record Reasoned(
            String id,
            long expectedVersion,
            @NotBlank @CleanText(max = 1000) String reason) {}

    /**
     * What a run of {@link Approvals#escalate} did.
     *
     * @param looked how many approvals had something due
     * @param overdue how many tasks became overdue
     * @param escalated how many of them, or of those that were overdue already, somebody else may decide as well now
     */
    public record Escalation(int looked, int overdue, int escalated) {}

    private final Road road;
    private final Actor actor;
    private final ApprovalEngine engine;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param engine runs approvals
     */
    public Approvals(Road road, Actor actor, ApprovalEngine engine) {
        this.road = road;
        this.actor = actor;
        this.engine = engine;
    }

    /**
     * What the user can decide now, also in the place of users who are away; the oldest first.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Approval>> inbox(int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            List<String> users = new ArrayList<>(new TreeSet<>(Absence.away(unit)));
            users.add(unit.actorId());
            Filter mine = Filter.and(Filter.anyOf("turn", users), Filter.not(Filter.equal("owner", unit.actorId())));
            return Outcome.done(unit.paged(
                    Approval.KIND.name(),
                    mine,
                    "inbox",
                    pageToken,
                    token -> unit.everyone(Approval.KIND, mine, limit, token)));
        });
    }

    /**
     * What the user has submitted, the newest first.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Approval>> mine(int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(
                        unit.list(Approval.KIND, Filter.equal("owner", unit.actorId()), "by_at", limit, pageToken)));
    }

    /**
     * All that the user may know of, the newest first.
     *
     * @param state in which state, or in any
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Approval>> list(Optional<State> state, int limit, Optional<String> pageToken) {
        Filter filter = state.map(s -> Filter.equal("state", s.name())).orElseGet(Filter::all);
        return road.read(
                actor, VIEW, unit -> Outcome.done(unit.list(Approval.KIND, filter, "by_at", limit, pageToken)));
    }

    /**
     * An approval with its history.
     *
     * @param id the id
     * @return the approval, if the user may know of it
     */
    public Outcome<Approval> of(String id) {
        return road.read(actor, VIEW, unit -> engine.found(unit, id));
    }

    /**
     * Approves. The last approval carries out what was asked for in the same change set, by the submitter's rights, walls and caps as
     * they are then; when that is refused, so is the approval, and nothing has changed.
     *
     * @param id the approval
     * @param expectedVersion the version that was read
     * @param note what to say about it, at most 1,000 characters
     * @return the approval as changed
     */
    public Outcome<Approval> approve(String id, long expectedVersion, Optional<String> note) {
        return road.write(
                actor,
                APPROVE,
                new Deed(id, expectedVersion, note),
                Approval.class,
                unit -> engine.approve(unit, id, expectedVersion, note));
    }

    /**
     * Refuses. The approval is over, and what it held is as it was before.
     *
     * @param id the approval
     * @param expectedVersion the version that was read
     * @param reason why, at most 1,000 characters
     * @return the approval as changed
     */
    public Outcome<Approval> refuse(String id, long expectedVersion, String reason) {
        return road.write(
                actor,
                REFUSE,
                new Reasoned(id, expectedVersion, reason),
                Approval.class,
                unit -> engine.refuse(unit, id, expectedVersion, reason));
    }

    /**
     * Gives an approval back to its submitter, who can submit it again. What it held is as it was before.
     *
     * @param id the approval
     * @param expectedVersion the version that was read
     * @param reason what is missing, at most 1,000 characters
     * @return the approval as changed
     */
    public Outcome<Approval> giveBack(String id, long expectedVersion, String reason) {
        return road.write(
                actor,
                RETURN,
                new Reasoned(id, expectedVersion, reason),
                Approval.class,
                unit -> engine.giveBack(unit, id, expectedVersion, reason));
    }

    /**
     * The submitter takes it back. What it held is as it was before.
     *
     * @param id the approval
     * @param expectedVersion the version that was read
     * @param note why, at most 1,000 characters
     * @return the approval as changed
     */
    public Outcome<Approval> recall(String id, long expectedVersion, Optional<String> note) {
        return road.write(
                actor,
                RECALL,
                new Deed(id, expectedVersion, note),
                Approval.class,
                unit -> engine.recall(unit, id, expectedVersion, note));
    }

    /**
     * The submitter submits again what was given back. It begins at the first step, by the policy in force now.
     *
     * @param id the approval
     * @param expectedVersion the version that was read
     * @param note what was missing, at most 1,000 characters; those who decide see it
     * @return the approval as changed
     */
    public Outcome<Approval> resubmit(String id, long expectedVersion, Optional<String> note) {
        return road.write(
                actor,
                RESUBMIT,
                new Deed(id, expectedVersion, note),
                Approval.class,
                unit -> engine.resubmit(unit, id, expectedVersion, note));
    }

    /**
     * Who has to decide lets somebody else decide as well, in the same step: both must approve.
     *
     * @param id the approval
     * @param expectedVersion the version that was read
     * @param userId id of the user; never the submitter
     * @param note why, at most 1,000 characters
     * @return the approval as changed
     */
    public Outcome<Approval> addApprover(String id, long expectedVersion, String userId, Optional<String> note) {
        record Command(
                String id,
                long expectedVersion,
                @NotBlank String userId,
                @NotNull Optional<@CleanText(max = 1000) String> note) {}
        return road.write(
                actor,
                ADD,
                new Command(id, expectedVersion, userId, note),
                Approval.class,
                unit -> engine.add(unit, id, expectedVersion, userId, note));
    }

    /**
     * Puts on record that the user will be away, and who decides meanwhile. The delegate never decides what is the delegate's own.
     *
     * @param from from when
     * @param until until when
     * @param delegate id of the user who decides meanwhile
     * @return all leaves that are not over
     */
    public Outcome<Absence> absence(Instant from, Instant until, String delegate) {
        record Command(
                @NotNull Instant from,
                @NotNull Instant until,
                @NotBlank String delegate) {}
        return road.write(
                actor,
                ABSENCE,
                new Command(from, until, delegate),
                Absence.class,
                unit -> away(unit, new Absence.Leave(from, until, delegate)));
    }

    private Outcome<Absence> away(Unit unit, Absence.Leave leave) {
        List<Refusal> wrong = new ArrayList<>();
        if (!leave.until().isAfter(leave.from()) || !leave.until().isAfter(unit.now())) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, ApprovalEngine.RULE, "approval.absence.period")
                    .onField("until"));
        }
        if (leave.delegate().equals(unit.actorId())) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, ApprovalEngine.RULE, "approval.absence.oneself")
                    .onField("delegate"));
        } else if (!engine.people().active(leave.delegate())) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, "ACC-01", "access.unknown-user", leave.delegate())
                    .onField("delegate"));
        }
        Optional<Absence> before = unit.find(Absence.KIND, unit.actorId());
        Absence known = before.orElseGet(() -> new Absence(unit.actorId(), 1, List.of()));
        if (known.leaves().stream().anyMatch(leave::meets)) {
            wrong.add(Refusal.of(Refusal.Kind.RULE, ApprovalEngine.RULE, "approval.absence.overlap")
                    .onField("from"));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        Absence after = known.with(leave, unit.now());
        return Outcome.done(
                before.isEmpty()
                        ? unit.create(Absence.KIND, after)
                        : unit.change(Absence.KIND, known, after, Optional.empty()));
    }

    /** {@return the user's leaves that are on record} */
    public Outcome<Optional<Absence>> absences() {
        return road.read(actor, VIEW, unit -> Outcome.done(unit.find(Absence.KIND, unit.actorId())));
    }

    /** {@return the user's record without any leave: the user is back, or does not go} */
    public Outcome<Absence> back() {
        record Command(String user) {}
        return road.write(actor, ABSENCE, new Command(actor.userId()), Absence.class, unit -> {
            Optional<Absence> before = unit.find(Absence.KIND, unit.actorId());
            return before.isEmpty()
                    ? Outcome.done(new Absence(unit.actorId(), 1, List.of()))
                    : Outcome.done(
                            unit.change(Absence.KIND, before.get(), before.get().none(), Optional.empty()));
        });
    }

    /**
     * How approvals that began in a period went (APR-02), as far as the user may know of them.
     *
     * @param from the first moment of the period
     * @param to the first moment after it
     * @return durations by step, person and department, what is overdue, and bottlenecks
     */
    public Outcome<ProcessFigures> figures(Instant from, Instant to) {
        return road.read(actor, VIEW, unit -> {
            Tallied tallied = new Tallied(engine.people(), unit.now());
            Optional<String> page = Optional.empty();
            do {
                Listing<Approval> some = unit.another().all(Approval.KIND, Filter.range("at", from, to), PAGE, page);
                some.items().forEach(tallied::add);
                page = some.next();
            } while (page.isPresent());
            return Outcome.done(tallied.figures());
        });
    }

    /** {@return how approvals go to the enterprise's process platform and come back (APR-03); needs {@code approval:platform}} */
    public PlatformDesk platform() {
        return new PlatformDesk(road, actor, engine);
    }

    /**
     * What people call a kind of approval.
     *
     * @param kind its name
     * @return the label
     */
    public io.crmkit.shared.Label label(String kind) {
        return engine.label(kind);
    }

    /**
     * Marks what is overdue and lets others decide as well, by the definition's time limits. Meant for every few minutes, on any
     * number of nodes: each effect is there once, and its cost follows what is due. Needs {@code approval:escalate}.
     *
     * @param limit how many approvals at most
     * @return what was done
     */
    public Outcome<Escalation> escalate(int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit " + limit);
        }
        int looked = 0;
        int overdue = 0;
        int escalated = 0;
        while (looked < limit) {
            int most = Math.min(TOGETHER, limit - looked);
            Outcome<List<String>> due = road.read(
                    actor,
                    ESCALATE,
                    unit -> Outcome.done(
                            unit
                                    .query(
                                            Approval.KIND,
                                            Filter.range("due", null, unit.now().plusNanos(1_000)),
                                            most)
                                    .stream()
                                    .map(Approval::id)
                                    .toList()));
            if (!(due instanceof Outcome.Done<List<String>> some)) {
                return Outcome.refused(due.refusals());
            }
            if (some.value().isEmpty()) {
                break;
            }
            List<Outcome<ApprovalEngine.Lateness>> done = road.bulk(
                    actor,
                    ESCALATE,
                    some.value(),
                    Bulk.of(unit -> unit, (unit, aids, id) -> Outcome.done(engine.escalate(unit, id))));
            for (Outcome<ApprovalEngine.Lateness> one : done) {
                if (!one.refusals().isEmpty()) {
                    return Outcome.refused(one.refusals());
                }
                overdue += one.orElseThrow().overdue();
                escalated += one.orElseThrow().escalated();
            }
            looked += some.value().size();
        }
        return Outcome.done(new Escalation(looked, overdue, escalated));
    }
}
