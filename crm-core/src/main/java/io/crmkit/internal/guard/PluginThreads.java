package io.crmkit.internal.guard;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads that plugins run on when the embedder brings none. */
public final class PluginThreads {

    /** The beginning of the threads' names. */
    public static final String PREFIX = "crm-plugin-";

    private PluginThreads() {}

    /**
     * A bounded pool of daemon threads: a plugin that never returns neither multiplies threads nor keeps the process alive.
     *
     * @param threads how many at most; as many calls more may wait
     * @param idle after how long without work a thread ends
     * @return the pool
     */
    public static ExecutorService bounded(int threads, Duration idle) {
        AtomicInteger number = new AtomicInteger();
        ThreadPoolExecutor pool = new ThreadPoolExecutor(
                threads, threads, idle.toMillis(), TimeUnit.MILLISECONDS, new ArrayBlockingQueue<>(threads), task -> {
                    Thread thread = new Thread(task, PREFIX + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        pool.allowCoreThreadTimeOut(true);
        return pool;
    }
}
