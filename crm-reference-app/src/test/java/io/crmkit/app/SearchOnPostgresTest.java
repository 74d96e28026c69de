package io.crmkit.app;

import io.crmkit.customer.SearchLaws;
import io.crmkit.persistence.jdbc.PostgresProvider;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import org.junit.jupiter.api.Tag;

@Tag("database")
class SearchOnPostgresTest extends SearchLaws {

    @Override
    protected RecordStore open() { // nothing here is to survive
        return new PostgresProvider()
                .open(TestDatabases.freshPostgres() + "&options=-c%20synchronous_commit=off", Parameters.none());
    }
}
