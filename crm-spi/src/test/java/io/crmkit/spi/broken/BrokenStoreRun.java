package io.crmkit.spi.broken;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.storage.InMemoryStorageProvider;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageProvider;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/** The kit against a store that another test chose. Not named like a test, so that it does not run by itself. */
class BrokenStoreRun implements StorageContract {

    private static final AtomicInteger LOCATIONS = new AtomicInteger();

    /** Which store is tested; the tests run one after the other. */
    static volatile Function<RecordStore, RecordStore> broken = Sound::new;

    @Override
    public StoreHarness harness() {
        StorageProvider provider = new BrokenProvider();
        return new StoreHarness() {
            @Override
            public StorageProvider provider() {
                return provider;
            }

            @Override
            public String freshLocation() {
                return "memory:" + LOCATIONS.incrementAndGet();
            }
        };
    }

    /** Made by its constructor in the second JVM, where nothing is broken but the memory. */
    static final class BrokenProvider implements StorageProvider {
        private final StorageProvider sound = new InMemoryStorageProvider();

        @Override
        public String id() {
            return "broken";
        }

        @Override
        public RecordStore open(String location, Parameters parameters) {
            return broken.apply(sound.open(location, parameters));
        }
    }
}
