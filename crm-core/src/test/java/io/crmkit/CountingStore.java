package io.crmkit;

import io.crmkit.spi.storage.RecordStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A store whose reads are counted. */
public final class CountingStore {

    private static final Set<String> READS = Set.of("find", "findInAnyState", "findAll", "query", "tally");

    private final AtomicInteger reads = new AtomicInteger();
    private final RecordStore store;

    public CountingStore(RecordStore sound) {
        store = (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    if (READS.contains(method.getName())) {
                        reads.incrementAndGet();
                    }
                    try {
                        return method.invoke(sound, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** The store to open a CRM on. */
    public RecordStore store() {
        return store;
    }

    /** How many reads something takes. */
    public int readsOf(Runnable what) {
        int before = reads.get();
        what.run();
        return reads.get() - before;
    }
}
