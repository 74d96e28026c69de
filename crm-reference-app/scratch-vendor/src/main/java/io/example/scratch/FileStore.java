package io.example.scratch;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.CommitResult.Ensured;
import io.crmkit.spi.storage.Filters;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.PageTokens;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageChecks;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tallies;
import io.crmkit.spi.storage.Tally;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Keeps everything in memory and every commit in a journal. Each method holds the one lock. */
final class FileStore implements RecordStore {

    private static final StoreProfile PROFILE =
            new StoreProfile(Set.of(Capability.DURABLE, Capability.UNIQUE_INDEXES), 20_000, 1 << 20);

    private record Place(String tenant, RecordKey key) {}

    private record Taken(String tenant, String type, String index, Object value) {}

    private record Receipt(String tenant, String id) {}

    private final Journal journal;
    private final Map<String, Entry.Prepared> known = new HashMap<>();
    private final Set<String> prepared = new TreeSet<>();
    private final Map<String, NavigableMap<RecordKey, StoredRecord>> tenants = new HashMap<>();
    private final Map<Taken, Place> holders = new HashMap<>();
    private final Map<Receipt, CommitResult> receipts = new HashMap<>();
    private boolean closed;

    FileStore(Journal journal) {
        this.journal = journal;
        journal.read(bytes -> {
            Entry entry = Entry.read(bytes);
            if (entry instanceof Entry.Prepared type) {
                known.put(type.type().name(), type);
            } else if (entry instanceof Entry.Settled settled) {
                settled.records().forEach(this::replace);
                receipts.put(new Receipt(settled.tenant(), settled.receipt()), settled.result());
            }
        });
    }

    @Override
    public StoreProfile profile() {
        return PROFILE;
    }

    @Override
    public synchronized Preparation prepare(Collection<RecordType> types) {
        open();
        List<Entry.Prepared> wanted = new ArrayList<>();
        for (RecordType type : types) {
            StorageChecks.check(type, PROFILE);
            Entry.Prepared before = known.get(type.name());
            Set<String> building = new TreeSet<>();
            if (before != null) {
                building.addAll(StorageChecks.evolve(before.type(), type));
                building.addAll(before.building());
                building.removeIf(index -> type.index(index).isEmpty());
            }
            wanted.add(new Entry.Prepared(type, building));
        }
        Map<String, Set<String>> building = new TreeMap<>();
        for (Entry.Prepared type : wanted) {
            remember(type);
            prepared.add(type.type().name());
            if (!type.building().isEmpty()) {
                building.put(type.type().name(), type.building());
            }
        }
        return new Preparation(building);
    }

    @Override
    public synchronized void ready(String type, Set<String> indexes) {
        Set<String> building = new TreeSet<>(building(type));
        building.removeAll(indexes);
        remember(new Entry.Prepared(type(type), building));
    }

    private void remember(Entry.Prepared type) {
        if (!type.equals(known.get(type.type().name()))) {
            journal.append(type.bytes());
            known.put(type.type().name(), type);
        }
    }

    @Override
    public synchronized RecordType type(String name) {
        open();
        Entry.Prepared type = known.get(name);
        if (type == null || !prepared.contains(name)) {
            throw new StorageException(StorageException.Kind.SCHEMA, "the type " + name + " was not prepared");
        }
        return type.type();
    }

