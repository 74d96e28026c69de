package io.crmkit.persistence.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("database")
class MariaDbTest {

    static String fresh() {
        Optional<String> url = TestDatabases.freshMariaDb();
        assumeTrue(url.isPresent(), "MariaDB tests did not run");
        return url.orElseThrow();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("a random life is that of the reference store")
    void twins(long seed) {
        try (RecordStore store = new MariaDbProvider().open(fresh(), Parameters.none())) {
            new Twins(store, seed).live(400);
        }
    }
}
