package io.crmkit.scoring;

import com.google.common.collect.Iterators;
import com.google.common.collect.Streams;
import io.crmkit.internal.guard.Flaw;
import io.crmkit.internal.guard.Guarded;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.shared.PluginFailure;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.Subject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Grades with the strategy in force (SCO-03). A strategy that fails on a subject leaves that subject's old grade and says so;
 * nobody else is harmed. Stores nothing. Safe for use by many threads.
 */
public final class Grading {

    /**
     * Who is to be graded.
     *
     * @param subject what is known
     * @param before the grade until now, if there is one
     */
    public record ToGrade(Subject subject, Optional<Grade> before) {}

    /** What came of it. */
    public sealed interface Decision {

        /** {@return the id of the subject} */
        String subject();

        /** {@return the grade until now, if there was one} */
        Optional<Grade> before();

        /** {@return the grade from now on, if there is one} */
        Optional<Grade> after();

        /** {@return whether the grade is another than before} */
        default boolean changes() {
            return !after().map(Grade::code).equals(before().map(Grade::code));
        }
    }

    /**
     * The subject was graded.
     *
     * @param subject its id
     * @param before the grade until now, if there was one
     * @param grade the grade from now on, with score and reasons
     */
    public record Graded(String subject, Optional<Grade> before, Grade grade) implements Decision {
        @Override
        public Optional<Grade> after() {
            return Optional.of(grade);
        }
    }

    /**
     * The strategy failed: the old grade stays.
     *
     * @param subject its id
     * @param before the grade until now, if there was one, which stays
     * @param failure names the plugin and what went wrong
     */
    public record Kept(String subject, Optional<Grade> before, PluginFailure failure) implements Decision {
        @Override
        public Optional<Grade> after() {
            return before;
        }
    }

    private final GradingStrategies strategies;
    private final PluginGuard guard;

    /**
     * Grading.
     *
     * @param strategies the strategies
     * @param guard guards them
     */
    public Grading(GradingStrategies strategies, PluginGuard guard) {
        this.strategies = strategies;
        this.guard = guard;
    }

    /**
     * Grades one subject.
     *
     * @param one the subject
     * @param policy the policy in force for it
     * @return what came of it
     */
    public Decision grade(ToGrade one, ScoringPolicy policy) {
        return gradeAll(List.of(one), policy).get(0);
    }

    /**
     * Grades many subjects, as the stream is read: no more than a batch is held at a time.
     *
     * @param many the subjects
     * @param policy the policy in force for them
     * @return what came of each, in the same order
     */
    public Stream<Decision> gradeAll(Stream<ToGrade> many, ScoringPolicy policy) {
        return Streams.stream(
                        Iterators.partition(many.iterator(), policy.guard().batchSize()))
                .onClose(many::close)
                .flatMap(batch -> gradeAll(batch, policy).stream());
    }

    /**
     * Grades many subjects.
     *
     * @param many the subjects
     * @param policy the policy in force for them
     * @return what came of each, in the same order
     */
    public List<Decision> gradeAll(List<ToGrade> many, ScoringPolicy policy) {
        Guarded<GradingStrategy> strategy = strategies.inForce(policy);
        List<Decision> decisions = new ArrayList<>(many.size());
        if (strategy instanceof Guarded.Given<GradingStrategy> given) {
            List<Guarded<Grade>> grades = guard.callAll(
                    policy.strategy().id(),
                    policy.guard(),
                    many.stream().map(ToGrade::subject).toList(),
                    Subject::id,
                    batch -> asked(given.value(), batch),
                    grade -> flaw(grade, policy.guard().textLength()));
            for (int i = 0; i < grades.size(); i++) {
                decisions.add(decision(many.get(i), grades.get(i)));
            }
        } else if (strategy instanceof Guarded.Failed<GradingStrategy> failed) {
            PluginFailure why = failed.failure();
            for (ToGrade one : many) {
                String id = one.subject().id();
                decisions.add(
                        new Kept(id, one.before(), new PluginFailure(why.plugin(), id, why.reason(), why.details())));
            }
        }
        return decisions;
    }

    private static List<Grade> asked(GradingStrategy strategy, List<Subject> batch) {
        return batch.size() == 1 ? Arrays.asList(strategy.grade(batch.get(0))) : strategy.gradeAll(batch);
    }

    private static Decision decision(ToGrade one, Guarded<Grade> result) {
        String id = one.subject().id();
        return result instanceof Guarded.Given<Grade> given
                ? new Graded(id, one.before(), given.value())
                : new Kept(id, one.before(), ((Guarded.Failed<Grade>) result).failure());
    }

    /** {@link Grade} itself refuses NaN, infinities, scores out of range and too many reasons; texts are left. */
    private static Optional<Flaw> flaw(Grade grade, int longest) {
        Optional<Flaw> flaw = Flaw.ofText(grade.code(), longest);
        for (Grade.Reason reason : grade.reasons()) {
            flaw = flaw.or(() -> Flaw.ofText(reason.zh(), longest)).or(() -> Flaw.ofText(reason.en(), longest));
        }
        return flaw;
    }
}
