package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.committed;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.plain;
import static io.crmkit.spi.contract.Bench.receipt;
import static io.crmkit.spi.contract.Bench.retrying;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.CommitResult.Ensured;
import io.crmkit.spi.storage.CommitResult.Voided;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordStore;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Receipts: how a caller learns for good what became of a set. */
public interface ReceiptClauses extends Clauses {

    @Test
    @DisplayName("S50 the same set with the same receipt is done once, and answered the same each time")
    default void sameReceiptIsDoneOnce() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("0")));
            Change[] changes = {
                new Change.Update(deal("a"), 1, body("1")),
                new Change.Ensure(deal("b"), body("b")),
                new Change.Ensure(plain("c"), body("c"))
            };
            CommitResult first = committed(bench.commitAs("r", changes));
            assertEquals(first, bench.commitAs("r", changes));
            bench.done(new Change.Update(deal("a"), 2, body("2")), new Change.Delete(deal("b"), 1));
            assertEquals(first, bench.commitAs("r", changes));
            assertEquals("2", bench.live(deal("a")).payload());
            assertEquals(3, bench.live(deal("a")).version());
            assertEquals(Optional.empty(), bench.find(deal("b")));
        }
    }

    @Test
    @DisplayName("S51 a set that was refused leaves its receipt free")
    default void refusedSetLeavesReceiptFree() {
        try (Bench bench = Bench.open(harness())) {
            assertInstanceOf(CommitResult.Stale.class, bench.commitAs("r", new Change.Update(deal("a"), 1, body("1"))));
            bench.done(insert(deal("a"), body("0")));
            assertInstanceOf(CommitResult.Duplicate.class, bench.commitAs("r", insert(deal("a"), body("x"))));
            committed(bench.commitAs("r", new Change.Update(deal("a"), 1, body("1"))));
            assertEquals(2, bench.live(deal("a")).version());
        }
    }

    @Test
    @DisplayName("S52 resolve answers for a committed set as its commit did, however often and late it is asked")
    default void resolveAnswersAsTheCommit() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("0")));
            CommitResult said = committed(bench.commitAs(
                    "r", new Change.Ensure(deal("a"), body("x")), new Change.Ensure(deal("b"), body("x"))));
            assertEquals(
                    CommitResult.Committed.of(Map.of(deal("a"), Ensured.PRESENT, deal("b"), Ensured.INSERTED)), said);
            for (int i = 0; i < 3; i++) {
                assertEquals(said, retrying(() -> bench.store().resolve(TENANT, "r")));
                bench.done(insert(plain("later-" + i), body("x")));
            }
            assertEquals(said, bench.commitAs("r", new Change.Ensure(deal("a"), body("x"))));
        }
    }

    @Test
    @DisplayName("S53 resolve voids a receipt that is not there; its set can never be committed afterwards")
    default void resolveVoids() {
        try (Bench bench = Bench.open(harness())) {
            assertEquals(new Voided(), retrying(() -> bench.store().resolve(TENANT, "r")));
            assertEquals(new Voided(), retrying(() -> bench.store().resolve(TENANT, "r")));
            for (int i = 0; i < 2; i++) {
                assertEquals(
                        new Voided(),
                        retrying(() -> bench.store()
                                .commit(new ChangeSet(TENANT, "r", List.of(insert(deal("a"), body("x")))))));
            }
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("a")));
            bench.done(insert(deal("a"), body("by another receipt")));
            assertEquals(new Voided(), retrying(() -> bench.store().resolve(TENANT, "r")));
        }
    }

    @Test
    @DisplayName("S54 resolve and commit of one receipt at the same time agree, and the records agree with both")
    default void resolveMeetsCommit() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(3)) {
            List<RecordStore> stores = bench.racers();
            for (int round = 0; round < 40; round++) {
                String id = "r" + round;
                ChangeSet set = new ChangeSet(
                        TENANT, "receipt-" + round, List.of(insert(deal(id), body("x")), insert(plain(id), body("x"))));
                List<CommitResult> said = racers.race(number -> {
                    RecordStore store = stores.get(number % stores.size());
                    if (number != 0 && set.receipt().hashCode() % 2 == 0) {
                        LockSupport.parkNanos(200_000); // in every other round the commit has a head start
                    }
                    return number == 0
                            ? retrying(() -> store.commit(set))
                            : retrying(() -> store.resolve(TENANT, set.receipt()));
                });
                CommitResult truth = retrying(() -> bench.store().resolve(TENANT, set.receipt()));
                said.stream()
                        .filter(result -> !(result instanceof CommitResult.Unknown))
                        .forEach(result -> assertEquals(truth, result));
                boolean done = truth instanceof CommitResult.Committed;
                assertEquals(done, bench.find(deal(id)).isPresent());
                assertEquals(done, bench.find(plain(id)).isPresent());
            }
        }
    }

    @Test
    @DisplayName("S55 one receipt committed by many at the same time is done once, and all are answered the same")
    default void oneReceiptByMany() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            bench.done(insert(deal("a"), body("0")));
            for (int round = 1; round <= 20; round++) {
                ChangeSet set = new ChangeSet(
                        TENANT,
                        receipt(),
                        List.of(
                                new Change.Update(deal("a"), round, body("" + round)),
                                new Change.Ensure(plain("e" + round), body("x"))));
                List<CommitResult> said = racers.race(number ->
                        retrying(() -> stores.get(number % stores.size()).commit(set)));
                assertEquals(1, new HashSet<>(said).size(), () -> "answers differ: " + said);
                committed(said.get(0));
                assertEquals(round + 1, bench.live(deal("a")).version());
            }
        }
    }

    @Test
    @DisplayName("S56 receipts are compared byte for byte")
    default void receiptsAreExact() {
        try (Bench bench = Bench.open(harness())) {
            int i = 0;
            for (String receipt : Lookalikes.TEXTS) {
                committed(bench.commitAs(receipt, insert(deal("id" + i), body("x"))));
                assertTrue(
                        bench.find(deal("id" + i)).isPresent(), "the receipt number " + i + " was taken for another");
                i++;
            }
            assertEquals(new Voided(), retrying(() -> bench.store().resolve(TENANT, "aCme")));
        }
    }

    @Test
    @DisplayName("S57 receipts, voided ones too, outlive the store object that gave them")
    default void receiptsOutliveTheStore() {
        try (Bench bench = Bench.open(harness(), Capability.DURABLE)) {
            CommitResult said = committed(bench.commitAs("done", new Change.Ensure(deal("a"), body("x"))));
            retrying(() -> bench.store().resolve(TENANT, "void"));
            bench.reopen();
            assertEquals(said, retrying(() -> bench.store().resolve(TENANT, "done")));
            assertEquals(said, bench.commitAs("done", new Change.Ensure(deal("a"), body("x"))));
            assertEquals(
                    new Voided(),
                    retrying(() -> bench.store()
                            .commit(new ChangeSet(TENANT, "void", List.of(insert(deal("b"), body("x")))))));
            assertFalse(bench.find(deal("b")).isPresent());
            assertEquals(List.of("a"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S58 receipts given by one store are honoured by every other one of the same place")
    default void receiptsAreShared() {
        try (Bench bench = Bench.open(harness(), Capability.SHARED)) {
            RecordStore other = bench.another();
            ChangeSet set = Bench.set(insert(deal("a"), body("x")));
            CommitResult said = committed(Bench.commit(bench.store(), set));
            assertEquals(said, Bench.commit(other, set));
            assertEquals(said, retrying(() -> other.resolve(TENANT, set.receipt())));
            retrying(() -> other.resolve(TENANT, "void"));
            assertEquals(
                    new Voided(),
                    retrying(() -> bench.store()
                            .commit(new ChangeSet(TENANT, "void", List.of(insert(deal("b"), body("x")))))));
        }
    }
}
