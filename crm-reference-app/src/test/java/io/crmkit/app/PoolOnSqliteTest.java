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

    /** It lets one writer in at a time and waits for the disk each time: fewer customers meet as often. */
    @Override
    int customers() {
        return 2_000;
    }
}
