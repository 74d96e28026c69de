package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.event;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.plain;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Snapshots: one consistent state, for backups and for moving between stores. */
public interface SnapshotClauses extends Clauses {

    private Bench snapshotting() {
        return Bench.open(harness(), Capability.SNAPSHOT);
    }

    @Test
    @DisplayName("S190 a snapshot has every record, whatever its type and state, in the order of the keys")
    default void snapshotHasEverything() {
        try (Bench bench = snapshotting()) {
            for (String text : Lookalikes.TEXTS) {
                bench.done(
                        insert(deal(text), body("d", "name", text)),
                        insert(event(text), body("e", "kind", text)),
                        insert(plain(text), body("p")));
            }
            bench.done(new Change.Delete(deal("acme"), 1), new Change.Delete(deal("Acme"), 1));
            bench.done(new Change.Erase(deal("Acme"), 2));
            List<RecordKey> expected = Stream.of(Bench.DEAL, Bench.EVENT, Bench.PLAIN)
                    .flatMap(type -> Lookalikes.TEXTS.stream().map(id -> new RecordKey(type, id)))
                    .sorted()
                    .toList();
            List<StoredRecord> records = snapshot(bench.store());
            assertEquals(expected, records.stream().map(StoredRecord::key).toList());
            records.forEach(record -> assertEquals(bench.any(record.key()), record));
        }
    }

    @Test
    @DisplayName("S191 a snapshot is of one moment, although others write while it is read")
    default void snapshotIsOfOneMoment() {
        try (Bench bench = snapshotting();
                Racers racers = new Racers(2)) {
            int count = 40;
            Change[] inserts = new Change[count];
            for (int i = 0; i < count; i++) {
                inserts[i] = insert(deal("r" + i), body("1"));
            }
            bench.done(inserts);
            List<RecordStore> stores = bench.racers();
            AtomicBoolean over = new AtomicBoolean();
            racers.race(number -> {
                if (number == 0) {
                    for (long version = 1; !over.get(); version++) {
                        Change[] updates = new Change[count];
                        for (int i = 0; i < count; i++) {
                            updates[i] = new Change.Update(deal("r" + i), version, body("" + (version + 1)));
                        }
                        bench.done(updates);
                        bench.done(insert(plain("p" + version), body("" + (version + 1))));
                    }
                    return null;
                }
                try {
                    for (int round = 0; round < 10; round++) {
                        Set<String> payloads = new HashSet<>();
                        Set<Long> plains = new HashSet<>();
                        try (Stream<StoredRecord> records = Bench.retrying(
                                () -> stores.get(stores.size() - 1).snapshot(TENANT))) {
                            Iterator<StoredRecord> all = records.iterator();
                            while (all.hasNext()) {
                                StoredRecord record = all.next();
                                if (record.key().type().equals(Bench.DEAL)) {
                                    payloads.add(record.payload());
                                    LockSupport.parkNanos(20_000);
                                } else {
                                    plains.add(Long.parseLong(record.payload()));
                                }
                            }
                        }
                        assertEquals(1, payloads.size(), () -> "deals of several moments: " + payloads);
                        long moment = Long.parseLong(payloads.iterator().next());
                        long latest = plains.stream().mapToLong(v -> v).max().orElse(1);
                        assertEquals(
                                true,
                                latest == moment || latest == moment - 1,
                                () -> "deals of moment " + moment + ", but a plain record of " + latest);
                    }
                } finally {
                    over.set(true);
                }
                return null;
            });
        }
    }

    @Test
    @DisplayName("S192 a snapshot has the types only that its store object prepared")
    default void snapshotOfPreparedTypes() {
        try (Bench bench = snapshotting()) {
            bench.done(insert(deal("a"), body("x")), insert(plain("a"), body("x")));
            RecordStore next = bench.nextBare();
            if (next != bench.store() || bench.profile.can(Capability.DURABLE)) {
                next.prepare(bench.types().subList(2, 3));
                assertEquals(
                        List.of(plain("a")),
                        snapshot(next).stream().map(StoredRecord::key).toList());
            }
        }
    }

    @Test
    @DisplayName("S193 a snapshot may be closed before its end, and the store goes on")
    default void snapshotClosedEarly() {
        try (Bench bench = snapshotting()) {
            for (int i = 0; i < 50; i++) {
                bench.done(insert(deal("" + i), body("x")));
            }
            for (int i = 0; i < 30; i++) {
                try (Stream<StoredRecord> records = bench.store().snapshot(TENANT)) {
                    assertEquals("0", records.iterator().next().id());
                }
            }
            bench.done(new Change.Update(deal("1"), 1, body("y")));
            assertEquals(50, snapshot(bench.store()).size());
        }
    }

    @Test
    @DisplayName("S194 a snapshot loaded into an empty store gives the same snapshot")
    default void snapshotMovesAStore() {
        try (Bench from = snapshotting();
                Bench to = Bench.open(harness(), Capability.LOAD)) {
            Samples.fill(from, 194, 80);
            String first = Bench.ids(from.store(), Bench.all(Bench.DEAL, io.crmkit.spi.storage.Filter.all()))
                    .get(0);
            from.done(new Change.Delete(deal(first), 1));
            List<StoredRecord> records = snapshot(from.store());
            to.done(records.stream().map(Change.Load::new).toArray(Change[]::new));
            assertEquals(records, snapshot(to.store()));
        }
    }

    private static List<StoredRecord> snapshot(RecordStore store) {
        try (Stream<StoredRecord> records = store.snapshot(TENANT)) {
            return records.toList();
        }
    }
}
