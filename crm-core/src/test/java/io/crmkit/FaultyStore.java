package io.crmkit;

import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A store that fails when told to. */
public final class FaultyStore implements RecordStore {

    private final RecordStore sound;
    private int failAt;
    private int calls;
    private StorageException.Kind kind = StorageException.Kind.UNAVAILABLE;
    private int failingCommits;
    private StorageException.Kind commitKind = StorageException.Kind.TRANSIENT;
    private Boolean unknown;
    private Runnable before = () -> {};

    public FaultyStore(RecordStore sound) {
        this.sound = sound;
    }

    /** The n-th call from now on fails, whatever it is. */
    public synchronized void failAt(int n, StorageException.Kind how) {
        failAt = n;
        calls = 0;
        kind = how;
    }

    /** Nothing fails any more; tells whether something had. */
    public synchronized boolean heal() {
        boolean spent = calls >= failAt;
        failAt = 0;
        return spent;
    }

    /** The next commits fail. */
    public synchronized void failCommits(int n, StorageException.Kind how) {
        failingCommits = n;
        commitKind = how;
    }

    /** The next commit answers Unknown, having been done or not. */
    public synchronized void nextCommitUnknown(boolean done) {
        unknown = done;
    }

    /** Something comes in between: it happens just before the next commit, and may commit itself. */
    public synchronized void beforeNextCommit(Runnable what) {
        before = what;
    }

    private synchronized Runnable takeBefore() {
        Runnable taken = before;
        before = () -> {};
        return taken;
    }

    private synchronized void step() {
        if (failAt > 0 && ++calls == failAt) {
            throw new StorageException(kind, "told to fail at call " + failAt);
        }
    }

    @Override
    public CommitResult commit(ChangeSet changes) {
        takeBefore().run();
        step();
        Boolean lose;
        synchronized (this) {
            if (failingCommits > 0) {
                failingCommits--;
                throw new StorageException(commitKind, "told to fail");
            }
            lose = unknown;
            unknown = null;
        }
        if (lose == null) {
            return sound.commit(changes);
        }
        if (lose) {
            sound.commit(changes);
        }
        return new CommitResult.Unknown("told to forget");
    }

    @Override
    public StoreProfile profile() {
        return sound.profile();
    }

    @Override
    public Preparation prepare(Collection<RecordType> types) {
        step();
        return sound.prepare(types);
    }

    @Override
    public void ready(String type, Set<String> indexes) {
        step();
        sound.ready(type, indexes);
    }

    @Override
    public RecordType type(String name) {
        return sound.type(name);
    }

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        step();
        return sound.find(tenant, key);
    }

    @Override
    public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        step();
        return sound.findInAnyState(tenant, key);
    }

    @Override
    public Page query(Query query) {
        step();
        return sound.query(query);
    }

    @Override
    public List<Tally.Group> tally(Tally tally) {
        step();
        return sound.tally(tally);
    }

    @Override
    public CommitResult resolve(String tenant, String receipt) {
        return sound.resolve(tenant, receipt);
    }

    @Override
    public Stream<StoredRecord> snapshot(String tenant) {
        return sound.snapshot(tenant);
    }

    @Override
    public void close() {
        sound.close();
    }
}
