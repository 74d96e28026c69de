package io.crmkit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** Cases that mostly wait, such as for the end of a time limit: each waits on a thread of its own, beside the others. */
public final class Beside {

    private Beside() {}

    /**
     * Runs a case for each of some things in each place, and waits for all of them.
     *
     * @param things the things
     * @param which which of them
     * @param places the places
     * @param run runs one case, which has everything to itself
     * @throws AssertionError when a case fails; it names the first that does
     */
    public static <T, P> void each(T[] things, Predicate<T> which, P[] places, BiConsumer<T, P> run)
            throws InterruptedException {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            Map<String, Future<?>> all = new LinkedHashMap<>();
            for (T thing : things) {
                if (which.test(thing)) {
                    for (P place : places) {
                        all.put(thing + " " + place, threads.submit(() -> run.accept(thing, place)));
                    }
                }
            }
            for (Map.Entry<String, Future<?>> one : all.entrySet()) {
                try {
                    one.getValue().get();
                } catch (ExecutionException e) {
                    throw new AssertionError(one.getKey() + ": " + e.getCause().getMessage(), e.getCause());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
