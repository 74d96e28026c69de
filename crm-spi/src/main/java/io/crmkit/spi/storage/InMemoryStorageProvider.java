package io.crmkit.spi.storage;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.PublicApi;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Opens {@link InMemoryStore}s: {@code memory:} a new place each time, {@code memory:name} the place of that name of this
 * provider object.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class InMemoryStorageProvider implements StorageProvider {

    private final Map<String, InMemoryStore.Space> spaces = new ConcurrentHashMap<>();

    /** For {@link java.util.ServiceLoader}. */
    public InMemoryStorageProvider() {}

    @Override
    public String id() {
        return "memory";
    }

    @Override
    public RecordStore open(String location, Parameters parameters) {
        String name = location.startsWith("memory:") ? location.substring("memory:".length()) : location;
        return name.isEmpty()
                ? new InMemoryStore()
                : new InMemoryStore(spaces.computeIfAbsent(name, k -> new InMemoryStore.Space()));
    }
}
