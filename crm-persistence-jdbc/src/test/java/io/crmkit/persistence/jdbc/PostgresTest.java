package io.crmkit.persistence.jdbc;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("database")
class PostgresTest {

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("a random life is that of the reference store")
    void twins(long seed) {
        try (RecordStore store = new PostgresProvider().open(TestDatabases.freshPostgres(), Parameters.none())) {
            new Twins(store, seed).live(400);
        }
    }
}
