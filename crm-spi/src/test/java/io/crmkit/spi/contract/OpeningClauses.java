package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** How a channel is found and opened. */
public interface OpeningClauses extends ChannelClauses {

    @Test
    @DisplayName("N01 its id has 1 to 64 characters of a-z, 0-9 and -, begins with a letter, and is always the same")
    default void channelId() {
        PluginBench.hasAnId(harness().provider());
    }

    @Test
    @DisplayName("N02 it was made for this version of the interface")
    default void channelVersion() {
        PluginBench.isOfThisVersion(harness().provider());
    }

    @Test
    @DisplayName("N03 ServiceLoader finds it by its id")
    default void channelDiscovery() {
        PluginBench.isFound(
                NotificationChannelProvider.class,
                harness().provider(),
                harness().discovery());
    }

    @Test
    @DisplayName("N04 its constructor, its id and its version start no thread")
    default void channelStartsNoThread() {
        PluginBench.startsNoThread(harness().provider());
    }

    @Test
    @DisplayName("N05 open answers with a channel, never with null, and another one for the same place")
    default void openAnswers() {
        try (ChannelBench bench = ChannelBench.open(harness())) {
            bench.delivered(bench.next());
            ChannelBench.delivered(bench.another(), bench.next());
        }
    }

    @Test
    @DisplayName("N06 a wrong parameter is refused by open, in a message that names it")
    default void wrongParametersOfChannels() {
        PluginBench.refuses(harness().wrongParameters(), this::open);
    }

    @Test
    @DisplayName("N07 a parameter that is left out, blank, odd or unknown is taken, or refused by open and named")
    default void oddParametersOfChannels() {
        PluginBench.takesOrRefuses(harness().freshPlace(), List.of("", " ", "a\u0000b"), this::open);
    }

    @Test
    @DisplayName("N08 neither a refusal nor a receipt nor the channel's own text tells a secret")
    default void tellsNoSecret() {
        PluginBench.declared(!harness().secrets().isEmpty(), "secrets()", "no parameter is said to be a secret");
        try (ChannelBench bench = ChannelBench.open(harness())) {
            List<String> told = new ArrayList<>();
            told.add(bench.channel().toString());
            told.add(harness().provider().toString());
            told.add(bench.send(bench.next()).detail());
            Messages.toEach(PluginBench.concat(Messages.ADDRESSES, harness().wrongAddresses()))
                    .forEach(message -> told.add(bench.send(message).detail()));
            harness().wrongParameters().forEach(wrong -> told.add(refusal(wrong.parameters())));
            for (String name : bench.place.asMap().keySet()) {
                told.add(refusal(bench.place.with(name, "a\u0000b")));
            }
            if (harness().reachable(bench.place, false)) {
                told.add(bench.send(bench.next()).detail());
                harness().reachable(bench.place, true);
            }
            for (String name : harness().secrets()) {
                String secret = bench.place.text(name);
                for (String text : told) {
                    assertFalse(text.contains(secret), () -> "the secret '" + name + "' stands in: " + text);
                }
            }
        }
    }

    private String refusal(Parameters wrong) {
        StringBuilder told = new StringBuilder();
        try {
            open(wrong);
        } catch (IllegalArgumentException e) {
            for (Throwable cause = e; cause != null; cause = cause.getCause()) {
                told.append(cause).append('\n');
            }
        }
        return told.toString();
    }

    private void open(Parameters parameters) {
        NotificationChannel channel = harness().provider().open(parameters);
        assertNotNull(channel, "open answered null");
        channel.close();
    }
}
