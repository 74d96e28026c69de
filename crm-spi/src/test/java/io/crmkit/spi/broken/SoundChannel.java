package io.crmkit.spi.broken;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.ChannelHarness;
import io.crmkit.spi.contract.ChannelHarness.Delivered;
import io.crmkit.spi.contract.WrongParameters;
import io.crmkit.spi.notification.Message;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/** A channel that is right in everything, to post offices in memory; what is broken overrides one thing. */
public class SoundChannel implements NotificationChannelProvider {

    private static final Map<String, PostOffice> OFFICES = new ConcurrentHashMap<>();

    /** As ServiceLoader wants it. */
    public SoundChannel() {}

    @Override
    public String id() {
        return "sound";
    }

    @Override
    public NotificationChannel open(Parameters parameters) {
        return new Sending(office(parameters));
    }

    static PostOffice office(Parameters parameters) {
        String office = parameters.text("office");
        if (!office.startsWith("post:")) {
            throw new IllegalArgumentException("parameter 'office' does not begin with post:");
        }
        if (parameters.text("password").isBlank()) {
            throw new IllegalArgumentException("parameter 'password' is blank");
        }
        return OFFICES.computeIfAbsent(office, name -> new PostOffice());
    }

    /** Where messages arrive. */
    static final class PostOffice {
        private final Map<String, Delivered> delivered = new LinkedHashMap<>();
        private boolean closed;

        /** Whether it could be reached. What has come already is not kept twice. */
        synchronized boolean take(String key, Delivered message) {
            if (!closed) {
                delivered.putIfAbsent(key, message);
            }
            return !closed;
        }

        synchronized List<Delivered> delivered() {
            return List.copyOf(delivered.values());
        }

        synchronized void close(boolean close) {
            closed = close;
        }
    }

    /** Sends. */
    static class Sending implements NotificationChannel {
        final PostOffice office;
        private volatile boolean closed;

        Sending(PostOffice office) {
            this.office = office;
        }

        @Override
        public Receipt send(Message message) {
            if (closed) {
                throw new IllegalStateException("the channel is closed");
            }
            if (!isRight(message.address())) {
                return Receipt.rejected("the address is not one name and one host");
            }
            if (!isWhole(message.text()) || !isWhole(message.subject()) || !isOneLine(message.subject())) {
                return Receipt.rejected("it has characters that cannot be sent");
            }
            return post(message);
        }

        Receipt post(Message message) {
            return take(key(message), message) ? Receipt.delivered("posted") : Receipt.retry("the office is closed");
        }

        boolean take(String key, Message message) {
            return office.take(key, new Delivered(message.address(), message.subject(), message.text()));
        }

        static String key(Message message) {
            return message.tenant().length() + message.tenant() + message.id();
        }

        static boolean isRight(String address) {
            return address.matches("[a-z]{1,64}@[a-z.]{1,64}");
        }

        static boolean isWhole(String text) {
            return text.codePoints().noneMatch(c -> c == 0 || Character.getType(c) == Character.SURROGATE);
        }

        static boolean isOneLine(String text) {
            return text.chars().noneMatch(c -> c == '\n' || c == '\r');
        }

        @Override
        public void close() {
            closed = true;
        }

        @Override
        public String toString() {
            return "a channel to a post office";
        }
    }

    /** Declares all that can be declared. */
    static class Harness implements ChannelHarness {

        private final NotificationChannelProvider provider;

        Harness() {
            this(new SoundChannel());
        }

        Harness(NotificationChannelProvider provider) {
            this.provider = provider;
        }

        /** Whose channels are broken in how they send. */
        static Harness of(Function<PostOffice, ? extends NotificationChannel> channel) {
            return new Harness(new SoundChannel() {
                @Override
                public NotificationChannel open(Parameters given) {
                    return channel.apply(office(given));
                }
            });
        }

        @Override
        public NotificationChannelProvider provider() {
            return provider;
        }

        @Override
        public Parameters freshPlace() {
            return Parameters.of(Map.of("office", "post:" + UUID.randomUUID(), "password", "open sesame"));
        }

        @Override
        public String address() {
            return "zhang@example.com";
        }

        @Override
        public List<WrongParameters> wrongParameters() {
            return List.of(
                    WrongParameters.missing(freshPlace(), "office"),
                    WrongParameters.value(freshPlace(), "office", "nowhere"));
        }

        @Override
        public Set<String> secrets() {
            return Set.of("password");
        }

        @Override
        public List<String> wrongAddresses() {
            return List.of("nobody", "@", "a@b@c", "zhang@example.com\r\nBcc: eve@example.com");
        }

        @Override
        public Optional<List<Delivered>> delivered(Parameters place) {
            return Optional.of(office(place).delivered());
        }

        @Override
        public boolean deduplicates() {
            return true;
        }

        @Override
        public boolean reachable(Parameters place, boolean reachable) {
            office(place).close(!reachable);
            return true;
        }

        @Override
        public Optional<ClassLoader> discovery() {
            return Optional.of(ServicesOf.contract(NotificationChannelProvider.class, provider.getClass()));
        }
    }
}
