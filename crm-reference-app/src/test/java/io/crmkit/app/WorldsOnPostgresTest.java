package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.worlds.DifferentialTest;
import io.crmkit.access.worlds.Stores;
import io.crmkit.persistence.jdbc.PostgresProvider;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class WorldsOnPostgresTest {

    /** How many worlds, each a tenant of one database; {@code -Dcrmkit.worlds.postgres=1000}. */
    private static final int WORLDS = Integer.getInteger("crmkit.worlds.postgres", 100);

    @Test
    @DisplayName("ACC-04 ACC-05 ACC-06 ACC-07 engine and rules agree on random worlds in PostgreSQL")
    void agree() {
        try (RecordStore store = new PostgresProvider().open(TestDatabases.freshPostgres(), Parameters.none())) {
            assertThat(DifferentialTest.difference(WORLDS, 99_000, () -> Stores.shared(store)))
                    .isEmpty();
        }
    }
}
