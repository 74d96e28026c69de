package io.crmkit.persistence.jdbc;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.storage.StorageProvider;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("database")
class MariaDbTest extends ServerTests {

    @Override
    StorageProvider provider() {
        return new MariaDbProvider();
    }

    @Override
    String freshLocation() {
        return fresh();
    }

    static String fresh() {
        Optional<String> url = TestDatabases.freshMariaDb();
        assumeTrue(url.isPresent(), "MariaDB tests did not run");
        return url.orElseThrow();
    }

    @Override
    List<String> describe(Connection connection) throws SQLException {
        List<String> all = new ArrayList<>();
        for (String table : strings(connection, "SHOW TABLES")) {
            all.addAll(strings(connection, "SHOW CREATE TABLE " + table.replace(" | ", "")));
        }
        return all;
    }

    private static final String OTHERS =
            "SELECT id FROM information_schema.processlist WHERE db = DATABASE() AND id <> CONNECTION_ID()";

    @Override
    void killOthers(Connection connection) throws SQLException {
        for (String id : strings(connection, OTHERS)) {
            try (var statement = connection.createStatement()) {
                statement.execute("KILL " + id.replace(" | ", ""));
            }
        }
    }

    @Override
    int sessions(Connection connection) throws SQLException {
        return strings(connection, OTHERS).size() + 1;
    }
}
