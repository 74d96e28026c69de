package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.worlds.DifferentialTest;
import io.crmkit.access.worlds.Stores;
import io.crmkit.persistence.jdbc.SqliteProvider;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorldsOnSqliteTest {

    /** How many worlds, each a tenant of one file; {@code -Dcrmkit.worlds.sqlite=1000}. */
    private static final int WORLDS = Integer.getInteger("crmkit.worlds.sqlite", 200);

    @Test
    @DisplayName("ACC-04 ACC-05 ACC-06 ACC-07 engine and rules agree on random worlds in SQLite")
    void agree(@TempDir Path directory) {
        Parameters quick = Parameters.of(Map.of("synchronous", "off")); // nothing here is to survive
        try (RecordStore store = new SqliteProvider().open("sqlite:" + directory.resolve("worlds.db"), quick)) {
            assertThat(DifferentialTest.difference(WORLDS, 77_000, () -> Stores.shared(store)))
                    .isEmpty();
        }
    }
}
