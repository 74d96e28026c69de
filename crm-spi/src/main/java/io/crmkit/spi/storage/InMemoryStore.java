package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The reference store: the contract, readable. Everything lives in memory and one lock guards it. Embedders test with it;
 * the contract kit compares other stores with it. Several stores over one {@link Space} behave like several nodes over
 * one database.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class InMemoryStore implements RecordStore {

    private static final StoreProfile PROFILE = StoreProfile.allBut(
                    Set.of(Capability.DURABLE), 100_000, 16 * 1024 * 1024)
            .bounded();

    /** What stores over the same place share. Safe for use by many threads. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public static final class Space {
        private final Map<String, RecordType> types = new HashMap<>();
        private final Map<String, Set<String>> building = new HashMap<>();
        private final Map<String, Tenant> tenants = new HashMap<>();
    }

    /** The records and receipts of one tenant. */
    private static final class Tenant {
        private final TreeMap<RecordKey, StoredRecord> records = new TreeMap<>();
        private final Map<Unique, String> uniques = new HashMap<>();
        private final Map<String, CommitResult> receipts = new HashMap<>();
    }

    /** A unique value that is taken. */
    private record Unique(String type, String index, Object value) {}

    private final Space space;
    private final Map<String, RecordType> prepared = new HashMap<>();
    private boolean closed;

    /** A store over a place of its own. */
    public InMemoryStore() {
        this(new Space());
    }

    /**
     * A store over a shared place.
     *
     * @param space the place
     */
    public InMemoryStore(Space space) {
        this.space = space;
    }

    @Override
    public StoreProfile profile() {
        return PROFILE;
    }

    @Override
    public Preparation prepare(Collection<RecordType> types) {
        return locked(() -> {
            Map<String, Set<String>> added = new HashMap<>();
            for (RecordType type : types) { // refuse all before touching any
                StorageChecks.check(type, PROFILE);
                RecordType known = space.types.get(type.name());
                added.put(type.name(), known == null ? Set.of() : StorageChecks.evolve(known, type));
            }
            Map<String, Set<String>> building = new TreeMap<>();
            for (RecordType type : types) {
                space.types.put(type.name(), type);
                prepared.put(type.name(), type);
                Set<String> unfilled = space.building.computeIfAbsent(type.name(), k -> new TreeSet<>());
                unfilled.addAll(added.getOrDefault(type.name(), Set.of()));
                if (!unfilled.isEmpty()) {
                    building.put(type.name(), Set.copyOf(unfilled));
                }
            }
            return new Preparation(building);
        });
    }

    @Override
    public void ready(String type, Set<String> indexes) {
        locked(() -> {
            type(type);
            return space.building.getOrDefault(type, new TreeSet<>()).removeAll(indexes);
        });
    }

    @Override
    public RecordType type(String name) {
        return locked(() -> {
            RecordType type = prepared.get(name);
            if (type == null) {
                throw new StorageException(
                        StorageException.Kind.SCHEMA, "record type '" + name + "' was not prepared by this store");
            }
            return type;
        });
    }

    @Override
    public Optional<StoredRecord> find(String tenant, RecordKey key) {
        return findInAnyState(tenant, key).filter(r -> r.state() == RecordState.LIVE);
    }

    @Override
    public Optional<StoredRecord> findInAnyState(String tenant, RecordKey key) {
        StorageChecks.id("tenant", tenant);
        StorageChecks.id("id", key.id());
        return locked(() -> {
            type(key.type());
            return Optional.ofNullable(tenant(tenant).records.get(key));
        });
    }

    @Override
    public Page query(Query query) {
        return locked(() -> {
            StorageChecks.check(query, this::type, this::building);
            RecordType type = type(query.type());
            Comparator<StoredRecord> order = order(type, query.order());
            PageTokens.Position after = PageTokens.read(query, type);
            List<StoredRecord> found = live(query.tenant(), query.type(), query.scope(), query.filter())
                    .filter(r -> after == null || order.compare(r, at(query, type, after)) > 0)
                    .sorted(order)
                    .limit(query.limit() + 1L)
                    .toList();
            if (found.size() <= query.limit()) {
                return new Page(found, null);
            }
            List<StoredRecord> page = found.subList(0, query.limit());
            return new Page(page, PageTokens.write(query, position(type, query, page.get(page.size() - 1))));
        });
    }

    @Override
    public List<Tally.Group> tally(Tally tally) {
        return locked(() -> {
            StorageChecks.check(tally, this::type, this::building);
            Tallies.Accumulator groups = new Tallies.Accumulator(type(tally.type()), tally);
            live(tally.tenant(), tally.type(), tally.scope(), tally.filter()).forEach(groups::add);
            return groups.result();
        });
    }

    private Stream<StoredRecord> live(String tenant, String type, Scope scope, Filter filter) {
        return ofType(tenant, type).values().stream()
                .filter(r -> r.state() == RecordState.LIVE)
                .filter(r -> scope.sees(r.body().visibility()))
                .filter(r -> Filters.matches(filter, r.body().values()));
    }

    private SortedMap<RecordKey, StoredRecord> ofType(String tenant, String type) {
        return tenant(tenant).records.subMap(new RecordKey(type, ""), new RecordKey(type + "\u0001", ""));
    }

    private static Comparator<StoredRecord> order(RecordType type, @Nullable String name) {
        Comparator<StoredRecord> byId = Comparator.comparing(StoredRecord::id, CodePoints.ORDER);
        if (name == null) {
            return byId;
        }
        OrderSpec order = type.order(name).orElseThrow();
        return (a, b) -> {
            for (OrderSpec.Key key : order.keys()) {
                int result = compare(
                        a.body().values().get(key.index()), b.body().values().get(key.index()), key.descending());
                if (result != 0) {
                    return result;
                }
            }
            return order.idDescending() ? byId.compare(b, a) : byId.compare(a, b);
        };
    }

    /** Nulls come last in either direction. */
    private static int compare(@Nullable Object a, @Nullable Object b, boolean descending) {
        if (a == null || b == null) {
            return a == b ? 0 : a == null ? 1 : -1;
        }
        return descending ? Values.compare(b, a) : Values.compare(a, b);
    }

    private static PageTokens.Position position(RecordType type, Query query, StoredRecord last) {
        List<@Nullable Object> values = new ArrayList<>();
        if (query.order() != null) {
            type.order(query.order())
                    .orElseThrow()
                    .keys()
                    .forEach(k -> values.add(last.body().values().get(k.index())));
        }
        return new PageTokens.Position(values, last.id());
    }

    /** A record that stands where the page before ended. */
    private static StoredRecord at(Query query, RecordType type, PageTokens.Position position) {
        IndexValues.Builder values = IndexValues.builder();
        if (query.order() != null) {
            List<OrderSpec.Key> keys = type.order(query.order()).orElseThrow().keys();
            for (int i = 0; i < keys.size(); i++) {
                values.put(keys.get(i).index(), position.sortValues().get(i));
            }
        }
        RecordBody body = new RecordBody(1, "", Visibility.none(), values.build());
        return new StoredRecord(query.tenant(), new RecordKey(type.name(), position.id()), 1, RecordState.LIVE, body);
    }

    @Override
    public CommitResult commit(ChangeSet set) {
        return locked(() -> {
            StorageChecks.check(set, PROFILE, this::type);
            Tenant tenant = tenant(set.tenant());
            CommitResult before = tenant.receipts.get(set.receipt());
            if (before != null) {
                return before;
            }
            Attempt attempt = new Attempt(set.tenant(), tenant);
            for (Change change : set.inPhases()) {
                CommitResult refusal = attempt.apply(change);
                if (refusal != null) {
                    return refusal; // nothing was touched: the attempt is thrown away
                }
            }
            CommitResult.Committed done = CommitResult.Committed.of(attempt.ensured);
            attempt.keep();
            tenant.receipts.put(set.receipt(), done);
            return done;
        });
    }

    @Override
    public CommitResult resolve(String tenant, String receipt) {
        StorageChecks.id("tenant", tenant);
        StorageChecks.id("receipt", receipt);
        return locked(() -> tenant(tenant).receipts.computeIfAbsent(receipt, r -> new CommitResult.Voided()));
    }

    @Override
    public Stream<StoredRecord> snapshot(String tenant) {
        StorageChecks.id("tenant", tenant);
        return locked(() -> tenant(tenant).records.values().stream()
                        .filter(r -> prepared.containsKey(r.key().type()))
                        .toList())
                .stream();
    }

    @Override
    public void close() {
        synchronized (space) {
            closed = true;
        }
    }

    private Tenant tenant(String name) {
        return space.tenants.computeIfAbsent(name, k -> new Tenant());
    }

    private Set<String> building(String type) {
        return space.building.getOrDefault(type, Set.of());
    }

    private <T> T locked(Supplier<T> work) {
        synchronized (space) {
            if (closed) {
                throw new StorageException(StorageException.Kind.CLOSED, "the store was closed");
            }
            return work.get();
        }
    }

    /** A change set on trial: what would be, beside what is. */
    private final class Attempt {
        private final String name;
        private final Tenant tenant;
        private final Map<RecordKey, StoredRecord> records = new HashMap<>();
        private final Map<Unique, Optional<String>> uniques = new HashMap<>();
        private final Map<RecordKey, CommitResult.Ensured> ensured = new TreeMap<>();

        Attempt(String name, Tenant tenant) {
            this.name = name;
            this.tenant = tenant;
        }

        /** Applies one change; answers a refusal, or null when all is well. */
        @Nullable
        CommitResult apply(Change change) {
            RecordKey key = change.key();
            StoredRecord now = tenant.records.get(key);
            if (change instanceof Change.Check c) {
                return is(now, RecordState.LIVE, c.expectedVersion()) ? null : new CommitResult.Stale(key);
            } else if (change instanceof Change.CheckAbsent) {
                return now == null || now.state() != RecordState.LIVE ? null : new CommitResult.Stale(key);
            } else if (change instanceof Change.Insert c) {
                return insert(now, new StoredRecord(name, key, 1, RecordState.LIVE, c.body()));
            } else if (change instanceof Change.Load c) {
                return insert(now, c.record());
            } else if (change instanceof Change.Ensure c) {
                ensured.put(key, ensure(now, new StoredRecord(name, key, 1, RecordState.LIVE, c.body())));
                return null;
            } else if (change instanceof Change.Update c) {
                return replace(c, now, RecordState.LIVE, c.expectedVersion(), RecordState.LIVE, c.body());
            } else if (change instanceof Change.Delete c) {
                return replace(c, now, RecordState.LIVE, c.expectedVersion(), RecordState.DELETED, null);
            } else if (change instanceof Change.Restore c) {
                return replace(c, now, RecordState.DELETED, c.expectedVersion(), RecordState.LIVE, null);
            } else if (change instanceof Change.Erase c) {
                return replace(
                        c, now, RecordState.DELETED, c.expectedVersion(), RecordState.ERASED, StoredRecord.ERASED_BODY);
            } else if (change instanceof Change.Reindex c) {
                return rewrite(
                        now,
                        change,
                        c.expectedVersion(),
                        body -> new RecordBody(body.schemaVersion(), body.payload(), c.visibility(), c.values()));
            } else if (change instanceof Change.Rewrite c) {
                return rewrite(now, change, c.expectedVersion(), body -> c.body());
            }
            throw new StorageException(
                    StorageException.Kind.UNSUPPORTED,
                    "the change " + change.getClass().getName());
        }

        private static boolean is(@Nullable StoredRecord now, RecordState state, long version) {
            return now != null && now.state() == state && now.version() == version;
        }

        private @Nullable CommitResult insert(@Nullable StoredRecord now, StoredRecord next) {
            if (now != null) {
                return new CommitResult.Duplicate(next.key(), null);
            }
            return put(null, next);
        }

        private CommitResult.Ensured ensure(@Nullable StoredRecord now, StoredRecord next) {
            if (now != null) {
                return now.state() == RecordState.LIVE ? CommitResult.Ensured.PRESENT : CommitResult.Ensured.TOMBSTONE;
            }
            return put(null, next) == null ? CommitResult.Ensured.INSERTED : CommitResult.Ensured.VALUE_TAKEN;
        }

        private @Nullable CommitResult replace(
                Change change,
                @Nullable StoredRecord now,
                RecordState expected,
                long version,
                RecordState state,
                @Nullable RecordBody body) {
            if (now == null || !is(now, expected, version)) {
                return new CommitResult.Stale(change.key());
            }
            return put(now, new StoredRecord(name, now.key(), version + 1, state, body == null ? now.body() : body));
        }

        private @Nullable CommitResult rewrite(
                @Nullable StoredRecord now, Change change, long version, UnaryOperator<RecordBody> body) {
            if (now == null || !is(now, RecordState.LIVE, version)) {
                return new CommitResult.Stale(change.key());
            }
            return put(now, new StoredRecord(name, now.key(), version, now.state(), body.apply(now.body())));
        }

        /** Puts a record in place of another one, unless one of its unique values is taken. */
        private @Nullable CommitResult put(@Nullable StoredRecord now, StoredRecord next) {
            RecordType type = type(next.key().type());
            Map<Unique, String> wanted = held(type, next);
            for (Unique unique : wanted.keySet()) {
                String holder = uniques.getOrDefault(unique, Optional.ofNullable(tenant.uniques.get(unique)))
                        .orElse(null);
                if (holder != null && !holder.equals(next.id())) {
                    return new CommitResult.Duplicate(next.key(), unique.index());
                }
            }
            if (now != null) {
                held(type, now).keySet().forEach(unique -> uniques.put(unique, Optional.empty()));
            }
            wanted.forEach((unique, id) -> uniques.put(unique, Optional.of(id)));
            records.put(next.key(), next);
            return null;
        }

        /** The unique values that a record keeps from others. */
        private static Map<Unique, String> held(RecordType type, StoredRecord record) {
            Map<Unique, String> held = new TreeMap<>(Comparator.comparing(Unique::index));
            for (IndexSpec index : type.indexes()) {
                Object value = record.body().values().get(index.name());
                if (index.unique()
                        && value != null
                        && (record.state() == RecordState.LIVE || index.heldByTombstone())) {
                    held.put(new Unique(type.name(), index.name(), value), record.id());
                }
            }
            return held;
        }

        void keep() {
            tenant.records.putAll(records);
            uniques.forEach((unique, holder) ->
                    holder.ifPresentOrElse(id -> tenant.uniques.put(unique, id), () -> tenant.uniques.remove(unique)));
        }
    }
}
