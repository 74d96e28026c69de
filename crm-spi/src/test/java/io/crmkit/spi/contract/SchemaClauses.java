package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.commit;
import static io.crmkit.spi.contract.Bench.committed;
import static io.crmkit.spi.contract.Bench.ids;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.contract.Bench.retrying;
import static io.crmkit.spi.contract.Bench.set;
import static io.crmkit.spi.contract.Bench.values;
import static io.crmkit.spi.storage.StorageException.Kind.BUILDING;
import static io.crmkit.spi.storage.StorageException.Kind.NEWER_SCHEMA;
import static io.crmkit.spi.storage.StorageException.Kind.SCHEMA;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Preparing and evolving record types. */
public interface SchemaClauses extends Clauses {

    @Test
    @DisplayName("S155 preparing twice is preparing once, by the same store object and by later ones")
    default void prepareTwice() {
        try (Bench bench = Bench.bare(harness())) {
            RecordStore first = bench.store();
            assertEquals(Map.of(), first.prepare(bench.types()).building());
            assertEquals(Map.of(), first.prepare(bench.types()).building());
            committed(commit(first, set(insert(Bench.deal("a"), body("x", "name", "n")))));
            assertEquals(Map.of(), first.prepare(bench.types()).building());
            RecordStore next = bench.nextBare();
            assertEquals(Map.of(), next.prepare(bench.types()).building());
            assertEquals(List.of("a"), ids(next, Bench.all(Bench.DEAL, Filter.equal("name", "n"))));
            assertEquals(Bench.deal(bench.profile), next.type(Bench.DEAL));
        }
    }

    @Test
    @DisplayName("S156 several starters may prepare at the same time")
    default void parallelStarters() {
        try (Bench bench = Bench.bare(harness());
                Racers racers = new Racers(4)) {
            boolean shared = bench.profile.can(Capability.SHARED);
            List<RecordStore> stores = shared
                    ? List.of(bench.store(), bench.openBare(), bench.openBare(), bench.openBare())
                    : List.of(bench.store());
            racers.race(n -> {
                RecordStore store = stores.get(n % stores.size());
                assertEquals(
                        Map.of(), retrying(() -> store.prepare(bench.types())).building());
                return committed(commit(store, set(insert(Bench.deal("d" + n), body("x", "name", "n")))));
            });
            assertEquals(
                    List.of("d0", "d1", "d2", "d3"),
                    ids(bench.store(), Bench.all(Bench.DEAL, Filter.equal("name", "n"))));
        }
    }

    @Test
    @DisplayName("S157 a type that this store object did not prepare is refused, also when another one prepared it")
    default void unprepared() {
        try (Bench bench = Bench.bare(harness())) {
            RecordStore store = bench.store();
            refusesType(store, "thing");
            store.prepare(List.of(v1()));
            committed(commit(store, set(insert(thing("a"), body("x")))));
            if (bench.profile.can(Capability.SHARED)) {
                refusesType(bench.openBare(), "thing");
            }
            if (bench.profile.can(Capability.DURABLE)) {
                refusesType(bench.reopenBare(), "thing");
            }
        }
    }

    @Test
    @DisplayName("S158 an index new to a known type is building: its use is refused in queries, tallies and orders")
    default void buildingIndex() {
        try (Bench bench = Bench.bare(harness())) {
            RecordStore store = evolved(bench);
            for (Filter filter : List.of(
                    Filter.equal("place", "p"),
                    Filter.in("place", List.of("p")),
                    Filter.present("place"),
                    Filter.prefix("place", "p"),
                    Filter.range("place", "a", null),
                    Filter.not(Filter.equal("place", "p")),
                    Filter.or(Filter.equal("kind", "k"), Filter.equal("place", "p")))) {
                refused(BUILDING, () -> store.query(things(filter)));
                refused(BUILDING, () -> store.tally(tally(filter, List.of(), Measure.count())));
            }
            refused(BUILDING, () -> store.tally(tally(Filter.all(), List.of("place"), Measure.count())));
            refused(BUILDING, () -> store.tally(tally(Filter.all(), List.of(), Measure.min("place"))));
            if (bench.profile.can(Capability.ORDERS)) {
                refused(BUILDING, () -> store.query(things(Filter.all()).orderedBy("by_place")));
                assertEquals(List.of("a", "b"), ids(store, things(Filter.all()).orderedBy("by_kind")));
            }
            assertEquals(List.of("a", "b"), ids(store, things(Filter.equal("kind", "k"))));
        }
    }

