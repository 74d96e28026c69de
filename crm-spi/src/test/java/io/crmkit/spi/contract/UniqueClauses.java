package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.plain;
import static io.crmkit.spi.contract.Bench.values;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult.Ensured;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Unique values: who holds them, and when they are free. {@code serial} is held by tombstones, {@code code} is not. */
public interface UniqueClauses extends Clauses {

    private Bench bench() {
        return Bench.open(harness(), Capability.UNIQUE_INDEXES);
    }

    @Test
    @DisplayName("S30 a taken unique value is answered with Duplicate, which names the record and the index")
    default void takenValue() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C", "serial", "S")));
            bench.duplicate(
                    deal("b"), "code", insert(deal("b"), body("b", "code", "C")), insert(plain("x"), body("x")));
            bench.duplicate(deal("c"), "serial", insert(deal("c"), body("c", "serial", "S")));
            assertEquals(List.of("a"), bench.ids(Filter.all()));
            assertEquals(Optional.empty(), bench.find(plain("x")));
        }
    }

    @Test
    @DisplayName("S31 an update to a taken value is answered with Duplicate")
    default void updateToATakenValue() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C")), insert(deal("b"), body("b", "code", "D")));
            bench.duplicate(deal("b"), "code", new Change.Update(deal("b"), 1, body("b2", "code", "C")));
            assertEquals("b", bench.live(deal("b")).payload());
            assertEquals(List.of("b"), bench.ids(Filter.equal("code", "D")));
        }
    }

    @Test
    @DisplayName("S32 a record may keep its own value, and one that it gave up is free")
    default void ownValue() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C", "serial", "S")));
            bench.done(new Change.Update(deal("a"), 1, body("a2", "code", "C", "serial", "S")));
            bench.done(new Change.Update(deal("a"), 2, body("a3", "code", "D")));
            bench.done(insert(deal("b"), body("b", "code", "C", "serial", "S")));
            bench.done(new Change.Update(deal("a"), 3, body("a4")));
            bench.done(insert(deal("c"), body("c", "code", "D")));
        }
    }

    @Test
    @DisplayName("S33 records without a value clash with none")
    default void noValueClashesWithNone() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a")), insert(deal("b"), body("b")), insert(deal("c"), body("c")));
            assertEquals(3, bench.ids(Filter.all()).size());
        }
    }

    @Test
    @DisplayName("S34 a deleted record gives its unique values up, unless the index is held by tombstones")
    default void tombstonesHold() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C", "serial", "S")));
            bench.done(new Change.Delete(deal("a"), 1));
            bench.done(insert(deal("b"), body("b", "code", "C")));
            bench.duplicate(deal("c"), "serial", insert(deal("c"), body("c", "serial", "S")));
        }
    }

    @Test
    @DisplayName("S35 an erased record gives all its unique values up")
    default void erasureFrees() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C", "serial", "S")));
            bench.done(new Change.Delete(deal("a"), 1));
            bench.done(new Change.Erase(deal("a"), 2), insert(deal("b"), body("b", "code", "C", "serial", "S")));
            assertEquals(List.of("b"), bench.ids(Filter.equal("serial", "S")));
        }
    }

    @Test
    @DisplayName("S36 a restoration whose unique value was taken meanwhile is answered with Duplicate")
    default void restorationMeetsATakenValue() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C")));
            bench.done(new Change.Delete(deal("a"), 1));
            bench.done(insert(deal("b"), body("b", "code", "C")));
            bench.duplicate(deal("a"), "code", new Change.Restore(deal("a"), 2));
            assertEquals(RecordState.DELETED, bench.any(deal("a")).state());
            bench.done(new Change.Update(deal("b"), 1, body("b")));
            bench.done(new Change.Restore(deal("a"), 2));
            bench.duplicate(deal("c"), "code", insert(deal("c"), body("c", "code", "C")));
        }
    }

    @Test
    @DisplayName("S37 what a deletion frees, an insertion of the same set can take, in whatever order they are listed")
    default void deletionFreesForAnInsertion() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("m"), body("m", "code", "C")));
            bench.done(insert(deal("a"), body("a", "code", "C")), new Change.Delete(deal("m"), 1));
            bench.done(new Change.Delete(deal("a"), 1), insert(deal("z"), body("z", "code", "C")));
            assertEquals(List.of("z"), bench.ids(Filter.equal("code", "C")));
        }
    }

    @Test
    @DisplayName("S38 what a deletion or an update frees, an update or an insertion of the same set can take")
    default void updateFreesForAnInsertion() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("m"), body("m", "code", "C")), insert(deal("n"), body("n", "code", "D")));
            bench.done(
                    insert(deal("a"), body("a", "code", "C")), new Change.Update(deal("m"), 1, body("m", "code", "E")));
            bench.done(new Change.Update(deal("m"), 2, body("m", "code", "D")), new Change.Delete(deal("n"), 1));
            assertEquals(List.of("m"), bench.ids(Filter.equal("code", "D")));
        }
    }

    @Test
    @DisplayName("S39 two updates of one set cannot swap their values; they are applied in the order of their keys")
    default void updatesCannotSwap() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "A")), insert(deal("b"), body("b", "code", "B")));
            bench.duplicate(
                    deal("a"),
                    "code",
                    new Change.Update(deal("b"), 1, body("b", "code", "A")),
                    new Change.Update(deal("a"), 1, body("a", "code", "B")));
            bench.duplicate(
                    deal("a"),
                    "code",
                    new Change.Update(deal("b"), 1, body("b", "code", "X")),
                    new Change.Update(deal("a"), 1, body("a", "code", "B")));
            bench.done(
                    new Change.Update(deal("b"), 1, body("b", "code", "A")),
                    new Change.Update(deal("a"), 1, body("a", "code", "X")));
            assertEquals(List.of("b"), bench.ids(Filter.equal("code", "A")));
        }
    }

    @Test
    @DisplayName("S40 two insertions of one set cannot have the same value; the second Ensure says VALUE_TAKEN")
    default void twoInsertionsOfOneSet() {
        try (Bench bench = bench()) {
            bench.duplicate(
                    deal("b"),
                    "code",
                    insert(deal("b"), body("b", "code", "C")),
                    insert(deal("a"), body("a", "code", "C")));
            assertEquals(List.of(), bench.ids(Filter.all()));
            Map<RecordKey, Ensured> said = bench.done(
                            new Change.Ensure(deal("b"), body("b", "code", "C")),
                            new Change.Ensure(deal("a"), body("a", "code", "C")))
                    .ensured();
            assertEquals(Map.of(deal("a"), Ensured.INSERTED, deal("b"), Ensured.VALUE_TAKEN), said);
            assertEquals(List.of("a"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S41 Ensure with a taken unique value writes nothing, says VALUE_TAKEN, and its id stays free")
    default void ensureMeetsATakenValue() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C")));
            StoredRecord before = bench.live(deal("a"));
            Map<RecordKey, Ensured> said = bench.done(
                            new Change.Ensure(deal("b"), body("b", "code", "C", "serial", "S")),
                            insert(deal("c"), body("c")))
                    .ensured();
            assertEquals(Map.of(deal("b"), Ensured.VALUE_TAKEN), said);
            assertEquals(before, bench.live(deal("a")));
            assertEquals(Optional.empty(), bench.store().findInAnyState(TENANT, deal("b")));
            bench.done(insert(deal("b"), body("b", "serial", "S")));
            assertEquals(List.of("a", "b", "c"), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S42 unique text is compared byte for byte: case, accents and trailing spaces make another value")
    default void uniqueTextIsExact() {
        try (Bench bench = bench()) {
            int i = 0;
            for (String code : Lookalikes.TEXTS) {
                bench.done(insert(deal("id" + i++), body("x", "code", code, "serial", code)));
            }
            bench.duplicate(deal("again"), "code", insert(deal("again"), body("x", "code", Lookalikes.TEXTS.get(0))));
        }
    }

    @Test
    @DisplayName("S43 Reindex to a taken value is answered with Duplicate, and frees the value that it replaces")
    default void reindexAndUniqueness() {
        try (Bench bench = bench()) {
            bench.done(insert(deal("a"), body("a", "code", "C")), insert(deal("b"), body("b", "code", "D")));
            bench.duplicate(
                    deal("b"), "code", new Change.Reindex(deal("b"), 1, Visibility.none(), values("code", "C")));
            bench.done(new Change.Reindex(deal("b"), 1, Visibility.none(), values("code", "E")));
            bench.done(insert(deal("c"), body("c", "code", "D")));
        }
    }

    @Test
    @DisplayName("S44 values of every kind can be unique; the same value in another type or index is free")
    default void everyKind() {
        try (Bench bench = bench()) {
            RecordType type = RecordType.named("kinds", 1)
                    .indexes(
                            IndexSpec.text("t").asUnique(),
                            IndexSpec.text("t2").asUnique(),
                            IndexSpec.integer("i").asUnique(),
                            IndexSpec.decimal("d", 3).asUnique(),
                            IndexSpec.date("on").asUnique(),
                            IndexSpec.instant("at").asUnique(),
                            IndexSpec.bool("b").asUnique())
                    .build();
            bench.store().prepare(List.of(type));
            Map<String, Object> values = Map.of(
                    "t",
                    "x",
                    "i",
                    5L,
                    "d",
                    new BigDecimal("1.500"),
                    "on",
                    LocalDate.of(2024, 2, 29),
                    "at",
                    Instant.parse("2024-02-29T12:00:00.000001Z"),
                    "b",
                    true);
            values.forEach((index, value) -> {
                bench.done(insert(new RecordKey("kinds", "first-" + index), body("x", index, value)));
                RecordKey second = new RecordKey("kinds", "second-" + index);
                bench.duplicate(second, index, insert(second, body("x", index, value)));
            });
            bench.done(insert(new RecordKey("kinds", "other-index"), body("x", "t2", "x")));
            bench.done(insert(deal("other-type"), body("x", "code", "x")));
        }
    }
}
