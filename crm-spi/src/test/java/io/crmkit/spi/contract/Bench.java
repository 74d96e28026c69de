package io.crmkit.spi.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StorageProvider;
import io.crmkit.spi.storage.StoreProfile;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.function.Executable;

/** A store on the bench: opened at a location of its own, with three prepared types, and closed at the end. */
final class Bench implements AutoCloseable {

    /** The tenant of all clauses that need only one. */
    static final String TENANT = "tenant";

    static final String DEAL = "deal";
    static final String EVENT = "event";
    static final String PLAIN = "plain";

    private static final AtomicLong RECEIPTS = new AtomicLong();
    private static final int TRIES = 400;

    final StorageProvider provider;
    final String location;
    final Parameters parameters;
    final StoreProfile profile;
    private final List<RecordStore> opened = new ArrayList<>();
    private RecordStore store;

    private Bench(StoreHarness harness) {
        provider = harness.provider();
        location = harness.freshLocation();
        parameters = harness.parameters();
        store = openBare();
        profile = store.profile();
    }

    /** An empty store with the kit's types prepared. */
    static Bench open(StoreHarness harness) {
        Bench bench = bare(harness);
        bench.store.prepare(bench.types());
        return bench;
    }

    /** An empty store with the kit's types prepared, or the clause is skipped. */
    static Bench open(StoreHarness harness, Capability... needed) {
        Bench bench = bare(harness);
        bench.needs(needed);
        bench.store.prepare(bench.types());
        return bench;
    }

    /** An empty store with nothing prepared. */
    static Bench bare(StoreHarness harness) {
        return new Bench(harness);
    }

    void needs(Capability... needed) {
        for (Capability capability : needed) {
            if (!profile.can(capability)) {
                close();
                assumeTrue(
                        false,
                        "the store does not declare " + capability
                                + "; clauses S180 to S186 prove that it refuses what it does not declare");
            }
        }
    }

    RecordStore store() {
        return store;
    }

    /** One more store at the same place; only for stores that can be shared. */
    RecordStore another() {
        RecordStore more = openBare();
        more.prepare(types());
        return more;
    }

    /** One more store at the same place with nothing prepared. */
    RecordStore openBare() {
        RecordStore more = provider.open(location, parameters);
        opened.add(more);
        return more;
    }

    /** Closes the store and opens it again, with nothing prepared. */
    RecordStore reopenBare() {
        store.close();
        store = openBare();
        return store;
    }

    /** Closes the store and opens it again. */
    RecordStore reopen() {
        reopenBare().prepare(types());
        return store;
    }

    /** A store object that comes after the present one, with nothing prepared, as far as the store has such a thing. */
    RecordStore nextBare() {
        if (profile.can(Capability.SHARED)) {
            return openBare();
        }
        return profile.can(Capability.DURABLE) ? reopenBare() : store;
    }

    /** Stores for racers: two objects over one place where the store can be shared, otherwise the one. */
    List<RecordStore> racers() {
        return profile.can(Capability.SHARED) ? List.of(store, another()) : List.of(store);
    }

    @Override
    public void close() {
        opened.forEach(RecordStore::close);
    }

    // ---- types

    List<RecordType> types() {
        return types(profile);
    }

    static List<RecordType> types(StoreProfile profile) {
        return List.of(deal(profile), event(), plain());
    }

    /** The type that has everything the store declares. */
    static RecordType deal(StoreProfile profile) {
        RecordType.Builder type = RecordType.named(DEAL, 1)
                .indexes(
                        IndexSpec.text("name"),
                        IndexSpec.text("city"),
                        IndexSpec.integer("size"),
                        IndexSpec.decimal("amount", 2),
                        IndexSpec.date("closes"),
                        IndexSpec.instant("touched"),
                        IndexSpec.bool("open"));
        if (profile.can(Capability.UNIQUE_INDEXES)) {
            type.indexes(
                    IndexSpec.text("code").asUnique(), IndexSpec.text("serial").asUniqueForever());
        }
        if (profile.can(Capability.MULTI_VALUED_INDEXES)) {
            type.indexes(
                    IndexSpec.text("tags").asMultiValued(),
                    IndexSpec.integer("marks").asMultiValued());
        }
        if (profile.can(Capability.SCOPES)) {
            type.scoped();
        }
        if (profile.can(Capability.ORDERS)) {
            type.orders(
                    OrderSpec.ascending("by_name", "name"),
                    OrderSpec.descending("by_amount", "amount"),
                    OrderSpec.descending("by_touched", "touched"),
                    new OrderSpec(
                            "by_city", List.of(new OrderSpec.Key("city", false), new OrderSpec.Key("amount", true))),
                    new OrderSpec(
                            "by_all",
                            List.of(
                                    new OrderSpec.Key("open", true),
                                    new OrderSpec.Key("closes", false),
                                    new OrderSpec.Key("size", true),
                                    new OrderSpec.Key("name", false))));
        }
        return type.build();
    }

    private static RecordType event() {
        return RecordType.named(EVENT, 1)
                .appendOnly()
                .indexes(IndexSpec.text("kind"), IndexSpec.integer("seq"))
                .build();
    }

    private static RecordType plain() {
        return RecordType.named(PLAIN, 1).indexes(IndexSpec.text("name")).build();
    }

