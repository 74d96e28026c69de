package io.crmkit.internal.guard;

import com.google.common.collect.Lists;
import io.crmkit.internal.guard.Call.Attempt;
import io.crmkit.policy.PluginLimits;
import io.crmkit.shared.PluginFailure;
import io.crmkit.shared.PluginFailure.Reason;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Every call of a plugin passes here. A plugin may throw anything, hang, ignore interruption, answer nonsense or call back:
 * it costs its own results only, is named in each failure, and is left alone for a while when it goes on. Safe for use by
 * many threads.
 *
 * <p>What a plugin answers is looked at on the plugin's own thread and within its time: a list may be as hostile as the
 * code that made it.
 */
public final class PluginGuard {

    /** What a plugin is doing on the present thread. */
    private static final class Frame {
        private boolean calledBack;
    }

    private static final ThreadLocal<@Nullable Frame> FRAMES = new ThreadLocal<>();

    private final Executor executor;
    private final InstantSource clock;
    private final Map<String, Conduct> conducts = new ConcurrentHashMap<>();

    /**
     * A guard.
     *
     * @param executor runs the plugins; one that runs them on the caller's own thread cannot stop them
     * @param clock tells when a quarantine is over
     */
    public PluginGuard(Executor executor, InstantSource clock) {
        this.executor = executor;
        this.clock = clock;
    }

    /**
     * A call about many subjects, in batches. A batch that fails is asked for again, one subject at a time.
     *
     * @param plugin the plugin's id
     * @param limits what it is granted
     * @param subjects the subjects
     * @param name names a subject
     * @param call calls the plugin for some subjects; answers as many results in the same order
     * @param check what is wrong with a result, if anything is
     * @param <S> a subject
     * @param <R> a result
     * @return a result or a failure for each subject, in the same order
     */
    public <S, R> List<Guarded<R>> callAll(
            String plugin,
            PluginLimits limits,
            List<S> subjects,
            Function<? super S, String> name,
            Function<List<S>, @Nullable List<@Nullable R>> call,
            Function<R, Optional<Flaw>> check) {
        Conduct conduct = conducts.computeIfAbsent(plugin, id -> new Conduct());
        Frame outer = FRAMES.get();
        List<Guarded<R>> results = new ArrayList<>(subjects.size());
        for (List<S> batch : Lists.partition(subjects, limits.batchSize())) {
            Batch<S, R> job = new Batch<>(plugin, limits, conduct, batch, name, call, check);
            if (outer == null) {
                results.addAll(job.results());
            } else {
                outer.calledBack = true;
                results.addAll(job.failed(Flaw.of(Reason.CALLED_BACK)));
            }
        }
        return results;
    }

    /**
     * A call about one subject.
     *
     * @param plugin the plugin's id
     * @param limits what it is granted
     * @param subject names the subject
     * @param call calls the plugin
     * @param check what is wrong with the result, if anything is
     * @param <R> the result
     * @return the result or a failure
     */
    public <R> Guarded<R> call(
            String plugin,
            PluginLimits limits,
            String subject,
            Supplier<@Nullable R> call,
            Function<R, Optional<Flaw>> check) {
        return this.<String, R>callAll(
                        plugin,
                        limits,
                        List.of(subject),
                        s -> s,
                        one -> Collections.<@Nullable R>singletonList(call.get()),
                        check)
                .get(0);
    }

    /**
     * Whether the present thread runs a plugin, which then calls back and is told so: for what calls plugins only after having
     * written something.
     *
     * @return whether it does
     */
    public static boolean calledBack() {
        Frame outer = FRAMES.get();
        if (outer != null) {
            outer.calledBack = true;
        }
        return outer != null;
    }

