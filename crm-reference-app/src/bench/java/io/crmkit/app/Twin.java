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
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Two stores that hold the same, of which the second one does what the first one did, call by call, on one thread: what reading
 * and writing alone takes. In turns of so many commits, so that both meet the same machine; meanwhile the first one answers
 * nobody. Whoever reads ahead may still work on the one page that it has.
 */
final class Twin implements RecordStore {

    private static final int TURN = 50;

    private final RecordStore first;
    private final RecordStore second;
    private final ReadWriteLock turn = new ReentrantReadWriteLock(true);
    private final List<Consumer<RecordStore>> calls = new ArrayList<>();
    private int commits;
    private long alone;
    private long waited;
    private long records;

    Twin(RecordStore first, RecordStore second) {
        this.first = first;
        this.second = second;
    }

    /** Begins to take the time anew. */
    void restart() {
        catchUp();
        alone = 0;
        waited = 0;
        records = 0;
    }

    /** {@return nanoseconds that the second store took} */
    long alone() {
        return alone;
    }

    /** {@return nanoseconds that the first one waited for it} */
    long waited() {
        return waited;
    }

    /** {@return how many changes were written} */
    long records() {
        return records;
    }

    /** Has the second store do what is left. */
    void catchUp() {
        long start = System.nanoTime();
        turn.writeLock().lock();
        try {
            long alone = System.nanoTime();
            calls.forEach(call -> call.accept(second));
            this.alone += System.nanoTime() - alone;
            calls.clear();
            commits = 0;
        } finally {
            turn.writeLock().unlock();
            waited += System.nanoTime() - start;
        }
    }

    private <T> T both(Function<RecordStore, T> call) {
        turn.readLock().lock();
        try {
            T answer = call.apply(first);
            synchronized (calls) {
                calls.add(call::apply);
            }
            return answer;
        } finally {
            turn.readLock().unlock();
        }
    }

    @Override
    public StoreProfile profile() {
        return first.profile();
    }

    @Override
    public Preparation prepare(Collection<RecordType> types) {
        return both(store -> store.prepare(types));
    }

    @Override
    public void ready(String type, Set<String> indexes) {
        both(store -> {
            store.ready(type, indexes);
            return type;
        });
    }

    @Override
    public RecordType type(String name) {
        return first.type(name);
    }

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        return both(store -> store.find(tenant, key));
    }

    @Override
    public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        return both(store -> store.findInAnyState(tenant, key));
    }

    @Override
    public List<StoredRecord> findAll(String tenant, String type, Collection<String> ids) {
        return both(store -> store.findAll(tenant, type, ids));
    }

    @Override
    public Page query(Query query) {
        return both(store -> store.query(query));
    }

    @Override
    public List<Tally.Group> tally(Tally tally) {
        return both(store -> store.tally(tally));
    }

    @Override
    public CommitResult commit(ChangeSet changes) {
        records += changes.changes().size();
        CommitResult done = both(store -> {
            CommitResult result = store.commit(changes);
            if (!(result instanceof CommitResult.Committed)) {
                throw new IllegalStateException("the stores do not hold the same: " + result);
            }
            return result;
        });
        if (++commits == TURN) {
            catchUp();
        }
        return done;
    }

    @Override
    public CommitResult resolve(String tenant, String receipt) {
        return first.resolve(tenant, receipt);
    }

    @Override
    public Stream<StoredRecord> snapshot(String tenant) {
        return first.snapshot(tenant);
    }

    @Override
    public void close() {
        first.close();
        second.close();
    }
}
