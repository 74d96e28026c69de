package io.crmkit.app;

import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

class HandoverOnSqliteTest extends HandoverOnTwoNodes {

    @TempDir
    Path directory;

    @Override
    String location() {
        return "sqlite:" + directory.resolve("crm.db");
    }
}