    /** {@return where each plugin that was ever called stands, by id} */
    public List<PluginStanding> standings() {
        return conducts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getValue().standing(e.getKey()))
                .toList();
    }

    private final class Batch<S, R> {
        private final String plugin;
        private final PluginLimits limits;
        private final Conduct conduct;
        private final List<S> subjects;
        private final Function<? super S, String> name;
        private final Function<List<S>, @Nullable List<@Nullable R>> call;
        private final Function<R, Optional<Flaw>> check;
        private boolean slow;

        Batch(
                String plugin,
                PluginLimits limits,
                Conduct conduct,
                List<S> subjects,
                Function<? super S, String> name,
                Function<List<S>, @Nullable List<@Nullable R>> call,
                Function<R, Optional<Flaw>> check) {
            this.plugin = plugin;
            this.limits = limits;
            this.conduct = conduct;
            this.subjects = List.copyOf(subjects);
            this.name = name;
            this.call = call;
            this.check = check;
        }

        List<Guarded<R>> results() {
            List<Guarded<R>> results = new ArrayList<>(subjects.size());
            Optional<Flaw> flaw = ask(subjects, results);
            if (flaw.isPresent()) {
                if (subjects.size() == 1 || !flaw.get().mayDifferBySubject()) {
                    results.addAll(failed(flaw.get()));
                } else {
                    for (S subject : subjects) {
                        List<S> alone = List.of(subject);
                        ask(alone, results).ifPresent(f -> results.add(failed(subject, f)));
                    }
                }
            }
            judge(results);
            return results;
        }

        /** Adds the results of some subjects, or tells why there are none. */
        private Optional<Flaw> ask(List<S> asked, List<Guarded<R>> results) {
            Optional<Flaw> refusal = conduct.refusal(clock.instant(), limits);
            if (refusal.isPresent()) {
                return refusal;
            }
            Attempt<List<Guarded<R>>> attempt = new Call<>(conduct, limits, clock, () -> inside(asked)).on(executor);
            Flaw flaw = attempt.flaw();
            if (flaw == null) {
                results.addAll(java.util.Objects.requireNonNull(attempt.value()));
                return Optional.empty();
            }
            if (flaw.reason() == Reason.TIME_OUT) {
                slow = true;
                conduct.failed(name.apply(asked.get(0)), clock.instant(), limits);
            }
            return Optional.of(flaw);
        }

        /** Runs on the plugin's thread. */
        @SuppressWarnings("PMD.AvoidCatchingThrowable")
        private Attempt<List<Guarded<R>>> inside(List<S> asked) {
            Frame frame = new Frame();
            FRAMES.set(frame);
            try {
                Attempt<List<Guarded<R>>> attempt = checked(asked, call.apply(asked));
                return frame.calledBack ? Attempt.flawed(Flaw.of(Reason.CALLED_BACK)) : attempt;
            } catch (Throwable e) { // a stranger's code may throw anything, errors included; it ends here
                return Attempt.flawed(
                        frame.calledBack
                                ? Flaw.of(Reason.CALLED_BACK)
                                : Flaw.of(Reason.THREW, Flaw.described(e, limits.textLength())));
            } finally {
                FRAMES.remove();
            }
        }

        private Attempt<List<Guarded<R>>> checked(List<S> asked, @Nullable List<@Nullable R> answer) {
            if (answer == null) {
                return Attempt.flawed(Flaw.of(Reason.NOTHING));
            }
            int count = answer.size();
            if (count != asked.size()) {
                return Attempt.flawed(Flaw.of(Reason.WRONG_COUNT, count, asked.size()));
            }
            List<Guarded<R>> results = new ArrayList<>(count);
            Iterator<@Nullable R> values = answer.iterator();
            for (S subject : asked) {
                R value = values.hasNext() ? values.next() : null;
                Optional<Flaw> flaw = value == null ? Optional.of(Flaw.of(Reason.NOTHING)) : check.apply(value);
                results.add(
                        value == null || flaw.isPresent()
                                ? failed(subject, flaw.orElseThrow())
                                : new Guarded.Given<>(value));
            }
            return Attempt.given(results);
        }

        /** A batch of which nothing came is one failure, so that a few bad subjects side by side are no proof. */
        private void judge(List<Guarded<R>> results) {
            Optional<PluginFailure> first = Optional.empty();
            for (Guarded<R> result : results) {
                if (result instanceof Guarded.Failed<R> failed) {
                    first = first.or(() -> Optional.of(failed.failure()).filter(f -> Flaw.blamesThePlugin(f.reason())));
                } else {
                    if (!slow) {
                        conduct.didWell();
                    }
                    return;
                }
            }
            first.ifPresent(f -> conduct.failed(f.subject(), clock.instant(), limits));
        }

        private Guarded<R> failed(S subject, Flaw flaw) {
            return new Guarded.Failed<>(new PluginFailure(plugin, name.apply(subject), flaw.reason(), flaw.details()));
        }

        List<Guarded<R>> failed(Flaw flaw) {
            return subjects.stream().map(s -> failed(s, flaw)).toList();
        }
    }
}
