package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Many subjects at a time. */
public interface BatchClauses extends StrategyClauses {

    @Test
    @DisplayName("G20 a batch gets one grade for each subject, and none is null")
    default void oneForEach() {
        GradingBench bench = GradingBench.open(harness());
        bench.gradeAll(List.of(Subjects.unknown("nobody")));
        bench.gradeAll(List.of(Subjects.ordinary(), Subjects.unknown("nobody"), Subjects.ordinary()));
        bench.gradeAll(bench.subjects.many(20, 57));
    }

    @Test
    @DisplayName("G21 a batch is graded as its subjects are one by one, in the same order")
    default void asOneByOne() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(21, 200);
        List<Grade> single = bench.gradeEach(subjects);
        GradingBench.assertSame(subjects, single, bench.gradeAll(subjects), "in a batch");
        List<Subject> reversed = new ArrayList<>(subjects);
        Collections.reverse(reversed);
        List<Grade> backwards = new ArrayList<>(single);
        Collections.reverse(backwards);
        GradingBench.assertSame(reversed, backwards, bench.gradeAll(reversed), "in a batch the other way round");
    }

    @Test
    @DisplayName("G22 a batch has up to 1,000 subjects")
    default void upToAThousand() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(22, 1_000);
        GradingBench.assertSame(subjects, bench.gradeEach(subjects), bench.gradeAll(subjects), "among 1,000");
    }

    @Test
    @DisplayName("G23 a subject that comes several times in a batch gets a grade each time")
    default void severalTimes() {
        GradingBench bench = GradingBench.open(harness());
        Subject subject = Subjects.ordinary();
        Subject poorer = Subjects.withAmounts(subject, java.util.Map.of());
        List<Subject> batch = List.of(subject, subject, poorer, Subjects.copy(subject), poorer);
        GradingBench.assertSame(batch, bench.gradeEach(batch), bench.gradeAll(batch), "several times");
    }

    @Test
    @DisplayName("G24 the list of a batch is neither changed nor needed afterwards")
    default void listIsLeftAlone() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(24, 50);
        List<Grade> expected = bench.gradeEach(subjects);
        List<Subject> given = new ArrayList<>(subjects);
        List<Grade> grades = bench.gradeAll(given);
        assertEquals(subjects, given, "the list that was given");
        given.clear();
        assertEquals(expected, new ArrayList<>(PluginBench.at(() -> "reading the answer", () -> List.copyOf(grades))));
        bench.gradeAll(Collections.unmodifiableList(subjects));
    }
}
