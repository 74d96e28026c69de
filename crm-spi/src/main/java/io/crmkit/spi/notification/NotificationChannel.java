package io.crmkit.spi.notification;

import io.crmkit.spi.PublicApi;

/** Delivers messages. May be called by many threads at the same time. */
@PublicApi(use = PublicApi.Use.IMPLEMENTING, since = "0.1")
public interface NotificationChannel extends AutoCloseable {

    /**
     * Delivers one message. The same {@link Message#id()} may come again after a crash or a time-out: a channel that can
     * tell delivers it once.
     *
     * @param message the message
     * @return what became of it; never null
     */
    Receipt send(Message message);

    /** Ends what the channel opened. Idempotent. */
    @Override
    default void close() {}
}
