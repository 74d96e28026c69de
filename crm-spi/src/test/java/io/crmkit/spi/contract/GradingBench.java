package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.Subject;
import java.util.ArrayList;
import java.util.List;

/** A strategy on the bench, and subjects to ask it about. */
final class GradingBench {

    final GradingHarness harness;
    final GradingStrategy strategy;
    final Subjects subjects;

    private GradingBench(GradingHarness harness) {
        this.harness = harness;
        this.subjects = new Subjects(harness.facts());
        this.strategy = create();
    }

    static GradingBench open(GradingHarness harness) {
        return new GradingBench(harness);
    }

    /** One more strategy of the same parameters. */
    GradingStrategy create() {
        GradingStrategy created = harness.provider().create(harness.parameters());
        assertNotNull(created, "create answered null");
        return created;
    }

    Grade grade(Subject subject) {
        return grade(strategy, subject);
    }

    static Grade grade(GradingStrategy strategy, Subject subject) {
        Grade grade = PluginBench.at(() -> Subjects.shown(subject), () -> strategy.grade(subject));
        assertNotNull(grade, () -> "the grade is null of " + Subjects.shown(subject));
        return grade;
    }

    List<Grade> gradeEach(List<Subject> many) {
        return gradeEach(strategy, many);
    }

    static List<Grade> gradeEach(GradingStrategy strategy, List<Subject> many) {
        List<Grade> grades = new ArrayList<>();
        many.forEach(subject -> grades.add(grade(strategy, subject)));
        return grades;
    }

    List<Grade> gradeAll(List<Subject> many) {
        List<Grade> grades =
                PluginBench.at(() -> "a batch of " + many.size() + " subjects", () -> strategy.gradeAll(many));
        assertNotNull(grades, "the answer to a batch is null");
        assertEquals(many.size(), grades.size(), "how many grades a batch of so many subjects gets");
        for (int i = 0; i < grades.size(); i++) {
            int place = i;
            assertNotNull(grades.get(i), () -> "the grade is null of " + Subjects.shown(many.get(place)));
        }
        return grades;
    }

    static void assertSame(List<Subject> subjects, List<Grade> expected, List<Grade> grades, String when) {
        for (int i = 0; i < expected.size(); i++) {
            int place = i;
            assertEquals(expected.get(i), grades.get(i), () -> when + ": " + Subjects.shown(subjects.get(place)));
        }
        assertEquals(expected.size(), grades.size(), when);
    }
}
