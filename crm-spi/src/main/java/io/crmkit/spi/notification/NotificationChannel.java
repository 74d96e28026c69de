package io.crmkit.spi.notification;

import io.crmkit.spi.PublicApi;

/**
 * Delivers messages. May be called by many threads at the same time. Whatever stands in a message, it is answered: delivered as it
 * is, or rejected. A thread that is interrupted is answered soon, and stays interrupted.
 */
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

    /**
     * Ends what the channel opened; idempotent. Afterwards nothing is delivered: {@link #send} answers with {@link
     * Receipt.Status#RETRY} or {@link Receipt.Status#REJECTED}, or throws an {@link IllegalStateException}. A channel that opened
     * nothing may go on.
     */
    @Override
    default void close() {}
}
