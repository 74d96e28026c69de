package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.Receipt.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a receipt says is true at the far end. Ends of lines may be written in another form on the way. */
public interface ArrivalClauses extends ChannelClauses {

    @Test
    @DisplayName("N30 what is DELIVERED arrives at its address, with its subject and its text")
    default void arrives() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> messages = List.of(bench.next(), bench.next(), bench.next());
            messages.forEach(bench::delivered);
            bench.assertArrived(messages);
        }
    }

    @Test
    @DisplayName("N31 an odd subject arrives intact, or is REJECTED: no line of it becomes a header or a recipient")
    default void subjectsArriveIntact() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < Messages.SUBJECTS.size(); i++) {
                messages.add(bench.message("subject-" + i, Messages.SUBJECTS.get(i), "text " + i));
            }
            bench.assertArrived(bench.sendOrReject(messages));
        }
    }

    @Test
    @DisplayName("N32 an odd text arrives intact, or is REJECTED")
    default void textsArriveIntact() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < Messages.TEXTS.size(); i++) {
                messages.add(bench.message("text-" + i, "subject " + i, Messages.TEXTS.get(i)));
            }
            bench.assertArrived(bench.sendOrReject(messages));
        }
    }

    @Test
    @DisplayName("N33 a text of 100 kB arrives intact, or is REJECTED")
    default void longTextsArriveIntact() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < Messages.LONG_TEXTS.size(); i++) {
                messages.add(bench.message("long-" + i, "long " + i, Messages.LONG_TEXTS.get(i)));
            }
            bench.assertArrived(bench.sendOrReject(messages));
        }
    }

    @Test
    @DisplayName("N34 a message arrives at exactly the address that it was sent to, or nowhere")
    default void arrivesNowhereElse() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> delivered = new ArrayList<>();
            for (Message message : Messages.toEach(
                    PluginBench.concat(Messages.ADDRESSES, harness().wrongAddresses()))) {
                if (bench.send(message).status() == Status.DELIVERED) {
                    delivered.add(message);
                }
            }
            bench.assertArrived(delivered);
        }
    }

    @Test
    @DisplayName("N35 messages whose ids look alike are different messages")
    default void idsAreExact() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> messages = new ArrayList<>();
            for (String id : Messages.IDS) {
                messages.add(bench.message(id, "s", "of number " + messages.size()));
            }
            bench.assertArrived(bench.sendOrReject(messages));
        }
    }

    @Test
    @DisplayName("N36 messages with the same contents and different ids are different messages")
    default void sameContents() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> messages = List.of(bench.message("a", "s", "t"), bench.message("b", "s", "t"));
            messages.forEach(bench::delivered);
            bench.assertArrived(messages);
        }
    }

    @Test
    @DisplayName("N37 two tenants may have messages of the same id")
    default void tenantsAreApart() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness())) {
            List<Message> messages = List.of(
                    Messages.message("t1", "m", bench.address, "s", "of the first"),
                    Messages.message("t2", "m", bench.address, "s", "of the second"),
                    Messages.message("t", "1m", bench.address, "s", "of the third"));
            messages.forEach(bench::delivered);
            bench.assertArrived(messages);
        }
    }

    @Test
    @DisplayName("N38 a message that comes again arrives once, where the channel tells")
    default void arrivesOnce() {
        try (ChannelBench bench = telling()) {
            List<Message> messages = List.of(bench.next(), bench.next());
            for (int i = 0; i < 3; i++) {
                messages.forEach(bench::delivered);
            }
            bench.assertArrived(messages);
        }
    }

    @Test
    @DisplayName("N39 a message that comes again to a channel opened later arrives once, where the channel tells")
    default void arrivesOnceAfterACrash() {
        try (ChannelBench bench = telling()) {
            List<Message> messages = List.of(bench.next(), bench.next());
            messages.forEach(bench::delivered);
            messages.forEach(message -> ChannelBench.delivered(bench.another(), message)); // as a second node would
            bench.channel().close();
            messages.forEach(message -> ChannelBench.delivered(bench.another(), message));
            bench.assertArrived(messages);
        }
    }

    @Test
    @DisplayName("N40 a message that comes from sixteen threads at once arrives once, where the channel tells")
    default void arrivesOnceInARace() {
        try (ChannelBench bench = telling();
                Racers racers = new Racers(16)) {
            List<Message> messages = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                Message message = bench.next();
                messages.add(message);
                List<Status> answers = racers.race(n -> bench.send(message).status());
                // One may be told to come again while another delivers it.
                assertEquals(0, answers.stream().filter(Status.REJECTED::equals).count(), "how many were rejected");
                bench.delivered(message);
            }
            bench.assertArrived(messages);
        }
    }

    @Test
    @DisplayName("N41 what sixteen threads send at once arrives whole, and each once")
    default void arrivesFromManyThreads() {
        try (ChannelBench bench = ChannelBench.withArrivals(harness());
                Racers racers = new Racers(16)) {
            List<Message> messages = new ArrayList<>();
            racers.race(n -> {
                        List<Message> mine = new ArrayList<>();
                        for (int i = 0; i < 20; i++) {
                            String text = ("text " + n + "-" + i + "\n").repeat(1 + i * 10);
                            mine.add(bench.message("m-" + n + "-" + i, "subject " + n, text));
                        }
                        mine.forEach(bench::delivered);
                        return mine;
                    })
                    .forEach(messages::addAll);
            bench.assertArrived(messages);
        }
    }

    private ChannelBench telling() {
        PluginBench.declared(harness().deduplicates(), "deduplicates()", "the channel is not said to tell");
        return ChannelBench.withArrivals(harness());
    }
}
