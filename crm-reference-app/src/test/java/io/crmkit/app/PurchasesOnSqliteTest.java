package io.crmkit.app;

import java.nio.file.Path;

class PurchasesOnSqliteTest extends PurchasesStory {

    @Override
    Shell shell(Path directory) {
        return new Shell(directory);
    }
}
