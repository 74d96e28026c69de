package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.DEAL;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.commit;
import static io.crmkit.spi.contract.Bench.committed;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.receipt;
import static io.crmkit.spi.contract.Bench.retrying;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Tenants never meet. */
public interface TenantClauses extends Clauses {

    @Test
    @DisplayName("S145 two tenants may have records of the same id, and each changes its own")
    default void sameIdInTwoTenants() {
        try (Bench bench = Bench.open(harness())) {
            in(bench, "one", insert(deal("a"), body("of one")));
            in(bench, "two", insert(deal("a"), body("of two")));
            in(bench, "one", new Change.Update(deal("a"), 1, body("changed")));
            in(bench, "one", new Change.Delete(deal("a"), 2));
            assertEquals(
                    new StoredRecord("two", deal("a"), 1, RecordState.LIVE, body("of two")),
                    bench.store().find("two", deal("a")).orElseThrow());
            assertEquals(
                    "changed",
                    bench.store().findInAnyState("one", deal("a")).orElseThrow().payload());
            assertEquals(
                    new CommitResult.Stale(deal("a")),
                    commit(
                            bench.store(),
                            new ChangeSet("three", receipt(), List.of(new Change.Update(deal("a"), 1, body("x"))))));
        }
    }

    @Test
    @DisplayName("S146 two tenants may have the same unique value")
    default void sameValueInTwoTenants() {
        try (Bench bench = Bench.open(harness(), Capability.UNIQUE_INDEXES)) {
            in(bench, "one", insert(deal("a"), body("x", "code", "C", "serial", "S")));
            in(bench, "two", insert(deal("b"), body("x", "code", "C", "serial", "S")));
            in(bench, "one", new Change.Delete(deal("a"), 1));
            assertEquals(
                    new CommitResult.Duplicate(deal("c"), "code"),
                    commit(
                            bench.store(),
                            new ChangeSet("two", receipt(), List.of(insert(deal("c"), body("x", "code", "C"))))));
        }
    }

    @Test
    @DisplayName("S147 two tenants may use the same receipt")
    default void sameReceiptInTwoTenants() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore store = bench.store();
            committed(commit(store, new ChangeSet("one", "r", List.of(insert(deal("a"), body("x"))))));
            assertEquals(new CommitResult.Voided(), retrying(() -> store.resolve("two", "r")));
            committed(commit(store, new ChangeSet("three", "r", List.of(insert(deal("a"), body("x"))))));
            assertEquals(1, store.find("three", deal("a")).orElseThrow().version());
            committed(retrying(() -> store.resolve("one", "r")));
        }
    }

    @Test
    @DisplayName("S148 queries, findAll and tallies see one tenant only")
    default void readsSeeOneTenant() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore store = bench.store();
            in(bench, "one", insert(deal("a"), body("x", "city", "Ulm")), insert(deal("b"), body("x", "city", "Ulm")));
            in(bench, "two", insert(deal("b"), body("x", "city", "Ulm")), insert(deal("c"), body("x", "city", "Ulm")));
            assertEquals(List.of("a", "b"), ids(store, "one"));
            assertEquals(List.of("b", "c"), ids(store, "two"));
            assertEquals(List.of(), ids(store, "three"));
            assertEquals(1, store.findAll("two", DEAL, List.of("a", "b")).size());
            for (String tenant : List.of("one", "two")) {
                assertEquals(
                        List.of(2L),
                        store.tally(new Tally(
                                        tenant,
                                        DEAL,
                                        Scope.unrestricted(),
                                        Filter.equal("city", "Ulm"),
                                        List.of(),
                                        List.of(Measure.count())))
                                .get(0)
                                .measures());
            }
        }
    }

    @Test
    @DisplayName("S149 a snapshot is of one tenant only")
    default void snapshotOfOneTenant() {
        try (Bench bench = Bench.open(harness(), Capability.SNAPSHOT)) {
            in(bench, "one", insert(deal("a"), body("x")));
            in(bench, "two", insert(deal("b"), body("x")));
            try (Stream<StoredRecord> records = bench.store().snapshot("two")) {
                assertEquals(
                        List.of(new StoredRecord("two", deal("b"), 1, RecordState.LIVE, body("x"))), records.toList());
            }
        }
    }

    @Test
    @DisplayName("S150 tenants are told apart byte for byte")
    default void tenantsAreExact() {
        try (Bench bench = Bench.open(harness())) {
            for (String tenant : Lookalikes.TEXTS) {
                in(bench, tenant, insert(deal("a"), body("of " + tenant)));
            }
            for (String tenant : Lookalikes.TEXTS) {
                assertEquals(
                        "of " + tenant,
                        bench.store().find(tenant, deal("a")).orElseThrow().payload());
                assertEquals(List.of("a"), ids(bench.store(), tenant));
            }
            assertEquals(List.of(), ids(bench.store(), "aCme"));
        }
    }

    private static void in(Bench bench, String tenant, Change... changes) {
        committed(commit(bench.store(), new ChangeSet(tenant, receipt(), List.of(changes))));
    }

    private static List<String> ids(RecordStore store, String tenant) {
        return Bench.ids(store, Query.of(tenant, DEAL, Scope.unrestricted(), Filter.all(), 10));
    }
}
