package io.crmkit.persistence.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.crmkit.spi.storage.StorageException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool of connections to a server. The drivers keep prepared statements by themselves. */
final class PooledConnections implements Connections {

    /** What a server must be asked before it is used; throws what is wrong with it. */
    interface Inspection {
        /** {@return how long a payload may be} */
        int inspect(Session session) throws SQLException;
    }

    private static final AtomicInteger POOLS = new AtomicInteger();

    private final Dialect dialect;
    private final HikariDataSource pool;
    private final int maxPayloadBytes;
    private final Set<Session> frozen = ConcurrentHashMap.newKeySet();

    private PooledConnections(Dialect dialect, HikariDataSource pool, int maxPayloadBytes) {
        this.dialect = dialect;
        this.pool = pool;
        this.maxPayloadBytes = maxPayloadBytes;
    }

    /** Asks the server once without a pool, because the first answer is the one that people must understand. */
    static PooledConnections open(
            Dialect dialect, ServerLocation location, String driver, Properties properties, Inspection inspection) {
        int maxPayloadBytes;
        Properties all = new Properties();
        all.putAll(properties);
        if (location.user() != null) {
            all.setProperty("user", location.user());
        }
        if (location.password() != null) {
            all.setProperty("password", location.password());
        }
        try (Session session =
                new PooledSession(DriverManager.getConnection(location.url(), all), dialect, new HashSet<>())) {
            maxPayloadBytes = inspection.inspect(session);
        } catch (SQLException e) {
            throw new StorageException(
                    StorageException.Kind.UNAVAILABLE,
                    "cannot use " + location.place() + " as "
                            + (location.user() == null ? "the driver's default user" : location.user()) + ": "
                            + location.withoutPassword(e.getMessage()),
                    e);
        }
        HikariConfig config = new HikariConfig();
        config.setPoolName("crm-kit-" + POOLS.incrementAndGet());
        config.setDriverClassName(driver);
        config.setJdbcUrl(location.url());
        config.setUsername(location.user());
        config.setPassword(location.password());
        config.setDataSourceProperties(properties);
        config.setMaximumPoolSize(location.poolSize());
        config.setMinimumIdle(1);
        config.setConnectionTimeout(TimeUnit.SECONDS.toMillis(location.connectTimeout()));
        config.setInitializationFailTimeout(-1);
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new PooledConnections(dialect, new HikariDataSource(config), maxPayloadBytes);
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    @Override
    public int maxPayloadBytes() {
        return maxPayloadBytes;
    }

    private Session session() throws SQLException {
        return new PooledSession(pool.getConnection(), dialect, frozen);
    }

    @Override
    public Session reader() throws SQLException {
        return session();
    }

    @Override
    public Session writer() throws SQLException {
        return session();
    }

    @Override
    public Session frozen() throws SQLException {
        Session session = session();
        frozen.add(session);
        try {
            dialect.freeze(session);
            return session;
        } catch (SQLException e) {
            session.close();
            throw e;
        }
    }

    @Override
    public void close() {
        frozen.forEach(Session::close);
        pool.close();
    }

    private static final class PooledSession extends Session {
        private final Set<Session> frozen;
        private boolean within;

        PooledSession(Connection connection, Dialect dialect, Set<Session> frozen) {
            super(connection, dialect);
            this.frozen = frozen;
        }

        @Override
        void begin() throws SQLException {
            within = true;
            dialect.begin(connection);
        }

        @Override
        void commit() throws SQLException {
            connection.commit();
            within = false;
        }

        @Override
        void rollback() {
            within = false;
            try {
                connection.rollback();
            } catch (SQLException e) {
                // Whoever cannot say ROLLBACK has lost the connection, and the server rolls back by itself.
            }
        }

        @Override
        PreparedStatement statement(String sql) throws SQLException {
            return connection.prepareStatement(sql);
        }

        @Override
        PreparedStatement counting(String sql) throws SQLException {
            return dialect.countsWithKeys()
                    ? connection.prepareStatement(sql, Statement.RETURN_GENERATED_KEYS)
                    : statement(sql);
        }

        @Override
        void finished(PreparedStatement statement) throws SQLException {
            statement.close();
        }

        @Override
        public void close() {
            if (frozen.remove(this) || within) {
                rollback();
            }
            try {
                connection.close();
            } catch (SQLException e) {
                // The pool throws it away.
            }
        }
    }
}
