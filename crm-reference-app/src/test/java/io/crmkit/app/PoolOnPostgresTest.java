package io.crmkit.app;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import org.junit.jupiter.api.Tag;

@Tag("database")
class PoolOnPostgresTest extends PoolOnTwoNodes {

    @Override
    String location() {
        return TestDatabases.freshPostgres();
    }
}
