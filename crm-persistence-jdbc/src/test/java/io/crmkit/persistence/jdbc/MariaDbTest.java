package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageProvider;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

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

    @Test
    @DisplayName("indexes tell the owner, also in a store of before, where they are made anew")
    void ownersInIndexes() throws SQLException {
        String location = freshLocation();
        RecordType deal = RecordType.named("deal", 1)
                .scoped()
                .indexes(IndexSpec.text("stage"))
                .build();
        try (RecordStore store = provider().open(location, Parameters.none())) {
            store.prepare(List.of(deal));
        }
        try (Connection connection = connect(location);
                var statement = connection.createStatement()) {
            assertThat(indexed(connection)).endsWith("`stage`,`_id`,`_owner`)");
            statement.execute("DROP INDEX crmx_deal__i_stage ON crm_deal");
            statement.execute("CREATE INDEX crmx_deal__i_stage ON crm_deal (_tenant, _state, stage, _id)");
            statement.execute("UPDATE crm__types SET declaration = '2' WHERE name = '_layout'");
            assertThat(indexed(connection)).endsWith("`stage`,`_id`)");
            try (RecordStore store = provider().open(location, Parameters.none())) {
                store.prepare(List.of(deal));
            }
            assertThat(indexed(connection)).endsWith("`stage`,`_id`,`_owner`)");
        }
    }

    private static String indexed(Connection connection) throws SQLException {
        return strings(connection, "SHOW CREATE TABLE crm_deal")
                .get(0)
                .lines()
                .map(line -> line.strip().replaceFirst(",$", ""))
                .filter(line -> line.contains("i_stage"))
                .findFirst()
                .orElseThrow();
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
