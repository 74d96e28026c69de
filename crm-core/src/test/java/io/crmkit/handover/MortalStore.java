package io.crmkit.handover;

import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Set;

/** The store of a node that dies at a call, before it does anything or right after it did; from then on nothing reaches the store. */
final class MortalStore {

    private static final Set<String> NO_CALLS = Set.of("profile", "type", "close", "name");

    private int dieAt = Integer.MAX_VALUE;
    private boolean after;
    private int calls;
    private boolean dead;

    /** {@return the store, for the node} */
    RecordStore over(RecordStore sound) {
        return (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    boolean counts = !NO_CALLS.contains(method.getName());
                    boolean last = counts && ++calls == dieAt;
                    if (counts && (dead || (last && !after))) {
                        dead = true;
                        throw gone();
                    }
                    try {
                        Object answer = method.invoke(sound, args);
                        if (last) {
                            dead = true;
                            throw gone();
                        }
                        return answer;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static StorageException gone() {
        return new StorageException(StorageException.Kind.CLOSED, "the node is dead");
    }

    /** The n-th call from now on is the last one. */
    void dieAt(int n, boolean afterIt) {
        calls = 0;
        dieAt = n;
        after = afterIt;
    }

    boolean died() {
        return dead;
    }

    int calls() {
        return calls;
    }
}
