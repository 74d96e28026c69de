/**
 * The notification contract: a message goes in, a receipt comes out.
 *
 * <p>Start at {@link io.crmkit.spi.notification.NotificationChannelProvider}. The core keeps outgoing messages in its
 * outbox, counts attempts before delivery and parks what fails for good; a channel only delivers.
 */
@NullMarked
package io.crmkit.spi.notification;

import org.jspecify.annotations.NullMarked;
