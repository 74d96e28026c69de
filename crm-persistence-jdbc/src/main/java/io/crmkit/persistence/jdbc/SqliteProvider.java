package io.crmkit.persistence.jdbc;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.PublicApi;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StorageProvider;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The store in one SQLite file: {@code sqlite:crm.db}. The file is created when it is missing; several processes may share
 * it on a local disk. Parameters: {@code readers} (connections that read, 1 to 64, by default 4), {@code busy-timeout}
 * (seconds to wait for others, by default 10), {@code synchronous} ({@code full}, the default; {@code normal} or {@code
 * off} lose the last commits when the machine loses power), {@code max-pages} (how large the file may grow, in pages of 4
 * kB; by default 0, as large as the disk).
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class SqliteProvider implements StorageProvider {

    private static final String ID = "sqlite";

    /** For {@link java.util.ServiceLoader}. */
    public SqliteProvider() {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public RecordStore open(String location, Parameters parameters) {
        return new JdbcStore(connections(location, parameters));
    }

    static Connections connections(String location, Parameters parameters) {
        SqliteSettings settings = settings(location, parameters);
        Locations.driver("org.sqlite.JDBC", "org.xerial:sqlite-jdbc");
        try {
            return new SqliteConnections(settings);
        } catch (SQLException e) {
            throw new StorageException(
                    SqliteDialect.INSTANCE.failure(e) == Dialect.Failure.CONFLICT
                            ? StorageException.Kind.TRANSIENT
                            : StorageException.Kind.UNAVAILABLE,
                    "cannot open the SQLite file " + settings.file() + ": " + e.getMessage(),
                    e);
        }
    }

    private static SqliteSettings settings(String location, Parameters parameters) {
        String file = Locations.rest(location, ID);
        if (file.startsWith(":") || file.startsWith("file:") || file.contains("?")) {
            throw new IllegalArgumentException(
                    "'" + file + "' does not name a file; for a store in memory use memory:");
        }
        Locations.onlyKnown(parameters, ID, Set.of("readers", "busy-timeout", "synchronous", "max-pages"));
        String synchronous = parameters.text("synchronous", "full");
        if (!Set.of("full", "normal", "off").contains(synchronous)) {
            throw new IllegalArgumentException(
                    "parameter 'synchronous' is '" + synchronous + "'; allowed are full, normal and off");
        }
        return new SqliteSettings(
                file,
                parameters.integer("readers", 4, 1, 64),
                Duration.ofSeconds(parameters.integer("busy-timeout", 10, 1, 3600)),
                synchronous.toUpperCase(Locale.ROOT),
                parameters.integer("max-pages", 0, 0, Integer.MAX_VALUE));
    }

    @Override
    public List<String> schema(String location, Collection<RecordType> types) {
        return JdbcStore.schema(SqliteDialect.INSTANCE, types);
    }
}
