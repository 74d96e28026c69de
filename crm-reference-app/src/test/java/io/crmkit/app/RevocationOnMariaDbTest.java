package io.crmkit.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("database")
class RevocationOnMariaDbTest extends RevocationOnTwoNodes {

    @Override
    String location() {
        Optional<String> url = TestDatabases.freshMariaDb();
        assumeTrue(url.isPresent(), "there is no MariaDB here");
        return url.orElseThrow();
    }

    /** The whole number is for PostgreSQL: that the rule holds is not the database's doing. */
    @Override
    int rounds() {
        return super.rounds() / 5;
    }
}
