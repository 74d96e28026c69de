package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.ChannelHarness.Delivered;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.notification.Receipt.Status;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/** A channel on the bench: opened at a place of its own, and closed at the end. */
final class ChannelBench implements AutoCloseable {

    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

    final ChannelHarness harness;
    final Parameters place;
    final String address;
    private final List<NotificationChannel> opened = new ArrayList<>();
    private final AtomicInteger numbers = new AtomicInteger();
    private final NotificationChannel channel;

    private ChannelBench(ChannelHarness harness) {
        this.harness = harness;
        place = harness.freshPlace();
        address = harness.address();
        channel = another();
    }

    static ChannelBench open(ChannelHarness harness) {
        return new ChannelBench(harness);
    }

    /** A channel whose far end can be looked into, or the clause is skipped. */
    static ChannelBench withArrivals(ChannelHarness harness) {
        ChannelBench bench = new ChannelBench(harness);
        if (harness.delivered(bench.place).isEmpty()) {
            bench.close();
            throw PluginBench.notShown("delivered(place)", "what arrives cannot be seen");
        }
        return bench;
    }

    NotificationChannel channel() {
        return channel;
    }

    /** One more channel to the same place. */
    NotificationChannel another() {
        NotificationChannel more =
                PluginBench.at(() -> "opening", () -> harness.provider().open(place));
        assertNotNull(more, "open answered null");
        opened.add(more);
        return more;
    }

    /** An ordinary message that was not sent yet. */
    Message next() {
        int number = numbers.incrementAndGet();
        return message("message-" + number, "subject " + number, "text " + number);
    }

    Message message(String id, String subject, String text) {
        return Messages.message(id, address, subject, text);
    }

    Receipt send(Message message) {
        return send(channel, message);
    }

    static Receipt send(NotificationChannel channel, Message message) {
        Receipt receipt = PluginBench.at(() -> Messages.shown(message), () -> channel.send(message));
        assertNotNull(receipt, () -> "the receipt is null of " + Messages.shown(message));
        return receipt;
    }

    void delivered(Message message) {
        delivered(channel, message);
    }

    static void delivered(NotificationChannel channel, Message message) {
        Receipt receipt = send(channel, message);
        assertEquals(Status.DELIVERED, receipt.status(), () -> Messages.shown(message) + ": " + receipt);
    }

    /** Sends all, and answers those that the channel says it delivered; the others must be rejected. */
    List<Message> sendOrReject(Collection<Message> messages) {
        List<Message> delivered = new ArrayList<>();
        for (Message message : messages) {
            Receipt receipt = send(message);
            if (receipt.status() == Status.DELIVERED) {
                delivered.add(message);
            } else {
                assertEquals(Status.REJECTED, receipt.status(), () -> Messages.shown(message) + ": " + receipt);
            }
        }
        return delivered;
    }

    /** Exactly these arrived, each once, at its own address, and whole. */
    void assertArrived(Collection<Message> messages) {
        List<Delivered> expected = messages.stream()
                .map(m -> new Delivered(m.address(), m.subject(), m.text()))
                .toList();
        assertEquals(texts(expected), texts(arrived()), "what arrived");
    }

    List<Delivered> arrived() {
        return harness.delivered(place).orElseThrow(() -> new AssertionError("delivered(place) is empty now"));
    }

    /** One line for each; line ends may be written otherwise on the way. */
    private List<String> texts(List<Delivered> delivered) {
        return delivered.stream()
                .map(d -> "to '" + PluginBench.shown(d.address()) + "'#"
                        + d.address().hashCode()
                        + (harness.carriesSubjects() ? ", subject " + told(d.subject()) : "")
                        + ", text " + told(d.text()))
                .sorted()
                .toList();
    }

    private static String told(String text) {
        String told = LINE_END.matcher(text).replaceAll("\n");
        return "'" + PluginBench.shown(told) + "'#" + told.length() + "#" + told.hashCode();
    }

    /** Cuts the place off, or mends it; the clause is skipped where the harness cannot. */
    void reachable(boolean reachable) {
        if (!harness.reachable(place, reachable)) {
            close();
            throw PluginBench.notShown("reachable(place, ...)", "the far end cannot be cut off");
        }
    }

    @Override
    public void close() {
        opened.forEach(NotificationChannel::close);
    }
}
