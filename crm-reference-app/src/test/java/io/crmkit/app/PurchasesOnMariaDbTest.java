package io.crmkit.app;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Tag;

@Tag("database")
class PurchasesOnMariaDbTest extends PurchasesStory {

    @Override
    Shell shell(Path directory) {
        Optional<String> url = TestDatabases.freshMariaDb();
        assumeTrue(url.isPresent(), "there is no MariaDB here");
        return ServerShell.on(directory, url.orElseThrow());
    }
}
