package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.grading.Subject;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a strategy is found and created. */
public interface CreationClauses extends StrategyClauses {

    @Test
    @DisplayName("G01 its id has 1 to 64 characters of a-z, 0-9 and -, begins with a letter, and is always the same")
    default void gradingId() {
        PluginBench.hasAnId(harness().provider());
    }

    @Test
    @DisplayName("G02 it was made for this version of the interface")
    default void gradingVersion() {
        PluginBench.isOfThisVersion(harness().provider());
    }

    @Test
    @DisplayName("G03 ServiceLoader finds it by its id")
    default void gradingDiscovery() {
        PluginBench.isFound(
                GradingStrategyProvider.class, harness().provider(), harness().discovery());
    }

    @Test
    @DisplayName("G04 its constructor, its id and its version start no thread")
    default void gradingStartsNoThread() {
        PluginBench.startsNoThread(harness().provider());
    }

    @Test
    @DisplayName("G05 create answers with a strategy, never with null")
    default void createAnswers() {
        assertNotNull(harness().provider().create(harness().parameters()), "the strategy");
    }

    @Test
    @DisplayName("G06 a wrong parameter is refused by create, in a message that names it")
    default void wrongParametersOfStrategies() {
        PluginBench.refuses(
                harness().wrongParameters(), wrong -> harness().provider().create(wrong));
    }

    @Test
    @DisplayName("G07 a parameter that is left out, odd or unknown is taken, or refused by create and named")
    default void oddParametersOfStrategies() {
        List<String> odd = List.of(
                "", " ", "x", "-1", "0", "1.5", "1e400", "NaN", "true", "\uFF11", "99999999999999999999", "a\u0000b");
        List<Subject> some = new Subjects(harness().facts()).many(7, 20);
        PluginBench.takesOrRefuses(harness().parameters(), odd, parameters -> {
            GradingStrategy taken = harness().provider().create(parameters);
            // What is wrong is told when a policy is published, not when somebody is graded.
            GradingBench.gradeEach(taken, some);
        });
    }

    @Test
    @DisplayName("G08 strategies are created many times, by many threads at once, and grade alike")
    default void createdByMany() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(8, 20);
        List<Grade> alone = bench.gradeEach(subjects);
        try (Racers racers = new Racers(16)) {
            for (List<Grade> grades : racers.race(n -> GradingBench.gradeEach(bench.create(), subjects))) {
                GradingBench.assertSame(subjects, alone, grades, "created by one of many threads");
            }
        }
    }
}
