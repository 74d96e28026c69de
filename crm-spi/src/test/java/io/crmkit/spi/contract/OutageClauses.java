package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.notification.Receipt.Status;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When the far end cannot be reached. */
public interface OutageClauses extends ChannelClauses {

    @Test
    @DisplayName("N50 while the far end cannot be reached, a message is answered with RETRY, not thrown")
    default void outage() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            bench.delivered(bench.next());
            cutOff(bench, () -> {
                toBeTriedAgain(bench.channel(), bench.next());
                toBeTriedAgain(bench.channel(), bench.next());
            });
        }
    }

    @Test
    @DisplayName("N51 when it can be reached again, the same message is DELIVERED by the same channel, and arrives")
    default void afterTheOutage() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            Message before = bench.next();
            Message message = bench.next();
            bench.delivered(before);
            cutOff(bench, () -> toBeTriedAgain(bench.channel(), message));
            bench.delivered(message);
            if (harness().delivered(bench.place).isPresent()) {
                bench.assertArrived(List.of(before, message));
            }
        }
    }

    @Test
    @DisplayName(
            "N52 a channel can be opened while the far end cannot be reached; its messages are answered with RETRY")
    default void openedInAnOutage() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            bench.delivered(bench.next());
            Message message = bench.next();
            cutOff(bench, () -> toBeTriedAgain(bench.another(), message));
            bench.delivered(message);
        }
    }

    private static void toBeTriedAgain(NotificationChannel channel, Message message) {
        Receipt receipt = ChannelBench.send(channel, message);
        assertEquals(Status.RETRY, receipt.status(), () -> Messages.shown(message) + ": " + receipt);
        PluginBench.assertNotBlank("the detail of RETRY", receipt.detail());
        PluginBench.assertFit("the detail of RETRY", receipt.detail());
    }

    private static void cutOff(ChannelBench bench, Runnable meanwhile) {
        bench.reachable(false);
        try {
            meanwhile.run();
        } finally {
            bench.reachable(true);
        }
    }
}