    /** The orders of the type that has everything, the order of ids included. */
    List<@Nullable String> orders() {
        List<@Nullable String> orders = new ArrayList<>();
        orders.add(null);
        deal(profile).orders().forEach(order -> orders.add(order.name()));
        return orders;
    }

    // ---- writing

    static RecordKey deal(String id) {
        return new RecordKey(DEAL, id);
    }

    static RecordKey event(String id) {
        return new RecordKey(EVENT, id);
    }

    static RecordKey plain(String id) {
        return new RecordKey(PLAIN, id);
    }

    /** A body from a payload and pairs of index and value. */
    static RecordBody body(String payload, @Nullable Object... pairs) {
        return new RecordBody(1, payload, Visibility.none(), values(pairs));
    }

    static IndexValues values(@Nullable Object... pairs) {
        IndexValues.Builder values = IndexValues.builder();
        for (int i = 0; i < pairs.length; i += 2) {
            String index = (String) pairs[i];
            Object value = pairs[i + 1];
            if (value instanceof Collection<?> many) {
                values.many(index, many);
            } else {
                values.put(index, value);
            }
        }
        return values.build();
    }

    static RecordBody owned(RecordBody body, @Nullable String owner, String... grants) {
        return new RecordBody(
                body.schemaVersion(), body.payload(), Visibility.of(owner, Arrays.asList(grants)), body.values());
    }

    static Change insert(RecordKey key, RecordBody body) {
        return new Change.Insert(key, body);
    }

    static String receipt() {
        return "receipt-" + RECEIPTS.incrementAndGet() + "-" + Long.toHexString(System.nanoTime());
    }

    static ChangeSet set(Change... changes) {
        return new ChangeSet(TENANT, receipt(), List.of(changes));
    }

    CommitResult commit(Change... changes) {
        return commit(store, set(changes));
    }

    CommitResult commitAs(String receipt, Change... changes) {
        return commit(store, new ChangeSet(TENANT, receipt, List.of(changes)));
    }

    /** Commits as the core does: tries again what is transient, resolves what is unknown. */
    static CommitResult commit(RecordStore store, ChangeSet set) {
        CommitResult result = retrying(() -> store.commit(set));
        if (result instanceof CommitResult.Unknown) {
            result = retrying(() -> store.resolve(set.tenant(), set.receipt()));
            return result instanceof CommitResult.Voided
                    ? commit(store, new ChangeSet(set.tenant(), receipt(), set.changes()))
                    : result;
        }
        return result;
    }

    /** Does what the store asks for when it says RETRY, and gives up after long. */
    static <T> T retrying(Supplier<T> call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return call.get();
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.TRANSIENT || attempt == TRIES) {
                    throw e;
                }
                LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(200_000L * Math.min(attempt, 50)));
            }
        }
    }

    /** Commits and expects that it is done. */
    CommitResult.Committed done(Change... changes) {
        return committed(commit(changes));
    }

    static CommitResult.Committed committed(CommitResult result) {
        return assertInstanceOf(CommitResult.Committed.class, result, () -> "expected Committed, but was " + result);
    }

    /** Commits and expects that one of these records is answered as stale. */
    void stale(RecordKey key, Change... changes) {
        assertEquals(new CommitResult.Stale(key), commit(changes));
    }

    /** Commits and expects that the id or a unique value is answered as taken. */
    void duplicate(RecordKey key, @Nullable String index, Change... changes) {
        assertEquals(new CommitResult.Duplicate(key, index), commit(changes));
    }

    // ---- reading

    Optional<StoredRecord> find(RecordKey key) {
        return retrying(() -> store.find(TENANT, key));
    }

    StoredRecord live(RecordKey key) {
        return find(key).orElseGet(() -> fail(key + " is not found"));
    }

    StoredRecord any(RecordKey key) {
        return retrying(() -> store.findInAnyState(TENANT, key)).orElseGet(() -> fail(key + " never was"));
    }

    static Query all(String type, Filter filter) {
        return Query.of(TENANT, type, Scope.unrestricted(), filter, 10_000);
    }

    /** The ids of the matching deals, in the order of ids. */
    List<String> ids(Filter filter) {
        return ids(store, all(DEAL, filter));
    }

    /** The ids of all pages of a query. */
    static List<String> ids(RecordStore store, Query query) {
        return walk(store, query).stream().map(StoredRecord::id).toList();
    }

    /** All pages of a query, in turn. */
    static List<StoredRecord> walk(RecordStore store, Query query) {
        List<StoredRecord> found = new ArrayList<>();
        String token = null;
        do {
            Query next = query.from(token);
            Page page = retrying(() -> store.query(next));
            if (page.records().size() > query.limit()) {
                fail("a page of " + page.records().size() + " records, the limit is " + query.limit());
            }
            if (page.nextToken() != null && page.records().isEmpty()) {
                fail("an empty page that has a next one");
            }
            found.addAll(page.records());
            token = page.nextToken();
        } while (token != null);
        return found;
    }

    List<Tally.Group> tally(Tally tally) {
        return retrying(() -> store.tally(tally));
    }

    // ---- refusals

    static void refused(StorageException.Kind kind, Executable call) {
        StorageException e = assertThrows(StorageException.class, call);
        assertEquals(kind, e.kind(), () -> "wrong kind of refusal: " + e.getMessage());
    }

    static void wrong(Executable call) {
        assertThrows(IllegalArgumentException.class, call);
    }
}
