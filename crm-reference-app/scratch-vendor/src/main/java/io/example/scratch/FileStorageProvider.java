package io.example.scratch;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageProvider;
import java.nio.file.Path;

/** Opens {@code scratch:path/of/a/journal}, one process and one store object at a time. */
public final class FileStorageProvider implements StorageProvider {

    /** For the service loader. */
    public FileStorageProvider() {}

    @Override
    public String id() {
        return "scratch";
    }

    @Override
    public RecordStore open(String location, Parameters parameters) {
        if (!location.startsWith("scratch:") || location.length() == "scratch:".length()) {
            throw new IllegalArgumentException("location '" + location + "': allowed is scratch:FILE");
        }
        return new FileStore(Journal.open(Path.of(location.substring("scratch:".length()))));
    }
}
