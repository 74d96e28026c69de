package io.crmkit.spi;

import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.storage.InMemoryStorageProvider;
import io.crmkit.spi.storage.StorageProvider;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;

@DisplayName("the reference store keeps the contract")
class InMemoryStoreTest implements StorageContract {

    @Override
    public StoreHarness harness() {
        return new InMemory();
    }

    static final class InMemory implements StoreHarness {
        private static final AtomicInteger LOCATIONS = new AtomicInteger();
        private final StorageProvider provider = new InMemoryStorageProvider();

        @Override
        public StorageProvider provider() {
            return provider;
        }

        @Override
        public String freshLocation() {
            return "memory:" + LOCATIONS.incrementAndGet();
        }
    }
}
