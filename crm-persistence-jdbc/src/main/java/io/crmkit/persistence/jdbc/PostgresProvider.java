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
 * The store in a PostgreSQL database: {@code jdbc:postgresql://host:port/database}. Parameters: {@code user}, {@code
 * password}, {@code pool-size} (by default 8), {@code connect-timeout} (seconds, by default 10), {@code lock-timeout}
 * (seconds to wait for others before answering RETRY, by default 10; 0 leaves the server's own, which a transaction pooler
 * in between may insist on), {@code answer-timeout} (seconds after which a server that does not answer is given up, by
 * default 600; building an index over many records may need more). What stands behind a question mark goes to the driver.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class PostgresProvider implements StorageProvider {

    private static final String ID = "postgresql";

    private static final int MAX_PAYLOAD = 4 * 1024 * 1024;

    /** For {@link java.util.ServiceLoader}. */
    public PostgresProvider() {}

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
        Locations.driver("org.postgresql.Driver", "org.postgresql:postgresql");
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "crm-kit");
        properties.setProperty("connectTimeout", String.valueOf(server.connectTimeout()));
        properties.setProperty("socketTimeout", String.valueOf(server.answerTimeout()));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("reWriteBatchedInserts", "true");
        properties.setProperty("prepareThreshold", "3");
        properties.setProperty("preparedStatementCacheQueries", "512");
        properties.setProperty("logServerErrorDetail", "false"); // the detail holds values of records
        if (server.lockTimeout() > 0) {
            properties.setProperty("options", "-c lock_timeout=" + server.lockTimeout() + "s");
        }
        return PooledConnections.open(
                PostgresDialect.INSTANCE, server, "org.postgresql.Driver", properties, PostgresProvider::inspect);
    }

    private static int inspect(Session session) throws SQLException {
        int version = session.connection.getMetaData().getDatabaseMajorVersion();
        String encoding = session.first(Sql.of("SHOW server_encoding"), row -> row.getString(1));
        if (version < 13 || !"UTF8".equals(encoding)) {
            throw new SQLException(
                    "PostgreSQL 13 or newer and encoding UTF8 are needed; this is " + version + ", " + encoding);
        }
        return MAX_PAYLOAD;
    }

    @Override
    public List<String> schema(String location, Collection<RecordType> types) {
        return JdbcStore.schema(PostgresDialect.INSTANCE, types);
    }
}
