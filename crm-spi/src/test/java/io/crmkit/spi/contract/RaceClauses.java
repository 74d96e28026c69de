package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.commit;
import static io.crmkit.spi.contract.Bench.committed;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.retrying;
import static io.crmkit.spi.contract.Bench.set;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.CommitResult.Committed;
import io.crmkit.spi.storage.CommitResult.Ensured;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What holds when several write at the same time, through several store objects where the store can be shared. */
public interface RaceClauses extends Clauses {

    @Test
    @DisplayName("S60 of many who insert one id exactly one succeeds, the others are told Duplicate")
    default void oneInserts() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            for (int round = 0; round < 30; round++) {
                String id = "id" + round;
                List<CommitResult> said =
                        racers.race(n -> commit(stores.get(n % stores.size()), set(insert(deal(id), body("by " + n)))));
                int winner = onlyWinner(said, new CommitResult.Duplicate(deal(id), null));
                assertEquals("by " + winner, bench.live(deal(id)).payload());
            }
        }
    }

    @Test
    @DisplayName("S61 of many who update one version exactly one succeeds, the others are told Stale")
    default void oneUpdates() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            bench.done(insert(deal("a"), body("new")));
            for (int round = 1; round <= 40; round++) {
                long version = round;
                List<CommitResult> said = racers.race(n -> commit(
                        stores.get(n % stores.size()), set(new Change.Update(deal("a"), version, body("by " + n)))));
                int winner = onlyWinner(said, new CommitResult.Stale(deal("a")));
                assertEquals("by " + winner, bench.live(deal("a")).payload());
                assertEquals(version + 1, bench.live(deal("a")).version());
            }
        }
    }

    @Test
    @DisplayName("S62 of many who take one unique value exactly one succeeds, the others are told Duplicate")
    default void oneTakesTheValue() {
        try (Bench bench = Bench.open(harness(), Capability.UNIQUE_INDEXES);
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            for (int round = 0; round < 30; round++) {
                String code = "code" + round;
                List<CommitResult> said = racers.race(n -> commit(
                        stores.get(n % stores.size()), set(insert(deal(code + "-" + n), body("x", "code", code)))));
                assertEquals(
                        1, said.stream().filter(Committed.class::isInstance).count(), () -> "answers: " + said);
                for (int n = 0; n < said.size(); n++) {
                    if (!(said.get(n) instanceof Committed)) {
                        assertEquals(new CommitResult.Duplicate(deal(code + "-" + n), "code"), said.get(n));
                    }
                }
                assertEquals(1, bench.ids(Filter.equal("code", code)).size());
            }
        }
    }

    @Test
    @DisplayName("S63 of many who ensure one id exactly one is told INSERTED, the others PRESENT")
    default void oneEnsures() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            for (int round = 0; round < 30; round++) {
                String id = "id" + round;
                List<Ensured> said = racers.race(n -> committed(commit(
                                stores.get(n % stores.size()),
                                set(
                                        new Change.Ensure(deal(id), body("by " + n)),
                                        insert(deal(id + "-" + n), body("x")))))
                        .ensured()
                        .get(deal(id)));
                assertEquals(1, Collections.frequency(said, Ensured.INSERTED), () -> "answers: " + said);
                assertEquals(3, Collections.frequency(said, Ensured.PRESENT), () -> "answers: " + said);
                assertEquals(
                        "by " + said.indexOf(Ensured.INSERTED),
                        bench.live(deal(id)).payload());
            }
        }
    }

    @Test
    @DisplayName("S64 Check prevents write skew: of two who each check what the other updates, one at most succeeds")
    default void checkPreventsWriteSkew() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(2)) {
            List<RecordStore> stores = bench.racers();
            for (int round = 0; round < 60; round++) {
                String[] ids = {"a" + round, "b" + round};
                bench.done(insert(deal(ids[0]), body("on duty")), insert(deal(ids[1]), body("on duty")));
                List<CommitResult> said = racers.race(n -> commit(
                        stores.get(n % stores.size()),
                        set(
                                new Change.Check(deal(ids[1 - n]), 1),
                                new Change.Update(deal(ids[n]), 1, body("off duty")))));
                long succeeded =
                        said.stream().filter(Committed.class::isInstance).count();
                assertEquals(1, succeeded, () -> "write skew or two losers: " + said);
                long off = Arrays.stream(ids)
                        .filter(id -> bench.live(deal(id)).payload().equals("off duty"))
                        .count();
                assertEquals(1, off);
            }
        }
    }

    @Test
    @DisplayName(
            "S65 CheckAbsent prevents write skew: of two who each miss what the other inserts, one at most succeeds")
    default void checkAbsentPreventsWriteSkew() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(2)) {
            List<RecordStore> stores = bench.racers();
            for (int round = 0; round < 60; round++) {
                String[] ids = {"a" + round, "b" + round};
                List<CommitResult> said = racers.race(n -> commit(
                        stores.get(n % stores.size()),
                        set(new Change.CheckAbsent(deal(ids[1 - n])), insert(deal(ids[n]), body("x")))));
                long succeeded =
                        said.stream().filter(Committed.class::isInstance).count();
                assertEquals(1, succeeded, () -> "write skew or two losers: " + said);
                long there = Arrays.stream(ids)
                        .filter(id -> bench.find(deal(id)).isPresent())
                        .count();
                assertEquals(1, there);
            }
        }
    }

    @Test
    @DisplayName("S66 many may check the same record at the same time, and all succeed")
    default void manyChecks() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(6)) {
            List<RecordStore> stores = bench.racers();
            bench.done(insert(deal("a"), body("x")));
            for (int round = 0; round < 15; round++) {
                String prefix = round + "-";
                racers.race(n -> committed(commit(
                        stores.get(n % stores.size()),
                        set(new Change.Check(deal("a"), 1), insert(deal(prefix + n), body("x"))))));
            }
            assertEquals(1, bench.live(deal("a")).version());
            assertEquals(15 * 6 + 1, bench.ids(Filter.all()).size());
        }
    }

    @Test
    @DisplayName("S67 no update is lost: who reads, adds one and commits, and does so again when stale, counts right")
    default void noUpdateIsLost() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            bench.done(insert(deal("a"), body("0")));
            racers.race(n -> {
                RecordStore store = stores.get(n % stores.size());
                for (int i = 0; i < 25; i++) {
                    until(() -> {
                        StoredRecord now =
                                retrying(() -> store.find(TENANT, deal("a"))).orElseThrow();
                        String next = String.valueOf(Integer.parseInt(now.payload()) + 1);
                        return commit(store, set(new Change.Update(deal("a"), now.version(), body(next))))
                                instanceof Committed;
                    });
                }
                return null;
            });
            assertEquals("100", bench.live(deal("a")).payload());
            assertEquals(101, bench.live(deal("a")).version());
        }
    }

    @Test
    @DisplayName("S68 sets that list the same records in opposite order do not block each other for good")
    default void oppositeOrder() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(4)) {
            List<RecordStore> stores = bench.racers();
            bench.done(insert(deal("a"), body("0")), insert(deal("b"), body("0")), insert(deal("c"), body("0")));
            racers.race(n -> {
                RecordStore store = stores.get(n % stores.size());
                for (int i = 0; i < 15; i++) {
                    until(() -> {
                        List<Change> updates = new java.util.ArrayList<>();
                        for (String id : List.of("a", "b", "c")) {
                            long version = retrying(() -> store.find(TENANT, deal(id)))
                                    .orElseThrow()
                                    .version();
                            updates.add(new Change.Update(deal(id), version, body("by " + n)));
                        }
                        if (n % 2 == 1) {
                            Collections.reverse(updates);
                        }
                        return commit(store, set(updates.toArray(Change[]::new))) instanceof Committed;
                    });
                }
                return null;
            });
            for (String id : List.of("a", "b", "c")) {
                assertEquals(61, bench.live(deal(id)).version());
            }
        }
    }

    private static int onlyWinner(List<CommitResult> said, CommitResult toTheOthers) {
        int winner = -1;
        for (int n = 0; n < said.size(); n++) {
            if (said.get(n) instanceof Committed) {
                assertEquals(-1, winner, () -> "two succeeded: " + said);
                winner = n;
            } else {
                assertEquals(toTheOthers, said.get(n));
            }
        }
        assertTrue(winner >= 0, () -> "nobody succeeded: " + said);
        return winner;
    }

    private static void until(Supplier<Boolean> attempt) {
        for (int i = 0; i < 10_000; i++) {
            if (attempt.get()) {
                return;
            }
        }
        throw new AssertionError("ten thousand attempts, and always stale");
    }
}
