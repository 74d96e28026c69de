package io.crmkit.scoring;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import io.crmkit.internal.guard.Guarded;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.shared.Label;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.PluginFailure;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.PluginException;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The strategies that policies name, created once for each set of parameters. Safe for use by many threads. */
public final class GradingStrategies {

    /** How many sets of parameters are kept: one for each segment's policy, and some of before. */
    private static final int KEPT = 256;

    /** What creating a strategy is about, in messages. */
    private static final String SUBJECT = "scoring.strategy";

    private record Key(String id, Parameters parameters) {}

    private record Created(Guarded<GradingStrategy> strategy, Instant at) {}

    private final Plugins<GradingStrategyProvider> plugins;
    private final PluginGuard guard;
    private final InstantSource clock;
    private final Cache<Key, Created> strategies =
            CacheBuilder.newBuilder().maximumSize(KEPT).build();

    /** By identity: writing the parameters of a policy costs more than grading one customer. */
    private final Cache<ScoringPolicy, Key> keys =
            CacheBuilder.newBuilder().weakKeys().maximumSize(KEPT).build();

    /**
     * The strategies of some plugins.
     *
     * @param plugins the plugins
     * @param guard guards them
     * @param clock tells when creating a strategy that failed is tried again
     */
    public GradingStrategies(Plugins<GradingStrategyProvider> plugins, PluginGuard guard, InstantSource clock) {
        this.plugins = plugins;
        this.guard = guard;
        this.clock = clock;
    }

    /** {@return the plugins that are shipped, for registration} */
    public static List<GradingStrategyProvider> shipped() {
        return List.of(new ThresholdGrading(), new RfmGrading(), new ScorecardGrading());
    }

    /**
     * What is wrong with the strategy that a policy names, to be asked before the policy is published.
     *
     * @param policy the policy
     * @return a refusal when there is no such strategy, or when it does not take its parameters
     */
    public Optional<Refusal> problem(ScoringPolicy policy) {
        String id = policy.strategy().id();
        if (!plugins.ids().contains(id)) {
            Refusal refusal = Refusal.of(
                            Refusal.Kind.INVALID,
                            "SCO-03",
                            "grading.unknown-strategy",
                            id,
                            String.join(", ", plugins.ids()))
                    .onField("scoring.strategy.id")
                    .ofValue(id);
            return Optional.of(
                    NearMiss.of(id, plugins.ids()).map(refusal::suggesting).orElse(refusal));
        }
        return create(policy, key(policy)) instanceof Guarded.Failed<GradingStrategy> failed
                ? Optional.of(Refusal.of(
                                Refusal.Kind.INVALID,
                                "SCO-03",
                                "grading.strategy-refused",
                                new Label(
                                        failed.failure().message(Locale.CHINESE),
                                        failed.failure().message(Locale.ENGLISH)))
                        .onField("scoring.strategy"))
                : Optional.empty();
    }

    /** The strategy that a policy names. One that could not be created is tried again when a quarantine would be over. */
    Guarded<GradingStrategy> inForce(ScoringPolicy policy) {
        Key key = key(policy);
        Created created = strategies.getIfPresent(key);
        if (created != null) {
            boolean again = created.strategy() instanceof Guarded.Failed
                    && !clock.instant()
                            .isBefore(created.at().plus(policy.guard().quarantine()));
            if (!again) {
                return created.strategy();
            }
        }
        // No lock is held while a stranger's code runs; of two that were created at once, one is dropped.
        Guarded<GradingStrategy> strategy = create(policy, key);
        strategies.put(key, new Created(strategy, clock.instant()));
        return strategy;
    }

    private Key key(ScoringPolicy policy) {
        Key known = keys.getIfPresent(policy);
        if (known != null) {
            return known;
        }
        Key key = new Key(policy.strategy().id(), policy.parameters());
        keys.put(policy, key);
        return key;
    }

    private Guarded<GradingStrategy> create(ScoringPolicy policy, Key key) {
        GradingStrategyProvider provider;
        try {
            provider = plugins.get(key.id());
        } catch (PluginException e) {
            return new Guarded.Failed<>(new PluginFailure(
                    key.id(), SUBJECT, PluginFailure.Reason.UNAVAILABLE, List.of(String.valueOf(e.getMessage()))));
        }
        return guard.call(
                key.id(), policy.guard(), SUBJECT, () -> provider.create(key.parameters()), s -> Optional.empty());
    }
}
