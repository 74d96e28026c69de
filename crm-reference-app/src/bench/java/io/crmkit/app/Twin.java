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
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Two stores that hold the same, of which the second one does what the first one does, call by call and in turns of who is
 * first, so that both meet the same machine. The time of the second is what reading and writing alone takes. For one thread.
 */
final class Twin implements RecordStore {

    private final RecordStore first;
    private final RecordStore second;
    private boolean secondGoesFirst;
    private long alone;
    private long records;

    Twin(RecordStore first, RecordStore second) {
        this.first = first;
        this.second = second;
    }

    /** Begins to take the time anew. */
    void restart() {
        alone = 0;
        records = 0;
    }

    /** {@return nanoseconds that the second store took} */
    long alone() {
        return alone;
    }

    /** {@return how many changes were written to it} */
    long records() {
        return records;
    }

    private <T> T both(Function<RecordStore, T> call) {
        secondGoesFirst = !secondGoesFirst;
        if (secondGoesFirst) {
            timed(call);
            return call.apply(first);
        }
        T answer = call.apply(first);
        timed(call);
        return answer;
    }

    private <T> void timed(Function<RecordStore, T> call) {
        long start = System.nanoTime();
        call.apply(second);
        alone += System.nanoTime() - start;
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
        return both(store -> {
            CommitResult result = store.commit(changes);
            if (!(result instanceof CommitResult.Committed)) {
                throw new IllegalStateException("the stores do not hold the same: " + result);
            }
            return result;
        });
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
