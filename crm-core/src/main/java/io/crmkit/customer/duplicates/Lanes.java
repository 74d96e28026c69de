package io.crmkit.customer.duplicates;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Work in several lanes, on threads that come from outside.
 *
 * @param threads runs the lanes but the caller's own
 * @param number how many there are, from 1; one needs no thread
 */
record Lanes(Executor threads, int number) {

    static final Lanes CALLER = new Lanes(Runnable::run, 1);

    /** How many records are dealt at once, where nothing else is said. */
    static final int CHUNK = 1024;

    /** Something that takes a range of records. */
    interface Work {
        void on(int from, int to);
    }

    /** Makes one worker for each lane. */
    interface Worker {
        Work lane(int number);
    }

    /** Deals chunks out to the lanes until all are done. */
    void deal(int size, Worker worker) {
        deal(size, CHUNK, worker);
    }

    /** Deals chunks of a size out to the lanes until all are done. */
    void deal(int size, int chunk, Worker worker) {
        AtomicInteger next = new AtomicInteger();
        List<CompletableFuture<Void>> running = new ArrayList<>();
        for (int lane = 1; lane < number; lane++) {
            Work work = worker.lane(lane);
            running.add(CompletableFuture.runAsync(() -> drain(size, chunk, next, work), threads));
        }
        drain(size, chunk, next, worker.lane(0));
        try {
            running.forEach(CompletableFuture::join);
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static void drain(int size, int chunk, AtomicInteger next, Work work) {
        for (int from = next.getAndAdd(chunk); from < size; from = next.getAndAdd(chunk)) {
            work.on(from, Math.min(size, from + chunk));
        }
    }
}
