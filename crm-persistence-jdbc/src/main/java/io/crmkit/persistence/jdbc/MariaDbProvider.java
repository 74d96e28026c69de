package io.crmkit.persistence.jdbc;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.PublicApi;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageProvider;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Properties;

/**
 * The store in a MariaDB database: {@code jdbc:mariadb://host:port/database}. Parameters: {@code user}, {@code password},
 * {@code pool-size} (by default 8), {@code connect-timeout} (seconds, by default 10), {@code lock-timeout} (seconds to
 * wait for others before answering RETRY, by default 10; 0 leaves the server's own), {@code answer-timeout} (seconds after
 * which a server that does not answer is given up, by default 600; building an index over many records may need more).
 * What stands behind a question mark goes to the driver.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class MariaDbProvider implements StorageProvider {

    private static final String ID = "mariadb";

    private static final int MAX_PAYLOAD = 4 * 1024 * 1024;

    /** A record with its index values in one packet, and room for the batch around it. */
    private static final long MIN_PACKET = 16 * 1024 * 1024;

    /** For {@link java.util.ServiceLoader}. */
    public MariaDbProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public RecordStore open(String location, Parameters parameters) {
        return new JdbcStore(connections(location, parameters));
    }

    static Connections connections(String location, Parameters parameters) {
        ServerLocation server = ServerLocation.of(ID, location, parameters);
        Locations.driver("org.mariadb.jdbc.Driver", "org.mariadb.jdbc:mariadb-java-client");
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", String.valueOf(server.connectTimeout() * 1000L));
        properties.setProperty("socketTimeout", String.valueOf(server.answerTimeout() * 1000L));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("useServerPrepStmts", "true");
        properties.setProperty("cachePrepStmts", "true");
        properties.setProperty("prepStmtCacheSize", "512");
        // Bulk for inserts alone: the counts of updates, which tell a stale version, are lost in bulk.
        properties.setProperty("useBulkStmtsForInserts", "true");
        properties.setProperty("useBulkStmts", "false");
        properties.setProperty("allowLocalInfile", "false");
        properties.setProperty(
                "sessionVariables",
                "sql_mode='STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'"
                        + (server.lockTimeout() > 0 ? ",innodb_lock_wait_timeout=" + server.lockTimeout() : ""));
        return PooledConnections.open(
                MariaDbDialect.INSTANCE, server, "org.mariadb.jdbc.Driver", properties, MariaDbProvider::inspect);
    }

    private static int inspect(Session session) throws SQLException {
        var data = session.connection.getMetaData();
        int version = data.getDatabaseMajorVersion() * 100 + data.getDatabaseMinorVersion();
        if (version < 1006) {
            throw new SQLException("MariaDB 10.6 or newer is needed; this is " + data.getDatabaseProductVersion());
        }
        Long packet = session.first(Sql.of("SELECT @@max_allowed_packet"), row -> row.getLong(1));
        if (packet == null || packet < MIN_PACKET) {
            throw new SQLException("the server takes packets of " + packet + " bytes; set max_allowed_packet to "
                    + MIN_PACKET + " at least");
        }
        return MAX_PAYLOAD;
    }

    @Override
    public List<String> schema(String location, Collection<RecordType> types) {
        return JdbcStore.schema(MariaDbDialect.INSTANCE, types);
    }
}
