package io.crmkit.spi.readme;

import static io.crmkit.spi.grading.AmountBasis.TRAILING_12_MONTHS;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.ChannelHarness;
import io.crmkit.spi.contract.ChannelHarness.Delivered;
import io.crmkit.spi.contract.GradingContract;
import io.crmkit.spi.contract.GradingHarness;
import io.crmkit.spi.contract.NotificationContract;
import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.contract.WrongParameters;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** What the README shows. Each of its Java blocks stands here line for line. */
final class Examples {

    private Examples() {}

    public static final class KeyAccountGrading implements GradingStrategyProvider {
        @Override
        public String id() {
            return "acme-key-account";
        }

        @Override
        public GradingStrategy create(Parameters parameters) {
            var floor = parameters.decimal("floor");
            return subject -> subject.amount(TRAILING_12_MONTHS).compareTo(floor) >= 0
                    ? Grade.of("A").because("12 个月成交额达标", "amount in 12 months reaches the floor")
                    : Grade.of("C");
        }
    }

    public static final class HookChannel implements NotificationChannelProvider {
        @Override
        public String id() {
            return "acme-hook";
        }

        @Override
        public NotificationChannel open(Parameters parameters) {
            var hook = new Hook(parameters.text("url"));
            return message -> hook.post(message.tenant(), message.id(), message.address(), message.text())
                    ? Receipt.delivered(message.id())
                    : Receipt.retry("the hook did not answer");
        }
    }

    static class KeyAccountGradingTest implements GradingContract, GradingHarness {
        @Override
        public GradingHarness harness() {
            return this;
        }

        @Override
        public GradingStrategyProvider provider() {
            return new KeyAccountGrading();
        }

        @Override
        public Parameters parameters() {
            return Parameters.of(Map.of("floor", "500000"));
        }

        @Override
        public List<WrongParameters> wrongParameters() {
            return List.of(
                    WrongParameters.missing(parameters(), "floor"),
                    WrongParameters.value(parameters(), "floor", "much"));
        }

        @Override
        public Optional<List<String>> grades() {
            return Optional.of(List.of("C", "A"));
        }

        @Override
        public boolean risesWithAmount() {
            return true;
        }
    }

    static class HookChannelTest implements NotificationContract, ChannelHarness {
        private final HookServer server = new HookServer();

        @Override
        public ChannelHarness harness() {
            return this;
        }

        @Override
        public NotificationChannelProvider provider() {
            return new HookChannel();
        }

        @Override
        public Parameters freshPlace() {
            return Parameters.of(Map.of("url", server.freshUrl()));
        }

        @Override
        public String address() {
            return "sales-team";
        }

        @Override
        public Optional<List<Delivered>> delivered(Parameters place) {
            return Optional.of(server.received(place.text("url")));
        }

        @Override
        public boolean reachable(Parameters place, boolean reachable) {
            return server.answer(place.text("url"), reachable);
        }

        @Override
        public boolean carriesSubjects() {
            return false;
        }

        @Override
        public boolean closes() {
            return false;
        }
    }

    static class MyStoreTest implements StorageContract, StoreHarness {
        @Override
        public StoreHarness harness() {
            return this;
        }

        @Override
        public StorageProvider provider() {
            return new MyStorageProvider();
        }

        @Override
        public String freshLocation() {
            return "mystore:target/" + UUID.randomUUID();
        }
    }

    static final class MyStorageProvider implements StorageProvider {
        @Override
        public String id() {
            return "mystore";
        }

        @Override
        public RecordStore open(String location, Parameters parameters) {
            return new InMemoryStore();
        }
    }

    /** What the vendor's own code does for the example: it posts to servers in memory, by way of their URL. */
    private record Hook(String url) {
        boolean post(String tenant, String id, String address, String text) {
            HookServer.Inbox inbox = HookServer.INBOXES.get(url);
            return inbox != null && inbox.post(tenant + '\n' + id, new Delivered(address, "", text));
        }
    }

    /** The far end, in memory. */
    private static final class HookServer {

        static final Map<String, Inbox> INBOXES = new ConcurrentHashMap<>();

        static final class Inbox {
            private final Map<String, Delivered> received = new LinkedHashMap<>();
            private boolean answers = true;

            synchronized boolean post(String key, Delivered message) {
                if (answers) {
                    received.putIfAbsent(key, message);
                }
                return answers;
            }
        }

        String freshUrl() {
            String url = "http://127.0.0.1/" + UUID.randomUUID();
            INBOXES.put(url, new Inbox());
            return url;
        }

        List<Delivered> received(String url) {
            Inbox inbox = INBOXES.get(url);
            synchronized (inbox) {
                return List.copyOf(inbox.received.values());
            }
        }

        boolean answer(String url, boolean answers) {
            Inbox inbox = INBOXES.get(url);
            synchronized (inbox) {
                inbox.answers = answers;
            }
            return true;
        }
    }
}
