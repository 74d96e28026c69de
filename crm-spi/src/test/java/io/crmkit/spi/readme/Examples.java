package io.crmkit.spi.readme;

import static io.crmkit.spi.grading.AmountBasis.TRAILING_12_MONTHS;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.notification.NotificationChannel;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.notification.Receipt;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageProvider;
import java.util.UUID;

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
            return message -> hook.post(message.id(), message.address(), message.text())
                    ? Receipt.delivered(message.id())
                    : Receipt.retry("the hook did not answer");
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

    private record Hook(String url) {
        boolean post(String id, String address, String text) {
            return !url.isEmpty() && !id.isEmpty() && !address.isEmpty() && !text.isEmpty();
        }
    }
}
