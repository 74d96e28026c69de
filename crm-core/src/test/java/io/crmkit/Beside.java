package io.crmkit;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Cases that mostly wait, such as for the end of a time limit: each waits on a thread of its own, beside the others. */
public final class Beside {

    private Beside() {}

    /**
     * Runs the cases and waits for all of them.
     *
     * @param cases the cases; each has everything to itself
     * @param run runs one
     * @throws AssertionError when a case fails; it names the first that does
     */
    public static <C> void each(C[] cases, Consumer<C> run) throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(cases.length);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (C one : cases) {
                all.add(threads.submit(() -> run.accept(one)));
            }
            for (int i = 0; i < cases.length; i++) {
                try {
                    all.get(i).get();
                } catch (ExecutionException e) {
                    throw new AssertionError(cases[i] + ": " + e.getCause().getMessage(), e.getCause());
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
