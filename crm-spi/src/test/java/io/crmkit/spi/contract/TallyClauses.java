package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.DEAL;
import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.storage.StorageException.Kind.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Counts, sums and extremes. */
public interface TallyClauses extends Clauses {

    @Test
    @DisplayName("S130 without grouping there is one group, also when nothing matches: count 0, sum 0, no extremes")
    default void oneGroup() {
        try (Bench bench = Bench.open(harness())) {
            List<Measure> measures = List.of(
                    Measure.count(),
                    Measure.sum("amount"),
                    Measure.sum("size"),
                    Measure.min("size"),
                    Measure.max("closes"));
            assertEquals(
                    List.of(group(List.of(), 0L, new BigDecimal("0.00"), new BigDecimal("0"), null, null)),
                    bench.tally(tally(Filter.all(), List.of(), measures)));
            bench.done(
                    insert(deal("a"), body("x", "amount", new BigDecimal("1.10"), "size", 3L)),
                    insert(deal("b"), body("x", "amount", new BigDecimal("2.20"), "closes", LocalDate.of(2024, 2, 29))),
                    insert(deal("c"), body("x")));
            assertEquals(
                    List.of(group(
                            List.of(), 3L, new BigDecimal("3.30"), new BigDecimal("3"), 3L, LocalDate.of(2024, 2, 29))),
                    bench.tally(tally(Filter.all(), List.of(), measures)));
            assertEquals(
                    List.of(group(List.of(), 1L, new BigDecimal("0.00"), new BigDecimal("0"), null, null)),
                    bench.tally(tally(
                            Filter.not(Filter.or(Filter.present("size"), Filter.present("closes"))),
                            List.of(),
                            measures)));
        }
    }

