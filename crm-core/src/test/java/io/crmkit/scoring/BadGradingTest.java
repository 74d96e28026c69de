package io.crmkit.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Beside;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.internal.guard.PluginThreads;
import io.crmkit.scoring.Grading.Decision;
import io.crmkit.scoring.Grading.Graded;
import io.crmkit.scoring.Grading.Kept;
import io.crmkit.scoring.Grading.ToGrade;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.grading.Subject;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(120)
class BadGradingTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 1);
    private static final String BAD = "c7";
    private static final int THREADS = 6;

    /** For what ends of itself, whatever else the machine does. */
    private static final ScoringPolicy ACME = acme(20_000);

    /** For what ends by its time limit only. */
    private static final ScoringPolicy SOON = acme(3_000);

    private static final ScoringPolicy THRESHOLD = Policies.scoring("scoring: {" + limits(20_000) + "}");

    /** What a strategy may do wrong. */
    enum Wrong {
        THROWS,
        THROWS_CHECKED,
        OUT_OF_MEMORY,
        STACK_OVERFLOW,
        LINKAGE_ERROR,
        THREAD_DEATH,
        HANGS,
        IGNORES_INTERRUPTION,
        SLOW,
        ANSWERS_NULL,
        NOT_A_NUMBER,
        INFINITE,
        MINUS_INFINITE,
        OUT_OF_RANGE,
        HUGE_OUTPUT,
        TOO_MANY_REASONS,
        TOO_MANY_GRADES,
        UNFIT_TEXT,
        CALLS_BACK;

        /** Whether a call ends by its time limit only. */
        boolean waits() {
            return this == HANGS || this == IGNORES_INTERRUPTION || this == SLOW;
        }

        ScoringPolicy policy() {
            return waits() ? SOON : ACME;
        }
    }

    /** Where grading happens. */
    enum Context {
        SINGLE,
        BATCH,
        WHOLE_BASE,
        AT_A_PURCHASE
    }

    private static final class Death extends Error {
        private static final long serialVersionUID = 1L;
    }

    private final CountDownLatch end = new CountDownLatch(1);
    private final ThreadPoolExecutor threads =
            (ThreadPoolExecutor) PluginThreads.bounded(THREADS, Duration.ofSeconds(1));
    private final InstantSource clock = InstantSource.fixed(Instant.parse("2026-03-01T08:00:00Z"));
    private final PluginGuard guard = new PluginGuard(threads, clock);
    private @org.jspecify.annotations.Nullable Grading grading;

    private static String limits(int millis) {
        return "guard: {batchSize: 50, batchMillis: " + millis
                + ", stopMillis: 1000, failures: 3, threads: 2, textLength: 500}";
    }

    private static ScoringPolicy acme(int millis) {
        return Policies.scoring("scoring: {strategy: {id: acme}, " + limits(millis) + "}");
    }

    @AfterEach
    void stop() {
        end.countDown();
        threads.shutdownNow();
    }

    private Grading with(GradingStrategy strategy) {
        GradingStrategyProvider acme = new GradingStrategyProvider() {
            @Override
            public String id() {
                return "acme";
            }

            @Override
            public GradingStrategy create(Parameters parameters) {
                return strategy;
            }
        };
        List<GradingStrategyProvider> all = new ArrayList<>(GradingStrategies.shipped());
        all.add(acme);
        grading =
                new Grading(new GradingStrategies(Plugins.of(GradingStrategyProvider.class, all), guard, clock), guard);
        return grading;
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> Grade sneaky(Exception e) throws E {
        throw (E) e;
    }

    private static int deeper(int n) {
        return n < 0 ? n : n + deeper(n + 1);
    }

    private Grade does(Wrong wrong, Subject subject) {
        Grade fine = Grade.of("B");
        return switch (wrong) {
            case THROWS -> throw new IllegalStateException("no model");
            case THROWS_CHECKED -> BadGradingTest.<RuntimeException>sneaky(new IOException("no file"));
            case OUT_OF_MEMORY -> throw new OutOfMemoryError("of the plugin");
            case STACK_OVERFLOW -> Grade.of("A" + deeper(0));
            case LINKAGE_ERROR -> throw new NoClassDefFoundError("com/acme/Model");
            case THREAD_DEATH -> throw new Death();
            case HANGS -> {
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
                yield fine;
            }
            case IGNORES_INTERRUPTION -> {
                while (end.getCount() > 0) {
                    java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                }
                yield fine;
            }
            case SLOW -> {
                try {
                    Thread.sleep(30_000);
                } catch (InterruptedException e) {
                    yield fine;
                }
                yield fine;
            }
            case ANSWERS_NULL -> null;
            case NOT_A_NUMBER -> fine.scored(Double.NaN);
            case INFINITE -> fine.scored(Double.POSITIVE_INFINITY);
            case MINUS_INFINITE -> fine.scored(Double.NEGATIVE_INFINITY);
            case OUT_OF_RANGE -> fine.scored(100.01);
            case HUGE_OUTPUT -> fine.because("x".repeat(5_000_000));
            case TOO_MANY_REASONS ->
                new Grade("B", null, java.util.Collections.nCopies(33, new Grade.Reason("是", "yes")));
            case TOO_MANY_GRADES -> throw new IllegalStateException("is not asked for one");
            case UNFIT_TEXT -> fine.because("half \ud800");
            case CALLS_BACK -> {
                grading.grade(new ToGrade(subject, Optional.empty()), ACME);
                yield fine;
            }
        };
    }

    private GradingStrategy doing(Wrong wrong, java.util.function.Predicate<Subject> when) {
        return new GradingStrategy() {
            @Override
            public Grade grade(Subject subject) {
                return when.test(subject) ? does(wrong, subject) : Grade.of("B").because("fine");
            }

            @Override
            public List<Grade> gradeAll(List<Subject> subjects) {
                return wrong == Wrong.TOO_MANY_GRADES && subjects.stream().anyMatch(when)
                        ? java.util.Collections.nCopies(20_000_000, Grade.of("A"))
                        : GradingStrategy.super.gradeAll(subjects);
            }
        };
    }

    private static ToGrade customer(int number) {
        TradeHistory history = TradeHistory.none().plus(TODAY, new BigDecimal("600000"));
        return new ToGrade(
                history.subject("customer", "c" + number, TODAY, "CNY", Map.of()), Optional.of(Grade.of("C")));
    }

    private List<Decision> decide(Grading by, Context context, ScoringPolicy policy) {
        return switch (context) {
            case SINGLE -> List.of(by.grade(customer(7), policy));
            case BATCH ->
                by.gradeAll(
                        IntStream.range(0, 20)
                                .mapToObj(BadGradingTest::customer)
                                .toList(),
                        policy);
            case WHOLE_BASE ->
                by.gradeAll(IntStream.range(0, 1000).mapToObj(BadGradingTest::customer), policy)
                        .toList();
            case AT_A_PURCHASE -> {
                List<Decision> decisions = new ArrayList<>();
                TradeHistory history = TradeHistory.none();
                for (int i = 5; i < 10; i++) {
                    history = history.plus(TODAY.minusDays(10 - i), BigDecimal.TEN);
                    Subject subject = history.subject("customer", "c" + i, TODAY, "CNY", Map.of());
                    decisions.add(by.grade(new ToGrade(subject, Optional.of(Grade.of("C"))), policy));
                }
                yield decisions;
            }
        };
    }

    static Stream<Arguments> cases() {
        return Stream.of(Wrong.values())
                .filter(wrong -> !wrong.waits())
                .flatMap(wrong -> Stream.of(Context.values()).map(context -> Arguments.of(wrong, context)));
    }

    @ParameterizedTest(name = "SCO-03 {0} × {1}: costs its own result only, is named, keeps the old grade")
    @MethodSource("cases")
    void one_bad_subject(Wrong wrong, Context context) {
        Grading by = with(doing(wrong, subject -> subject.id().equals(BAD)));
        List<Decision> decisions = decide(by, context, wrong.policy());
        Decision bad = decisions.stream()
                .filter(d -> d.subject().equals(BAD))
                .findFirst()
                .orElseThrow();
        assertThat(bad).isInstanceOfSatisfying(Kept.class, kept -> {
            assertThat(kept.after()).map(Grade::code).contains("C");
            assertThat(kept.changes()).isFalse();
            assertThat(kept.failure().message(Locale.ENGLISH)).contains("\"acme\"", BAD);
            assertThat(kept.failure().message(Locale.CHINA)).contains("“acme”", BAD);
        });
        if (wrong != Wrong.IGNORES_INTERRUPTION) {
            assertThat(decisions.stream().filter(d -> !d.subject().equals(BAD)))
                    .allSatisfy(d -> assertThat(d).isInstanceOf(Graded.class));
        }
        harmsNobodyElse(by, context);
    }

    @ParameterizedTest(
            name = "SCO-03 {0} always × {1}: every old grade stays, each failure is named, no other plugin suffers")
    @MethodSource("cases")
    void always_bad(Wrong wrong, Context context) {
        Grading by = with(doing(wrong, subject -> true));
        List<Decision> decisions = decide(by, context, wrong.policy());
        assertThat(decisions).allSatisfy(d -> {
            assertThat(d.after()).map(Grade::code).contains("C");
            assertThat(((Kept) d).failure().plugin()).isEqualTo("acme");
            assertThat(((Kept) d).failure().subject()).isEqualTo(d.subject());
        });
        if (context == Context.WHOLE_BASE) {
            assertThat(guard.standings().get(0).quarantinedUntil()).isPresent();
        }
        harmsNobodyElse(by, context);
    }

    @Test
    @DisplayName(
            "SCO-03 calls that end by their limit only, for one subject and always, in every context: the same as of what is wrong at once")
    void waiting() throws InterruptedException {
        Beside.each(Wrong.values(), Wrong::waits, Context.values(), (wrong, context) -> {
            alone(test -> test.one_bad_subject(wrong, context));
            alone(test -> test.always_bad(wrong, context));
        });
    }

    private static void alone(Consumer<BadGradingTest> work) {
        BadGradingTest test = new BadGradingTest();
        try {
            work.accept(test);
        } finally {
            test.stop();
        }
    }

    private void harmsNobodyElse(Grading by, Context context) {
        assertThat(decide(by, context, THRESHOLD)).allSatisfy(d -> assertThat(d).isInstanceOf(Graded.class));
        assertThat(threads.getLargestPoolSize()).isLessThanOrEqualTo(THREADS);
    }

    @Test
    @DisplayName(
            "SCO-03 a provider that cannot create its strategy leaves all grades and is asked again after the quarantine")
    void cannot_create() {
        int[] asked = {0};
        Instant[] now = {clock.instant()};
        InstantSource moving = () -> now[0];
        GradingStrategyProvider acme = new GradingStrategyProvider() {
            @Override
            public String id() {
                return "acme";
            }

            @Override
            public GradingStrategy create(Parameters parameters) {
                asked[0]++;
                throw new IllegalArgumentException("parameter 'floor' is missing");
            }
        };
        GradingStrategies strategies =
                new GradingStrategies(Plugins.of(GradingStrategyProvider.class, List.of(acme)), guard, moving);
        Grading by = new Grading(strategies, guard);
        for (Context context : Context.values()) {
            assertThat(decide(by, context, ACME))
                    .allSatisfy(d -> assertThat(((Kept) d).failure().message(Locale.ENGLISH))
                            .contains("acme", d.subject(), "parameter 'floor' is missing"));
        }
        assertThat(asked[0]).isEqualTo(1);
        now[0] = now[0].plus(Duration.ofMinutes(15));
        decide(by, Context.SINGLE, ACME);
        assertThat(asked[0]).isEqualTo(2);
        assertThat(strategies.problem(ACME).orElseThrow().message(Locale.ENGLISH))
                .contains("'floor' is missing");
    }

    @Test
    @DisplayName(
            "SCO-03 a strategy that nobody brings is told before the policy is published, and leaves all grades after")
    void unknown_strategy() {
        ScoringPolicy policy = Policies.scoring("scoring: {strategy: {id: treshold}}");
        Grading by = with(doing(Wrong.THROWS, subject -> true));
        assertThat(decide(by, Context.BATCH, policy))
                .allSatisfy(d -> assertThat(((Kept) d).failure().toString())
                        .contains("treshold", d.subject(), "There are: acme, rfm, scorecard, threshold"));
        GradingStrategies strategies = new GradingStrategies(
                Plugins.of(GradingStrategyProvider.class, GradingStrategies.shipped()), guard, clock);
        assertThat(strategies.problem(policy).orElseThrow().message(Locale.ENGLISH))
                .isEqualTo("There is no grading strategy \"treshold\"; there are: rfm, scorecard, threshold."
                        + " Did you mean \"threshold\"?");
        assertThat(strategies.problem(THRESHOLD)).isEmpty();
    }

    @Test
    @DisplayName("SCO-03 a whole base is graded as it is read: no more than a batch is held")
    void streams() {
        int[] read = {0};
        Stream<ToGrade> base =
                Stream.iterate(0, i -> i + 1).peek(i -> read[0]++).map(BadGradingTest::customer);
        Grading by = with(doing(Wrong.THROWS, subject -> false));
        assertThat(by.gradeAll(base, ACME).limit(60)).hasSize(60);
        assertThat(read[0]).isLessThanOrEqualTo(150);
    }
}
