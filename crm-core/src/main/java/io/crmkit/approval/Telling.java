package io.crmkit.approval;

import io.crmkit.approval.Approval.Task;
import io.crmkit.approval.Approval.TaskState;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who is told of an approval, and for how long (APR-01): those whose turn it is, with the delegates of the absent, and whoever asked for
 * it. Safe for use by many threads.
 */
final class Telling {

    private final Supplier<People> organisation;
    private final ApprovalNotices notices;

    Telling(Supplier<People> organisation, ApprovalNotices notices) {
        this.organisation = organisation;
        this.notices = notices;
    }

    private static String period(Task task, String user) {
        return task.round() + "." + task.step() + "." + user;
    }

    /** Tells everybody whose turn it is and who was not told yet: delegates of the absent as well. */
    Approval ask(Unit unit, Approval approval) {
        if (approval.open().isEmpty()) {
            return approval;
        }
        People people = organisation.get();
        List<Task> tasks = new ArrayList<>();
        for (Task task : approval.tasks()) {
            Task after = task;
            if (task.open()) {
                List<String> users = new ArrayList<>(task.deciders());
                task.deciders().forEach(user -> Absence.delegate(unit, user).ifPresent(users::add));
                for (String user : users) {
                    if (!after.told().contains(user)
                            && people.active(user)
                            && !user.equals(approval.request().submitter())) {
                        notices.tell(
                                unit,
                                user,
                                approval.id(),
                                period(task, user),
                                approval.request().about(),
                                Messages.label(
                                        "approval.ask",
                                        people.name(approval.request().submitter()),
                                        approval.request().about(),
                                        approval.course().name(),
                                        approval.id()));
                        after = after.told(user);
                    }
                }
            }
            tasks.add(after);
        }
        return approval.with(tasks);
    }

    /** What people were told of a task is over. */
    void settle(Unit unit, Approval approval, Task task) {
        task.told().forEach(user -> notices.settle(unit, user, approval.id(), period(task, user)));
    }

    /** Nobody decides any more where nobody has decided yet. */
    Approval drop(Unit unit, Approval approval) {
        List<Task> tasks = new ArrayList<>();
        approval.tasks().forEach(task -> {
            if (task.open() || task.state() == TaskState.WAITING) {
                settle(unit, approval, task);
                tasks.add(task.in(TaskState.DROPPED, Optional.empty(), unit.now()));
            } else {
                tasks.add(task);
            }
        });
        return approval.with(tasks);
    }

    /** Tells whoever asked for it how it ended, unless that is who ended it. */
    void end(Unit unit, Approval approval, Optional<String> note) {
        String submitter = approval.request().submitter();
        if (!submitter.equals(unit.actorId())) {
            notices.tell(
                    unit,
                    submitter,
                    approval.id(),
                    "end." + approval.course().round(),
                    approval.request().about(),
                    Messages.label(
                            "approval.told." + approval.state().name().toLowerCase(Locale.ROOT),
                            approval.request().about(),
                            organisation.get().name(unit.actorId()),
                            note.orElse("–")));
        }
    }
}
