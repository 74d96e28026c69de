package io.crmkit.app;

import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * A store that remembers what was committed through it, and how long committing and reading took, added up over
 * the threads that did. */
final class Recorder implements RecordStore {

    private final RecordStore store;
    private final List<ChangeSet> committed = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong committing = new AtomicLong();
    private final AtomicLong reading = new AtomicLong();

    Recorder(RecordStore store) {
        this.store = store;
    }

    /** {@return what was committed, in order} */
    List<ChangeSet> committed() {
        return committed;
    }

    /** Begins to take the time anew. */
    void restart() {
        committing.set(0);
        reading.set(0);
    }

    /** {@return nanoseconds spent in commits} */
    long committing() {
        return committing.get();
    }

    /** {@return nanoseconds spent in reads} */
    long reading() {
        return reading.get();
    }

    private <T> T read(Supplier<T> read) {
        long start = System.nanoTime();
        try {
            return read.get();
        } finally {
            reading.addAndGet(System.nanoTime() - start);
        }
    }

    @Override
    public StoreProfile profile() {
        return store.profile();
    }

    @Override
    public Preparation prepare(Collection<RecordType> types) {
        return store.prepare(types);
    }

    @Override
    public void ready(String type, Set<String> indexes) {
        store.ready(type, indexes);
    }

    @Override
    public RecordType type(String name) {
        return store.type(name);
    }

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        return read(() -> store.find(tenant, key));
    }

    @Override
    public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        return read(() -> store.findInAnyState(tenant, key));
    }

    @Override
    public List<StoredRecord> findAll(String tenant, String type, Collection<String> ids) {
        return read(() -> store.findAll(tenant, type, ids));
    }

    @Override
    public Page query(Query query) {
        return read(() -> store.query(query));
    }

    @Override
    public List<Tally.Group> tally(Tally tally) {
        return read(() -> store.tally(tally));
    }

    @Override
    public CommitResult commit(ChangeSet changes) {
        long start = System.nanoTime();
        CommitResult result = store.commit(changes);
        committing.addAndGet(System.nanoTime() - start);
        if (result instanceof CommitResult.Committed) {
            committed.add(changes);
        }
        return result;
    }

    @Override
    public CommitResult resolve(String tenant, String receipt) {
        return store.resolve(tenant, receipt);
    }

    @Override
    public Stream<StoredRecord> snapshot(String tenant) {
        return store.snapshot(tenant);
    }

    @Override
    public void close() {
        store.close();
    }
}
