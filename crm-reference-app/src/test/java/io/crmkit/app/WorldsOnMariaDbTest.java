package io.crmkit.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.persistence.jdbc.MariaDbProvider;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("database")
class WorldsOnMariaDbTest extends WorldsOnDatabase {

    @Override
    RecordStore open() {
        Optional<String> url = TestDatabases.freshMariaDb();
        assumeTrue(url.isPresent(), "there is no MariaDB here");
        return new MariaDbProvider().open(url.orElseThrow(), Parameters.none());
    }
}
