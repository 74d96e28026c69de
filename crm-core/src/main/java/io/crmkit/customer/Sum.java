package io.crmkit.customer;

import io.crmkit.customer.Evaluation.Verdict;
import io.crmkit.customer.EvaluationReport.Change;
import io.crmkit.scoring.Lifecycle.Stage;
import io.crmkit.scoring.Silence;
import io.crmkit.shared.PluginFailure;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/** Counts what an evaluation does or would do. Not safe for use by many threads. */
final class Sum {

    private LocalDate day;
    private long policy;
    private long customers;
    private final TreeMap<String, Long> grades = new TreeMap<>();
    private final TreeMap<String, Long> stages = new TreeMap<>();
    private final List<Change> changes = new ArrayList<>();
    private long changed;
    private long reminders;
    private long ownerless;
    private final List<PluginFailure> failures = new ArrayList<>();
    private long failed;

    Sum() {
        this(LocalDate.MIN, 0);
    }

    Sum(LocalDate day, long policy) {
        this.day = day;
        this.policy = policy;
    }

    LocalDate day() {
        return day;
    }

    /** Counts a verdict, and lists it where the actor sees the customer; without what a strategy said, where something is hidden. */
    void add(Verdict verdict, Customer customer, LocalDate today, BooleanSupplier seen, boolean walled) {
        customers++;
        Optional<String> gradeBefore = verdict.gradeBefore(today);
        Optional<String> gradeAfter = verdict.gradeAfter(day);
        Optional<String> stageBefore = verdict.stageBefore().map(e -> e.stage().name());
        Optional<String> stageAfter = verdict.stageAfter().map(e -> e.stage().name());
        grades.merge(gradeAfter.orElse(""), 1L, Long::sum);
        stages.merge(stageAfter.orElse(Stage.POTENTIAL.name()), 1L, Long::sum);
        if (!gradeBefore.equals(gradeAfter) || !stageBefore.equals(stageAfter)) {
            changed++;
            if (seen.getAsBoolean()) {
                list(
                        changes,
                        new Change(customer.id(), customer.name(), gradeBefore, gradeAfter, stageBefore, stageAfter));
            }
        }
        reminders += verdict.due().size();
        if (verdict.after().owner().isEmpty() && verdict.silence().level() != Silence.Level.NONE) {
            ownerless++;
        }
        verdict.failure().ifPresent(failure -> {
            failed++;
            if (seen.getAsBoolean()) {
                list(failures, walled ? failure.withoutDetails() : failure);
            }
        });
    }

    void add(Sum part) {
        day = part.day;
        policy = part.policy;
        customers += part.customers;
        part.grades.forEach((grade, count) -> grades.merge(grade, count, Long::sum));
        part.stages.forEach((stage, count) -> stages.merge(stage, count, Long::sum));
        part.changes.forEach(change -> list(changes, change));
        changed += part.changed;
        reminders += part.reminders;
        ownerless += part.ownerless;
        part.failures.forEach(failure -> list(failures, failure));
        failed += part.failed;
    }

    private static <T> void list(List<T> all, T one) {
        if (all.size() < EvaluationReport.LISTED) {
            all.add(one);
        }
    }

    EvaluationReport report() {
        return new EvaluationReport(
                day, policy, customers, grades, stages, changes, changed, reminders, ownerless, failures, failed);
    }
}
