package io.crmkit.spi.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/** Threads that start at the same moment. Closing them waits until they have ended. */
final class Racers implements AutoCloseable {

    /** How long a race may take; a store that is slower than this hangs. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final int count;
    private final ExecutorService threads;

    Racers(int count) {
        this.count = count;
        threads = Executors.newFixedThreadPool(count);
    }

    /** Lets all run one round and gives back what each came to, in the order of their numbers. */
    <T> List<T> race(IntFunction<T> racer) {
        CyclicBarrier start = new CyclicBarrier(count);
        List<Future<T>> futures = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int number = i;
            futures.add(threads.submit(() -> {
                start.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
                return racer.apply(number);
            }));
        }
        List<T> results = new ArrayList<>();
        try {
            for (Future<T> future : futures) {
                results.add(future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS));
            }
        } catch (ExecutionException e) {
            throw new AssertionError("a racer failed: " + e.getCause(), e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("the racers hang; no end after " + PATIENCE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
        return results;
    }

    /** Reads again and again, until what a writer counts has moved often enough between the reads to have met them. */
    static void whileItMoves(LongSupplier written, Runnable read) {
        long end = System.nanoTime() + PATIENCE.toNanos() / 2;
        long seen = -1;
        for (int moved = 0; moved < 30 && System.nanoTime() < end; read.run()) {
            long now = written.getAsLong();
            if (now != seen) {
                seen = now;
                moved++;
            }
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("the racers do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
