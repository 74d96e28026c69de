package io.crmkit.internal.guard;

import io.crmkit.policy.PluginLimits;
import io.crmkit.shared.PluginFailure.Reason;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** How one plugin has behaved so far: what it may still do follows from that. Safe for use by many threads. */
final class Conduct {

    private final Set<String> failing = new HashSet<>();
    private @Nullable Instant quarantinedUntil;
    private boolean onProbation;
    private int running;
    private int unstoppable;

    /** Why it may not be called now, if it may not. A quarantine that is over leaves it on probation. */
    synchronized Optional<Flaw> refusal(Instant now, PluginLimits limits) {
        if (quarantinedUntil != null) {
            if (now.isBefore(quarantinedUntil)) {
                return Optional.of(Flaw.of(Reason.QUARANTINED, quarantinedUntil));
            }
            quarantinedUntil = null;
            onProbation = true;
        }
        return unstoppable >= limits.threads()
                ? Optional.of(Flaw.of(Reason.OUT_OF_THREADS, unstoppable))
                : Optional.empty();
    }

    /** Waits for a thread to be granted; whether one was. */
    synchronized boolean enter(PluginLimits limits) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.batchMillis());
        while (running >= limits.threads()) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
        running++;
        return true;
    }

    /** A thread is given back. */
    synchronized void leave() {
        running--;
        notifyAll();
    }

    /** A thread did not stop when it was told to. */
    synchronized void unstoppable(Instant now, PluginLimits limits) {
        unstoppable++;
        quarantine(now, limits);
    }

    /** A thread that did not stop ended after all. */
    synchronized void stoppedAfterAll() {
        unstoppable--;
    }

    /** It failed on a subject. The same subject counts once: a subject that nobody could grade is no proof. */
    synchronized void failed(String subject, Instant now, PluginLimits limits) {
        failing.add(subject);
        if (onProbation || failing.size() >= limits.failures()) {
            quarantine(now, limits);
        }
    }

    /** It did well. */
    synchronized void didWell() {
        failing.clear();
        onProbation = false;
    }

    private void quarantine(Instant now, PluginLimits limits) {
        quarantinedUntil = now.plus(limits.quarantine());
        failing.clear();
        onProbation = false;
    }

    synchronized PluginStanding standing(String plugin) {
        return new PluginStanding(plugin, failing.size(), unstoppable, Optional.ofNullable(quarantinedUntil));
    }
}
