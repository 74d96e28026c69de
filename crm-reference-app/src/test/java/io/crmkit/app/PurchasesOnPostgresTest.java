package io.crmkit.app;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;

@Tag("database")
class PurchasesOnPostgresTest extends PurchasesStory {

    @Override
    Shell shell(Path directory) {
        return ServerShell.on(directory, TestDatabases.freshPostgres());
    }
}
