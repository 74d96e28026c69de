package io.crmkit.persistence.jdbc;

import io.crmkit.spi.storage.IndexKind;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One connection for a while. Used by one thread; closing gives the connection back. */
abstract class Session implements AutoCloseable {

    /** Reads one row. */
    interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /** A statement that is run for many rows, and the kinds of what is bound. */
    record Write(String sql, List<IndexKind> kinds, boolean counting) {
        Write(String sql, List<IndexKind> kinds) {
            this(sql, kinds, false);
        }

        /** {@return table and columns of a plain INSERT} */
        String into() {
            return sql.substring("INSERT INTO ".length(), sql.indexOf(" VALUES ("));
        }
    }

    final Connection connection;
    final Dialect dialect;

    Session(Connection connection, Dialect dialect) {
        this.connection = connection;
        this.dialect = dialect;
    }

    /** Begins a transaction that may write. */
    abstract void begin() throws SQLException;

    abstract void commit() throws SQLException;

    /** Takes everything back, as far as the connection still lives. */
    abstract void rollback();

    abstract PreparedStatement statement(String sql) throws SQLException;

    /** A statement whose batch tells for each row whether it was inserted. */
    PreparedStatement counting(String sql) throws SQLException {
        return statement(sql);
    }

    abstract void finished(PreparedStatement statement) throws SQLException;

    @Override
    public abstract void close();

    <T> List<T> list(Sql sql, RowReader<T> reader) throws SQLException {
        PreparedStatement statement = bound(sql);
        try (ResultSet rows = statement.executeQuery()) {
            List<T> list = new ArrayList<>();
            while (rows.next()) {
                list.add(reader.read(rows));
            }
            return list;
        } finally {
            finished(statement);
        }
    }

    <T> @Nullable T first(Sql sql, RowReader<T> reader) throws SQLException {
        List<T> list = list(sql, reader);
        return list.isEmpty() ? null : list.get(0);
    }

    boolean exists(Sql sql) throws SQLException {
        return first(sql, row -> true) != null;
    }

    int update(Sql sql) throws SQLException {
        PreparedStatement statement = bound(sql);
        try {
            return statement.executeUpdate();
        } finally {
            finished(statement);
        }
    }

    /** Runs a statement for each row, and tells how many records each touched, as far as the driver knows. */
    int[] batch(Write write, List<@Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return new int[0];
        }
        PreparedStatement statement = write.counting() ? counting(write.sql()) : statement(write.sql());
        try {
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    dialect.bind(statement, i + 1, write.kinds().get(i), row[i]);
                }
                if (rows.size() == 1) {
                    return new int[] {statement.executeUpdate()};
                }
                statement.addBatch();
            }
            return statement.executeBatch();
        } finally {
            if (rows.size() > 1) {
                statement.clearBatch();
            }
            finished(statement);
        }
    }

    /** Inserts rows that must not be there, the fastest way that the database has. */
    void insert(Write write, List<@Nullable Object[]> rows) throws SQLException {
        if (!dialect.copied(connection, write, rows)) {
            batch(write, rows);
        }
    }

    /** {@return the columns of a table, none when there is no such table} */
    Set<String> columns(String table) throws SQLException {
        Set<String> names = new HashSet<>();
        try (ResultSet rows =
                connection.getMetaData().getColumns(connection.getCatalog(), connection.getSchema(), table, null)) {
            while (rows.next()) {
                if (table.equals(rows.getString("TABLE_NAME"))) {
                    names.add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        return names;
    }

    void ddl(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    PreparedStatement bound(Sql sql) throws SQLException {
        PreparedStatement statement = statement(sql.text());
        bind(statement, sql);
        return statement;
    }

    void bind(PreparedStatement statement, Sql sql) throws SQLException {
        int at = 1;
        for (Sql.Arg arg : sql.args()) {
            if (arg.value() instanceof Collection<?> many) {
                dialect.bindArray(statement, at++, arg.kind(), many);
            } else {
                dialect.bind(statement, at++, arg.kind(), arg.value());
            }
        }
    }

    /** For drivers that do not keep statements by themselves. */
    static final class StatementCache {
        private static final int SIZE = 200;

        private final Connection connection;
        private final Map<String, PreparedStatement> idle = new LinkedHashMap<>(16, 0.75f, true);
        private final IdentityHashMap<PreparedStatement, String> texts = new IdentityHashMap<>();

        StatementCache(Connection connection) {
            this.connection = connection;
        }

        PreparedStatement take(String sql) throws SQLException {
            PreparedStatement statement = idle.remove(sql);
            if (statement == null) {
                statement = connection.prepareStatement(sql);
                texts.put(statement, sql);
            }
            return statement;
        }

        void give(PreparedStatement statement) throws SQLException {
            String sql = texts.get(statement);
            PreparedStatement other = sql == null ? null : idle.put(sql, statement);
            if (other != null) {
                drop(other);
            }
            if (idle.size() > SIZE) {
                PreparedStatement eldest = idle.values().iterator().next();
                idle.values().remove(eldest);
                drop(eldest);
            }
        }

        private void drop(PreparedStatement statement) throws SQLException {
            texts.remove(statement);
            statement.close();
        }
    }
}
