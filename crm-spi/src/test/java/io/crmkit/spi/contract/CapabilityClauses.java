package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.plain;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.storage.StorageException.Kind.LIMIT;
import static io.crmkit.spi.storage.StorageException.Kind.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a store declares it does; what it does not declare it refuses. */
public interface CapabilityClauses extends Clauses {

    @Test
    @DisplayName("S180 a scoped type is prepared, or refused where SCOPES is not declared")
    default void scopesOrRefusal() {
        preparedOrRefused(
                Capability.SCOPES, RecordType.named("asks", 1).scoped().build());
    }

    @Test
    @DisplayName("S181 a type with an order is prepared, or refused where ORDERS is not declared")
    default void ordersOrRefusal() {
        preparedOrRefused(
                Capability.ORDERS,
                RecordType.named("asks", 1)
                        .indexes(IndexSpec.text("name"))
                        .orders(OrderSpec.descending("by_name", "name"))
                        .build());
    }

    @Test
    @DisplayName("S182 a type with a unique index is prepared, or refused where UNIQUE_INDEXES is not declared")
    default void uniqueIndexesOrRefusal() {
        preparedOrRefused(
                Capability.UNIQUE_INDEXES,
                RecordType.named("asks", 1)
                        .indexes(IndexSpec.text("name").asUnique())
                        .build());
    }

    @Test
    @DisplayName(
            "S183 a type with a multi-valued index is prepared, or refused where MULTI_VALUED_INDEXES is not declared")
    default void multiValuedIndexesOrRefusal() {
        preparedOrRefused(
                Capability.MULTI_VALUED_INDEXES,
                RecordType.named("asks", 1)
                        .indexes(IndexSpec.text("name").asMultiValued())
                        .build());
    }

    @Test
    @DisplayName("S184 Load is done, or refused where LOAD is not declared")
    default void loadOrRefusal() {
        try (Bench bench = Bench.open(harness())) {
            Change load = new Change.Load(new StoredRecord(TENANT, deal("a"), 3, RecordState.LIVE, body("x")));
            if (bench.profile.can(Capability.LOAD)) {
                bench.done(load);
            } else {
                refused(UNSUPPORTED, () -> bench.commit(insert(deal("b"), body("x")), load));
                assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("a")));
                assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("b")));
            }
        }
    }

    @Test
    @DisplayName("S185 a snapshot is streamed, or refused where SNAPSHOT is not declared")
    default void snapshotOrRefusal() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("x")));
            if (bench.profile.can(Capability.SNAPSHOT)) {
                try (Stream<StoredRecord> records = bench.store().snapshot(TENANT)) {
                    assertEquals(1, records.count());
                }
            } else {
                refused(UNSUPPORTED, () -> bench.store().snapshot(TENANT).close());
            }
        }
    }

    @Test
    @DisplayName("S186 a location that is open is opened once more, or refused where SHARED is not declared")
    default void sharedOrRefusal() {
        try (Bench bench = Bench.open(harness())) {
            if (bench.profile.can(Capability.SHARED)) {
                bench.done(insert(deal("a"), body("x")));
                assertTrue(bench.another().find(TENANT, deal("a")).isPresent());
            } else {
                StorageException e = assertThrows(StorageException.class, bench::openBare);
                assertEquals(StorageException.Advice.GIVE_UP, e.advice());
            }
        }
    }

    @Test
    @DisplayName("S187 a set of as many changes as the profile says is done, one more is refused and nothing is done")
    default void maxChanges() {
        try (Bench bench = Bench.open(harness())) {
            int max = bench.profile.maxChanges();
            Change[] changes = new Change[max];
            for (int i = 0; i < max; i++) {
                changes[i] = insert(plain(String.format("%07d", i)), body("x", "name", "n"));
            }
            bench.done(changes);
            assertEquals(
                    max,
                    Bench.ids(bench.store(), Bench.all(Bench.PLAIN, Filter.equal("name", "n")))
                            .size());
            Change[] more = new Change[max + 1];
            for (int i = 0; i <= max; i++) {
                more[i] = insert(deal(String.format("%07d", i)), body("x"));
            }
            refused(LIMIT, () -> bench.commit(more));
            assertEquals(List.of(), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S188 a payload as long as the profile says is kept, one byte more is refused")
    default void maxPayload() {
        try (Bench bench = Bench.open(harness())) {
            int max = bench.profile.maxPayloadBytes();
            String longest = "\u5F20".repeat(max / 3) + "x".repeat(max % 3);
            bench.done(insert(deal("a"), body(longest)));
            assertEquals(longest, bench.live(deal("a")).payload());
            refused(LIMIT, () -> bench.commit(insert(deal("b"), body(longest + "x"))));
            refused(LIMIT, () -> bench.commit(new Change.Update(deal("a"), 1, body("x".repeat(max + 1)))));
            assertEquals(List.of("a"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S189 the profile is always the same")
    default void profileIsConstant() {
        try (Bench bench = Bench.open(harness())) {
            assertEquals(bench.profile, bench.store().profile());
            bench.done(insert(deal("a"), body("x")));
            assertEquals(bench.profile, bench.nextBare().profile());
        }
    }

    private void preparedOrRefused(Capability capability, RecordType type) {
        try (Bench bench = Bench.bare(harness())) {
            RecordStore store = bench.store();
            if (bench.profile.can(capability)) {
                store.prepare(List.of(type));
                assertEquals(type, store.type("asks"));
            } else {
                refused(UNSUPPORTED, () -> store.prepare(List.of(type)));
                refused(StorageException.Kind.SCHEMA, () -> store.type("asks"));
            }
        }
    }
}
