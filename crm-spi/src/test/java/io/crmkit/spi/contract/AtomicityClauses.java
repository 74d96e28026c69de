package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.event;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.plain;
import static io.crmkit.spi.contract.Bench.values;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A change set is done wholly or not at all. */
public interface AtomicityClauses extends Clauses {

    @Test
    @DisplayName("S45 a set is done wholly, across types and kinds of change")
    default void setIsDoneWholly() {
        try (Bench bench = Bench.open(harness())) {
            ground(bench);
            bench.done(good());
            assertEquals("new", bench.live(deal("m-insert")).payload());
            assertEquals("new", bench.live(event("m-insert")).payload());
            assertEquals("new", bench.live(plain("m-ensure")).payload());
            assertEquals("new", bench.live(deal("m-update")).payload());
            assertEquals(Optional.empty(), bench.find(deal("m-delete")));
            assertEquals(3, bench.live(deal("m-restore")).version());
            assertEquals("", bench.any(deal("m-erase")).payload());
            assertEquals(List.of("m-reindex"), bench.ids(Filter.equal("name", "Reindexed")));
        }
    }

    @Test
    @DisplayName("S46 a change that fails, of whatever kind and at whatever place of the set, undoes all of the set")
    default void aFailureAnywhereUndoesAll() {
        try (Bench bench = Bench.open(harness())) {
            ground(bench);
            Map<RecordKey, Optional<StoredRecord>> before = everything(bench);
            List<Object> counted = counts(bench);
            for (Change failing : failing(bench)) {
                List<Change> good = List.of(good());
                for (int place = 0; place <= good.size(); place++) {
                    List<Change> set = new ArrayList<>(good);
                    set.add(place, failing);
                    CommitResult result = bench.commit(set.toArray(Change[]::new));
                    String what = failing.getClass().getSimpleName() + " of " + failing.key() + " at place " + place;
                    assertFalse(result instanceof CommitResult.Committed, what);
                    assertEquals(before, everything(bench), what);
                }
                assertEquals(counted, counts(bench), failing.toString());
            }
            bench.done(good());
        }
    }

    @Test
    @DisplayName("S47 a set with a value that no store takes is refused wholly, whatever stands before and after it")
    default void anInvalidValueUndoesAll() {
        try (Bench bench = Bench.open(harness())) {
            ground(bench);
            Map<RecordKey, Optional<StoredRecord>> before = everything(bench);
            List<Change> bad = List.of(
                    insert(deal("bad"), body("nul \u0000")),
                    insert(deal("bad"), body("x", "size", "text")),
                    insert(deal("bad"), body("x", "nonesuch", 1L)),
                    insert(deal("\uD83D"), body("x")));
            List<Change> good = List.of(good());
            for (Change change : bad) {
                for (int place = 0; place <= good.size(); place++) {
                    List<Change> set = new ArrayList<>(good);
                    set.add(place, change);
                    Bench.wrong(() -> bench.commit(set.toArray(Change[]::new)));
                }
            }
            assertEquals(before, everything(bench));
        }
    }

