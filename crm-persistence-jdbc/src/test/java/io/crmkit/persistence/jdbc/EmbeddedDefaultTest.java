package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class EmbeddedDefaultTest {

    @Test
    @DisplayName("SQLite comes along: nothing to install, and text is compared byte by byte")
    void sqliteIsThereAndByteExact() throws SQLException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite::memory:");
                var statement = connection.createStatement();
                var row = statement.executeQuery("select 'Alice' = 'alice', 'a' = 'a '")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isFalse();
            assertThat(row.getBoolean(2)).isFalse();
        }
    }
}
