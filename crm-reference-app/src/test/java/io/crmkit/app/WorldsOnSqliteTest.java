package io.crmkit.app;

import io.crmkit.persistence.jdbc.SqliteProvider;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class WorldsOnSqliteTest extends WorldsOnDatabase {

    @TempDir
    Path directory;

    @Override
    RecordStore open() {
        Parameters quick = Parameters.of(Map.of("synchronous", "off")); // nothing here is to survive
        return new SqliteProvider().open("sqlite:" + directory.resolve("worlds.db"), quick);
    }
}
