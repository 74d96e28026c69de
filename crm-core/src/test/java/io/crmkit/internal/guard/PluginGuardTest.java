package io.crmkit.internal.guard;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.policy.PluginLimits;
import io.crmkit.shared.PluginFailure.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class PluginGuardTest {

    /** Three failures, a quarter of an hour, two threads. */
    private static final PluginLimits LIMITS = new PluginLimits(10, 1_000, 1_000, 3, 15, 2, 100);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T08:00:00Z"));
    private final InstantSource clock = now::get;
    private final ExecutorService threads = PluginThreads.bounded(8, Duration.ofSeconds(1));
    private final PluginGuard guard = new PluginGuard(threads, clock);
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void stop() {
        end.countDown();
        threads.shutdownNow();
    }

    private static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    private List<Guarded<String>> each(int count, Function<Integer, String> plugin) {
        return whole(count, batch -> batch.stream().map(plugin).toList());
    }

    private List<Guarded<String>> whole(int count, Function<List<Integer>, List<String>> plugin) {
        return guard.callAll("acme", LIMITS, numbers(count), n -> "s" + n, plugin, text -> Flaw.ofText(text, 100));
    }

    private Guarded<String> one(String subject, Function<String, String> plugin) {
        return guard.call("acme", LIMITS, subject, () -> plugin.apply(subject), text -> Flaw.ofText(text, 100));
    }

    private static Optional<Reason> reason(Guarded<String> result) {
        return result instanceof Guarded.Failed<String> failed
                ? Optional.of(failed.failure().reason())
                : Optional.empty();
    }

    private static List<Optional<Reason>> reasons(List<Guarded<String>> results) {
        return results.stream().map(PluginGuardTest::reason).distinct().toList();
    }

    private String hangs() {
        boolean interrupted = false;
        while (end.getCount() > 0) {
            try {
                end.await();
            } catch (InterruptedException e) {
                interrupted = true; // and goes on: this is what it does wrong
            }
        }
        return "late " + interrupted;
    }

    private static String fail(String message) {
        throw new IllegalStateException(message);
    }

    @Test
    @DisplayName("SCO-03 results come in the order of the subjects, in batches of the size that the policy says")
    void order() {
        List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
        List<Guarded<String>> results = whole(25, batch -> {
            sizes.add(batch.size());
            return batch.stream().map(String::valueOf).toList();
        });
        assertThat(results)
                .extracting(r -> ((Guarded.Given<String>) r).value())
                .containsExactlyElementsOf(
                        numbers(25).stream().map(String::valueOf).toList());
        assertThat(sizes).containsExactly(10, 10, 5);
    }

    @Test
    @DisplayName("SCO-03 bad subjects of a batch cost only themselves, however many there are; each is named")
    void bad_subjects() {
        List<Guarded<String>> results = each(40, n -> n % 10 == 9 ? "fine" : fail("no data of " + n));
        assertThat(results.stream().filter(r -> reason(r).isEmpty())).hasSize(4);
        assertThat(((Guarded.Failed<String>) results.get(12)).failure().message(Locale.ENGLISH))
                .isEqualTo("The plugin \"acme\" gave no result for s12; "
                        + "it failed with java.lang.IllegalStateException: no data of 12");
        assertThat(((Guarded.Failed<String>) results.get(12)).failure().message(Locale.CHINA))
                .contains("acme", "s12", "no data of 12");
        assertThat(guard.standings()).containsExactly(new PluginStanding("acme", 0, 0, Optional.empty()));
    }

    @Test
    @DisplayName(
            "SCO-03 a plugin that goes on failing is quarantined, tried again after that time, and then has one try")
    void quarantine() {
        assertThat(reasons(each(30, n -> fail("out of order")))).containsExactly(Optional.of(Reason.THREW));
        Guarded<String> refused = one("s99", s -> "fine");
        assertThat(reason(refused)).contains(Reason.QUARANTINED);
        assertThat(((Guarded.Failed<String>) refused).failure().message(Locale.ENGLISH))
                .contains("acme", "s99", "2026-03-01T08:15:00Z");

        now.set(now.get().plus(Duration.ofMinutes(15)));
        assertThat(reason(one("s1", s -> fail("still")))).contains(Reason.THREW);
        assertThat(reason(one("s2", s -> "fine"))).contains(Reason.QUARANTINED);

        now.set(now.get().plus(Duration.ofMinutes(15)));
        assertThat(reason(one("s1", s -> "fine"))).isEmpty();
        assertThat(reason(one("s2", s -> fail("once")))).contains(Reason.THREW);
        assertThat(reason(one("s3", s -> "fine"))).isEmpty();
    }

    @Test
    @DisplayName("SCO-03 a subject that can never be graded does not bring its plugin into quarantine")
    void same_subject() {
        for (int i = 0; i < 20; i++) {
            assertThat(reason(one("odd", s -> fail("odd")))).contains(Reason.THREW);
        }
        assertThat(reason(one("even", s -> "fine"))).isEmpty();
    }

    @Test
    @DisplayName("SCO-03 a call that takes too long is stopped; the others of its batch get their results")
    void slow() {
        AtomicInteger interrupted = new AtomicInteger();
        List<Guarded<String>> results = each(10, n -> {
            if (n == 4) {
                try {
                    Thread.sleep(60_000);
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                    throw new IllegalStateException(e);
                }
            }
            return "fine";
        });
        assertThat(results.stream().filter(r -> reason(r).isPresent())).hasSize(1);
        assertThat(reason(results.get(4))).contains(Reason.TIME_OUT);
        assertThat(interrupted).hasValue(2);
    }

    @Test
    @DisplayName(
            "SCO-03 threads that ignore interruption are counted, bounded, and harm no other plugin; freed ones are used again")
    void unstoppable() throws InterruptedException {
        Set<String> names = Collections.synchronizedSet(new HashSet<>());
        List<Optional<Reason>> reasons = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            reasons.add(reason(one("s" + i, s -> {
                names.add(Thread.currentThread().getName());
                return hangs();
            })));
            now.set(now.get().plus(Duration.ofHours(1)));
        }
        assertThat(reasons)
                .containsExactly(
                        Optional.of(Reason.UNSTOPPABLE),
                        Optional.of(Reason.UNSTOPPABLE),
                        Optional.of(Reason.OUT_OF_THREADS),
                        Optional.of(Reason.OUT_OF_THREADS));
        assertThat(names).hasSize(2).allMatch(name -> name.startsWith(PluginThreads.PREFIX));
        assertThat(guard.standings().get(0).unstoppable()).isEqualTo(2);
        assertThat(reason(guard.call("other", LIMITS, "s1", () -> "fine", t -> Optional.empty())))
                .isEmpty();

        end.countDown();
        while (guard.standings().get(0).unstoppable() > 0) {
            Thread.sleep(5);
        }
        now.set(now.get().plus(Duration.ofHours(1)));
        assertThat(reason(one("s1", s -> "fine"))).isEmpty();
    }

    @Test
    @DisplayName("SCO-03 a batch whose thread is lost is not asked for again: quarantine is at once")
    void unstoppable_batch() {
        AtomicInteger calls = new AtomicInteger();
        assertThat(reasons(whole(10, batch -> {
                    calls.incrementAndGet();
                    return List.of(hangs());
                })))
                .containsExactly(Optional.of(Reason.UNSTOPPABLE));
        assertThat(calls).hasValue(1);
        assertThat(reason(one("s1", s -> "fine"))).contains(Reason.QUARANTINED);
    }

    @Test
    @DisplayName("SCO-03 many callers at once: a plugin never holds more threads than it is granted")
    void many_callers() throws InterruptedException {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        List<Optional<Reason>> reasons = Collections.synchronizedList(new ArrayList<>());
        PluginLimits patient = new PluginLimits(10, 20_000, 100, 3, 15, 2, 100);
        List<Thread> callers = IntStream.range(0, 12)
                .mapToObj(i -> new Thread(() -> reasons.add(reason(guard.call(
                        "acme",
                        patient,
                        "s" + i,
                        () -> {
                            most.accumulateAndGet(running.incrementAndGet(), Math::max);
                            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
                            running.decrementAndGet();
                            return "fine";
                        },
                        text -> Optional.empty())))))
                .toList();
        callers.forEach(Thread::start);
        for (Thread caller : callers) {
            caller.join();
        }
        assertThat(reasons).hasSize(12).containsOnly(Optional.empty());
        assertThat(most.get()).isBetween(1, 2);
    }

    @Test
    @DisplayName("SCO-03 a full or closed executor is not the plugin's fault")
    void busy() {
        PluginGuard full = new PluginGuard(
                task -> {
                    throw new RejectedExecutionException();
                },
                clock);
        for (int i = 0; i < 10; i++) {
            assertThat(reason(full.call("acme", LIMITS, "s" + i, () -> "fine", t -> Optional.empty())))
                    .contains(Reason.BUSY);
        }
        PluginGuard neverRuns = new PluginGuard(task -> {}, clock);
        for (int i = 0; i < 3; i++) {
            assertThat(reason(neverRuns.call("acme", LIMITS, "s" + i, () -> "fine", t -> Optional.empty())))
                    .contains(Reason.BUSY);
        }
        assertThat(neverRuns.standings()).containsExactly(new PluginStanding("acme", 0, 0, Optional.empty()));
    }

    @Test
    @DisplayName("SCO-03 a caller that is interrupted gets its answers at once and stays interrupted")
    void interrupted() {
        Thread.currentThread().interrupt();
        assertThat(reasons(each(25, n -> "fine"))).containsExactly(Optional.of(Reason.INTERRUPTED));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(reasons(each(25, n -> "fine"))).containsExactly(Optional.empty());
    }

    @Test
    @DisplayName(
            "SCO-03 a plugin that calls back is refused, on its own thread and on the caller's; neither deadlock nor recursion")
    void calls_back() {
        List<Optional<Reason>> inner = Collections.synchronizedList(new ArrayList<>());
        assertThat(reason(one("s1", s -> {
                    inner.add(reason(one("s2", t -> "inner")));
                    return "outer";
                })))
                .contains(Reason.CALLED_BACK);
        assertThat(inner).containsExactly(Optional.of(Reason.CALLED_BACK));

        PluginGuard sameThread = new PluginGuard(Runnable::run, clock);
        assertThat(reason(sameThread.call(
                        "acme",
                        LIMITS,
                        "s1",
                        () -> String.valueOf(sameThread.call("acme", LIMITS, "s2", () -> "x", t -> Optional.empty())),
                        t -> Optional.empty())))
                .contains(Reason.CALLED_BACK);
        assertThat(reason(sameThread.call("acme", LIMITS, "s1", () -> "fine", t -> Optional.empty())))
                .isEmpty();
    }

    /** A plugin that asks the guard again and again, each time on a thread that it made within the call. */
    private final class CallingBack {
        private final List<Thread> own = Collections.synchronizedList(new ArrayList<>());
        private final List<Optional<Reason>> inner = Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger running = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();

        String call() {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            Thread thread = new Thread(() -> inner.add(reason(one("s" + own.size(), s -> call()))));
            thread.setDaemon(true);
            own.add(thread);
            thread.start();
            try {
                thread.join();
                return "deep";
            } catch (InterruptedException e) {
                thread.interrupt();
                throw new IllegalStateException(e);
            } finally {
                running.decrementAndGet();
            }
        }
    }

    @Test
    @DisplayName(
            "SCO-03 a plugin that calls back from threads of its own comes to an end, for it is granted no more threads than ever")
    void calls_back_by_threads() throws InterruptedException {
        CallingBack plugin = new CallingBack();
        one("s0", s -> plugin.call()); // by its time limit, or as the innermost call is refused, whichever is first
        for (int i = 0; i < plugin.own.size(); i++) {
            plugin.own.get(i).join();
        }
        assertThat(plugin.inner).anyMatch(Optional::isPresent);
        assertThat(plugin.most.get()).isBetween(1, LIMITS.threads());
    }

    @Test
    @DisplayName(
            "SCO-03 answers are as hostile as the code that made them: lists and exceptions are looked at under guard")
    void hostile_answers() {
        assertThat(reasons(whole(5, batch -> null))).containsExactly(Optional.of(Reason.NOTHING));
        assertThat(reasons(whole(5, batch -> List.of()))).containsExactly(Optional.of(Reason.WRONG_COUNT));
        assertThat(reasons(whole(5, batch -> Collections.nCopies(100_000_000, "x"))))
                .containsExactly(Optional.of(Reason.WRONG_COUNT));
        assertThat(reasons(whole(5, batch -> new AbstractList<>() {
                    @Override
                    public String get(int index) {
                        return hangs();
                    }

                    @Override
                    public int size() {
                        return batch.size();
                    }
                })))
                .containsExactly(Optional.of(Reason.UNSTOPPABLE));
        end.countDown();
    }

    @Test
    @DisplayName("SCO-03 messages of exceptions are cut, made fit to be stored, and may themselves fail")
    void hostile_exceptions() {
        Guarded<String> huge = one("s1", s -> fail("x\u0000\ud800".repeat(300_000)));
        assertThat(((Guarded.Failed<String>) huge).failure().details().get(0))
                .hasSize(100)
                .startsWith("java.lang.IllegalStateException: x  x");
        Guarded<String> secret = one("s2", s -> {
            throw new IllegalStateException() {
                private static final long serialVersionUID = 1L;

                @Override
                public String getMessage() {
                    throw new StackOverflowError();
                }
            };
        });
        assertThat(((Guarded.Failed<String>) secret).failure().details().get(0))
                .startsWith(getClass().getName());
    }

    @Test
    @DisplayName("SCO-03 texts that no store keeps or no page shows are refused")
    void texts() {
        assertThat(reason(one("s1", s -> "a\u0000b"))).contains(Reason.UNFIT_TEXT);
        assertThat(reason(one("s2", s -> "a\udc00b"))).contains(Reason.UNFIT_TEXT);
        assertThat(reason(one("s3", s -> "好😀\n"))).isEmpty();
        assertThat(reason(one("s4", s -> "x".repeat(101)))).contains(Reason.TOO_LONG);
    }
}
