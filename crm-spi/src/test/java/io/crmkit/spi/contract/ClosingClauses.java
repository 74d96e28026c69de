package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.notification.Receipt.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a channel ends. */
public interface ClosingClauses extends ChannelClauses {

    @Test
    @DisplayName("N60 closing again does no harm, and neither does closing what never sent")
    default void closedTwice() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            bench.delivered(bench.next());
            for (NotificationChannel channel : List.of(bench.another(), bench.channel())) {
                for (int i = 0; i < 3; i++) {
                    PluginBench.at(() -> "closing again", () -> {
                        channel.close();
                        return null;
                    });
                }
            }
        }
    }

    @Test
    @DisplayName("N61 after closing a message is answered with RETRY or REJECTED, or IllegalStateException is thrown")
    default void sentAfterClosing() {
        closes();
        try (ChannelBench bench = ChannelBench.open(harness())) {
            bench.delivered(bench.next());
            bench.channel().close();
            notSent(bench.channel(), bench.next());
        }
    }

    @Test
    @DisplayName("N62 after closing nothing arrives")
    default void arrivesAfterClosing() {
        closes();
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            Message before = bench.next();
            bench.delivered(before);
            bench.channel().close();
            try {
                bench.channel().send(bench.next());
            } catch (IllegalStateException e) {
                // as N61 allows
            }
            bench.assertArrived(List.of(before));
        }
    }

    @Test
    @DisplayName("N63 closing one channel leaves another one to the same place working, and one can be opened later")
    default void othersGoOn() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            NotificationChannel other = bench.another();
            bench.delivered(bench.next());
            bench.channel().close();
            ChannelBench.delivered(other, bench.next());
            other.close();
            ChannelBench.delivered(bench.another(), bench.next());
        }
    }

    @Test
    @DisplayName("N64 a channel may be closed while others send: each is answered, or IllegalStateException is thrown")
    default void closedWhileSending() {
        for (int round = 0; round < 5; round++) {
            try (ChannelBench bench = ChannelBench.open(harness());
                    Racers racers = new Racers(8)) {
                List<Message> delivered = new ArrayList<>();
                racers.race(n -> n == 0 ? closing(bench) : sending(bench, n)).forEach(delivered::addAll);
                if (harness().delivered(bench.place).isPresent()) {
                    bench.assertArrived(delivered);
                }
            }
        }
    }

    @Test
    @DisplayName("N65 closing leaves no thread behind")
    default void leavesNoThread() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            bench.delivered(bench.next()); // what all channels share may start now
            Set<Thread> before = PluginBench.threads();
            for (int i = 0; i < 3; i++) {
                NotificationChannel channel = bench.another();
                ChannelBench.delivered(channel, bench.next());
                channel.close();
            }
            PluginBench.assertNoMoreThan(before);
        }
    }

    private void closes() {
        PluginBench.declared(harness().closes(), "closes()", "closing is said to end nothing");
    }

    private static List<Message> closing(ChannelBench bench) {
        PluginBench.sleep(2);
        bench.channel().close();
        return List.of();
    }

    private static List<Message> sending(ChannelBench bench, int thread) {
        List<Message> delivered = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            Message message = bench.message("m-" + thread + "-" + i, "subject", "text " + thread + " " + i);
            try {
                Receipt receipt = bench.channel().send(message);
                assertNotNull(receipt, () -> "the receipt is null of " + Messages.shown(message));
                if (receipt.status() == Status.DELIVERED) {
                    delivered.add(message);
                }
            } catch (IllegalStateException e) {
                return delivered;
            }
        }
        return delivered;
    }

    private static void notSent(NotificationChannel channel, Message message) {
        try {
            Receipt receipt = channel.send(message);
            assertNotNull(receipt, "the receipt after closing");
            assertNotEquals(
                    Status.DELIVERED,
                    receipt.status(),
                    "the answer after closing; where closing ends nothing, the harness says so with closes()");
        } catch (IllegalStateException e) {
            // as the clause allows
        }
    }
}
