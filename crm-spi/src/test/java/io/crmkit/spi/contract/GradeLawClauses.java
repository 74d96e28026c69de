package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.Subject;
import java.lang.ref.WeakReference;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TimeZone;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A grade follows from the facts and the parameters, and from nothing else. */
public interface GradeLawClauses extends StrategyClauses {

    @Test
    @DisplayName("G10 the same subject gets the same grade, score and reasons each time")
    default void sameEachTime() {
        GradingBench bench = GradingBench.open(harness());
        for (Subject subject : bench.subjects.many(10, 200)) {
            Grade grade = bench.grade(subject);
            for (int i = 0; i < 5; i++) {
                assertEquals(grade, bench.grade(subject), () -> "asked again: " + Subjects.shown(subject));
            }
        }
    }

    @Test
    @DisplayName("G11 it makes no difference who was graded before, and in which order")
    default void sameInAnyOrder() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(11, 300);
        List<Grade> grades = bench.gradeEach(subjects);
        for (int round = 0; round < 5; round++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, subjects.size()).boxed().toList());
            Collections.shuffle(order, new Random(round));
            for (int place : order) {
                Subject subject = subjects.get(place);
                assertEquals(
                        grades.get(place),
                        bench.grade(subject),
                        () -> "asked in another order: " + Subjects.shown(subject));
            }
        }
    }

    @Test
    @DisplayName("G12 strategies of the same parameters grade alike")
    default void sameByAnother() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(12, 300);
        GradingStrategy another = bench.create();
        GradingBench.assertSame(
                subjects, bench.gradeEach(subjects), GradingBench.gradeEach(another, subjects), "another strategy");
    }

    @Test
    @DisplayName("G13 equal facts get equal grades, whatever objects hold them")
    default void sameForEqualFacts() {
        GradingBench bench = GradingBench.open(harness());
        for (Subject subject : bench.subjects.many(13, 300)) {
            assertEquals(
                    bench.grade(subject),
                    bench.grade(Subjects.copy(subject)),
                    () -> "a copy of " + Subjects.shown(subject));
        }
    }

    @Test
    @DisplayName("G14 the scale of an amount makes no difference to grade and score: 100 is 100.00")
    default void sameForAnyScale() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = new ArrayList<>(bench.subjects.many(14, 300));
        Subjects.AMOUNTS.forEach(
                amount -> subjects.add(Subjects.withAmounts(Subjects.ordinary(), Subjects.everyBasis(amount))));
        for (Subject subject : subjects) {
            Map<AmountBasis, BigDecimal> finer = new EnumMap<>(AmountBasis.class);
            subject.amounts().forEach((basis, amount) -> finer.put(basis, amount.setScale(amount.scale() + 2)));
            Map<AmountBasis, BigDecimal> coarser = new EnumMap<>(AmountBasis.class);
            subject.amounts().forEach((basis, amount) -> coarser.put(basis, amount.stripTrailingZeros()));
            Grade grade = bench.grade(subject);
            for (Map<AmountBasis, BigDecimal> amounts : List.of(finer, coarser)) {
                Grade other = bench.grade(Subjects.withAmounts(subject, amounts));
                assertEquals(grade.code(), other.code(), () -> "with the amounts " + amounts + ": " + subject);
                assertEquals(grade.score(), other.score(), () -> "with the amounts " + amounts + ": " + subject);
            }
        }
    }

    @Test
    @DisplayName("G15 the language and the time zone of the machine make no difference")
    default void sameOnAnyMachine() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(15, 200);
        List<Grade> grades = bench.gradeEach(subjects);
        Locale language = Locale.getDefault();
        TimeZone zone = TimeZone.getDefault();
        try {
            List<String> zones =
                    List.of("Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Shanghai", "Africa/Casablanca", "UTC");
            List<String> languages =
                    List.of("tr-TR", "ar-EG-u-nu-arab", "zh-CN", "de-DE", "th-TH-u-ca-buddhist-nu-thai");
            for (int i = 0; i < languages.size(); i++) {
                Locale.setDefault(Locale.forLanguageTag(languages.get(i)));
                TimeZone.setDefault(TimeZone.getTimeZone(zones.get(i)));
                String where = "in " + languages.get(i) + ", " + zones.get(i);
                GradingBench.assertSame(subjects, grades, bench.gradeEach(subjects), where);
                GradingBench.assertSame(
                        subjects, grades, GradingBench.gradeEach(bench.create(), subjects), where + ", created there");
            }
        } finally {
            Locale.setDefault(language);
            TimeZone.setDefault(zone);
        }
    }

    @Test
    @DisplayName("G16 sixteen threads at once get the grades that one gets alone")
    default void sameForManyThreads() {
        GradingBench bench = GradingBench.open(harness());
        List<Subject> subjects = bench.subjects.many(16, 400);
        List<Grade> alone = bench.gradeEach(subjects);
        try (Racers racers = new Racers(16)) {
            racers.race(n -> {
                for (int i = 0; i < subjects.size(); i++) {
                    int place = (i * 31 + n * 97) % subjects.size();
                    Subject subject = subjects.get(place);
                    assertEquals(
                            alone.get(place),
                            bench.grade(subject),
                            () -> "with fifteen other threads: " + Subjects.shown(subject));
                }
                GradingBench.assertSame(
                        subjects, alone, bench.gradeAll(subjects), "a batch with fifteen other threads");
                return null;
            });
        }
    }

    @Test
    @DisplayName("G17 no subject is held on to after it was graded")
    default void holdsOnToNoSubject() {
        GradingBench bench = GradingBench.open(harness());
        List<WeakReference<Subject>> graded = gradedAndDropped(bench);
        WeakReference<Object> canary = new WeakReference<>(new Object());
        long left = graded.size();
        for (int i = 0; i < 50 && left > 0; i++) {
            System.gc();
            left = graded.stream().filter(one -> one.get() != null).count();
            PluginBench.sleep(10);
        }
        assumeTrue(canary.get() == null, "this JVM collects no garbage when asked to");
        long kept = left;
        // The last ones may still be in somebody's registers.
        assertTrue(kept <= 10, () -> kept + " of " + graded.size() + " subjects are still held");
        // The strategy is needed to the end; else what it holds would go with it.
        bench.grade(Subjects.ordinary());
    }

    private static List<WeakReference<Subject>> gradedAndDropped(GradingBench bench) {
        List<WeakReference<Subject>> graded = new ArrayList<>();
        List<Subject> subjects = bench.subjects.many(17, 500);
        bench.gradeEach(subjects);
        bench.gradeAll(subjects);
        subjects.forEach(subject -> graded.add(new WeakReference<>(subject)));
        return graded;
    }
}
