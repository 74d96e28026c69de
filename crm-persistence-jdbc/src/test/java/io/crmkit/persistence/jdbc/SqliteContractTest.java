package io.crmkit.persistence.jdbc;

import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.storage.StorageProvider;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("SQLite keeps the contract")
class SqliteContractTest implements StorageContract {

    @TempDir
    Path directory;

    private int files;

    @Override
    public StoreHarness harness() {
        return new StoreHarness() {
            @Override
            public StorageProvider provider() {
                return new SqliteProvider();
            }

            @Override
            public String freshLocation() {
                return "sqlite:" + directory.resolve("crm" + ++files + ".db");
            }
        };
    }
}
