package io.crmkit.persistence.jdbc;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.storage.StorageProvider;
import org.junit.jupiter.api.Tag;

@Tag("database")
@net.jqwik.api.Tag("database")
class PostgresContractTest implements StorageContract {

    @Override
    public StoreHarness harness() {
        return new StoreHarness() {
            @Override
            public StorageProvider provider() {
                return new PostgresProvider();
            }

            @Override
            public String freshLocation() {
                return TestDatabases.freshPostgresSchema();
            }
        };
    }
}
