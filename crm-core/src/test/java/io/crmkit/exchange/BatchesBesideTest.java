package io.crmkit.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.base.Splitter;
import io.crmkit.exchange.ImportEntity.Effect;
import io.crmkit.exchange.ImportEntity.Loaded;
import io.crmkit.shared.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** CUS-16: batches that have nothing in common are loaded at the same time, and nobody can tell. */
@Timeout(30)
class BatchesBesideTest {

    private final List<String> told = new ArrayList<>();

    private static List<Outcome<Loaded>> loaded(List<String> rows) {
        return rows.stream()
                .map(row -> Outcome.done(new Loaded(row, Effect.NEW)))
                .toList();
    }

    private BatchesBeside<String> batches(java.util.function.Function<List<String>, List<Outcome<Loaded>>> load) {
        return new BatchesBeside<>((rows, turn) -> load.apply(rows), (rows, outcomes) -> told.addAll(rows));
    }

    @Test
    void twoAreLoadedAtTheSameTimeAndToldInOrder() {
        CountDownLatch both = new CountDownLatch(2);
        try (BatchesBeside<String> batches = batches(rows -> {
            both.countDown();
            await(both);
            return loaded(rows);
        })) {
            batches.add(List.of("a", "b"), Set.of("x"));
            batches.add(List.of("c"), Set.of("y"));
            batches.finish();
        }
        assertThat(told).containsExactly("a", "b", "c");
    }

    @Test
    void whatFailsIsThrownWhenNothingIsUnderWayAnyMore() {
        AtomicInteger ended = new AtomicInteger();
        CountDownLatch second = new CountDownLatch(1);
        assertThatThrownBy(() -> {
                    try (BatchesBeside<String> batches = batches(rows -> {
                        if (rows.contains("a")) {
                            await(second);
                            throw new IllegalStateException("the store is gone");
                        }
                        second.countDown();
                        ended.incrementAndGet();
                        return loaded(rows);
                    })) {
                        batches.add(List.of("a"), Set.of("x"));
                        batches.add(List.of("b"), Set.of("y"));
                        batches.finish();
                    }
                })
                .hasMessage("the store is gone");
        assertThat(ended).hasValue(1);
        assertThat(told).isEmpty();
    }

    @Test
    void whatIsToStandAloneWaitsAndIsWaitedFor() {
        AtomicInteger under = new AtomicInteger();
        List<Integer> seen = new ArrayList<>();
        try (BatchesBeside<String> batches = batches(rows -> {
            int now = under.incrementAndGet();
            if (rows.contains("alone")) {
                seen.add(now);
            }
            under.decrementAndGet();
            return loaded(rows);
        })) {
            batches.add(List.of("a"), Set.of("x"));
            batches.add(List.of("b"), Set.of("y"));
            batches.alone(List.of("alone"));
            batches.add(List.of("c"), Set.of("z"));
            batches.finish();
        }
        assertThat(seen).containsExactly(1);
        assertThat(told).containsExactly("a", "b", "alone", "c");
    }

    /** Each batch adds to the figures of what it marks by reading and then writing: nothing may get lost. */
    @Property(tries = 60)
    void batchesThatShareSomethingAreNeverBeside(
            @ForAll @Size(min = 1, max = 30)
                    List<@Size(min = 1, max = 3) Set<@IntRange(min = 0, max = 5) Integer>> plan) {
        Map<String, Integer> figures = new ConcurrentHashMap<>();
        int[] wanted = new int[6];
        List<String> order = new ArrayList<>();
        told.clear();
        try (BatchesBeside<String> batches = batches(rows -> {
            for (String mark : Splitter.on(' ').split(rows.get(0))) {
                int before = figures.getOrDefault(mark, 0);
                Thread.onSpinWait();
                figures.put(mark, before + 1);
            }
            return loaded(rows);
        })) {
            for (Set<Integer> marks : plan) {
                List<String> names = marks.stream().map(String::valueOf).toList();
                marks.forEach(mark -> wanted[mark]++);
                order.add(String.join(" ", names));
                batches.add(List.of(String.join(" ", names)), Set.copyOf(names));
            }
            batches.finish();
        }
        assertThat(told).isEqualTo(order);
        for (int mark = 0; mark < wanted.length; mark++) {
            assertThat(figures.getOrDefault(String.valueOf(mark), 0))
                    .as("%s of %s", mark, Arrays.toString(wanted))
                    .isEqualTo(wanted[mark]);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
