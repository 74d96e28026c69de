package io.crmkit.approval;

import io.crmkit.approval.Approval.Task;
import io.crmkit.approval.Approval.TaskState;
import io.crmkit.approval.ProcessFigures.Late;
import io.crmkit.approval.ProcessFigures.Row;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Adds up how approvals went (APR-02): a pure function of approvals, people and the time. Not safe for use by many threads. */
final class Tallied {

    private record Key(String kind, Label name) {}

    private static final class Sum {
        private long decided;
        private long waiting;
        private long late;
        private Duration took = Duration.ZERO;
        private Duration all = Duration.ZERO;
        private Duration longest = Duration.ZERO;

        void add(Task task, Instant now) {
            boolean open = task.open();
            Duration time = Duration.between(task.since(), task.decidedAt().orElse(now));
            all = all.plus(time);
            longest = time.compareTo(longest) > 0 ? time : longest;
            late += task.overdue() ? 1 : 0;
            if (open) {
                waiting++;
            } else {
                decided++;
                took = took.plus(time);
            }
        }

        Row row(Key key, Duration total) {
            boolean most = all.multipliedBy(2).compareTo(total) > 0;
            return new Row(
                    key.kind(),
                    key.name(),
                    decided,
                    waiting,
                    late,
                    decided == 0 ? Duration.ZERO : took.dividedBy(decided),
                    longest,
                    !total.isZero() && (most || late * 4 > decided + waiting));
        }
    }

    private final People people;
    private final Instant now;
    private final Map<Key, Sum> steps = new HashMap<>();
    private final Map<Key, Sum> persons = new HashMap<>();
    private final Map<Key, Sum> departments = new HashMap<>();
    private final List<Duration> ended = new ArrayList<>();
    private final List<Late> overdue = new ArrayList<>();
    private long approvals;
    private Duration total = Duration.ZERO;

    Tallied(People people, Instant now) {
        this.people = people;
        this.now = now;
    }

    void add(Approval approval) {
        approvals++;
        approval.endedAt()
                .ifPresent(end -> ended.add(Duration.between(approval.request().at(), end)));
        for (Task task : approval.tasks()) {
            boolean running = task.open() && approval.state() == Approval.State.RUNNING;
            if (!running && (task.open() || task.state() == TaskState.WAITING || task.state() == TaskState.DROPPED)) {
                continue;
            }
            String who = task.decidedBy().orElse(task.assignee());
            total = total.plus(Duration.between(task.since(), task.decidedAt().orElse(now)));
            Label step = task.step() < approval.course().steps().size()
                    ? approval.course().steps().get(task.step()).name()
                    : Messages.label("approval.done");
            sum(steps, new Key(approval.request().kind(), step), task);
            sum(persons, new Key("", label(people.name(who))), task);
            sum(
                    departments,
                    new Key(
                            "",
                            label(people.department(who)
                                    .flatMap(people::departmentName)
                                    .orElse("–"))),
                    task);
            if (running && task.overdue()) {
                overdue.add(new Late(
                        approval.id(),
                        approval.request().about(),
                        task.deciders().stream().map(people::name).collect(Collectors.joining(", ")),
                        Duration.between(task.since(), now)));
            }
        }
    }

    private static Label label(String name) {
        return new Label(name, name);
    }

    private void sum(Map<Key, Sum> sums, Key key, Task task) {
        sums.computeIfAbsent(key, k -> new Sum()).add(task, now);
    }

    ProcessFigures figures() {
        ended.sort(Comparator.naturalOrder());
        overdue.sort(Comparator.comparing(Late::waits).reversed());
        return new ProcessFigures(
                approvals,
                ended.size(),
                ended.isEmpty() ? Duration.ZERO : ended.get((ended.size() - 1) / 2),
                rows(steps),
                rows(persons),
                rows(departments),
                overdue);
    }

    private List<Row> rows(Map<Key, Sum> sums) {
        return sums.entrySet().stream()
                .map(entry -> entry.getValue().row(entry.getKey(), total))
                .sorted(Comparator.comparing(Row::mean)
                        .reversed()
                        .thenComparing(Row::kind)
                        .thenComparing(row -> row.name().en()))
                .toList();
    }
}
