package io.crmkit.spi.contract;

/**
 * The whole rule book for notification plugins. A vendor's test is one nearly empty class:
 *
 * <pre>{@code
 * class MyChannelTest implements NotificationContract {
 *     public ChannelHarness harness() {
 *         return new MyHarness();
 *     }
 * }
 * }</pre>
 *
 * <p>Each clause is one test; its number stands in crm-spi's README and never changes its meaning. A clause about something
 * that the harness does not declare is skipped and says so. After it was closed a channel sends nothing more: it answers RETRY
 * or REJECTED, or throws {@link IllegalStateException}, as it likes.
 */
public interface NotificationContract
        extends OpeningClauses, SendingClauses, ArrivalClauses, OutageClauses, ClosingClauses {}
