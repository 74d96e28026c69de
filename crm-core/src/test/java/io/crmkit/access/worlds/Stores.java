package io.crmkit.access.worlds;

import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoreProfile;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

/** Stores for many worlds. */
public final class Stores {

    private Stores() {}

    /** A store of its own that is called on the caller's own thread: it is known to answer. */
    static RecordStore memory() {
        return shared(new InMemoryStore(new InMemoryStore.Space()));
    }

    /** A store that is not closed with the world in it, and is called on the caller's own thread. */
    public static RecordStore shared(RecordStore store) {
        return (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("close")) {
                        return null;
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