    @Test
    @DisplayName("S159 a building index is so for all, until one declares it ready, which is for all too")
    default void readyIsForAll() {
        try (Bench bench = Bench.bare(harness())) {
            RecordStore evolved = evolved(bench);
            RecordStore next = bench.nextBare();
            assertEquals(
                    Map.of("thing", Set.of("place")),
                    next.prepare(List.of(v2(bench))).building());
            refused(BUILDING, () -> next.query(things(Filter.equal("place", "p"))));
            next.ready("thing", Set.of("kind", "nonesuch"));
            refused(BUILDING, () -> next.query(things(Filter.equal("place", "p"))));
            next.ready("thing", Set.of("place"));
            assertEquals(List.of(), ids(next, things(Filter.equal("place", "p"))));
            if (bench.profile.can(Capability.SHARED)) {
                assertEquals(List.of(), ids(evolved, things(Filter.equal("place", "p"))));
            }
            RecordStore last = bench.nextBare();
            assertEquals(Map.of(), last.prepare(List.of(v2(bench))).building());
            assertEquals(List.of(), ids(last, things(Filter.equal("place", "p"))));
            last.ready("thing", Set.of("place"));
        }
    }

    @Test
    @DisplayName("S160 evolving keeps all records; reindexed and new ones are found by the new index when it is ready")
    default void evolvingKeepsRecords() {
        try (Bench bench = Bench.bare(harness())) {
            RecordStore store = evolved(bench);
            assertEquals(
                    body("x", "kind", "k"),
                    store.find(TENANT, thing("a")).orElseThrow().body());
            committed(commit(
                    store,
                    set(
                            new Change.Reindex(thing("a"), 1, Visibility.none(), values("kind", "k", "place", "p")),
                            insert(thing("c"), body("x", "kind", "k", "place", "q")))));
            store.ready("thing", Set.of("place"));
            assertEquals(List.of("a"), ids(store, things(Filter.equal("place", "p"))));
            assertEquals(List.of("b"), ids(store, things(Filter.not(Filter.present("place")))));
            assertEquals(
                    List.of("q"),
                    store.tally(tally(Filter.all(), List.of(), Measure.max("place")))
                            .get(0)
                            .measures());
            if (bench.profile.can(Capability.ORDERS)) {
                assertEquals(
                        List.of("a", "c", "b"), ids(store, things(Filter.all()).orderedBy("by_place")));
            }
        }
    }

    @Test
    @DisplayName("S161 a type known in a newer schema version is refused")
    default void newerSchema() {
        try (Bench bench = Bench.bare(harness())) {
            evolved(bench);
            RecordStore next = bench.nextBare();
            refused(NEWER_SCHEMA, () -> next.prepare(List.of(v1())));
            refused(NEWER_SCHEMA, () -> next.prepare(List.of(other(), v1())));
            assertEquals(
                    Map.of("thing", Set.of("place")),
                    next.prepare(List.of(v2(bench))).building());
        }
    }

    @Test
    @DisplayName("S162 an index cannot change its kind, scale or multiplicity, nor a type its nature")
    default void changedIndex() {
        try (Bench bench = Bench.bare(harness())) {
            bench.store().prepare(List.of(v1()));
            RecordStore next = bench.nextBare();
            refused(
                    SCHEMA,
                    () -> next.prepare(List.of(type(2, IndexSpec.integer("kind"), IndexSpec.decimal("rate", 4)))));
            refused(SCHEMA, () -> next.prepare(List.of(type(2, IndexSpec.text("kind"), IndexSpec.decimal("rate", 3)))));
            refused(
                    SCHEMA,
                    () -> next.prepare(List.of(RecordType.named("thing", 2)
                            .appendOnly()
                            .indexes(IndexSpec.text("kind"), IndexSpec.decimal("rate", 4))
                            .build())));
            if (bench.profile.can(Capability.UNIQUE_INDEXES)) {
                refused(
                        SCHEMA,
                        () -> next.prepare(
                                List.of(type(2, IndexSpec.text("kind").asUnique(), IndexSpec.decimal("rate", 4)))));
            }
            if (bench.profile.can(Capability.MULTI_VALUED_INDEXES)) {
                refused(
                        SCHEMA,
                        () -> next.prepare(List.of(
                                type(2, IndexSpec.text("kind").asMultiValued(), IndexSpec.decimal("rate", 4)))));
            }
            assertEquals(Map.of(), next.prepare(List.of(v1())).building());
        }
    }

    @Test
    @DisplayName("S163 the same schema version with other contents is refused")
    default void sameVersionOtherContents() {
        try (Bench bench = Bench.bare(harness())) {
            bench.store().prepare(List.of(v1()));
            RecordStore next = bench.nextBare();
            refused(SCHEMA, () -> next.prepare(List.of(type(1, IndexSpec.text("kind")))));
            refused(
                    SCHEMA,
                    () -> next.prepare(List.of(
                            type(1, IndexSpec.text("kind"), IndexSpec.decimal("rate", 4), IndexSpec.text("more")))));
        }
    }

    @Test
    @DisplayName("S164 a refused preparation prepares nothing, also not the types that could have been")
    default void refusedPreparation() {
        try (Bench bench = Bench.bare(harness())) {
            bench.store().prepare(List.of(v1()));
            RecordStore next = bench.nextBare();
            refused(SCHEMA, () -> next.prepare(List.of(other(), type(1, IndexSpec.text("kind")))));
            refusesType(next, "other");
            assertEquals(Map.of(), next.prepare(List.of(other(), v1())).building());
        }
    }

