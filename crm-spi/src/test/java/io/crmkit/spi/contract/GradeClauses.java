package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a grade looks like. */
public interface GradeClauses extends StrategyClauses {

    @Test
    @DisplayName("G40 every grade is one of those declared")
    default void declaredGrades() {
        Set<String> declared = new HashSet<>(declaredGrades(harness()));
        each(grade ->
                assertTrue(declared.contains(grade.code()), () -> "'" + grade.code() + "' is not among " + declared));
    }

    @Test
    @DisplayName("G41 a grade's code is fit to be stored: no control characters, no halves of surrogate pairs")
    default void codesAreFit() {
        each(GradeClauses::assertCodeIsFit);
    }

    @Test
    @DisplayName("G42 every reason is told in Chinese and in English")
    default void reasonsInBothLanguages() {
        each(GradeClauses::assertReasonsAreTold);
    }

    @Test
    @DisplayName("G43 a reason is fit to be stored: no control characters, no halves of surrogate pairs")
    default void reasonsAreFit() {
        each(grade -> eachReason(grade, reason -> PluginBench.assertFit("a reason", cut(reason))));
    }

    @Test
    @DisplayName("G44 a reason has at most 500 characters")
    default void reasonsAreShort() {
        each(grade -> eachReason(
                grade,
                reason -> assertTrue(
                        reason.length() <= PluginBench.LONGEST_TEXT,
                        () -> "a reason of " + reason.length() + " characters: " + PluginBench.shown(reason))));
    }

    @Test
    @DisplayName("G45 a score stays between 0 and 100, whatever was bought")
    default void scoresStayInRange() {
        GradingBench bench = GradingBench.open(harness());
        for (BigDecimal amount : Subjects.AMOUNTS) {
            for (long purchases : Subjects.PURCHASES) {
                bench.grade(Subjects.with(amount, purchases, 0, 0, Map.of())); // Grade itself refuses other scores
                bench.grade(Subjects.with(amount, purchases, 700_000, 700_000, Map.of()));
            }
        }
    }

    @Test
    @DisplayName("G46 of two who differ in amount only, the one who bought for more has no lower grade")
    default void moreIsNotLower() {
        List<String> order = declaredGrades(harness());
        PluginBench.declared(
                harness().risesWithAmount(), "risesWithAmount()", "grades are not said to rise with the amount");
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = new ArrayList<>(bench.subjects.many(46, 100));
        subjects.add(Subjects.ordinary());
        subjects.add(Subjects.unknown("nobody"));
        for (Subject subject : subjects) {
            int before = -1;
            for (BigDecimal amount : Subjects.AMOUNTS) {
                Subject richer = Subjects.withAmounts(subject, Subjects.everyBasis(amount));
                String code = bench.grade(richer).code();
                int place = order.indexOf(code);
                int lower = before;
                assertTrue(
                        place >= lower,
                        () -> "'" + code + "' is lower than '" + order.get(lower) + "' for less: "
                                + Subjects.shown(richer));
                before = place;
            }
        }
    }

    /** All that a grade of any subject must be. */
    static void assertInForm(Grade grade) {
        assertCodeIsFit(grade);
        assertReasonsAreTold(grade);
        eachReason(grade, reason -> PluginBench.assertFit("a reason", reason));
    }

    private static void assertCodeIsFit(Grade grade) {
        PluginBench.assertFit("the code of a grade", grade.code());
        assertTrue(grade.code().indexOf('\n') < 0 && grade.code().indexOf('\t') < 0, "a code is one word or line");
    }

    private static void assertReasonsAreTold(Grade grade) {
        for (Grade.Reason reason : grade.reasons()) {
            PluginBench.assertNotBlank("a reason in Chinese of " + grade, reason.zh());
            PluginBench.assertNotBlank("a reason in English of " + grade, reason.en());
        }
    }

    private static List<String> declaredGrades(GradingHarness harness) {
        return harness.grades()
                .orElseThrow(() -> PluginBench.notShown("grades()", "which grades there are is not declared"));
    }

    private void each(Consumer<Grade> check) {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = new ArrayList<>(bench.subjects.many(40, 1_000));
        subjects.add(Subjects.ordinary());
        subjects.add(Subjects.unknown("nobody"));
        Subjects.AMOUNTS.forEach(
                amount -> subjects.add(Subjects.withAmounts(Subjects.ordinary(), Subjects.everyBasis(amount))));
        for (String name : bench.subjects.factNames()) {
            for (String value : Subjects.FACT_VALUES) {
                subjects.add(Subjects.with(new BigDecimal("1"), 1, 1, 1, Map.of(name, value)));
            }
        }
        for (Subject subject : subjects) {
            Grade grade = bench.grade(subject);
            try {
                check.accept(grade);
            } catch (AssertionError e) {
                throw new AssertionError(e.getMessage() + "; graded was " + Subjects.shown(subject), e);
            }
        }
    }

    private static void eachReason(Grade grade, Consumer<String> check) {
        grade.reasons().forEach(reason -> {
            check.accept(reason.zh());
            check.accept(reason.en());
        });
    }

    /** G44 is about the length. */
    private static String cut(String reason) {
        int end = Math.min(reason.length(), PluginBench.LONGEST_TEXT);
        boolean splits = end < reason.length() && Character.isHighSurrogate(reason.charAt(end - 1));
        return reason.substring(0, splits ? end - 1 : end);
    }
}
