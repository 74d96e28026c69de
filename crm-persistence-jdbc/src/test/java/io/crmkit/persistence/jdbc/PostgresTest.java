package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

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
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("database")
class PostgresTest extends ServerTests {

    @Override
    StorageProvider provider() {
        return new PostgresProvider();
    }

    @Override
    String freshLocation() {
        return TestDatabases.freshPostgres();
    }

    @Override
    List<String> describe(Connection connection) throws SQLException {
        List<String> all = new ArrayList<>(strings(connection, """
                SELECT table_name, column_name, data_type, collation_name, numeric_scale, is_nullable
                FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"""));
        all.addAll(
                strings(connection, "SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname"));
        return all;
    }

    @Test
    @DisplayName("side tables are vacuumed early, so that their indexes answer alone, also in a store of before")
    void tended() throws SQLException {
        String location = freshLocation();
        RecordType firm = RecordType.named("firm", 1)
                .scoped()
                .indexes(IndexSpec.text("words").asMultiValued())
                .build();
        String early = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'crm%firm%'"
                + " AND reloptions::text LIKE '%autovacuum_vacuum_insert_scale_factor=0.01%' ORDER BY 1";
        List<String> sides = List.of("crm__firm___grants | ", "crm__firm__words | ");
        try (RecordStore store = provider().open(location, Parameters.none());
                Connection connection = connect(location);
                var statement = connection.createStatement()) {
            store.prepare(List.of(firm));
            assertThat(strings(connection, early)).isEqualTo(sides);
            for (String side : List.of("crm__firm___grants", "crm__firm__words")) {
                statement.execute("ALTER TABLE " + side
                        + " RESET (autovacuum_vacuum_insert_scale_factor, autovacuum_vacuum_scale_factor)");
            }
            statement.execute("UPDATE crm__types SET declaration = '3' WHERE name = '_layout'");
            assertThat(strings(connection, early)).isEmpty();
            store.prepare(List.of(firm));
            assertThat(strings(connection, early)).isEqualTo(sides);
        }
    }

    @Override
    void killOthers(Connection connection) throws SQLException {
        strings(connection, """
                SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid()""");
    }

    @Override
    int sessions(Connection connection) throws SQLException {
        return strings(connection, "SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
                .size();
    }
}
