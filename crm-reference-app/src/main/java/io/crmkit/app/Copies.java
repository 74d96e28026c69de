package io.crmkit.app;

import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Copies stores. */
final class Copies {

    private static final String TENANT = "default";
    private static final int BATCH = 1_000;

    private Copies() {}

    /**
     * Copies what a store holds at one moment into memory.
     *
     * @param original the store
     * @param types the record types
     * @return the copy, for the caller to close
     */
    static RecordStore inMemory(RecordStore original, Collection<RecordType> types) {
        original.prepare(types);
        InMemoryStore copy = new InMemoryStore();
        copy.prepare(types);
        try (Stream<StoredRecord> records = original.snapshot(TENANT)) {
            List<Change> batch = new ArrayList<>();
            int number = 0;
            for (Iterator<StoredRecord> each = records.iterator(); each.hasNext(); ) {
                batch.add(new Change.Load(each.next()));
                if (batch.size() == BATCH || !each.hasNext()) {
                    CommitResult result = copy.commit(new ChangeSet(TENANT, "copy-" + ++number, batch));
                    if (!(result instanceof CommitResult.Committed)) {
                        throw new IllegalStateException("a store's snapshot cannot be loaded: " + result);
                    }
                    batch.clear();
                }
            }
        }
        return copy;
    }
}
