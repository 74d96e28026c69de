package io.crmkit.persistence.jdbc;

import io.crmkit.spi.contract.StorageContract;
import io.crmkit.spi.contract.StoreHarness;
import io.crmkit.spi.storage.StorageProvider;
import org.junit.jupiter.api.Tag;

@Tag("database")
@net.jqwik.api.Tag("database")
class MariaDbContractTest implements StorageContract {

    @Override
    public StoreHarness harness() {
        return new StoreHarness() {
            @Override
            public StorageProvider provider() {
                return new MariaDbProvider();
            }

            @Override
            public String freshLocation() {
                return MariaDbTest.fresh();
            }
        };
    }
}
