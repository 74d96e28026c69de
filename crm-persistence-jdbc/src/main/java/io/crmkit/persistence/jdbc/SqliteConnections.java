package io.crmkit.persistence.jdbc;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * SQLite takes one writer at a time. Threads of this process queue for it in order, which costs nothing; writers of other
 * processes are waited for by SQLite, which polls. Readers never wait: each sees the last commit.
 */
final class SqliteConnections implements Connections {

    private static final int MAX_PAYLOAD = 4 * 1024 * 1024;
    /** In milliseconds. */
    private static final long LONGEST_PAUSE = 50;

    private final SqliteSettings settings;
    private final Semaphore writing = new Semaphore(1, true);
    private final Semaphore reading;
    private final SqliteSession writer;
    private final SqliteCheckpoints checkpoints = new SqliteCheckpoints(this::connect);
    private final ConcurrentLinkedDeque<SqliteSession> readers = new ConcurrentLinkedDeque<>();
    private final Set<SqliteSession> frozen = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    SqliteConnections(SqliteSettings settings) throws SQLException {
        this.settings = settings;
        this.reading = new Semaphore(settings.readers(), true);
        this.writer = new SqliteSession(patiently(this::first), session -> {
            int rows = session.committedRows();
            writing.release();
            checkpoints.committed(rows);
        });
    }

    /** What a connection is opened by. */
    private interface Opening {
        Connection open() throws SQLException;
    }

    /**
     * Opens, and waits for others as long as for any write. SQLite itself does not wait everywhere: a file that several
     * make a write-ahead log of at the same moment, or that the last one closes just then, is refused as busy at once.
     */
    private Connection patiently(Opening opening) throws SQLException {
        long patience = settings.busyTimeout().toNanos();
        long begun = System.nanoTime();
        for (long pause = 1; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
            try {
                return opening.open();
            } catch (SQLException e) {
                if (SqliteDialect.INSTANCE.failure(e) != Dialect.Failure.CONFLICT
                        || System.nanoTime() - begun > patience) {
                    throw e;
                }
            }
            try {
                TimeUnit.MILLISECONDS.sleep(pause);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SQLException("interrupted while waiting for the store", "40001", 5);
            }
        }
    }

    private Connection first() throws SQLException {
        Connection connection = connect();
        try (var statement = connection.createStatement()) {
            String mode = text(statement, "PRAGMA journal_mode = WAL");
            String encoding = text(statement, "PRAGMA encoding");
            if (!"wal".equals(mode) || !"UTF-8".equals(encoding)) {
                throw new SQLException("the file takes neither a write-ahead log nor UTF-8: journal mode " + mode
                        + ", encoding " + encoding);
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static String text(Statement statement, String sql) throws SQLException {
        try (ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:sqlite:" + settings.file());
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + settings.busyTimeout().toMillis());
            statement.execute("PRAGMA synchronous = " + settings.synchronous());
            statement.execute("PRAGMA foreign_keys = OFF");
            statement.execute("PRAGMA cache_size = -16000");
            statement.execute("PRAGMA wal_autocheckpoint = " + SqliteCheckpoints.LONGEST_LOG);
            if (settings.maxPages() > 0) {
                statement.execute("PRAGMA max_page_count = " + settings.maxPages());
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    @Override
    public Dialect dialect() {
        return SqliteDialect.INSTANCE;
    }

    @Override
    public int maxPayloadBytes() {
        return MAX_PAYLOAD;
    }

    private void take(Semaphore semaphore) throws SQLException {
        try {
            if (!semaphore.tryAcquire(settings.busyTimeout().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new SQLException("others kept the store busy for " + settings.busyTimeout(), "40001", 5);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("interrupted while waiting for the store", "40001", 5);
        }
        if (closed) {
            semaphore.release();
            throw new SQLException("closed");
        }
    }

    @Override
    public Session writer() throws SQLException {
        take(writing);
        return writer;
    }

    @Override
    public Session reader() throws SQLException {
        take(reading);
        SqliteSession idle = readers.pollFirst();
        if (idle != null) {
            return idle;
        }
        try {
            return new SqliteSession(patiently(this::connect), session -> {
                readers.addFirst(session);
                reading.release();
            });
        } catch (SQLException e) {
            reading.release();
            throw e;
        }
    }

    @Override
    public Session frozen() throws SQLException {
        SqliteSession session = new SqliteSession(patiently(this::connect), s -> {
            frozen.remove(s);
            s.end();
        });
        frozen.add(session);
        try {
            session.ddl("BEGIN");
            session.exists(Sql.of("SELECT 1 FROM sqlite_master")); // the moment is that of the first read
            if (closed) {
                throw new SQLException("closed");
            }
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public void close() {
        closed = true;
        writing.acquireUninterruptibly();
        reading.acquireUninterruptibly(settings.readers());
        checkpoints.close();
        frozen.forEach(Session::close);
        readers.forEach(SqliteSession::end);
        readers.clear();
        try {
            // What the last one out does by itself is done here also when other processes stay.
            writer.list(Sql.of("PRAGMA wal_checkpoint(PASSIVE)"), row -> row.getInt(1));
        } catch (SQLException e) {
            // The log is still there, and whoever opens the file next reads it.
        }
        writer.end();
        writing.release();
        reading.release(settings.readers());
    }

    /** A connection with the statements it has prepared. */
    private static final class SqliteSession extends Session {
        private final StatementCache statements;
        private final Consumer<SqliteSession> release;
        private int rows;
        private int committed;

        SqliteSession(Connection connection, Consumer<SqliteSession> release) {
            super(connection, SqliteDialect.INSTANCE);
            this.statements = new StatementCache(connection);
            this.release = release;
        }

        @Override
        void begin() throws SQLException {
            run("BEGIN IMMEDIATE");
        }

        @Override
        void commit() throws SQLException {
            run("COMMIT");
            committed = rows;
        }

        @Override
        int[] batch(Write write, List<@Nullable Object[]> more) throws SQLException {
            rows += more.size();
            return super.batch(write, more);
        }

        /** {@return how many rows were written and committed since this was asked last} */
        int committedRows() {
            int all = committed;
            rows = 0;
            committed = 0;
            return all;
        }

        @Override
        void rollback() {
            try {
                run("ROLLBACK");
            } catch (SQLException e) {
                // SQLite has rolled back by itself, as it does when it runs out of room.
            }
        }

        private void run(String sql) throws SQLException {
            update(Sql.of(sql));
        }

        @Override
        PreparedStatement statement(String sql) throws SQLException {
            return statements.take(sql);
        }

        @Override
        void finished(PreparedStatement statement) throws SQLException {
            statements.give(statement);
        }

        @Override
        public void close() {
            release.accept(this);
        }

        void end() {
            try {
                connection.close();
            } catch (SQLException e) {
                // There is nothing left to do with it.
            }
        }
    }
}
