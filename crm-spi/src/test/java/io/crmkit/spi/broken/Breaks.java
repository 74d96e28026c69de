package io.crmkit.spi.broken;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Preparation;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The broken stores, each with the clause that must notice it. */
final class Breaks {

    /**
     * One way to be broken.
     *
     * @param name what is wrong
     * @param clause the clause that must fail
     * @param store makes the broken store out of a sound one
     */
    record Break(String name, String clause, Function<RecordStore, RecordStore> store) {}

    private Breaks() {}

    static List<Break> all() {
        List<Break> all = new ArrayList<>();
        all.addAll(changes());
        all.addAll(sets());
        all.addAll(values());
        all.addAll(reads());
        all.addAll(lives());
        return all;
    }

    // ---- single changes

    private static List<Break> changes() {
        return List.of(
                changing("an insertion overwrites", "S02", (store, tenant, change) -> {
                    StoredRecord now = any(store, tenant, change);
                    return change instanceof Change.Insert c && now != null && now.state() == RecordState.LIVE
                            ? new Change.Update(c.key(), now.version(), c.body())
                            : change;
                }),
                changing("an update ignores the version", "S07", (store, tenant, change) -> {
                    StoredRecord now = any(store, tenant, change);
                    return change instanceof Change.Update c && now != null
                            ? new Change.Update(c.key(), now.version(), c.body())
                            : change;
                }),
                changing("a deletion ignores the version", "S06", (store, tenant, change) -> {
                    StoredRecord now = any(store, tenant, change);
                    return change instanceof Change.Delete c && now != null
                            ? new Change.Delete(c.key(), now.version())
                            : change;
                }),
                changing("an erasure keeps the contents", "S10", (store, tenant, change) -> {
                    StoredRecord now = any(store, tenant, change);
                    boolean erasable = change instanceof Change.Erase c
                            && now != null
                            && now.state() == RecordState.DELETED
                            && now.version() == c.expectedVersion();
                    return erasable ? new Change.CheckAbsent(change.key()) : change;
                }),
                changing(
                        "Reindex raises the version",
                        "S19",
                        (store, tenant, change) -> change instanceof Change.Reindex c
                                        && !store.type(c.key().type()).appendOnly()
                                ? new Change.Update(
                                        c.key(),
                                        c.expectedVersion(),
                                        new RecordBody(1, payload(store, tenant, change), c.visibility(), c.values()))
                                : change),
                changing(
                        "Rewrite raises the version",
                        "S49",
                        (store, tenant, change) -> change instanceof Change.Rewrite c
                                        && !store.type(c.key().type()).appendOnly()
                                ? new Change.Update(c.key(), c.expectedVersion(), c.body())
                                : change),
                changing(
                        "Rewrite keeps the old contents",
                        "S49",
                        (store, tenant, change) -> change instanceof Change.Rewrite c
                                ? new Change.Reindex(
                                        c.key(),
                                        c.expectedVersion(),
                                        c.body().visibility(),
                                        c.body().values())
                                : change),
                changing("Ensure overwrites", "S14", (store, tenant, change) -> {
                    StoredRecord now = any(store, tenant, change);
                    return change instanceof Change.Ensure c
                                    && now != null
                                    && now.state() == RecordState.LIVE
                                    && !store.type(c.key().type()).appendOnly()
                            ? new Change.Update(c.key(), now.version(), c.body())
                            : change;
                }),
                new Break("an erased id is used again", "S12", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        for (Change change : set.changes()) {
                            StoredRecord now = any(sound, set.tenant(), change);
                            if (change instanceof Change.Insert && now != null && now.state() == RecordState.ERASED) {
                                return CommitResult.Committed.of(Map.of());
                            }
                        }
                        return sound.commit(set);
                    }
                }),
                new Break("Ensure refuses its set", "S14", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        for (Change change : set.changes()) {
                            if (change instanceof Change.Ensure && any(sound, set.tenant(), change) != null) {
                                return new CommitResult.Duplicate(change.key(), null);
                            }
                        }
                        return sound.commit(set);
                    }
                }),
                new Break("a restoration forgets unique values", "S36", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        CommitResult result = sound.commit(set);
                        boolean lost = result instanceof CommitResult.Duplicate
                                && set.changes().stream().anyMatch(Change.Restore.class::isInstance);
                        return lost ? CommitResult.Committed.of(Map.of()) : result;
                    }
                }),
                new Break("tenants share unique values", "S146", sound -> new Sound(sound) {
                    private final Map<Object, String> holders = new ConcurrentHashMap<>();

                    @Override
                    public CommitResult commit(ChangeSet set) {
                        for (Change change : set.changes()) {
                            Object code = change instanceof Change.Insert c
                                    ? c.body().values().get("code")
                                    : null;
                            String holder = code == null ? null : holders.putIfAbsent(code, set.tenant());
                            if (holder != null && !holder.equals(set.tenant())) {
                                return new CommitResult.Duplicate(change.key(), "code");
                            }
                        }
                        return sound.commit(set);
                    }
                }));
    }

    // ---- sets, receipts, races

    private static List<Break> sets() {
        return List.of(
                new Break("the last change of a set is lost", "S45", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        int size = set.changes().size();
                        return sound.commit(
                                size < 4 ? set : with(set, set.changes().subList(0, size - 1)));
                    }
                }),
                new Break("a refused set is done in part", "S46", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        CommitResult result = sound.commit(set);
                        if (result instanceof CommitResult.Stale || result instanceof CommitResult.Duplicate) {
                            oneByOne(sound, set, set.changes().size() - 1);
                        }
                        return result;
                    }
                }),
                new Break("a set becomes visible bit by bit", "S48", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        boolean updates = set.changes().stream().allMatch(Change.Update.class::isInstance);
                        return updates ? oneByOne(sound, set, set.changes().size()) : sound.commit(set);
                    }
                }),
                new Break("receipts are forgotten", "S50", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        return sound.commit(with(set, set.changes()));
                    }
                }),
                new Break("resolve voids a committed set", "S52", sound -> new Sound(sound) {
                    @Override
                    public CommitResult resolve(String tenant, String receipt) {
                        sound.resolve(tenant, receipt);
                        return new CommitResult.Voided();
                    }
                }),
                new Break("a voided receipt is committed all the same", "S53", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        CommitResult result = sound.commit(set);
                        return result instanceof CommitResult.Voided ? sound.commit(with(set, set.changes())) : result;
                    }
                }),
                new Break("receipts are compared without case", "S56", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        return sound.commit(
                                new ChangeSet(set.tenant(), set.receipt().toLowerCase(Locale.ROOT), set.changes()));
                    }
                }),
                changing(
                        "Check is ignored",
                        "S17",
                        (store, tenant, change) -> change instanceof Change.Check ? null : change),
                changing(
                        "CheckAbsent is ignored",
                        "S18",
                        (store, tenant, change) -> change instanceof Change.CheckAbsent ? null : change),
                new Break("Check looks, but does not hold", "S64", sound -> new LooksFirst(sound, Change.Check.class)),
                new Break(
                        "CheckAbsent looks, but does not hold",
                        "S65",
                        sound -> new LooksFirst(sound, Change.CheckAbsent.class)),
                new Break("an update is lost in a race", "S61", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        List<Change> changes = new ArrayList<>();
                        for (Change change : set.changes()) {
                            StoredRecord now = any(sound, set.tenant(), change);
                            LockSupport.parkNanos(300_000);
                            StoredRecord later = any(sound, set.tenant(), change);
                            changes.add(
                                    change instanceof Change.Update c
                                                    && now != null
                                                    && later != null
                                                    && now.version() == c.expectedVersion()
                                            ? new Change.Update(c.key(), later.version(), c.body())
                                            : change);
                        }
                        return sound.commit(new ChangeSet(set.tenant(), set.receipt(), changes));
                    }
                }),
                new Break("every fifth update is not written, but answered as done", "S210", sound -> new Sound(sound) {
                    private final AtomicInteger count = new AtomicInteger();

                    @Override
                    public CommitResult commit(ChangeSet set) {
                        boolean updates = set.changes().stream().anyMatch(Change.Update.class::isInstance);
                        return updates && count.incrementAndGet() % 5 == 0
                                ? CommitResult.Committed.of(Map.of())
                                : sound.commit(set);
                    }
                }));
    }

    // ---- values

    private static List<Break> values() {
        return List.of(
                keys("trailing spaces of ids are dropped", "S70", String::stripTrailing),
                keys("ids are compared without case", "S70", id -> id.toLowerCase(Locale.ROOT)),
                keys("ids are normalised", "S70", id -> Normalizer.normalize(id, Normalizer.Form.NFC)),
                bodies(
                        "a payload loses its white space",
                        "S72",
                        body -> new RecordBody(
                                body.schemaVersion(), body.payload().strip(), body.visibility(), body.values())),
                eachValue(
                        "text is normalised",
                        "S71",
                        value ->
                                value instanceof String text ? Normalizer.normalize(text, Normalizer.Form.NFC) : value),
                eachValue(
                        "decimals are doubles",
                        "S75",
                        value -> value instanceof BigDecimal decimal
                                ? BigDecimal.valueOf(decimal.doubleValue())
                                        .setScale(decimal.scale(), RoundingMode.HALF_UP)
                                : value),
                eachValue(
                        "whole numbers are doubles",
                        "S77",
                        value -> value instanceof Long number ? (Object) (long) (double) number : value),
                eachValue(
                        "instants are in milliseconds",
                        "S79",
                        value -> value instanceof Instant instant ? instant.truncatedTo(ChronoUnit.MILLIS) : value),
                eachValue("the empty text is no value", "S81", value -> "".equals(value) ? null : value),
                new Break("tenants are compared without case", "S150", sound -> new Sound(sound) {
                    @Override
                    public CommitResult commit(ChangeSet set) {
                        return sound.commit(
                                new ChangeSet(set.tenant().toLowerCase(Locale.ROOT), set.receipt(), set.changes()));
                    }

                    @Override
                    public Optional<StoredRecord> find(String tenant, RecordKey key) {
                        return sound.find(tenant.toLowerCase(Locale.ROOT), key);
                    }
                }));
    }

    // ---- reads

    private static List<Break> reads() {
        return List.of(
                filters(
                        "text is compared without case",
                        "S71",
                        filter -> filter instanceof Filter.Equal f && f.value() instanceof String text
                                ? Filter.in(
                                        f.index(),
                                        Set.copyOf(Arrays.asList(
                                                text, text.toLowerCase(Locale.ROOT), text.toUpperCase(Locale.ROOT))))
                                : filter),
                filters(
                        "LIKE wildcards work in a prefix",
                        "S88",
                        filter -> filter instanceof Filter.Prefix f
                                        && (f.prefix().equals("%") || f.prefix().equals("_"))
                                ? Filter.present(f.index())
                                : filter),
                filters(
                        "logic is three-valued",
                        "S91",
                        filter -> filter instanceof Filter.Not n && n.part() instanceof Filter.Equal f
                                ? Filter.and(n, Filter.present(f.index()))
                                : filter),
                filters(
                        "Or of nothing matches everything",
                        "S90",
                        filter -> filter instanceof Filter.Or f && f.parts().isEmpty() ? Filter.all() : filter),
                filters(
                        "In takes a thousand values and drops the others",
                        "S86",
                        filter -> filter instanceof Filter.In f
                                ? Filter.in(
                                        f.index(),
                                        f.values().stream().limit(1_000).toList())
                                : filter),
                filters(
                        "an upper bound is always excluded",
                        "S87",
                        filter -> filter instanceof Filter.Range f
                                ? new Filter.Range(f.index(), f.from(), f.fromInclusive(), f.to(), false)
                                : filter),
                new Break("an unsupported predicate matches everything", "S93", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        try {
                            return sound.query(query);
                        } catch (StorageException e) {
                            return sound.query(new Query(
                                    query.tenant(),
                                    query.type(),
                                    query.scope(),
                                    Filter.all(),
                                    query.order(),
                                    query.limit(),
                                    query.pageToken()));
                        }
                    }
                }),
                new Break("an undeclared order is the order of ids", "S110", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        boolean known = query.order() == null
                                || sound.type(query.type()).order(query.order()).isPresent();
                        return sound.query(
                                known
                                        ? query
                                        : new Query(
                                                query.tenant(),
                                                query.type(),
                                                query.scope(),
                                                query.filter(),
                                                null,
                                                query.limit(),
                                                query.pageToken()));
                    }
                }),
                new Break("the limit counts before the filter", "S100", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        sound.query(query);
                        Page page = sound.query(new Query(
                                query.tenant(),
                                query.type(),
                                query.scope(),
                                Filter.all(),
                                query.order(),
                                query.limit(),
                                null));
                        return new Page(
                                page.records().stream()
                                        .filter(r -> io.crmkit.spi.storage.Filters.matches(
                                                query.filter(), r.body().values()))
                                        .toList(),
                                null);
                    }
                }),
                new Break("the scope is applied after the limit", "S119", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        sound.query(query.from(null));
                        Page page = sound.query(new Query(
                                query.tenant(),
                                query.type(),
                                Scope.unrestricted(),
                                query.filter(),
                                query.order(),
                                query.limit(),
                                query.pageToken()));
                        return new Page(
                                page.records().stream()
                                        .filter(r -> query.scope().sees(r.body().visibility()))
                                        .toList(),
                                page.nextToken());
                    }
                }),
                new Break("a record appears once for each token that matches", "S116", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        Page page = sound.query(query);
                        if (!(query.scope() instanceof Scope.Tokens scope)) {
                            return page;
                        }
                        List<StoredRecord> doubled = new ArrayList<>();
                        for (StoredRecord r : page.records()) {
                            long times = scope.tokens().stream()
                                    .filter(t ->
                                            Scope.of(List.of(t)).sees(r.body().visibility()))
                                    .count();
                            for (long i = 0; i < times; i++) {
                                doubled.add(r);
                            }
                        }
                        return new Page(doubled, page.nextToken());
                    }
                }),
                new Break("an empty scope sees everything", "S117", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        boolean empty = query.scope() instanceof Scope.Tokens t
                                && t.tokens().isEmpty();
                        return sound.query(
                                empty
                                        ? new Query(
                                                query.tenant(),
                                                query.type(),
                                                Scope.unrestricted(),
                                                query.filter(),
                                                query.order(),
                                                query.limit(),
                                                query.pageToken())
                                        : query);
                    }
                }),
                tallies(
                        "a tally ignores the scope",
                        "S120",
                        (store, t) -> store.tally(new Tally(
                                t.tenant(), t.type(), Scope.unrestricted(), t.filter(), t.groupBy(), t.measures()))),
                tallies(
                        "sums are doubles",
                        "S131",
                        (store, t) -> mapMeasures(
                                store.tally(t),
                                (i, value) -> t.measures().get(i).function() == Measure.Function.SUM
                                                && value instanceof BigDecimal sum
                                        ? BigDecimal.valueOf(sum.doubleValue())
                                                .setScale(sum.scale(), RoundingMode.HALF_UP)
                                        : value)),
                tallies(
                        "records without a value are in no group",
                        "S133",
                        (store, t) -> store.tally(t).stream()
                                .filter(group -> !group.keys().contains(null))
                                .toList()),
                tallies("groups come as they like", "S133", (store, t) -> {
                    List<Tally.Group> groups = new ArrayList<>(store.tally(t));
                    java.util.Collections.reverse(groups);
                    return groups;
                }),
                tallies("a tally adds up record by record while others write", "S140", (store, t) -> {
                    if (t.measures().size() != 1 || t.measures().get(0).function() != Measure.Function.SUM) {
                        return store.tally(t);
                    }
                    BigDecimal sum = BigDecimal.ZERO;
                    Query query = Query.of(t.tenant(), t.type(), t.scope(), t.filter(), 10_000);
                    for (StoredRecord found : store.query(query).records()) {
                        LockSupport.parkNanos(50_000);
                        StoredRecord now = store.find(t.tenant(), found.key()).orElse(found);
                        Object value =
                                now.body().values().get(t.measures().get(0).index());
                        sum = sum.add(BigDecimal.valueOf(value instanceof Long number ? number : 0));
                    }
                    return List.of(new Tally.Group(List.of(), List.of(sum)));
                }),
                new Break("nulls come first", "S103", sound -> new ByOffset(sound, nullsFirst(), false)),
                new Break(
                        "ids are ordered by UTF-16 unit",
                        "S74",
                        sound -> new ByOffset(sound, Comparator.comparing(StoredRecord::id), true)),
                new Break("pages are offsets", "S105", sound -> new ByOffset(sound, null, false)),
                new Break("tokens of other queries are accepted", "S108", sound -> new ByOffset(sound, null, false)),
                new Break("a damaged token begins at the beginning", "S109", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        try {
                            return sound.query(query);
                        } catch (StorageException e) {
                            if (e.kind() == StorageException.Kind.PAGE_TOKEN) {
                                return sound.query(query.from(null));
                            }
                            throw e;
                        }
                    }
                }),
                new Break("find answers tombstones", "S05", sound -> new Sound(sound) {
                    @Override
                    public Optional<StoredRecord> find(String tenant, RecordKey key) {
                        return sound.findInAnyState(tenant, key);
                    }
                }),
                new Break("queries find tombstones", "S96", sound -> new Sound(sound) {
                    @Override
                    public Page query(Query query) {
                        Page page = sound.query(query);
                        try (Stream<StoredRecord> all = sound.snapshot(query.tenant())) {
                            Stream<StoredRecord> deleted = all.filter(
                                    r -> r.key().type().equals(query.type()) && r.state() == RecordState.DELETED);
                            return new Page(
                                    Stream.concat(page.records().stream(), deleted)
                                            .toList(),
                                    page.nextToken());
                        }
                    }
                }),
                new Break("findAll answers in its own order", "S27", sound -> new Sound(sound) {
                    @Override
                    public List<StoredRecord> findAll(String tenant, String type, Collection<String> ids) {
                        return sound.findAll(tenant, type, ids).stream()
                                .sorted(Comparator.comparing(StoredRecord::id))
                                .toList();
                    }
                }));
    }

    // ---- schema, snapshots, opening and closing

    private static List<Break> lives() {
        return List.of(
                preparing("a newer schema is accepted", "S161", StorageException.Kind.NEWER_SCHEMA),
                preparing("a changed index is accepted", "S162", StorageException.Kind.SCHEMA),
                new Break("a building index is answered", "S158", sound -> new Sound(sound) {
                    @Override
                    public Preparation prepare(Collection<RecordType> types) {
                        Preparation preparation = sound.prepare(types);
                        preparation.building().forEach(sound::ready);
                        return preparation;
                    }
                }),
                new Break("a profile that offers no scopes, and takes scoped types", "S180", sound -> new Sound(sound) {
                    @Override
                    public StoreProfile profile() {
                        return StoreProfile.allBut(
                                EnumSet.of(Capability.SCOPES, Capability.DURABLE), 100_000, 16 * 1024 * 1024);
                    }
                }),
                new Break("more changes than the profile says", "S187", sound -> new Sound(sound) {
                    @Override
                    public StoreProfile profile() {
                        return new StoreProfile(sound.profile().capabilities(), 150, 65_536);
                    }
                }),
                new Break("durable by its profile, but only in memory", "S196", sound -> new Sound(sound) {
                    @Override
                    public StoreProfile profile() {
                        return StoreProfile.allBut(List.of(), 100_000, 16 * 1024 * 1024);
                    }
                }),
                new Break("a snapshot is torn", "S191", sound -> new Sound(sound) {
                    @Override
                    public Stream<StoredRecord> snapshot(String tenant) {
                        return sound.snapshot(tenant)
                                .map(r -> sound.findInAnyState(tenant, r.key()).orElse(r));
                    }
                }),
                new Break("a snapshot forgets tombstones", "S190", sound -> new Sound(sound) {
                    @Override
                    public Stream<StoredRecord> snapshot(String tenant) {
                        return sound.snapshot(tenant).filter(r -> r.state() == RecordState.LIVE);
                    }
                }),
                new Break("what another store committed is not seen", "S197", sound -> new Sound(sound) {
                    private final Map<RecordKey, StoredRecord> cache = new ConcurrentHashMap<>();

                    @Override
                    public Optional<StoredRecord> find(String tenant, RecordKey key) {
                        Optional<StoredRecord> now = sound.find(tenant, key);
                        now.ifPresent(record -> cache.putIfAbsent(key, record));
                        return now.map(record -> cache.getOrDefault(key, record));
                    }
                }),
                new Break("closing leaves a thread", "S200", sound -> {
                    CountDownLatch never = new CountDownLatch(1);
                    Thread thread = new Thread(
                            () -> {
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            "left behind");
                    thread.setDaemon(true);
                    thread.start();
                    return new Sound(sound);
                }),
                new Break("a closed store goes on answering", "S199", sound -> new Sound(sound) {
                    @Override
                    public void close() {
                        // goes on
                    }
                }));
    }

    // ---- how to break

    private interface ChangeBreak {
        @Nullable
        Change apply(RecordStore store, String tenant, Change change);
    }

    private static Break changing(String name, String clause, ChangeBreak broken) {
        return new Break(name, clause, sound -> new Sound(sound) {
            @Override
            public CommitResult commit(ChangeSet set) {
                List<Change> changes = new ArrayList<>();
                for (Change change : set.changes()) {
                    Change other = broken.apply(sound, set.tenant(), change);
                    if (other != null) {
                        changes.add(other);
                    }
                }
                return sound.commit(new ChangeSet(set.tenant(), set.receipt(), changes));
            }
        });
    }

    private static Break keys(String name, String clause, UnaryOperator<String> broken) {
        return new Break(name, clause, sound -> new Sound(sound) {
            private RecordKey key(RecordKey key) {
                return new RecordKey(key.type(), broken.apply(key.id()));
            }

            @Override
            public CommitResult commit(ChangeSet set) {
                return sound.commit(new ChangeSet(
                        set.tenant(),
                        set.receipt(),
                        set.changes().stream()
                                .map(c -> c instanceof Change.Insert i ? new Change.Insert(key(i.key()), i.body()) : c)
                                .toList()));
            }

            @Override
            public Optional<StoredRecord> find(String tenant, RecordKey key) {
                return sound.find(tenant, key(key));
            }
        });
    }

    private static Break bodies(String name, String clause, UnaryOperator<RecordBody> broken) {
        return changing(
                name,
                clause,
                (store, tenant, change) -> change instanceof Change.Insert c
                        ? new Change.Insert(c.key(), broken.apply(c.body()))
                        : change);
    }

    private static Break eachValue(String name, String clause, UnaryOperator<@Nullable Object> broken) {
        return bodies(name, clause, body -> {
            IndexValues.Builder values = IndexValues.builder();
            body.values()
                    .asMap()
                    .forEach((index, value) -> values.put(index, value instanceof List ? value : broken.apply(value)));
            return new RecordBody(body.schemaVersion(), body.payload(), body.visibility(), values.build());
        });
    }

    private static Break filters(String name, String clause, UnaryOperator<Filter> broken) {
        return new Break(name, clause, sound -> new Sound(sound) {
            private Filter deep(Filter filter) {
                if (filter instanceof Filter.And f && !f.parts().isEmpty()) {
                    return new Filter.And(f.parts().stream().map(this::deep).toList());
                }
                if (filter instanceof Filter.Or f && !f.parts().isEmpty()) {
                    return new Filter.Or(f.parts().stream().map(this::deep).toList());
                }
                return broken.apply(filter);
            }

            @Override
            public Page query(Query query) {
                sound.query(query);
                return sound.query(new Query(
                        query.tenant(),
                        query.type(),
                        query.scope(),
                        deep(query.filter()),
                        query.order(),
                        query.limit(),
                        query.pageToken()));
            }
        });
    }

    private interface TallyBreak {
        List<Tally.Group> apply(RecordStore store, Tally tally);
    }

    private static Break tallies(String name, String clause, TallyBreak broken) {
        return new Break(name, clause, sound -> new Sound(sound) {
            @Override
            public List<Tally.Group> tally(Tally tally) {
                return broken.apply(sound, tally);
            }
        });
    }

    private interface MeasureBreak {
        @Nullable
        Object apply(int index, @Nullable Object value);
    }

    private static List<Tally.Group> mapMeasures(List<Tally.Group> groups, MeasureBreak broken) {
        return groups.stream()
                .map(group -> {
                    List<@Nullable Object> measures = new ArrayList<>();
                    for (int i = 0; i < group.measures().size(); i++) {
                        measures.add(broken.apply(i, group.measures().get(i)));
                    }
                    return new Tally.Group(group.keys(), measures);
                })
                .toList();
    }

    private static Break preparing(String name, String clause, StorageException.Kind passedOver) {
        return new Break(name, clause, sound -> new Sound(sound) {
            @Override
            public Preparation prepare(Collection<RecordType> types) {
                try {
                    return sound.prepare(types);
                } catch (StorageException e) {
                    if (e.kind() == passedOver) {
                        return new Preparation(Map.of());
                    }
                    throw e;
                }
            }
        });
    }

    private static @Nullable StoredRecord any(RecordStore store, String tenant, Change change) {
        try {
            return store.findInAnyState(tenant, change.key()).orElse(null);
        } catch (IllegalArgumentException | StorageException e) {
            return null; // the commit will say what is wrong
        }
    }

    private static String payload(RecordStore store, String tenant, Change change) {
        StoredRecord now = any(store, tenant, change);
        return now == null ? "" : now.payload();
    }

    private static ChangeSet with(ChangeSet set, List<Change> changes) {
        return new ChangeSet(set.tenant(), UUID.randomUUID().toString(), changes);
    }

    private static CommitResult oneByOne(RecordStore store, ChangeSet set, int count) {
        CommitResult result = CommitResult.Committed.of(Map.of());
        for (Change change : set.changes().subList(0, count)) {
            result = store.commit(with(set, List.of(change)));
            LockSupport.parkNanos(100_000);
        }
        return result;
    }

    private static Comparator<StoredRecord> nullsFirst() {
        return Comparator.comparing((StoredRecord r) -> r.body().values().get("name") != null);
    }

    /** Looks at what a check asks for, and commits the rest a moment later. */
    private static final class LooksFirst extends Sound {
        private final Class<? extends Change> kind;

        LooksFirst(RecordStore sound, Class<? extends Change> kind) {
            super(sound);
            this.kind = kind;
        }

        @Override
        public CommitResult commit(ChangeSet set) {
            List<Change> checks =
                    set.changes().stream().filter(kind::isInstance).toList();
            if (checks.isEmpty()) {
                return sound.commit(set);
            }
            CommitResult looked = sound.commit(with(set, checks));
            LockSupport.parkNanos(300_000);
            return looked instanceof CommitResult.Committed
                    ? sound.commit(new ChangeSet(
                            set.tenant(),
                            set.receipt(),
                            set.changes().stream()
                                    .filter(c -> !kind.isInstance(c))
                                    .toList()))
                    : looked;
        }
    }

    /** Pages by offset, in an order of its own if there is one. */
    private static final class ByOffset extends Sound {
        private final @Nullable Comparator<StoredRecord> order;
        private final boolean byIdOnly;

        ByOffset(RecordStore sound, @Nullable Comparator<StoredRecord> order, boolean byIdOnly) {
            super(sound);
            this.order = order;
            this.byIdOnly = byIdOnly;
        }

        @Override
        public Page query(Query query) {
            List<StoredRecord> all = new ArrayList<>(sound.query(new Query(
                            query.tenant(), query.type(), query.scope(), query.filter(), query.order(), 10_000, null))
                    .records());
            if (order != null && (query.order() == null) == byIdOnly) {
                all.sort(order);
            }
            String token = query.pageToken();
            int from = token == null || !token.matches("\\d{1,6}") ? 0 : Integer.parseInt(token);
            int to = Math.min(all.size(), from + query.limit());
            return new Page(all.subList(Math.min(from, to), to), to < all.size() ? "" + to : null);
        }
    }
}
