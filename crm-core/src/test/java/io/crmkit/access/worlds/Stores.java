package io.crmkit.access.worlds;

import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StoreProfile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stores for many worlds. */
public final class Stores {

    private Stores() {}

    /** A store of its own. */
    static RecordStore memory() {
        return new InMemoryStore();
    }

    /**
     * A store that is not closed with the world in it, is called on the caller's own thread, and is prepared once: worlds are
     * tenants, and tenants share tables.
     */
    @SuppressWarnings("unchecked") // prepare takes record types
    public static RecordStore shared(RecordStore store) {
        Map<Collection<RecordType>, Preparation> prepared = new ConcurrentHashMap<>();
        return (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        return null;
                    }
                    if (method.getName().equals("prepare")) {
                        return prepared.computeIfAbsent((Collection<RecordType>) args[0], store::prepare);
                    }
                    try {
                        Object answer = method.invoke(store, args);
                        return answer instanceof StoreProfile profile ? profile.bounded() : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
