package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.notification.Receipt.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every message is answered with a receipt, whatever stands in it. */
public interface SendingClauses extends ChannelClauses {

    @Test
    @DisplayName("N10 a message to a good address is DELIVERED, in any language")
    default void isDelivered() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            for (String tag : List.of("zh", "en", "und", "zh-Hant-TW", "ar-EG-u-nu-arab")) {
                bench.delivered(Messages.in(Locale.forLanguageTag(tag), bench.next()));
            }
        }
    }

    @Test
    @DisplayName("N11 a message that comes again is answered as before: DELIVERED")
    default void comesAgain() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            Message message = bench.next();
            bench.delivered(message);
            bench.delivered(bench.next());
            bench.delivered(message);
            bench.delivered(message);
        }
    }

    @Test
    @DisplayName("N12 a wrong address is REJECTED, not thrown")
    default void wrongAddress() {
        PluginBench.declared(!harness().wrongAddresses().isEmpty(), "wrongAddresses()", "no wrong address is known");
        try (ChannelBench bench = ChannelBench.open(harness())) {
            for (Message message : Messages.toEach(harness().wrongAddresses())) {
                Receipt receipt = bench.send(message);
                assertEquals(Status.REJECTED, receipt.status(), () -> Messages.shown(message) + ": " + receipt);
            }
        }
    }

    @Test
    @DisplayName("N13 an odd address is answered, not thrown")
    default void oddAddress() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            Messages.toEach(Messages.ADDRESSES).forEach(bench::send);
        }
    }

    @Test
    @DisplayName("N14 an odd id, subject or text is DELIVERED or REJECTED, not thrown and not to be tried again")
    default void oddContents() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            bench.sendOrReject(oddOnes(bench));
        }
    }

    @Test
    @DisplayName("N15 a text of 100 kB is DELIVERED or REJECTED, not thrown and not to be tried again")
    default void longText() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            for (int i = 0; i < Messages.LONG_TEXTS.size(); i++) {
                bench.sendOrReject(List.of(bench.message("long-" + i, "long", Messages.LONG_TEXTS.get(i))));
            }
        }
    }

    @Test
    @DisplayName("N16 a receipt's detail says why, has at most 500 characters, and is fit to be stored")
    default void detailsAreFit() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            List<Message> messages = new ArrayList<>(oddOnes(bench));
            messages.addAll(Messages.toEach(
                    PluginBench.concat(Messages.ADDRESSES, harness().wrongAddresses())));
            for (Message message : messages) {
                Receipt receipt = bench.send(message);
                String what = "the detail of " + receipt.status() + " for " + Messages.shown(message);
                PluginBench.assertFit(what, receipt.detail());
                if (receipt.status() != Status.DELIVERED) {
                    PluginBench.assertNotBlank(what, receipt.detail());
                }
            }
        }
    }

    @Test
    @DisplayName("N17 a message that is not delivered holds up no other")
    default void holdsUpNoOther() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            for (Message message : oddOnes(bench)) {
                if (bench.send(message).status() != Status.DELIVERED) {
                    bench.delivered(bench.next());
                }
            }
            for (Message message : Messages.toEach(
                    PluginBench.concat(Messages.ADDRESSES, harness().wrongAddresses()))) {
                bench.send(message);
                bench.delivered(bench.next());
            }
        }
    }

    @Test
    @DisplayName("N18 sixteen threads send at once, and all is DELIVERED")
    default void manyThreadsSend() {
        try (ChannelBench bench = ChannelBench.open(harness());
                Racers racers = new Racers(16)) {
            racers.race(n -> {
                for (int i = 0; i < 10; i++) {
                    bench.delivered(bench.message("m-" + n + "-" + i, "subject " + n, "text " + i));
                }
                return null;
            });
        }
    }

    @Test
    @DisplayName("N19 an interrupted thread is answered soon, DELIVERED or RETRY, and stays interrupted")
    default void interrupted() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            Message message = bench.next();
            AtomicReference<Object> answer = new AtomicReference<>("no answer within a minute");
            AtomicBoolean stays = new AtomicBoolean();
            Thread thread = new Thread(() -> {
                Thread.currentThread().interrupt();
                try {
                    answer.set(bench.send(message));
                } catch (AssertionError e) {
                    answer.set(e);
                }
                stays.set(Thread.interrupted());
            });
            thread.setDaemon(true);
            thread.start();
            try {
                thread.join(60_000);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
            assertTrue(
                    answer.get() instanceof Receipt receipt && receipt.status() != Status.REJECTED,
                    () -> "an interrupted thread was answered: " + answer.get());
            assertTrue(stays.get(), "the thread is not interrupted any more");
            bench.delivered(message);
        }
    }

    @Property
    @AddLifecycleHook(Tries.Many.class)
    @Label("N20 whatever of this comes together is DELIVERED or REJECTED, not thrown and not to be tried again")
    default void anyMessage(@ForAll("messageDice") List<Integer> dice) {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            Message message = Messages.message(
                    Subjects.pick(Messages.IDS, dice.get(0)),
                    dice.get(1) % 3 == 0 ? bench.address : Subjects.pick(Messages.ADDRESSES, dice.get(1) / 3),
                    Subjects.pick(Messages.SUBJECTS, dice.get(2)) + Subjects.pick(Messages.SUBJECTS, dice.get(3)),
                    Subjects.pick(Messages.TEXTS, dice.get(4)) + Subjects.pick(Messages.TEXTS, dice.get(5)));
            bench.sendOrReject(List.of(message));
        }
    }

    @Provide
    default Arbitrary<List<Integer>> messageDice() {
        return Arbitraries.integers().between(0, Subjects.SIDES).list().ofSize(6);
    }

    /** One message for each odd id, subject and text. */
    static List<Message> oddOnes(ChannelBench bench) {
        List<Message> messages = new ArrayList<>();
        Messages.IDS.forEach(id -> messages.add(bench.message(id, "odd id", "text")));
        for (int i = 0; i < Messages.SUBJECTS.size(); i++) {
            messages.add(bench.message("odd-subject-" + i, Messages.SUBJECTS.get(i), "text " + i));
        }
        for (int i = 0; i < Messages.TEXTS.size(); i++) {
            messages.add(bench.message("odd-text-" + i, "subject " + i, Messages.TEXTS.get(i)));
        }
        return messages;
    }
}