    @Test
    @DisplayName("S131 sums are exact, also beyond a long and where binary fractions fail")
    default void exactSums() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 0; i < 10; i++) {
                bench.done(insert(
                        deal("big" + i),
                        body("x", "amount", BigDecimal.valueOf(Long.MAX_VALUE, 2), "size", Long.MAX_VALUE)));
                bench.done(insert(deal("small" + i), body("x", "amount", new BigDecimal("0.10"), "size", 1L)));
            }
            assertEquals(
                    List.of(group(
                            List.of(),
                            new BigDecimal("922337203685477581.70"),
                            new BigDecimal("92233720368547758080"))),
                    bench.tally(tally(Filter.all(), List.of(), List.of(Measure.sum("amount"), Measure.sum("size")))));
            assertEquals(
                    List.of(group(List.of(), new BigDecimal("1.00"))),
                    bench.tally(tally(Filter.equal("size", 1L), List.of(), List.of(Measure.sum("amount")))));
        }
    }

    @Test
    @DisplayName("S132 extremes are exact in every kind; text by code point")
    default void extremes() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(
                    insert(
                            deal("a"),
                            body(
                                    "x",
                                    "name",
                                    "\uFFFD",
                                    "size",
                                    Long.MIN_VALUE,
                                    "amount",
                                    BigDecimal.valueOf(Long.MIN_VALUE, 2),
                                    "closes",
                                    LocalDate.of(1, 1, 1),
                                    "touched",
                                    Instant.parse("0001-01-01T00:00:00.000001Z"))),
                    insert(
                            deal("b"),
                            body(
                                    "x",
                                    "name",
                                    "\uD83D\uDE00",
                                    "size",
                                    Long.MAX_VALUE,
                                    "amount",
                                    BigDecimal.valueOf(Long.MAX_VALUE, 2),
                                    "closes",
                                    LocalDate.of(9999, 12, 31),
                                    "touched",
                                    Instant.parse("9999-12-31T23:59:59.999999Z"))),
                    insert(deal("c"), body("x")));
            List<Measure> measures = new ArrayList<>();
            for (String index : List.of("name", "size", "amount", "closes", "touched")) {
                measures.add(Measure.min(index));
                measures.add(Measure.max(index));
            }
            assertEquals(
                    List.of(group(
                            List.of(),
                            "\uFFFD",
                            "\uD83D\uDE00",
                            Long.MIN_VALUE,
                            Long.MAX_VALUE,
                            BigDecimal.valueOf(Long.MIN_VALUE, 2),
                            BigDecimal.valueOf(Long.MAX_VALUE, 2),
                            LocalDate.of(1, 1, 1),
                            LocalDate.of(9999, 12, 31),
                            Instant.parse("0001-01-01T00:00:00.000001Z"),
                            Instant.parse("9999-12-31T23:59:59.999999Z"))),
                    bench.tally(tally(Filter.all(), List.of(), measures)));
        }
    }

    @Test
    @DisplayName("S133 groups of every kind come in the order of their keys, the one without a value last")
    default void groupsOfEveryKind() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore oracle = Samples.fill(bench, 133, 150);
            for (String index : List.of("name", "city", "size", "amount", "closes", "touched", "open")) {
                Tally tally = tally(Filter.all(), List.of(index), List.of(Measure.count(), Measure.sum("amount")));
                List<Tally.Group> groups = bench.tally(tally);
                assertEquals(oracle.tally(tally), groups, "by " + index);
                assertEquals(
                        1,
                        groups.stream().filter(g -> g.keys().get(0) == null).count(),
                        "records without " + index + " are a group of their own");
                assertEquals(null, groups.get(groups.size() - 1).keys().get(0));
            }
        }
    }

    @Test
    @DisplayName("S134 several indexes group together, with a filter, and each measure in its group")
    default void severalGroupIndexes() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore oracle = Samples.fill(bench, 134, 150);
            for (Filter filter : List.of(Filter.all(), Filter.range("size", -1L, 3L), Filter.equal("size", 77L))) {
                Tally tally = tally(
                        filter,
                        List.of("open", "city", "closes"),
                        List.of(
                                Measure.count(),
                                Measure.sum("size"),
                                Measure.min("amount"),
                                Measure.max("touched"),
                                Measure.min("name")));
                assertEquals(oracle.tally(tally), bench.tally(tally));
            }
        }
    }

    @Test
    @DisplayName(
            "S135 by a multi-valued index a record counts once for each value, and one without any in its own group")
    default void multiValuedGroup() {
        try (Bench bench = Bench.open(harness(), Capability.MULTI_VALUED_INDEXES)) {
            bench.done(
                    insert(deal("a"), body("x", "tags", List.of("t1", "t2"), "size", 1L, "open", true)),
                    insert(deal("b"), body("x", "tags", List.of("t2"), "size", 2L, "open", false)),
                    insert(deal("c"), body("x", "size", 4L)));
            assertEquals(
                    List.of(
                            group(List.of("t1"), 1L, new BigDecimal("1")),
                            group(List.of("t2"), 2L, new BigDecimal("3")),
                            group(Arrays.asList((Object) null), 1L, new BigDecimal("4"))),
                    bench.tally(tally(Filter.all(), List.of("tags"), List.of(Measure.count(), Measure.sum("size")))));
            assertEquals(
                    List.of(
                            group(List.of(false, "t2"), 1L),
                            group(List.of(true, "t1"), 1L),
                            group(List.of(true, "t2"), 1L),
                            group(Arrays.asList(null, null), 1L)),
                    bench.tally(tally(Filter.all(), List.of("open", "tags"), List.of(Measure.count()))));
            assertEquals(
                    List.of(group(List.of("t1"), 1L), group(List.of("t2"), 1L)),
                    bench.tally(tally(Filter.anyOf("tags", List.of("t1")), List.of("tags"), List.of(Measure.count()))));
        }
    }

    @Test
    @DisplayName("S136 when nothing matches there are no groups")
    default void noGroups() {
        try (Bench bench = Bench.open(harness())) {
            assertEquals(List.of(), bench.tally(tally(Filter.all(), List.of("city"), List.of(Measure.count()))));
        }
    }

    @Test
    @DisplayName("S137 deleted and erased records are not counted, restored and reindexed ones as they are now")
    default void talliesFollowChanges() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(
                    insert(deal("a"), body("x", "city", "Ulm", "size", 1L)),
                    insert(deal("b"), body("x", "city", "Ulm", "size", 2L)),
                    insert(deal("c"), body("x", "city", "Ulm", "size", 4L)));
            bench.done(new Change.Delete(deal("a"), 1), new Change.Delete(deal("b"), 1));
            bench.done(new Change.Erase(deal("b"), 2));
            Tally tally = tally(Filter.all(), List.of("city"), List.of(Measure.count(), Measure.sum("size")));
            assertEquals(List.of(group(List.of("Ulm"), 1L, new BigDecimal("4"))), bench.tally(tally));
            bench.done(
                    new Change.Restore(deal("a"), 2),
                    new Change.Reindex(
                            deal("c"),
                            1,
                            io.crmkit.spi.storage.Visibility.none(),
                            Bench.values("city", "Bonn", "size", 8L)));
            assertEquals(
                    List.of(
                            group(List.of("Bonn"), 1L, new BigDecimal("8")),
                            group(List.of("Ulm"), 1L, new BigDecimal("1"))),
                    bench.tally(tally));
        }
    }

    @Test
    @DisplayName("S138 text groups are exact: what differs in case, accents or spaces is not one group")
    default void groupsAreExact() {
        try (Bench bench = Bench.open(harness())) {
            int i = 0;
            for (String text : Lookalikes.TEXTS) {
                bench.done(insert(deal("id" + i++), body("x", "name", text)));
            }
            List<Tally.Group> groups = bench.tally(tally(Filter.all(), List.of("name"), List.of(Measure.count())));
            assertEquals(
                    Lookalikes.TEXTS.stream()
                            .sorted(io.crmkit.spi.storage.CodePoints.ORDER)
                            .map(text -> group(List.of(text), 1L))
                            .toList(),
                    groups);
        }
    }

    @Test
    @DisplayName("S139 what has no meaning is refused: undeclared indexes, sums of text, two multi-valued groups")
    default void meaninglessTallies() {
        try (Bench bench = Bench.open(harness())) {
            List<Tally> tallies = new ArrayList<>(List.of(
                    tally(Filter.all(), List.of("nonesuch"), List.of(Measure.count())),
                    tally(Filter.all(), List.of("city", "city"), List.of(Measure.count())),
                    tally(Filter.all(), List.of(), List.of(Measure.sum("nonesuch"))),
                    tally(Filter.all(), List.of(), List.of(Measure.min("nonesuch"))),
                    tally(Filter.all(), List.of(), List.of(Measure.sum("name"))),
                    tally(Filter.all(), List.of(), List.of(Measure.sum("closes"))),
                    tally(Filter.all(), List.of(), List.of(Measure.sum("touched"))),
                    tally(Filter.all(), List.of(), List.of(Measure.max("open"))),
                    tally(Filter.equal("nonesuch", 1L), List.of(), List.of(Measure.count())),
                    tally(Filter.range("open", true, null), List.of(), List.of(Measure.count()))));
            if (bench.profile.can(Capability.MULTI_VALUED_INDEXES)) {
                tallies.add(tally(Filter.all(), List.of("tags", "marks"), List.of(Measure.count())));
                tallies.add(tally(Filter.all(), List.of(), List.of(Measure.sum("marks"))));
                tallies.add(tally(Filter.all(), List.of(), List.of(Measure.max("tags"))));
            }
            for (Tally tally : tallies) {
                refused(UNSUPPORTED, () -> bench.store().tally(tally));
            }
        }
    }

    @Test
    @DisplayName(
            "S140 a tally is of one moment: what moves from one record to another is neither lost nor counted twice")
    default void talliesAreConsistent() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(2)) {
            bench.done(insert(deal("a"), body("x", "size", 0L)), insert(deal("z"), body("x", "size", 0L)));
            List<RecordStore> stores = bench.racers();
            AtomicBoolean over = new AtomicBoolean();
            AtomicLong written = new AtomicLong();
            Tally sum = tally(Filter.all(), List.of(), List.of(Measure.sum("size")));
            racers.race(number -> {
                if (number == 0) {
                    for (long i = 1; !over.get(); i++) {
                        bench.done(
                                new Change.Update(deal("a"), i, body("x", "size", i)),
                                new Change.Update(deal("z"), i, body("x", "size", -i)));
                        written.set(i);
                    }
                    return null;
                }
                RecordStore reader = stores.get(stores.size() - 1);
                try {
                    Racers.whileItMoves(
                            written::get,
                            () -> assertEquals(
                                    List.of(group(List.of(), new BigDecimal("0"))),
                                    Bench.retrying(() -> reader.tally(sum))));
                } finally {
                    over.set(true);
                }
                return null;
            });
        }
    }

    private static Tally tally(Filter filter, List<String> groupBy, List<Measure> measures) {
        return new Tally(TENANT, DEAL, Scope.unrestricted(), filter, groupBy, measures);
    }

    private static Tally.Group group(List<@Nullable Object> keys, @Nullable Object... measures) {
        return new Tally.Group(keys, Arrays.asList(measures));
    }
}
