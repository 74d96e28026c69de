package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.worlds.DifferentialTest;
import io.crmkit.access.worlds.Stores;
import io.crmkit.spi.storage.RecordStore;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Random worlds, each a tenant of one database, against the evaluator that is written from the rules alone. */
abstract class WorldsOnDatabase {

    /** How many worlds; {@code -Dcrmkit.worlds.database=10000} in a long run. */
    private static final int WORLDS = Integer.getInteger("crmkit.worlds.database", 1_000);

    /** {@return a database that is empty} */
    abstract RecordStore open();

    @Test
    @DisplayName("ACC-04 ACC-05 ACC-06 ACC-07 engine and rules agree on every answer about random worlds in a database")
    void agree() {
        try (RecordStore store = open()) {
            RecordStore shared = Stores.shared(store);
            assertThat(DifferentialTest.difference(WORLDS, 77_000, () -> shared))
                    .isEmpty();
        }
    }
}