    @Test
    @DisplayName("S48 readers see a set wholly or not at all while it is committed")
    default void readersSeeWholeSets() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(3)) {
            bench.done(insert(deal("a"), body("0", "size", 0L)), insert(deal("b"), body("0", "size", 0L)));
            List<RecordStore> stores = bench.racers();
            AtomicInteger reading = new AtomicInteger(2);
            AtomicLong written = new AtomicLong();
            List<String> torn = racers.race(number -> {
                if (number == 0) {
                    for (long i = 1; reading.get() > 0; i++) {
                        bench.done(
                                new Change.Update(deal("a"), i, body("" + i, "size", i)),
                                new Change.Update(deal("b"), i, body("" + i, "size", i)));
                        written.set(i);
                    }
                    return "";
                }
                try {
                    return torn(stores.get(number % stores.size()), written);
                } finally {
                    reading.decrementAndGet();
                }
            });
            assertEquals(List.of("", "", ""), torn);
        }
    }

    /** Reads two records that only ever change together, and says when they differ. */
    private static String torn(RecordStore reader, AtomicLong written) {
        AtomicReference<String> torn = new AtomicReference<>("");
        Tally extremes = new Tally(
                TENANT,
                Bench.DEAL,
                Scope.unrestricted(),
                Filter.all(),
                List.of(),
                List.of(Measure.min("size"), Measure.max("size")));
        Racers.whileItMoves(written::get, () -> {
            List<Long> versions = Bench.walk(reader, Bench.all(Bench.DEAL, Filter.all())).stream()
                    .map(StoredRecord::version)
                    .toList();
            List<Object> sizes =
                    Bench.retrying(() -> reader.tally(extremes)).get(0).measures();
            if (!versions.get(0).equals(versions.get(1)) || !sizes.get(0).equals(sizes.get(1))) {
                torn.set("half a set was seen: versions " + versions + ", sizes " + sizes);
            }
        });
        return torn.get();
    }

    /** Records that the good and the failing changes work on. */
    private static void ground(Bench bench) {
        bench.done(
                insert(deal("m-update"), body("old", "name", "Old")),
                insert(deal("m-delete"), body("old")),
                insert(deal("m-restore"), body("old")),
                insert(deal("m-erase"), body("old")),
                insert(deal("m-reindex"), body("old", "name", "Old")),
                insert(deal("m-check"), body("old")));
        bench.done(new Change.Delete(deal("m-restore"), 1), new Change.Delete(deal("m-erase"), 1));
        for (String place : List.of("a", "z")) {
            bench.done(insert(deal(place + "-live"), body("live")), insert(deal(place + "-dead"), body("dead")));
            bench.done(new Change.Delete(deal(place + "-dead"), 1));
            if (bench.profile.can(Capability.UNIQUE_INDEXES)) {
                bench.done(insert(deal(place + "-holder"), body("holder", "code", "taken-" + place)));
            }
        }
    }

    private static Change[] good() {
        return new Change[] {
            insert(deal("m-insert"), body("new")),
            insert(event("m-insert"), body("new")),
            new Change.Ensure(plain("m-ensure"), body("new")),
            new Change.Update(deal("m-update"), 1, body("new", "name", "New")),
            new Change.Delete(deal("m-delete"), 1),
            new Change.Restore(deal("m-restore"), 2),
            new Change.Erase(deal("m-erase"), 2),
            new Change.Reindex(deal("m-reindex"), 1, Visibility.none(), values("name", "Reindexed")),
            new Change.Check(deal("m-check"), 1),
            new Change.CheckAbsent(deal("m-absent"))
        };
    }

    /** Changes that fail, of every kind, before and after the good ones in the order of keys. */
    private static List<Change> failing(Bench bench) {
        List<Change> failing = new ArrayList<>();
        for (String place : List.of("a", "z")) {
            RecordKey live = deal(place + "-live");
            RecordKey dead = deal(place + "-dead");
            failing.addAll(List.of(
                    insert(live, body("x")),
                    insert(dead, body("x")),
                    new Change.Update(live, 9, body("x")),
                    new Change.Delete(live, 9),
                    new Change.Restore(dead, 9),
                    new Change.Erase(dead, 9),
                    new Change.Reindex(live, 9, Visibility.none(), values()),
                    new Change.Check(live, 9),
                    new Change.CheckAbsent(live)));
            if (bench.profile.can(Capability.UNIQUE_INDEXES)) {
                failing.add(insert(deal(place + "-new"), body("x", "code", "taken-" + place)));
                failing.add(new Change.Update(live, 1, body("x", "code", "taken-" + place)));
            }
        }
        return failing;
    }

    private static Map<RecordKey, Optional<StoredRecord>> everything(Bench bench) {
        Map<RecordKey, Optional<StoredRecord>> records = new LinkedHashMap<>();
        Stream.concat(Stream.of(good()), failing(bench).stream())
                .map(Change::key)
                .forEach(key ->
                        records.put(key, Bench.retrying(() -> bench.store().findInAnyState(TENANT, key))));
        return records;
    }

    private static List<Object> counts(Bench bench) {
        List<Object> counts = new ArrayList<>();
        for (String type : List.of(Bench.DEAL, Bench.EVENT, Bench.PLAIN)) {
            counts.add(bench.tally(
                    new Tally(TENANT, type, Scope.unrestricted(), Filter.all(), List.of(), List.of(Measure.count()))));
            counts.add(Bench.ids(bench.store(), Bench.all(type, Filter.all())));
        }
        counts.add(bench.ids(Filter.equal("name", "New")));
        counts.add(bench.ids(Filter.equal("name", "Reindexed")));
        return counts;
    }
}
