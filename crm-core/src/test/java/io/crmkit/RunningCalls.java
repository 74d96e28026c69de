package io.crmkit;

import io.crmkit.internal.guard.PluginThreads;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;

/**
 * Plugins' threads that know how many calls they run: a call is over when its thread is given back, which is after the plugin
 * has returned.
 */
public final class RunningCalls implements Executor, AutoCloseable {

    private final ExecutorService threads = PluginThreads.bounded(16, Duration.ofSeconds(1));
    private int running;

    @Override
    public void execute(Runnable call) {
        change(1);
        try {
            threads.execute(() -> {
                try {
                    call.run();
                } finally {
                    change(-1);
                }
            });
        } catch (RuntimeException e) {
            change(-1);
            throw e;
        }
    }

    private synchronized void change(int by) {
        running += by;
        notifyAll();
    }

    /** Waits until none runs. */
    public synchronized void awaitNone() {
        try {
            while (running > 0) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted while " + running + " calls run", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
