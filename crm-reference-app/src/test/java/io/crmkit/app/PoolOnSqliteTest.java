package io.crmkit.app;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class PoolOnSqliteTest extends PoolOnTwoNodes {

    @TempDir
    Path directory;

    @Override
    String location() {
        return "sqlite:" + directory.resolve("crm.db");
    }
}
