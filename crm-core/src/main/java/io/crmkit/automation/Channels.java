package io.crmkit.automation;

import io.crmkit.internal.guard.Flaw;
import io.crmkit.internal.guard.Guarded;
import io.crmkit.internal.guard.PluginGuard;
import io.crmkit.policy.PluginLimits;
import io.crmkit.shared.PluginFailure;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.PluginException;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The notification channels of this node, each opened when its first message goes out, and kept open. Safe for use by many
 * threads.
 */
public final class Channels implements AutoCloseable {

    /** What opening and closing are about, in messages. */
    private static final String SUBJECT = "channels";

    /**
     * What came of handing a message over.
     *
     * @param receipt the channel's receipt, or what was wrong with the channel
     * @param attempted whether the channel may have seen the message
     * @param remark what was wrong with the receipt's text, which does not unsay that the message was delivered
     */
    record Sent(Guarded<Receipt> receipt, boolean attempted, Optional<PluginFailure> remark) {}

    /** A receipt that can be kept, and what was wrong with it before. */
    private record Answer(Receipt receipt, Optional<Flaw> flaw) {
        static @Nullable Answer of(@Nullable Receipt receipt, int longest) {
            return receipt == null
                    ? null
                    : new Answer(
                            new Receipt(receipt.status(), Flaw.fit(receipt.detail(), longest)),
                            Flaw.ofText(receipt.detail(), longest));
        }
    }

    private record Opened(Guarded<NotificationChannel> channel, Instant at) {}

    private final Plugins<NotificationChannelProvider> plugins;
    private final Map<String, Parameters> parameters;
    private final PluginGuard guard;
    private final InstantSource clock;
    private final Map<String, Opened> opened = new TreeMap<>();
    private boolean closed;

    /**
     * The channels of some plugins.
     *
     * @param plugins the plugins
     * @param parameters what each is opened with, by id
     * @param guard guards them
     * @param clock tells when opening a channel that failed is tried again
     */
    public Channels(
            Plugins<NotificationChannelProvider> plugins,
            Map<String, Parameters> parameters,
            PluginGuard guard,
            InstantSource clock) {
        this.plugins = plugins;
        this.parameters = Map.copyOf(parameters);
        this.guard = guard;
        this.clock = clock;
    }

    /**
     * Why this node cannot deliver through a channel, whatever the message.
     *
     * @param id the channel's id
     * @return what is said of it, when there is no such plugin here
     */
    Optional<PluginFailure> missing(String id) {
        try {
            plugins.get(id);
            return Optional.empty();
        } catch (PluginException e) {
            return Optional.of(unavailable(id, SUBJECT, e));
        }
    }

    /** {@return the ids of the plugins of this node} */
    List<String> ids() {
        return plugins.ids();
    }

    /** Delivers a message, or tells why not. */
    Sent send(String id, Message message, PluginLimits limits) {
        Guarded<NotificationChannel> channel = open(id, limits);
        if (channel instanceof Guarded.Failed<NotificationChannel> failed) {
            PluginFailure why = failed.failure();
            return new Sent(
                    new Guarded.Failed<>(new PluginFailure(why.plugin(), message.id(), why.reason(), why.details())),
                    false,
                    Optional.empty());
        }
        NotificationChannel open = ((Guarded.Given<NotificationChannel>) channel).value();
        Guarded<Answer> answer = guard.call(
                id,
                limits,
                message.id(),
                () -> Answer.of(open.send(message), limits.textLength()),
                any -> Optional.empty());
        if (answer instanceof Guarded.Failed<Answer> failed) {
            PluginFailure why = failed.failure();
            return new Sent(new Guarded.Failed<>(why), Flaw.blamesThePlugin(why.reason()), Optional.empty());
        }
        Answer given = ((Guarded.Given<Answer>) answer).value();
        return new Sent(
                new Guarded.Given<>(given.receipt()),
                true,
                given.flaw().map(flaw -> new PluginFailure(id, message.id(), flaw.reason(), flaw.details())));
    }

    private Guarded<NotificationChannel> open(String id, PluginLimits limits) {
        synchronized (opened) {
            Opened known = opened.get(id);
            boolean again = known != null
                    && known.channel() instanceof Guarded.Failed
                    && !clock.instant().isBefore(known.at().plus(limits.quarantine()));
            if (known != null && !again) {
                return known.channel();
            }
        }
        // No lock is held while a stranger's code runs; of two that were opened at once, one is closed again.
        Guarded<NotificationChannel> fresh = opening(id, limits);
        NotificationChannel superfluous = null;
        Guarded<NotificationChannel> kept = fresh;
        synchronized (opened) {
            Opened other = opened.get(id);
            if (closed || (other != null && other.channel() instanceof Guarded.Given)) {
                superfluous = fresh instanceof Guarded.Given<NotificationChannel> given ? given.value() : null;
                kept = other == null ? fresh : other.channel();
            } else {
                opened.put(id, new Opened(fresh, clock.instant()));
            }
        }
        if (superfluous != null) {
            close(id, superfluous);
        }
        return kept;
    }

    private Guarded<NotificationChannel> opening(String id, PluginLimits limits) {
        NotificationChannelProvider provider;
        try {
            provider = plugins.get(id);
        } catch (PluginException e) {
            return new Guarded.Failed<>(unavailable(id, SUBJECT, e));
        }
        Parameters own = parameters.getOrDefault(id, Parameters.none());
        return guard.call(id, limits, SUBJECT, () -> provider.open(own), channel -> Optional.empty());
    }

    private static PluginFailure unavailable(String id, String subject, PluginException e) {
        return new PluginFailure(
                id, subject, PluginFailure.Reason.UNAVAILABLE, List.of(String.valueOf(e.getMessage())));
    }

    private void close(String id, NotificationChannel channel) {
        guard.call(
                id,
                PluginLimits.shipped(),
                SUBJECT,
                () -> {
                    channel.close();
                    return true;
                },
                done -> Optional.empty());
    }

    /** Closes the channels that were opened. One that does not end does not keep the others. Idempotent. */
    @Override
    public void close() {
        List<Map.Entry<String, Opened>> all;
        synchronized (opened) {
            closed = true;
            all = new ArrayList<>(opened.entrySet());
            opened.clear();
        }
        for (Map.Entry<String, Opened> each : all) {
            if (each.getValue().channel() instanceof Guarded.Given<NotificationChannel> given) {
                close(each.getKey(), given.value());
            }
        }
    }
}