    private Set<String> building(String name) {
        type(name);
        Entry.Prepared type = known.get(name);
        return type == null ? Set.of() : type.building();
    }

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        return findInAnyState(tenant, key).filter(record -> record.state() == RecordState.LIVE);
    }

    @Override
    public synchronized Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        type(key.type());
        StorageChecks.id("tenant", tenant);
        StorageChecks.id("id", key.id());
        return Optional.ofNullable(records(tenant).get(key));
    }

    @Override
    public synchronized Page query(Query query) {
        open();
        StorageChecks.check(query, this::type, this::building);
        PageTokens.Position after = PageTokens.read(query, type(query.type()));
        List<StoredRecord> found = new ArrayList<>();
        RecordKey from = new RecordKey(query.type(), after == null ? "" : after.id());
        for (StoredRecord record :
                records(query.tenant()).tailMap(from, after == null).values()) {
            if (!record.key().type().equals(query.type())) {
                break;
            }
            if (record.state() != RecordState.LIVE
                    || !Filters.matches(query.filter(), record.body().values())) {
                continue;
            }
            if (found.size() == query.limit()) {
                String last = found.get(found.size() - 1).id();
                return new Page(found, PageTokens.write(query, new PageTokens.Position(List.of(), last)));
            }
            found.add(record);
        }
        return new Page(found, null);
    }

    /** The default adds up page by page; under the lock that is one moment. */
    @Override
    public synchronized List<Tally.Group> tally(Tally tally) {
        return Tallies.stream(this, tally);
    }

    @Override
    public synchronized CommitResult commit(ChangeSet set) {
        open();
        StorageChecks.check(set, PROFILE, this::type);
        CommitResult before = receipts.get(new Receipt(set.tenant(), set.receipt()));
        if (before != null) {
            return before;
        }
        Attempt attempt = new Attempt(set.tenant());
        try {
            for (Change change : set.inPhases()) {
                CommitResult refusal = attempt.apply(change);
                if (refusal != null) {
                    attempt.undo();
                    return refusal;
                }
            }
            return settle(set.tenant(), set.receipt(), CommitResult.Committed.of(attempt.ensured), attempt.written);
        } catch (StorageException e) {
            attempt.undo();
            throw e;
        }
    }

    @Override
    public synchronized CommitResult resolve(String tenant, String receipt) {
        open();
        StorageChecks.id("tenant", tenant);
        StorageChecks.id("receipt", receipt);
        CommitResult result = receipts.get(new Receipt(tenant, receipt));
        return result != null ? result : settle(tenant, receipt, new CommitResult.Voided(), List.of());
    }

    private CommitResult settle(String tenant, String receipt, CommitResult result, List<StoredRecord> records) {
        try {
            journal.append(new Entry.Settled(tenant, receipt, result, records).bytes());
        } catch (StorageException e) {
            close(); // whether the entry is on the disk shows when the journal is read again
            return new CommitResult.Unknown("the journal could not be written");
        }
        receipts.put(new Receipt(tenant, receipt), result);
        return result;
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            journal.close();
        }
    }

    private void open() {
        if (closed) {
            throw new StorageException(StorageException.Kind.CLOSED, "the store was closed");
        }
    }

    private NavigableMap<RecordKey, StoredRecord> records(String tenant) {
        return tenants.computeIfAbsent(tenant, t -> new TreeMap<>());
    }

    /** Puts a record into the maps and gives back the one that was there. */
    private @Nullable StoredRecord replace(StoredRecord next) {
        StoredRecord old = records(next.tenant()).put(next.key(), next);
        Place place = new Place(next.tenant(), next.key());
        if (old != null) {
            taken(old).forEach(value -> holders.remove(value, place));
        }
        taken(next).forEach(value -> holders.put(value, place));
        return old;
    }

    /** The unique values that a record keeps from others. */
    private List<Taken> taken(StoredRecord record) {
        List<Taken> taken = new ArrayList<>();
        Entry.Prepared type = known.get(record.key().type());
        for (IndexSpec index : type == null ? List.<IndexSpec>of() : type.type().indexes()) {
            Object value = record.body().values().get(index.name());
            boolean holds = record.state() == RecordState.LIVE || index.heldByTombstone();
            if (index.unique() && holds && value != null) {
                taken.add(new Taken(record.tenant(), record.key().type(), index.name(), value));
            }
        }
        return taken;
    }

    /** A change set in the making: done in the maps at once, and undone when one of its changes is refused. */
    private final class Attempt {
        private final String tenant;
        private final Map<RecordKey, Ensured> ensured = new TreeMap<>();
        private final List<StoredRecord> written = new ArrayList<>();
        private final Deque<Runnable> undo = new ArrayDeque<>();

        Attempt(String tenant) {
            this.tenant = tenant;
        }

        void undo() {
            undo.forEach(Runnable::run);
        }

        @Nullable
        CommitResult apply(Change change) {
            RecordKey key = change.key();
            StoredRecord now = records(tenant).get(key);
            RecordState state = now == null ? null : now.state();
            long version = now == null ? 0 : now.version();
            if (change instanceof Change.Insert c) {
                return now == null ? write(key, 1, RecordState.LIVE, c.body()) : new CommitResult.Duplicate(key, null);
            } else if (change instanceof Change.Ensure c) {
                ensured.put(
                        key,
                        now != null
                                ? state == RecordState.LIVE ? Ensured.PRESENT : Ensured.TOMBSTONE
                                : write(key, 1, RecordState.LIVE, c.body()) == null
                                        ? Ensured.INSERTED
                                        : Ensured.VALUE_TAKEN);
                return null;
            } else if (change instanceof Change.CheckAbsent) {
                return state == RecordState.LIVE ? new CommitResult.Stale(key) : null;
            }
            boolean ofTombstones = change instanceof Change.Restore || change instanceof Change.Erase;
            if (now == null
                    || state != (ofTombstones ? RecordState.DELETED : RecordState.LIVE)
                    || version != expected(change)) {
                return new CommitResult.Stale(key);
            } else if (change instanceof Change.Update c) {
                return write(key, version + 1, RecordState.LIVE, c.body());
            } else if (change instanceof Change.Delete) {
                return write(key, version + 1, RecordState.DELETED, now.body());
            } else if (change instanceof Change.Restore) {
                return write(key, version + 1, RecordState.LIVE, now.body());
            } else if (change instanceof Change.Erase) {
                return write(key, version + 1, RecordState.ERASED, StoredRecord.ERASED_BODY);
            } else if (change instanceof Change.Rewrite c) {
                return write(key, version, RecordState.LIVE, c.body());
            } else if (change instanceof Change.Reindex c) {
                RecordBody old = now.body();
                return write(
                        key,
                        version,
                        RecordState.LIVE,
                        new RecordBody(old.schemaVersion(), old.payload(), c.visibility(), c.values()));
            }
            return null; // a Check, which has passed
        }

        private static long expected(Change change) {
            return change instanceof Change.Update c
                    ? c.expectedVersion()
                    : change instanceof Change.Delete d
                            ? d.expectedVersion()
                            : change instanceof Change.Restore r
                                    ? r.expectedVersion()
                                    : change instanceof Change.Erase e
                                            ? e.expectedVersion()
                                            : change instanceof Change.Reindex i
                                                    ? i.expectedVersion()
                                                    : change instanceof Change.Rewrite w
                                                            ? w.expectedVersion()
                                                            : change instanceof Change.Check k
                                                                    ? k.expectedVersion()
                                                                    : -1;
        }

        private @Nullable CommitResult write(RecordKey key, long version, RecordState state, RecordBody body) {
            StoredRecord next = new StoredRecord(tenant, key, version, state, body);
            Place place = new Place(tenant, key);
            for (Taken value : taken(next)) {
                if (!holders.getOrDefault(value, place).equals(place)) {
                    return new CommitResult.Duplicate(key, value.index());
                }
            }
            StoredRecord old = replace(next);
            written.add(next);
            undo.push(() -> {
                if (old != null) {
                    replace(old);
                } else {
                    Place gone = new Place(tenant, key);
                    taken(next).forEach(value -> holders.remove(value, gone));
                    records(tenant).remove(key);
                }
            });
            return null;
        }
    }
}
