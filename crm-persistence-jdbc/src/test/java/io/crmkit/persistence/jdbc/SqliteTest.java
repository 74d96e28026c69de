package io.crmkit.persistence.jdbc;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteTest {

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("a random life is that of the reference store")
    void twins(long seed) {
        try (RecordStore store = new SqliteProvider().open("sqlite:" + directory.resolve("a.db"), Parameters.none())) {
            new Twins(store, seed).live(400);
        }
    }
}
