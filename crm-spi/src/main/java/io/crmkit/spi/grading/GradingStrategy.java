package io.crmkit.spi.grading;

import io.crmkit.spi.PublicApi;
import java.util.List;

/**
 * Grades subjects. May be called by many threads at the same time and must answer the same for the same facts: no clock,
 * no randomness, no state that matters.
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
     * @param subjects what is known of each, 1 to 1,000
     * @return a grade for each, in the same order
     */
    default List<Grade> gradeAll(List<Subject> subjects) {
        return subjects.stream().map(this::grade).toList();
    }
}
