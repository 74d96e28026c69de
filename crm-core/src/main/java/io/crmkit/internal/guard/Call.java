package io.crmkit.internal.guard;

import io.crmkit.policy.PluginLimits;
import io.crmkit.shared.PluginFailure.Reason;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * One call of a plugin on a thread that may be lost to it. The thread counts as the plugin's until it ends, however long
 * after the caller has gone on.
 *
 * @param <R> what the call gives
 */
final class Call<R> implements Runnable {

    /**
     * What came of it: one of both.
     *
     * @param value what the call gave
     * @param flaw what is wrong
     */
    record Attempt<R>(@Nullable R value, @Nullable Flaw flaw) {
        static <R> Attempt<R> given(R value) {
            return new Attempt<>(value, null);
        }

        static <R> Attempt<R> flawed(Flaw flaw) {
            return new Attempt<>(null, flaw);
        }
    }

    private final Conduct conduct;
    private final PluginLimits limits;
    private final InstantSource clock;
    private final FutureTask<Attempt<R>> task;
    private final AtomicBoolean taken = new AtomicBoolean();
    private final CountDownLatch begun = new CountDownLatch(1);
    private boolean ended;
    private boolean givenUp;

    Call(Conduct conduct, PluginLimits limits, InstantSource clock, Callable<Attempt<R>> work) {
        this.conduct = conduct;
        this.limits = limits;
        this.clock = clock;
        this.task = new FutureTask<>(work);
    }

    @Override
    public void run() {
        if (!taken.compareAndSet(false, true)) {
            return;
        }
        begun.countDown();
        try {
            task.run();
        } finally {
            end();
        }
    }

    private synchronized void end() {
        ended = true;
        if (givenUp) {
            conduct.stoppedAfterAll();
        }
        conduct.leave();
        notifyAll();
    }

    /** Runs it on a thread of the executor and waits for it, as long as the limits say. */
    Attempt<R> on(Executor executor) {
        boolean entered = false;
        try {
            entered = conduct.enter(limits);
            if (!entered) {
                return Attempt.flawed(Flaw.of(Reason.BUSY));
            }
            start(executor);
            if (!begun.await(limits.batchMillis(), TimeUnit.MILLISECONDS) && taken.compareAndSet(false, true)) {
                conduct.leave();
                return Attempt.flawed(Flaw.of(Reason.BUSY));
            }
            return task.get(limits.batchMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            task.cancel(true);
            return Attempt.flawed(Flaw.of(stops() ? Reason.TIME_OUT : Reason.UNSTOPPABLE, limits.batchMillis()));
        } catch (RejectedExecutionException e) {
            return Attempt.flawed(Flaw.of(Reason.BUSY));
        } catch (InterruptedException e) {
            dropped(entered);
            task.cancel(true);
            Thread.currentThread().interrupt();
            return Attempt.flawed(Flaw.of(Reason.INTERRUPTED));
        } catch (ExecutionException e) {
            // The work catches what plugins throw; what comes out of it nevertheless is ours.
            throw new IllegalStateException("the guard failed", e.getCause());
        }
    }

    private void start(Executor executor) {
        try {
            executor.execute(this);
        } catch (RuntimeException | Error e) { // such as no memory for another thread: not the plugin's fault
            dropped(true);
            throw e;
        }
    }

    private void dropped(boolean entered) {
        if (entered && taken.compareAndSet(false, true)) {
            conduct.leave();
        }
    }

    private synchronized boolean stops() {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.stopMillis());
        boolean interrupted = false;
        while (!ended) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                break;
            }
            try {
                TimeUnit.NANOSECONDS.timedWait(this, left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (!ended) {
            givenUp = true;
            conduct.unstoppable(clock.instant(), limits);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return ended;
    }
}
