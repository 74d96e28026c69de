package io.crmkit.spi.broken;

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
import java.util.stream.Stream;

/** A store that hands everything on; what is broken overrides one thing. */
class Sound implements RecordStore {

    final RecordStore sound;

    Sound(RecordStore sound) {
        this.sound = sound;
    }

    @Override
    public StoreProfile profile() {
        return sound.profile();
    }

    @Override
    public Preparation prepare(Collection<RecordType> types) {
        return sound.prepare(types);
    }

    @Override
    public void ready(String type, Set<String> indexes) {
        sound.ready(type, indexes);
    }

    @Override
    public RecordType type(String name) {
        return sound.type(name);
    }

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        return sound.find(tenant, key);
    }

    @Override
    public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        return sound.findInAnyState(tenant, key);
    }

    @Override
    public List<StoredRecord> findAll(String tenant, String type, Collection<String> ids) {
        return sound.findAll(tenant, type, ids);
    }

    @Override
    public Page query(Query query) {
        return sound.query(query);
    }

    @Override
    public List<Tally.Group> tally(Tally tally) {
        return sound.tally(tally);
    }

    @Override
    public CommitResult commit(ChangeSet changes) {
        return sound.commit(changes);
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
