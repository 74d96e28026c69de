package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.all;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.event;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.owned;
import static io.crmkit.spi.contract.Bench.plain;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.contract.Bench.values;
import static io.crmkit.spi.contract.Bench.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult.Ensured;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What each change does to one record. */
public interface ChangeClauses extends Clauses {

    @Test
    @DisplayName("S01 an insertion makes a live record of version 1, given back exactly as it was written")
    default void insertion() {
        try (Bench bench = Bench.open(harness())) {
            RecordBody body = new RecordBody(7, "{\"a\":1}", Visibility.none(), values("name", "Ann", "size", 3L));
            bench.done(insert(deal("a"), body));
            assertEquals(new StoredRecord(TENANT, deal("a"), 1, RecordState.LIVE, body), bench.live(deal("a")));
            assertEquals(List.of("a"), bench.ids(Filter.equal("name", "Ann")));
        }
    }

    @Test
    @DisplayName("S02 an insertion never overwrites: a taken id is answered with Duplicate")
    default void insertionNeverOverwrites() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("one", "name", "Ann")));
            StoredRecord before = bench.live(deal("a"));
            bench.duplicate(deal("a"), null, insert(deal("a"), body("two", "name", "Bob")));
            assertEquals(before, bench.live(deal("a")));
            assertEquals(List.of(), bench.ids(Filter.equal("name", "Bob")));
        }
    }

    @Test
    @DisplayName("S03 an update replaces all contents, and the version rises by one")
    default void update() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("one", "name", "Ann", "size", 1L)));
            bench.done(new Change.Update(deal("a"), 1, body("two", "name", "Bob")));
            bench.done(new Change.Update(deal("a"), 2, body("three", "name", "Cid")));
            StoredRecord now = bench.live(deal("a"));
            assertEquals(3, now.version());
            assertEquals(body("three", "name", "Cid"), now.body());
            assertEquals(List.of(), bench.ids(Filter.present("size")));
        }
    }

    @Test
    @DisplayName("S04 an update needs a live record: absent, deleted and erased ones are stale")
    default void updateNeedsALiveRecord() {
        try (Bench bench = graveyard(harness())) {
            bench.stale(deal("absent"), new Change.Update(deal("absent"), 1, body("x")));
            bench.stale(deal("absent"), new Change.Update(deal("absent"), 0, body("x")));
            bench.stale(deal("deleted"), new Change.Update(deal("deleted"), 2, body("x")));
            bench.stale(deal("erased"), new Change.Update(deal("erased"), 3, body("x")));
            assertEquals(RecordState.DELETED, bench.any(deal("deleted")).state());
        }
    }

    @Test
    @DisplayName("S05 a deletion leaves a tombstone: neither found nor counted, but its contents are kept")
    default void deletion() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("one", "name", "Ann")));
            bench.done(new Change.Delete(deal("a"), 1));
            assertEquals(Optional.empty(), bench.find(deal("a")));
            assertEquals(List.of(), bench.ids(Filter.all()));
            assertEquals(List.of(), bench.store().findAll(TENANT, Bench.DEAL, List.of("a")));
            Tally count = new Tally(
                    TENANT, Bench.DEAL, Scope.unrestricted(), Filter.all(), List.of(), List.of(Measure.count()));
            assertEquals(0L, bench.tally(count).get(0).measures().get(0));
            StoredRecord tombstone =
                    new StoredRecord(TENANT, deal("a"), 2, RecordState.DELETED, body("one", "name", "Ann"));
            assertEquals(tombstone, bench.any(deal("a")));
        }
    }

    @Test
    @DisplayName("S06 a deletion needs a live record at its version")
    default void deletionNeedsALiveRecord() {
        try (Bench bench = graveyard(harness())) {
            bench.stale(deal("live"), new Change.Delete(deal("live"), 2));
            bench.stale(deal("live"), new Change.Delete(deal("live"), 0));
            bench.stale(deal("absent"), new Change.Delete(deal("absent"), 1));
            bench.stale(deal("deleted"), new Change.Delete(deal("deleted"), 2));
            bench.stale(deal("erased"), new Change.Delete(deal("erased"), 3));
            assertEquals(1, bench.live(deal("live")).version());
        }
    }

    @Test
    @DisplayName("S07 a stale version is refused, and nothing else of its set is done")
    default void staleVersion() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("one")));
            bench.done(new Change.Update(deal("a"), 1, body("two")));
            for (long version : List.of(1L, 3L, 0L, -1L, Long.MAX_VALUE)) {
                bench.stale(
                        deal("a"),
                        new Change.Update(deal("a"), version, body("three")),
                        insert(deal("other"), body("x")),
                        insert(plain("other"), body("x")));
            }
            assertEquals("two", bench.live(deal("a")).payload());
            assertEquals(2, bench.live(deal("a")).version());
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("other")));
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, plain("other")));
        }
    }

    @Test
    @DisplayName("S08 a restoration makes a tombstone live again with the contents it had")
    default void restoration() {
        try (Bench bench = Bench.open(harness())) {
            RecordBody body = body("one", "name", "Ann", "size", 3L);
            bench.done(insert(deal("a"), body));
            bench.done(new Change.Delete(deal("a"), 1));
            bench.done(new Change.Restore(deal("a"), 2));
            assertEquals(new StoredRecord(TENANT, deal("a"), 3, RecordState.LIVE, body), bench.live(deal("a")));
            assertEquals(List.of("a"), bench.ids(Filter.equal("size", 3L)));
        }
    }

    @Test
    @DisplayName("S09 a restoration needs a tombstone at its version")
    default void restorationNeedsATombstone() {
        try (Bench bench = graveyard(harness())) {
            bench.stale(deal("live"), new Change.Restore(deal("live"), 1));
            bench.stale(deal("absent"), new Change.Restore(deal("absent"), 1));
            bench.stale(deal("deleted"), new Change.Restore(deal("deleted"), 1));
            bench.stale(deal("deleted"), new Change.Restore(deal("deleted"), 3));
            bench.stale(deal("erased"), new Change.Restore(deal("erased"), 3));
            assertEquals(List.of("live"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S10 an erasure leaves the id and the version, and nothing else")
    default void erasure() {
        try (Bench bench = graveyard(harness())) {
            assertEquals(
                    new StoredRecord(TENANT, deal("erased"), 3, RecordState.ERASED, StoredRecord.ERASED_BODY),
                    bench.any(deal("erased")));
            assertEquals(Optional.empty(), bench.find(deal("erased")));
            assertEquals(List.of("live"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S11 an erasure needs a tombstone at its version")
    default void erasureNeedsATombstone() {
        try (Bench bench = graveyard(harness())) {
            bench.stale(deal("live"), new Change.Erase(deal("live"), 1));
            bench.stale(deal("absent"), new Change.Erase(deal("absent"), 1));
            bench.stale(deal("deleted"), new Change.Erase(deal("deleted"), 1));
            bench.stale(deal("erased"), new Change.Erase(deal("erased"), 3));
            assertEquals("was deleted", bench.any(deal("deleted")).payload());
        }
    }

    @Test
    @DisplayName("S12 an id is never used again, neither a deleted nor an erased one")
    default void idsAreNeverUsedAgain() {
        try (Bench bench = graveyard(harness())) {
            for (String id : List.of("deleted", "erased")) {
                StoredRecord before = bench.any(deal(id));
                bench.duplicate(deal(id), null, insert(deal(id), body("new")));
                assertEquals(before, bench.any(deal(id)));
            }
        }
    }

    @Test
    @DisplayName("S13 Ensure inserts a record that never was, at version 1, and says INSERTED")
    default void ensureInserts() {
        try (Bench bench = Bench.open(harness())) {
            Map<RecordKey, Ensured> said = bench.done(new Change.Ensure(deal("a"), body("one", "name", "Ann")))
                    .ensured();
            assertEquals(Map.of(deal("a"), Ensured.INSERTED), said);
            assertEquals(
                    new StoredRecord(TENANT, deal("a"), 1, RecordState.LIVE, body("one", "name", "Ann")),
                    bench.live(deal("a")));
        }
    }

    @Test
    @DisplayName("S14 Ensure leaves a live record untouched, says PRESENT, and the rest of its set is done")
    default void ensureLeavesUntouched() {
        try (Bench bench = graveyard(harness())) {
            StoredRecord before = bench.live(deal("live"));
            Map<RecordKey, Ensured> said = bench.done(
                            insert(deal("before"), body("x")),
                            new Change.Ensure(deal("live"), body("other", "name", "Other")),
                            insert(deal("zzz"), body("x")))
                    .ensured();
            assertEquals(Map.of(deal("live"), Ensured.PRESENT), said);
            assertEquals(before, bench.live(deal("live")));
            assertEquals(List.of("before", "live", "zzz"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S15 Ensure leaves deleted and erased records untouched, and says TOMBSTONE")
    default void ensureMeetsATombstone() {
        try (Bench bench = graveyard(harness())) {
            StoredRecord deleted = bench.any(deal("deleted"));
            StoredRecord erased = bench.any(deal("erased"));
            Map<RecordKey, Ensured> said = bench.done(
                            new Change.Ensure(deal("deleted"), body("x")), new Change.Ensure(deal("erased"), body("x")))
                    .ensured();
            assertEquals(Map.of(deal("deleted"), Ensured.TOMBSTONE, deal("erased"), Ensured.TOMBSTONE), said);
            assertEquals(deleted, bench.any(deal("deleted")));
            assertEquals(erased, bench.any(deal("erased")));
        }
    }

    @Test
    @DisplayName("S16 the answer names every Ensure of the set, whatever it did, and no other change")
    default void theAnswerNamesEveryEnsure() {
        try (Bench bench = graveyard(harness())) {
            Map<RecordKey, Ensured> said = bench.done(
                            new Change.Ensure(deal("new"), body("x")),
                            new Change.Ensure(plain("new"), body("x")),
                            new Change.Ensure(deal("live"), body("x")),
                            new Change.Ensure(deal("deleted"), body("x")),
                            insert(deal("inserted"), body("x")))
                    .ensured();
            assertEquals(
                    Map.of(
                            deal("new"), Ensured.INSERTED,
                            plain("new"), Ensured.INSERTED,
                            deal("live"), Ensured.PRESENT,
                            deal("deleted"), Ensured.TOMBSTONE),
                    said);
        }
    }

    @Test
    @DisplayName("S17 Check passes for a live record at its version and changes nothing; otherwise the set is stale")
    default void check() {
        try (Bench bench = graveyard(harness())) {
            StoredRecord before = bench.live(deal("live"));
            bench.done(new Change.Check(deal("live"), 1), insert(deal("with"), body("x")));
            assertEquals(before, bench.live(deal("live")));
            bench.stale(deal("live"), new Change.Check(deal("live"), 2), insert(deal("not"), body("x")));
            bench.stale(deal("live"), new Change.Check(deal("live"), 0), insert(deal("not"), body("x")));
            bench.stale(deal("absent"), new Change.Check(deal("absent"), 1), insert(deal("not"), body("x")));
            bench.stale(deal("deleted"), new Change.Check(deal("deleted"), 2), insert(deal("not"), body("x")));
            bench.stale(deal("erased"), new Change.Check(deal("erased"), 3), insert(deal("not"), body("x")));
            assertEquals(List.of("live", "with"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S18 CheckAbsent passes unless a live record has the id, and takes nothing")
    default void checkAbsent() {
        try (Bench bench = graveyard(harness())) {
            bench.done(
                    new Change.CheckAbsent(deal("absent")),
                    new Change.CheckAbsent(deal("deleted")),
                    new Change.CheckAbsent(deal("erased")),
                    insert(deal("with"), body("x")));
            bench.stale(deal("live"), new Change.CheckAbsent(deal("live")), insert(deal("not"), body("x")));
            assertEquals(List.of("live", "with"), bench.ids(Filter.all()));
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("absent")));
            bench.done(insert(deal("absent"), body("now")));
        }
    }

    @Test
    @DisplayName("S19 Reindex changes what queries find, but neither the version nor the contents")
    default void reindex() {
        try (Bench bench = graveyard(harness())) {
            StoredRecord before = bench.live(deal("live"));
            bench.done(new Change.Reindex(deal("live"), 1, Visibility.none(), values("city", "Ulm")));
            StoredRecord now = bench.live(deal("live"));
            assertEquals(1, now.version());
            assertEquals(before.payload(), now.payload());
            assertEquals(before.body().schemaVersion(), now.body().schemaVersion());
            assertEquals(values("city", "Ulm"), now.body().values());
            assertEquals(List.of("live"), bench.ids(Filter.equal("city", "Ulm")));
            assertEquals(List.of(), bench.ids(Filter.present("name")));
        }
    }

    @Test
    @DisplayName("S20 Reindex needs a live record at its version")
    default void reindexNeedsALiveRecord() {
        try (Bench bench = graveyard(harness())) {
            bench.stale(deal("live"), new Change.Reindex(deal("live"), 2, Visibility.none(), values()));
            bench.stale(deal("absent"), new Change.Reindex(deal("absent"), 1, Visibility.none(), values()));
            bench.stale(deal("deleted"), new Change.Reindex(deal("deleted"), 2, Visibility.none(), values()));
            bench.stale(deal("erased"), new Change.Reindex(deal("erased"), 3, Visibility.none(), values()));
            assertEquals(List.of("live"), bench.ids(Filter.present("name")));
        }
    }

    @Test
    @DisplayName("S49 Rewrite replaces all contents of a live record at its version, which does not rise")
    default void rewrite() {
        try (Bench bench = graveyard(harness())) {
            RecordBody other = body("sealed anew", "city", "Ulm");
            bench.stale(deal("live"), new Change.Rewrite(deal("live"), 2, other));
            bench.stale(deal("absent"), new Change.Rewrite(deal("absent"), 1, other));
            bench.stale(deal("deleted"), new Change.Rewrite(deal("deleted"), 2, other));
            bench.stale(deal("erased"), new Change.Rewrite(deal("erased"), 3, other));
            bench.done(new Change.Rewrite(deal("live"), 1, other));
            assertEquals(new StoredRecord(TENANT, deal("live"), 1, RecordState.LIVE, other), bench.live(deal("live")));
            assertEquals(List.of("live"), bench.ids(Filter.equal("city", "Ulm")));
            assertEquals(List.of(), bench.ids(Filter.present("name")));
            bench.done(insert(event("a"), body("one", "kind", "k")));
            bench.done(new Change.Rewrite(event("a"), 1, body("two", "kind", "k")));
            assertEquals("two", bench.live(event("a")).payload());
            bench.done(new Change.Update(deal("live"), 1, body("next")));
            assertEquals(2, bench.live(deal("live")).version());
        }
    }

    @Test
    @DisplayName("S21 an append-only type refuses Update, Delete, Restore and Erase")
    default void appendOnlyRefuses() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(event("a"), body("one", "kind", "k")));
            for (Change change : List.of(
                    new Change.Update(event("a"), 1, body("two")),
                    new Change.Delete(event("a"), 1),
                    new Change.Restore(event("a"), 1),
                    new Change.Erase(event("a"), 1))) {
                refused(
                        StorageException.Kind.UNSUPPORTED,
                        () -> bench.commit(insert(plain("with"), body("x")), change));
            }
            assertEquals(
                    new StoredRecord(TENANT, event("a"), 1, RecordState.LIVE, body("one", "kind", "k")),
                    bench.any(event("a")));
            assertEquals(Optional.empty(), bench.find(plain("with")));
        }
    }

    @Test
    @DisplayName("S22 an append-only type takes Insert, Ensure, Check, CheckAbsent and Reindex")
    default void appendOnlyTakes() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(event("a"), body("one", "kind", "k")), new Change.Ensure(event("b"), body("two")));
            bench.done(new Change.Check(event("a"), 1), new Change.CheckAbsent(event("c")));
            bench.done(new Change.Reindex(event("a"), 1, Visibility.none(), values("kind", "other")));
            StoredRecord now = bench.live(event("a"));
            assertEquals(1, now.version());
            assertEquals(body("one", "kind", "other"), now.body());
            assertEquals(List.of("a"), Bench.ids(bench.store(), all(Bench.EVENT, Filter.equal("kind", "other"))));
        }
    }

    @Test
    @DisplayName("S23 Load keeps version and state, also in an append-only type")
    default void load() {
        try (Bench bench = Bench.open(harness(), Capability.LOAD)) {
            List<StoredRecord> records = List.of(
                    new StoredRecord(TENANT, deal("d"), 3, RecordState.DELETED, body("d", "name", "D")),
                    new StoredRecord(TENANT, deal("e"), 9, RecordState.ERASED, StoredRecord.ERASED_BODY),
                    new StoredRecord(TENANT, deal("l"), 7, RecordState.LIVE, body("l", "name", "L")),
                    new StoredRecord(TENANT, event("l"), 1, RecordState.LIVE, body("l", "kind", "L")));
            bench.done(records.stream().map(Change.Load::new).toArray(Change[]::new));
            records.forEach(record -> assertEquals(record, bench.any(record.key())));
            assertEquals(List.of("l"), bench.ids(Filter.all()));
            bench.done(new Change.Restore(deal("d"), 3), new Change.Update(deal("l"), 7, body("l8")));
            assertEquals(4, bench.live(deal("d")).version());
            assertEquals(8, bench.live(deal("l")).version());
            bench.duplicate(deal("e"), null, insert(deal("e"), body("again")));
        }
    }

    @Test
    @DisplayName("S24 Load never overwrites: an id that ever was is answered with Duplicate")
    default void loadNeverOverwrites() {
        try (Bench bench = graveyard(harness())) {
            bench.needs(Capability.LOAD);
            for (String id : List.of("live", "deleted", "erased")) {
                StoredRecord before = bench.any(deal(id));
                bench.duplicate(
                        deal(id),
                        null,
                        new Change.Load(new StoredRecord(TENANT, deal(id), 9, RecordState.LIVE, body("new"))));
                assertEquals(before, bench.any(deal(id)));
            }
        }
    }

    @Test
    @DisplayName("S25 Load refuses a record of another tenant, a version below 1, and an erased record with contents")
    default void loadRefuses() {
        try (Bench bench = Bench.open(harness(), Capability.LOAD)) {
            for (StoredRecord record : List.of(
                    new StoredRecord("other", deal("a"), 1, RecordState.LIVE, body("x")),
                    new StoredRecord(TENANT, deal("a"), 0, RecordState.LIVE, body("x")),
                    new StoredRecord(TENANT, deal("a"), 1, RecordState.ERASED, body("x")))) {
                wrong(() -> bench.commit(new Change.Load(record)));
            }
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("a")));
            assertEquals(Optional.empty(), bench.store().findInAnyState("other", deal("a")));
        }
    }

    @Test
    @DisplayName("S26 find answers live records only; findInAnyState whatever ever was")
    default void find() {
        try (Bench bench = graveyard(harness())) {
            assertTrue(bench.find(deal("live")).isPresent());
            for (String id : List.of("deleted", "erased", "absent")) {
                assertFalse(bench.find(deal(id)).isPresent(), id);
            }
            assertEquals(RecordState.LIVE, bench.any(deal("live")).state());
            assertEquals(RecordState.DELETED, bench.any(deal("deleted")).state());
            assertEquals(RecordState.ERASED, bench.any(deal("erased")).state());
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("absent")));
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, plain("live")));
        }
    }

    @Test
    @DisplayName("S27 findAll answers the live ones in the order of the ids given, each once; 10,000 ids and no more")
    default void findAll() {
        try (Bench bench = graveyard(harness())) {
            bench.done(insert(deal("b"), body("b")), insert(deal("c"), body("c")));
            List<String> wanted = List.of("c", "absent", "live", "c", "deleted", "b", "erased", "live");
            assertEquals(
                    List.of(bench.live(deal("c")), bench.live(deal("live")), bench.live(deal("b"))),
                    bench.store().findAll(TENANT, Bench.DEAL, wanted));
            assertEquals(List.of(), bench.store().findAll(TENANT, Bench.DEAL, List.of()));
            List<String> many = new ArrayList<>(Collections.nCopies(5_000, "b"));
            for (int i = 0; i < 5_000; i++) {
                many.add(i == 4_000 ? "c" : "none-" + i);
            }
            assertEquals(
                    List.of("b", "c"),
                    bench.store().findAll(TENANT, Bench.DEAL, many).stream()
                            .map(StoredRecord::id)
                            .toList());
            many.add("one more");
            refused(StorageException.Kind.LIMIT, () -> bench.store().findAll(TENANT, Bench.DEAL, many));
        }
    }

    @Test
    @DisplayName("S28 an empty change set is committed")
    default void emptySet() {
        try (Bench bench = Bench.open(harness())) {
            assertEquals(Map.of(), bench.done().ensured());
        }
    }

    @Test
    @DisplayName("S29 visibility is kept with the record, and replaced by Update and Reindex")
    default void visibility() {
        try (Bench bench = Bench.open(harness(), Capability.SCOPES)) {
            bench.done(insert(deal("a"), owned(body("one"), "u:ann", "g:1", "g:2")));
            assertEquals(
                    Visibility.of("u:ann", List.of("g:2", "g:1")),
                    bench.live(deal("a")).body().visibility());
            bench.done(new Change.Update(deal("a"), 1, owned(body("two"), null, "g:3")));
            assertEquals(
                    Visibility.of(null, List.of("g:3")),
                    bench.live(deal("a")).body().visibility());
            bench.done(new Change.Reindex(deal("a"), 2, Visibility.of("u:bob", List.of()), values()));
            assertEquals(
                    Visibility.of("u:bob", List.of()),
                    bench.live(deal("a")).body().visibility());
            bench.done(new Change.Delete(deal("a"), 2));
            bench.done(new Change.Restore(deal("a"), 3));
            assertEquals(
                    Visibility.of("u:bob", List.of()),
                    bench.live(deal("a")).body().visibility());
        }
    }

    /** A store with one live deal at version 1, one deleted at 2 and one erased at 3. */
    private static Bench graveyard(StoreHarness harness) {
        Bench bench = Bench.open(harness);
        bench.done(
                insert(deal("live"), body("is live", "name", "Live", "size", 1L)),
                insert(deal("deleted"), body("was deleted", "name", "Deleted", "size", 2L)),
                insert(deal("erased"), body("was erased", "name", "Erased", "size", 3L)));
        bench.done(new Change.Delete(deal("deleted"), 1), new Change.Delete(deal("erased"), 1));
        bench.done(new Change.Erase(deal("erased"), 2));
        return bench;
    }
}
