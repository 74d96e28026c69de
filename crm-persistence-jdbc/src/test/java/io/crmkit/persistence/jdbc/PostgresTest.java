package io.crmkit.persistence.jdbc;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.storage.StorageProvider;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;

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
