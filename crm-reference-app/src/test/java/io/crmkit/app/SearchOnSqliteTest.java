package io.crmkit.app;

import io.crmkit.customer.SearchLaws;
import io.crmkit.persistence.jdbc.SqliteProvider;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.io.TempDir;

class SearchOnSqliteTest extends SearchLaws {

    @TempDir
    Path directory;

    private final AtomicInteger worlds = new AtomicInteger();

    @Override
    protected RecordStore open() {
        Parameters quick = Parameters.of(Map.of("synchronous", "off")); // nothing here is to survive
        return new SqliteProvider()
                .open("sqlite:" + directory.resolve("search" + worlds.incrementAndGet() + ".db"), quick);
    }
}