    @Test
    @DisplayName("S165 a type that is new has no building index, even when others are there")
    default void newType() {
        try (Bench bench = Bench.bare(harness())) {
            RecordStore store = evolved(bench);
            assertEquals(Map.of(), store.prepare(List.of(other())).building());
            committed(commit(store, set(insert(new RecordKey("other", "a"), body("x", "kind", "k")))));
            assertEquals(
                    List.of("a"),
                    ids(store, Query.of(TENANT, "other", Scope.unrestricted(), Filter.equal("kind", "k"), 10)));
        }
    }

    @Test
    @DisplayName("S166 a new order over filled indexes can be used at once")
    default void newOrder() {
        try (Bench bench = Bench.bare(harness())) {
            bench.needs(Capability.ORDERS);
            bench.store().prepare(List.of(v1()));
            committed(commit(
                    bench.store(),
                    set(insert(thing("a"), body("x", "kind", "k2")), insert(thing("b"), body("x", "kind", "k1")))));
            RecordStore next = bench.nextBare();
            RecordType ordered = RecordType.named("thing", 2)
                    .indexes(IndexSpec.text("kind"), IndexSpec.decimal("rate", 4))
                    .orders(OrderSpec.ascending("by_kind", "kind"))
                    .build();
            assertEquals(Map.of(), next.prepare(List.of(ordered)).building());
            assertEquals(List.of("b", "a"), ids(next, things(Filter.all()).orderedBy("by_kind")));
        }
    }

    @Test
    @DisplayName("S167 a type may drop an index; queries by it are refused, and its records stay")
    default void droppedIndex() {
        try (Bench bench = Bench.bare(harness())) {
            bench.store().prepare(List.of(v1()));
            committed(commit(bench.store(), set(insert(thing("a"), body("x", "kind", "k")))));
            RecordStore next = bench.nextBare();
            assertEquals(
                    Map.of(),
                    next.prepare(List.of(type(2, IndexSpec.text("kind")))).building());
            assertEquals(List.of("a"), ids(next, things(Filter.equal("kind", "k"))));
            refused(
                    io.crmkit.spi.storage.StorageException.Kind.UNSUPPORTED,
                    () -> next.query(things(Filter.present("rate"))));
        }
    }

    private static RecordKey thing(String id) {
        return new RecordKey("thing", id);
    }

    private static RecordType v1() {
        return type(1, IndexSpec.text("kind"), IndexSpec.decimal("rate", 4));
    }

    private static RecordType v2(Bench bench) {
        RecordType.Builder type = RecordType.named("thing", 2)
                .indexes(IndexSpec.text("kind"), IndexSpec.decimal("rate", 4), IndexSpec.text("place"));
        if (bench.profile.can(Capability.ORDERS)) {
            type.orders(OrderSpec.ascending("by_kind", "kind"), OrderSpec.ascending("by_place", "place"));
        }
        return type.build();
    }

    private static RecordType other() {
        return RecordType.named("other", 1).indexes(IndexSpec.text("kind")).build();
    }

    private static RecordType type(int version, IndexSpec... indexes) {
        return RecordType.named("thing", version).indexes(indexes).build();
    }

    /** A store object with two things of the first schema version, evolved to the second. */
    private static RecordStore evolved(Bench bench) {
        bench.store().prepare(List.of(v1()));
        committed(commit(
                bench.store(),
                set(insert(thing("a"), body("x", "kind", "k")), insert(thing("b"), body("x", "kind", "k")))));
        RecordStore next = bench.nextBare();
        assertEquals(
                Map.of("thing", Set.of("place")),
                next.prepare(List.of(v2(bench))).building());
        return next;
    }

    private static Query things(Filter filter) {
        return Query.of(TENANT, "thing", Scope.unrestricted(), filter, 10);
    }

    private static Tally tally(Filter filter, List<String> groupBy, Measure measure) {
        return new Tally(TENANT, "thing", Scope.unrestricted(), filter, groupBy, List.of(measure));
    }

    private static void refusesType(RecordStore store, String type) {
        RecordKey key = new RecordKey(type, "a");
        refused(SCHEMA, () -> store.type(type));
        refused(SCHEMA, () -> store.commit(set(insert(key, body("x")))));
        refused(SCHEMA, () -> store.find(TENANT, key));
        refused(SCHEMA, () -> store.findInAnyState(TENANT, key));
        refused(SCHEMA, () -> store.findAll(TENANT, type, List.of("a")));
        refused(SCHEMA, () -> store.query(Query.of(TENANT, type, Scope.unrestricted(), Filter.all(), 1)));
        refused(
                SCHEMA,
                () -> store.tally(new Tally(
                        TENANT, type, Scope.unrestricted(), Filter.all(), List.of(), List.of(Measure.count()))));
        refused(SCHEMA, () -> store.ready(type, Set.of("kind")));
    }
}
