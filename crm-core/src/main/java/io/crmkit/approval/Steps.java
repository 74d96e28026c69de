package io.crmkit.approval;

import io.crmkit.approval.Approval.Act;
import io.crmkit.approval.Approval.Event;
import io.crmkit.approval.Approval.Task;
import io.crmkit.approval.Approval.TaskState;
import io.crmkit.approval.ApprovalPolicy.Limit;
import io.crmkit.approval.ApprovalPolicy.Mode;
import io.crmkit.approval.ApprovalPolicy.Step;
import io.crmkit.approval.ApprovalPolicy.WhenEmpty;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The steps of an approval (APR-01): which there are, who decides each and by when, and where an approval stands. Safe for use by many
 * threads.
 */
final class Steps {

    private final Supplier<People> organisation;
    private final ZoneId zone;

    Steps(Supplier<People> organisation, ZoneId zone) {
        this.organisation = organisation;
        this.zone = zone;
    }

    /** The policy in force. */
    static ApprovalPolicy policy(Unit unit) {
        return unit.standing().policy().get(ApprovalPolicy.SECTION);
    }

    /** The steps that apply to what is asked for, by the policy in force. */
    static List<Step> of(Unit unit, ApprovalKind<?, ?> kind, Optional<Money> amount, Collection<String> concerned) {
        ApprovalPolicy.Definition definition = policy(unit).kinds().getOrDefault(kind.name(), kind.shipped());
        return definition.steps().stream()
                .filter(step ->
                        step.when().filter(when -> !when.applies(amount)).isEmpty())
                .filter(step -> !concerned.isEmpty()
                        || step.approvers().stream().anyMatch(who -> who.by() != ApprovalPolicy.By.CONCERNED_HEAD))
                .toList();
    }

    /** Whether an approval stands behind its last step. */
    static boolean finished(Approval approval) {
        return !approval.routed()
                && approval.course().step() == approval.course().steps().size();
    }

    /** Whether the step at which an approval stands is approved: by everybody who was added, and by those whom its mode asks for. */
    static boolean approved(Approval approval) {
        List<Task> now = tasks(approval);
        boolean added = now.stream().filter(Task::added).allMatch(task -> task.state() == TaskState.APPROVED);
        List<Task> designated = designated(now);
        boolean any = designated.stream().anyMatch(task -> task.state() == TaskState.APPROVED);
        boolean all = designated.stream().allMatch(task -> task.state() == TaskState.APPROVED);
        return added && (all || (any && approval.course().mode() == Mode.ANY));
    }

    /** The tasks of the step at which an approval stands. */
    static List<Task> tasks(Approval approval) {
        return approval.tasks().stream()
                .filter(task -> task.round() == approval.course().round()
                        && task.step() == approval.course().step())
                .toList();
    }

    private static List<Task> designated(List<Task> tasks) {
        return tasks.stream().filter(task -> !task.added()).toList();
    }

    /** The tasks of an approval with one in another's place. */
    static List<Task> replaced(Approval approval, Task before, Task after) {
        List<Task> tasks = new ArrayList<>(approval.tasks());
        tasks.set(tasks.indexOf(before), after);
        return tasks;
    }

    /** The approval at the next step that somebody decides, or behind the last one. */
    Outcome<Approval> advanced(Unit unit, Approval approval, int from) {
        Approvers approvers = approvers(unit, approval);
        Approval at = approval;
        for (int i = from; i < approval.course().steps().size(); i++) {
            Step step = approval.course().steps().get(i);
            at = at.at(i);
            Set<String> found = approvers.of(step);
            if (found.isEmpty() && step.whenEmpty() == WhenEmpty.PASS) {
                at = at.with(
                        at.tasks(),
                        new Event(
                                unit.now(),
                                Act.PASSED,
                                at.request().submitter(),
                                Optional.empty(),
                                i,
                                Optional.empty()));
                continue;
            }
            if (found.isEmpty()) {
                found = approvers.instead(step);
                at = at.decidedInstead();
            }
            if (found.isEmpty()) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-19", "approval.nobody", step.name()));
            }
            return Outcome.done(at.with(begun(unit, at, step, found)));
        }
        return Outcome.done(at.at(approval.course().steps().size()));
    }

    private List<Task> begun(Unit unit, Approval at, Step step, Set<String> found) {
        List<Task> tasks = new ArrayList<>(at.tasks());
        boolean waits = false;
        for (String user : found) {
            tasks.add(task(unit, at, user, false, waits, waits ? Optional.empty() : due(step, unit.now())));
            waits = at.course().mode() == Mode.SEQUENTIAL;
        }
        return tasks;
    }

    /** The tasks of an approval and one more at the step at which it stands, for somebody whom those who decide have asked. */
    List<Task> added(Unit unit, Approval approval, String user) {
        List<Task> tasks = new ArrayList<>(approval.tasks());
        tasks.add(task(unit, approval, user, true, false, due(step(approval), unit.now())));
        return tasks;
    }

    private static Task task(Unit unit, Approval at, String user, boolean added, boolean waits, Optional<Instant> due) {
        return new Task(
                at.course().round(),
                at.course().step(),
                user,
                added,
                List.of(),
                List.of(),
                waits ? TaskState.WAITING : TaskState.OPEN,
                unit.now(),
                due,
                false,
                Optional.empty(),
                Optional.empty());
    }

    /** Whose turn it is next where one decides after the other. */
    Approval next(Unit unit, Approval approval) {
        List<Task> designated = designated(tasks(approval));
        if (designated.stream().anyMatch(Task::open)) {
            return approval;
        }
        return designated.stream()
                .filter(task -> task.state() == TaskState.WAITING)
                .findFirst()
                .map(waiting -> approval.with(
                        replaced(approval, waiting, waiting.opened(unit.now(), due(step(approval), unit.now())))))
                .orElse(approval);
    }

    /** A task whose time is over, and who decides as well from now on. */
    record Late(Task task, Optional<String> other) {}

    Late late(Unit unit, Approval approval, Task task) {
        Optional<Limit> limit = approval.course().steps().get(task.step()).limit();
        Optional<String> other = limit.flatMap(Limit::escalate)
                .flatMap(to -> approvers(unit, approval).above(to, task.deciders()));
        return new Late(task.late(other, other.flatMap(u -> limit).map(l -> l.due(unit.now(), zone))), other);
    }

    private Approvers approvers(Unit unit, Approval approval) {
        return new Approvers(organisation.get(), policy(unit).administrators(), approval.request());
    }

    private static Step step(Approval approval) {
        return approval.course().steps().get(approval.course().step());
    }

    private Optional<Instant> due(Step step, Instant from) {
        return step.limit().map(limit -> limit.due(from, zone));
    }
}
