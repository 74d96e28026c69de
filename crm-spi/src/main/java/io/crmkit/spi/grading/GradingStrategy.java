package io.crmkit.spi.grading;

import io.crmkit.spi.PublicApi;
import java.util.List;

/**
 * Grades subjects. May be called by many threads at the same time and must answer the same for the same facts: no clock,
 * no randomness, no state that matters, nothing of the machine's language or time zone. Whatever is known of a subject, it is
 * graded: a fact that cannot be read is as good as unknown. Subjects are people: none is held on to after it was graded. Codes and
 * reasons have no control characters and no halves of surrogate pairs, and at most 500 characters each.
 */
@FunctionalInterface
@PublicApi(use = PublicApi.Use.IMPLEMENTING, since = "0.1")
public interface GradingStrategy {

    /**
     * Grades one subject.
     *
     * @param subject what is known
     * @return the grade; never null
     */
    Grade grade(Subject subject);

    /**
     * Grades many subjects. Override it where a batch is cheaper than its parts.
     *
     * @param subjects what is known of each, 1 to 1,000; may come several times; neither changed nor needed afterwards
     * @return a grade for each, in the same order, as {@link #grade} gives it
     */
    default List<Grade> gradeAll(List<Subject> subjects) {
        return subjects.stream().map(this::grade).toList();
    }
}
