package io.crmkit.app;

import java.nio.file.Path;

class CrmSalesOnSqliteTest extends CrmSalesStory {

    @Override
    Shell shell(Path directory) {
        return new Shell(directory);
    }
}
