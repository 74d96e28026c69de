package io.example.scratch;

import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.storage.StorageProvider;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.DisplayName;

@DisplayName("the scratch vendor's file store keeps the contract, as far as it declares it")
class FileStoreTest implements StorageContract {

    @Override
    public StoreHarness harness() {
        return new StoreHarness() {
            @Override
            public StorageProvider provider() {
                return new FileStorageProvider();
            }

            @Override
            public String freshLocation() {
                return "scratch:" + Path.of("target", "journal-" + UUID.randomUUID());
            }
        };
    }
}
