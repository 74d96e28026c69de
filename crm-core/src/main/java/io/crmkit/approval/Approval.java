package io.crmkit.approval;

import io.crmkit.internal.road.Veil;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Tokens;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * Something that somebody asked for and others decide about (APR-01). Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param request what is asked for, by whom
 * @param course by which steps it goes
 * @param state how far it is
 * @param tasks who has, or had, to decide what, in the order in which they came up
 * @param history what happened, the oldest first
 * @param endedAt when it ended, if it did
 * @param push how the form data goes to a process platform, if it does (APR-03)
 */
@AggregateRoot
public record Approval(
        @Identity String id,
        long version,
        Request request,
        Course course,
        State state,
        List<Task> tasks,
        List<Event> history,
        Optional<Instant> endedAt,
        Optional<Push> push)
        implements Entity<Approval> {

    /** How far an approval is. */
    public enum State {
        /** It is being decided. What it holds is locked. */
        RUNNING,
        /** It went back to the submitter, who can submit it again or recall it. Nothing is locked. */
        RETURNED,
        /** It was approved, and what was asked for is done. */
        APPROVED,
        /** It was refused. */
        REFUSED,
        /** The submitter took it back. */
        RECALLED;

        /** {@return whether nothing can happen any more} */
        public boolean over() {
            return this == APPROVED || this == REFUSED || this == RECALLED;
        }
    }

    /** What happened. */
    public enum Act {
        /** It was submitted. */
        SUBMITTED,
        /** Somebody approved. */
        APPROVED,
        /** Somebody refused. */
        REFUSED,
        /** Somebody returned it to the submitter. */
        RETURNED,
        /** The submitter took it back. */
        RECALLED,
        /** The submitter submitted it again. */
        RESUBMITTED,
        /** An approver was added. */
        ADDED,
        /** Nobody was found for a step, which was passed over. */
        PASSED,
        /** The time of an approver was over. */
        OVERDUE,
        /** Somebody may decide as well because an approver was late. */
        ESCALATED,
        /** Somebody else took an approver's place, by a handover. */
        HANDED_OVER,
        /** The form data went to the process platform. */
        PUSHED,
        /** The process platform could not be reached often enough; a person has to see to it. */
        PARKED
    }

    /** What became of a task. */
    public enum TaskState {
        /** It waits for those before it. */
        WAITING,
        /** It is to be decided. */
        OPEN,
        /** It was approved. */
        APPROVED,
        /** It was refused. */
        REFUSED,
        /** The approval was returned. */
        RETURNED,
        /** It was not needed any more. */
        DROPPED
    }

    /**
     * What is asked for.
     *
     * @param kind name of the kind of approval
     * @param about what it is about, for people
     * @param submitter id of the user who asks
     * @param at when
     * @param reason why
     * @param content what exactly, as the kind reads it; empty for readers who may not see all that it tells of
     * @param form the same for people and platforms, by field; empty for such readers as well
     * @param tells fields that it tells of, such as {@code opportunity.amount} (ACC-07)
     * @param amount by how much money it is, if conditions may ask for it
     * @param concerned ids of other departments whose matter it is
     * @param locks what is locked meanwhile, as type and id
     */
    public record Request(
            String kind,
            Label about,
            String submitter,
            Instant at,
            Optional<String> reason,
            String content,
            SortedMap<String, String> form,
            List<String> tells,
            Optional<Money> amount,
            SortedSet<String> concerned,
            List<String> locks) {

        /** Copies the collections. */
        public Request {
            form = form == null ? Collections.emptySortedMap() : Collections.unmodifiableSortedMap(new TreeMap<>(form));
            tells = tells == null ? List.of() : List.copyOf(tells);
            concerned = concerned == null
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(concerned));
            locks = locks == null ? List.of() : List.copyOf(locks);
        }

        Request discreet() {
            return new Request(
                    kind,
                    about,
                    submitter,
                    at,
                    reason,
                    "",
                    new TreeMap<>(Map.of()),
                    tells,
                    Optional.empty(),
                    concerned,
                    locks);
        }
    }

    /**
     * By which steps an approval goes: as they were in the policy when it was submitted.
     *
     * @param steps the steps that concern it
     * @param policy number of the policy document
     * @param step the place of the present step, from 0; the number of steps when all are done
     * @param round how often it was submitted, from 1
     * @param instead the places of steps for which nobody was found, and which others decide instead: one of them is enough
     */
    public record Course(
            List<ApprovalPolicy.Step> steps, long policy, int step, int round, SortedSet<Integer> instead) {

        /** Copies the collections. */
        public Course {
            steps = steps == null ? List.of() : List.copyOf(steps);
            instead = instead == null
                    ? Collections.emptySortedSet()
                    : Collections.unmodifiableSortedSet(new TreeSet<>(instead));
        }

        Course(List<ApprovalPolicy.Step> steps, long policy, int round) {
            this(steps, policy, 0, round, new TreeSet<>());
        }

        Course at(int other) {
            return new Course(steps, policy, other, round, instead);
        }

        Course decidedInstead() {
            SortedSet<Integer> more = new TreeSet<>(instead);
            more.add(step);
            return new Course(steps, policy, step, round, more);
        }

        /** {@return how the approvers of the present step decide together} */
        public ApprovalPolicy.Mode mode() {
            return instead.contains(step)
                    ? ApprovalPolicy.Mode.ANY
                    : steps.get(step).mode();
        }

        /** {@return what people call the present step} */
        public Label name() {
            return step < steps.size() ? steps.get(step).name() : Messages.label("approval.done");
        }
    }

    /**
     * Somebody has to decide.
     *
     * @param round in which round
     * @param step in which step
     * @param assignee id of the user
     * @param added whether another approver added the user
     * @param others ids of users who may decide as well, because the assignee was late
     * @param told ids of users who were told
     * @param state what became of it
     * @param since since when it is to be decided
     * @param due when the time is over; none when there is no limit, or no more of it
     * @param overdue whether the time was over before it was decided
     * @param decidedBy id of the user who decided, if one did
     * @param decidedAt when it was decided or dropped
     */
    public record Task(
            int round,
            int step,
            String assignee,
            boolean added,
            List<String> others,
            List<String> told,
            TaskState state,
            Instant since,
            Optional<Instant> due,
            boolean overdue,
            Optional<String> decidedBy,
            Optional<Instant> decidedAt) {

        /** Copies the lists. */
        public Task {
            others = others == null ? List.of() : List.copyOf(others);
            told = told == null ? List.of() : List.copyOf(told);
            due = due == null ? Optional.empty() : due;
            decidedBy = decidedBy == null ? Optional.empty() : decidedBy;
            decidedAt = decidedAt == null ? Optional.empty() : decidedAt;
        }

        /** {@return ids of those who may decide, absences aside} */
        public List<String> deciders() {
            List<String> all = new ArrayList<>(List.of(assignee));
            all.addAll(others);
            return all;
        }

        /** {@return whether it is to be decided now} */
        public boolean open() {
            return state == TaskState.OPEN;
        }

        Task opened(Instant now, Optional<Instant> until) {
            return new Task(
                    round,
                    step,
                    assignee,
                    added,
                    others,
                    told,
                    TaskState.OPEN,
                    now,
                    until,
                    overdue,
                    decidedBy,
                    decidedAt);
        }

        Task in(TaskState other, Optional<String> by, Instant now) {
            return new Task(
                    round,
                    step,
                    assignee,
                    added,
                    others,
                    told,
                    other,
                    since,
                    Optional.empty(),
                    overdue,
                    by,
                    Optional.of(now));
        }

        Task late(Optional<String> other, Optional<Instant> until) {
            List<String> more = new ArrayList<>(others);
            other.ifPresent(more::add);
            return new Task(round, step, assignee, added, more, told, state, since, until, true, decidedBy, decidedAt);
        }

        Task of(String other) {
            return new Task(
                    round,
                    step,
                    other,
                    added,
                    others.stream().filter(id -> !id.equals(other)).toList(),
                    told,
                    state,
                    since,
                    due,
                    overdue,
                    decidedBy,
                    decidedAt);
        }

        Task without(String user) {
            return new Task(
                    round,
                    step,
                    assignee,
                    added,
                    others.stream().filter(id -> !id.equals(user)).toList(),
                    told,
                    state,
                    since,
                    due,
                    overdue,
                    decidedBy,
                    decidedAt);
        }

        Task told(String user) {
            List<String> more = new ArrayList<>(told);
            more.add(user);
            return new Task(
                    round, step, assignee, added, others, more, state, since, due, overdue, decidedBy, decidedAt);
        }
    }

    /**
     * Something that happened.
     *
     * @param at when
     * @param act what
     * @param by id of the user who did it; of the submitter for what happened by itself on submitting
     * @param forWhom id of the user in whose place, or to whom it was done, if it was another
     * @param step the place of the step, from 0
     * @param note what was said
     */
    public record Event(Instant at, Act act, String by, Optional<String> forWhom, int step, Optional<String> note) {

        /** What is absent is none. */
        public Event {
            forWhom = forWhom == null ? Optional.empty() : forWhom;
            note = note == null ? Optional.empty() : note;
        }
    }

    /**
     * How the form data goes to a process platform (APR-03).
     *
     * @param attempts how often it was tried
     * @param next when it is tried next; none when it arrived, was pulled, or is left to a person
     */
    public record Push(int attempts, Optional<Instant> next) {

        /** What is absent is none. */
        public Push {
            next = next == null ? Optional.empty() : next;
        }
    }

    /** The kind. */
    public static final Kind<Approval> KIND = new Kind<>(
                    RecordType.named("approval", 1)
                            .scoped()
                            .indexes(
                                    IndexSpec.text("owner"),
                                    IndexSpec.text("kind"),
                                    IndexSpec.text("state"),
                                    IndexSpec.text("turn").asMultiValued(),
                                    IndexSpec.text("assigned").asMultiValued(),
                                    IndexSpec.bool("routed"),
                                    IndexSpec.instant("due"),
                                    IndexSpec.instant("push"),
                                    IndexSpec.instant("at"))
                            .orders(OrderSpec.descending("by_at", "at"))
                            .build(),
                    "approval",
                    Approval.class,
                    (a, values) -> values.text("owner", a.request().submitter())
                            .text("kind", a.request().kind())
                            .text("state", a.state().name())
                            .many("turn", a.turn())
                            .many("assigned", a.assigned())
                            .bool("routed", a.routed())
                            .instant("due", a.due().orElse(null))
                            .instant("push", a.push().flatMap(Push::next).orElse(null))
                            .instant("at", a.request().at()),
                    a -> Optional.of(a.request().submitter()),
                    Approval::participants,
                    false)
            .sealing("request.content", "request.form")
            .underAudit();

    /** What a reader sees of an approval (ACC-07): whoever does not see a field that it tells of is told no contents. */
    public static final Veil<Approval> VEIL = new Veil<>(Approval.class, (approval, walls) -> {
        boolean open = approval.request().tells().stream().allMatch(field -> {
            int dot = field.indexOf('.');
            return walls.sees(field.substring(0, dot), field.substring(dot + 1));
        });
        return open ? approval : approval.discreet();
    });

    /** Copies the lists. */
    public Approval {
        tasks = tasks == null ? List.of() : List.copyOf(tasks);
        history = history == null ? List.of() : List.copyOf(history);
        endedAt = endedAt == null ? Optional.empty() : endedAt;
        push = push == null ? Optional.empty() : push;
    }

    @Override
    public Approval withVersion(long other) {
        return new Approval(id, other, request, course, state, tasks, history, endedAt, push);
    }

    private Approval discreet() {
        return new Approval(id, version, request.discreet(), course, state, tasks, history, endedAt, push);
    }

    /** {@return the tasks that are to be decided now} */
    public List<Task> open() {
        return state == State.RUNNING ? tasks.stream().filter(Task::open).toList() : List.of();
    }

    /** {@return ids of those whose turn it is, absences aside; sorted} */
    public SortedSet<String> turn() {
        SortedSet<String> ids = new TreeSet<>();
        open().forEach(task -> ids.addAll(task.deciders()));
        return ids;
    }

    /** {@return ids of those who have to decide now or later, absences aside; sorted} */
    public SortedSet<String> assigned() {
        SortedSet<String> ids = new TreeSet<>();
        tasks.stream()
                .filter(task -> state == State.RUNNING && (task.open() || task.state() == TaskState.WAITING))
                .forEach(task -> ids.addAll(task.deciders()));
        return ids;
    }

    /** {@return when the next task is overdue, if one can be} */
    public Optional<Instant> due() {
        return open().stream().flatMap(task -> task.due().stream()).min(Instant::compareTo);
    }

    /** {@return whether a process platform decides (APR-03)} */
    public boolean routed() {
        return push.isPresent();
    }

    private Set<String> participants() {
        Set<String> tokens = new TreeSet<>();
        tasks.stream()
                .flatMap(task -> Stream.concat(task.deciders().stream(), task.decidedBy().stream()))
                .forEach(user -> tokens.add(Tokens.related(user)));
        return tokens;
    }

    // The steps of the machine; the engine knows when each is legal.

    Approval with(List<Task> others, Event event) {
        List<Event> more = new ArrayList<>(history);
        more.add(event);
        return new Approval(id, version, request, course, state, others, more, endedAt, push);
    }

    Approval with(List<Task> others) {
        return new Approval(id, version, request, course, state, others, history, endedAt, push);
    }

    Approval at(int step) {
        return new Approval(id, version, request, course.at(step), state, tasks, history, endedAt, push);
    }

    Approval byPeople() {
        return new Approval(id, version, request, course, state, tasks, history, endedAt, Optional.empty());
    }

    Approval decidedInstead() {
        return new Approval(id, version, request, course.decidedInstead(), state, tasks, history, endedAt, push);
    }

    Approval in(State other, Instant now) {
        return new Approval(
                id,
                version,
                request,
                course,
                other,
                tasks,
                history,
                other.over() ? Optional.of(now) : Optional.empty(),
                push.map(p -> new Push(p.attempts(), Optional.empty())));
    }

    Approval again(Course other, Optional<Push> routed) {
        return new Approval(id, version, request, other, State.RUNNING, tasks, history, Optional.empty(), routed);
    }

    Approval pushed(Push other) {
        return new Approval(id, version, request, course, state, tasks, history, endedAt, Optional.of(other));
    }
}
