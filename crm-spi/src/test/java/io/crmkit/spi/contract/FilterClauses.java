package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.DEAL;
import static io.crmkit.spi.contract.Bench.all;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.contract.Bench.wrong;
import static io.crmkit.spi.storage.StorageException.Kind.LIMIT;
import static io.crmkit.spi.storage.StorageException.Kind.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Filters;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What each predicate matches, and what is refused rather than widened. */
public interface FilterClauses extends Clauses {

    @Test
    @DisplayName("S85 every predicate finds exactly the records that it matches one by one")
    default void listIsFilterOfGet() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore oracle = Samples.fill(bench, 85, 120);
            List<StoredRecord> records = oracle.query(all(DEAL, Filter.all())).records();
            for (Filter filter : filters(bench)) {
                List<String> expected = records.stream()
                        .filter(r -> Filters.matches(filter, r.body().values()))
                        .map(StoredRecord::id)
                        .toList();
                assertEquals(expected, bench.ids(filter), filter.toString());
                List<String> others = records.stream()
                        .map(StoredRecord::id)
                        .filter(id -> !expected.contains(id))
                        .toList();
                assertEquals(others, bench.ids(Filter.not(filter)), "not " + filter);
            }
        }
    }

    @Test
    @DisplayName("S86 In takes 10,000 values, none matches nothing, and more are refused")
    default void inManyValues() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(
                    insert(deal("a"), body("x", "name", "n1", "size", 1L)),
                    insert(deal("b"), body("x", "name", "n9999", "size", 9_999L)),
                    insert(deal("c"), body("x", "name", "N1", "size", -1L)),
                    insert(deal("d"), body("x")));
            Set<Object> texts = new HashSet<>();
            Set<Object> numbers = new HashSet<>();
            for (long i = 0; i < 10_000; i++) {
                texts.add("n" + i);
                numbers.add(i);
            }
            assertEquals(List.of("a", "b"), bench.ids(Filter.in("name", texts)));
            assertEquals(List.of("a", "b"), bench.ids(Filter.in("size", numbers)));
            assertEquals(List.of("c", "d"), bench.ids(Filter.not(Filter.in("size", numbers))));
            assertEquals(List.of(), bench.ids(Filter.in("name", Set.of())));
            assertEquals(List.of("a", "b", "c", "d"), bench.ids(Filter.not(Filter.in("name", Set.of()))));
            texts.add("one more");
            refused(LIMIT, () -> bench.store().query(all(DEAL, Filter.in("name", texts))));
        }
    }

    @Test
    @DisplayName("S87 Range honours each bound as included or excluded, and an inverted one matches nothing")
    default void ranges() {
        try (Bench bench = Bench.open(harness())) {
            for (long i = 1; i <= 5; i++) {
                bench.done(insert(deal("" + i), body("x", "size", i, "name", "n" + i)));
            }
            bench.done(insert(deal("none"), body("x")));
            assertEquals(List.of("2", "3", "4"), bench.ids(new Filter.Range("size", 2L, true, 4L, true)));
            assertEquals(List.of("3"), bench.ids(new Filter.Range("size", 2L, false, 4L, false)));
            assertEquals(List.of("2", "3"), bench.ids(Filter.range("size", 2L, 4L)));
            assertEquals(List.of("4", "5"), bench.ids(new Filter.Range("size", 3L, false, null, true)));
            assertEquals(List.of("1", "2", "3"), bench.ids(new Filter.Range("size", null, false, 3L, true)));
            assertEquals(List.of(), bench.ids(Filter.range("size", 4L, 2L)));
            assertEquals(List.of(), bench.ids(Filter.range("size", 3L, 3L)));
            assertEquals(List.of("3"), bench.ids(new Filter.Range("size", 3L, true, 3L, true)));
            assertEquals(List.of("2", "3"), bench.ids(new Filter.Range("name", "n1", false, "n4", false)));
            assertEquals(List.of("1", "5", "none"), bench.ids(Filter.not(Filter.range("size", 2L, 5L))));
        }
    }

    @Test
    @DisplayName("S88 Prefix compares code point for code point; %, _ and the last code points are ordinary characters")
    default void prefixes() {
        try (Bench bench = Bench.open(harness())) {
            List<String> texts = new ArrayList<>(Lookalikes.TEXTS);
            texts.addAll(List.of(
                    "a%b",
                    "a_",
                    "acmetric",
                    "acme x",
                    "\uDBFF\uDFFFx",
                    "\uDBFF\uDFFF\uDBFF\uDFFF",
                    "x\uDBFF\uDFFF",
                    "x\uDBFF\uDFFFy",
                    "y",
                    "\uD7FF",
                    "\uD7FFx",
                    "\uFFFFx",
                    "\uD83D\uDE00x",
                    "[a-z]",
                    "\\",
                    "\\%"));
            for (int i = 0; i < texts.size(); i++) {
                bench.done(insert(deal(String.format("%03d", i)), body("x", "name", texts.get(i))));
            }
            bench.done(insert(deal("none"), body("x")));
            List<String> prefixes = new ArrayList<>(texts);
            prefixes.addAll(List.of("a", "A", "ac", "acm", "x", "stra", "x".repeat(255), "\uDBFF\uDFFF".repeat(255)));
            for (String prefix : prefixes) {
                List<String> expected = new ArrayList<>();
                for (int i = 0; i < texts.size(); i++) {
                    if (texts.get(i).startsWith(prefix)) {
                        expected.add(String.format("%03d", i));
                    }
                }
                if (!prefix.isEmpty()) {
                    assertEquals(expected, bench.ids(Filter.prefix("name", prefix)), "prefix " + prefix);
                }
            }
        }
    }

    @Test
    @DisplayName("S89 AnyOf finds a record once, however many of its values match; it takes 10,000 values")
    default void anyOf() {
        try (Bench bench = Bench.open(harness(), Capability.MULTI_VALUED_INDEXES)) {
            bench.done(
                    insert(deal("a"), body("x", "tags", List.of("t1", "t2", "t3"), "marks", List.of(1L, 2L))),
                    insert(deal("b"), body("x", "tags", List.of("t3"))),
                    insert(deal("c"), body("x")));
            assertEquals(List.of("a", "b"), bench.ids(Filter.anyOf("tags", List.of("t1", "t2", "t3"))));
            assertEquals(List.of("a"), bench.ids(Filter.anyOf("marks", List.of(1L, 2L, 3L))));
            assertEquals(List.of(), bench.ids(Filter.anyOf("tags", List.of())));
            assertEquals(List.of("c"), bench.ids(Filter.not(Filter.anyOf("tags", List.of("t3")))));
            assertEquals(List.of("a", "b"), bench.ids(Filter.present("tags")));
            Set<Object> many = new HashSet<>();
            for (int i = 0; i < 10_000; i++) {
                many.add("t" + i);
            }
            assertEquals(List.of("a", "b"), bench.ids(Filter.anyOf("tags", many)));
            assertEquals(
                    List.of("a", "b"),
                    Bench.ids(
                            bench.store(),
                            new io.crmkit.spi.storage.Query(
                                    Bench.TENANT,
                                    DEAL,
                                    io.crmkit.spi.storage.Scope.unrestricted(),
                                    Filter.anyOf("tags", many),
                                    null,
                                    1,
                                    null)));
            many.add("one more");
            refused(LIMIT, () -> bench.store().query(all(DEAL, Filter.anyOf("tags", many))));
        }
    }

    @Test
    @DisplayName("S90 And of nothing matches everything, Or of nothing matches nothing, and both nest")
    default void logic() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(
                    insert(deal("a"), body("x", "size", 1L, "open", true)),
                    insert(deal("b"), body("x", "size", 2L, "open", false)),
                    insert(deal("c"), body("x")));
            Filter one = Filter.equal("size", 1L);
            Filter open = Filter.equal("open", false);
            assertEquals(List.of("a", "b", "c"), bench.ids(Filter.and()));
            assertEquals(List.of(), bench.ids(Filter.or()));
            assertEquals(List.of(), bench.ids(Filter.not(Filter.and())));
            assertEquals(List.of("a", "b", "c"), bench.ids(Filter.not(Filter.or())));
            assertEquals(List.of("a", "b"), bench.ids(Filter.or(one, open)));
            assertEquals(List.of(), bench.ids(Filter.and(one, open)));
            assertEquals(List.of("c"), bench.ids(Filter.not(Filter.or(one, open))));
            assertEquals(
                    List.of("a"),
                    bench.ids(Filter.and(Filter.or(one, open), Filter.not(Filter.and(open, Filter.all())))));
            assertEquals(List.of("a"), bench.ids(Filter.and(one, Filter.or(Filter.all(), Filter.or()))));
        }
    }

    @Test
    @DisplayName("S91 logic is two-valued: a comparison with a missing value is false, and its negation true")
    default void twoValuedLogic() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(
                    insert(deal("a"), body("x", "size", 1L, "name", "n", "open", true)),
                    insert(deal("none"), body("x")));
            List<Filter> matching = List.of(
                    Filter.equal("size", 1L),
                    Filter.equal("open", true),
                    Filter.in("size", List.of(1L)),
                    Filter.range("size", 0L, 9L),
                    Filter.range("name", null, "z"),
                    Filter.prefix("name", "n"),
                    Filter.present("size"));
            for (Filter filter : matching) {
                assertEquals(List.of("a"), bench.ids(filter));
                assertEquals(List.of("none"), bench.ids(Filter.not(filter)), "not " + filter);
                assertEquals(List.of("a"), bench.ids(Filter.not(Filter.not(filter))));
                assertEquals(List.of("a", "none"), bench.ids(Filter.or(filter, Filter.not(filter))));
                assertEquals(List.of(), bench.ids(Filter.and(filter, Filter.not(filter))));
                assertEquals(List.of("none"), bench.ids(Filter.not(Filter.and(filter, Filter.all()))));
            }
            assertEquals(List.of("a", "none"), bench.ids(Filter.not(Filter.equal("size", 2L))));
            assertEquals(List.of("a", "none"), bench.ids(Filter.not(Filter.in("name", List.of("m")))));
        }
    }

    @Test
    @DisplayName("S92 an undeclared index is refused in every predicate, never scanned")
    default void undeclaredIndexes() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("x", "name", "n")));
            List<Filter> filters = List.of(
                    Filter.equal("nonesuch", "n"),
                    Filter.in("nonesuch", List.of("n")),
                    Filter.in("nonesuch", List.of()),
                    Filter.range("nonesuch", "a", "z"),
                    Filter.prefix("nonesuch", "n"),
                    Filter.anyOf("nonesuch", List.of("n")),
                    Filter.present("nonesuch"),
                    Filter.equal("id", "a"),
                    Filter.equal("payload", "x"),
                    Filter.equal("NAME", "n"));
            for (Filter filter : filters) {
                refused(UNSUPPORTED, () -> bench.store().query(all(DEAL, filter)));
                refused(UNSUPPORTED, () -> bench.store().query(all(DEAL, Filter.not(filter))));
                refused(
                        UNSUPPORTED,
                        () -> bench.store().query(all(DEAL, Filter.and(Filter.equal("name", "n"), Filter.or(filter)))));
            }
        }
    }

    @Test
    @DisplayName("S93 a predicate that its index cannot have is refused, never widened")
    default void predicatesThatDoNotFit() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("x", "name", "n")));
            List<Filter> filters = new ArrayList<>(List.of(
                    Filter.range("open", false, true),
                    Filter.prefix("size", "1"),
                    Filter.prefix("closes", "2"),
                    Filter.anyOf("name", List.of("n"))));
            if (bench.profile.can(Capability.MULTI_VALUED_INDEXES)) {
                filters.add(Filter.equal("tags", "t"));
                filters.add(Filter.in("tags", List.of("t")));
                filters.add(Filter.range("tags", "a", "z"));
                filters.add(Filter.prefix("tags", "t"));
            }
            for (Filter filter : filters) {
                refused(UNSUPPORTED, () -> bench.store().query(all(DEAL, filter)));
                refused(UNSUPPORTED, () -> bench.store().query(all(DEAL, Filter.or(Filter.all(), filter))));
            }
        }
    }

    @Test
    @DisplayName("S94 a value of the wrong kind is refused in every predicate")
    default void filterValuesOfTheWrongKind() {
        try (Bench bench = Bench.open(harness())) {
            for (Filter filter : List.of(
                    Filter.equal("name", 1L),
                    Filter.equal("size", 1),
                    Filter.equal("size", "1"),
                    Filter.equal("amount", 1L),
                    Filter.equal("amount", new BigDecimal("1")),
                    Filter.equal("closes", Instant.EPOCH),
                    Filter.equal("touched", LocalDate.EPOCH),
                    Filter.equal("touched", Instant.ofEpochSecond(0, 1)),
                    Filter.equal("open", 1L),
                    Filter.in("size", List.of(1L, "1")),
                    Filter.range("size", 1L, "2"),
                    Filter.range("closes", null, "2024-01-01"))) {
                wrong(() -> bench.store().query(all(DEAL, filter)));
            }
        }
    }

    @Test
    @DisplayName("S95 filters nest 50 deep and have 200 parts; deeper ones are refused")
    default void deepFilters() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("x", "size", 1L)), insert(deal("b"), body("x", "size", 2L)));
            Filter deep = Filter.equal("size", 1L);
            for (int i = 0; i < 50; i++) {
                deep = i % 2 == 0 ? Filter.not(deep) : Filter.and(deep, Filter.present("size"));
            }
            Filter deepest = deep;
            assertEquals(
                    bench.store().query(all(DEAL, Filter.all())).records().stream()
                            .filter(r -> Filters.matches(deepest, r.body().values()))
                            .map(StoredRecord::id)
                            .toList(),
                    bench.ids(deepest));
            refused(UNSUPPORTED, () -> bench.store().query(all(DEAL, Filter.not(deepest))));
            Filter[] parts = new Filter[200];
            for (int i = 0; i < parts.length; i++) {
                parts[i] = Filter.equal("size", (long) i + 2);
            }
            assertEquals(List.of("b"), bench.ids(Filter.or(parts)));
        }
    }

    @Test
    @DisplayName("S96 deleted and erased records match no filter, restored ones do again")
    default void tombstonesMatchNothing() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(
                    insert(deal("a"), body("x", "name", "n")),
                    insert(deal("b"), body("x", "name", "n")),
                    insert(deal("c"), body("x", "name", "n")));
            bench.done(new Change.Delete(deal("a"), 1), new Change.Delete(deal("b"), 1));
            bench.done(new Change.Erase(deal("b"), 2));
            for (Filter filter : List.of(
                    Filter.all(),
                    Filter.equal("name", "n"),
                    Filter.not(Filter.equal("name", "m")),
                    Filter.not(Filter.or()),
                    Filter.or(Filter.present("name"), Filter.not(Filter.present("name"))))) {
                assertEquals(List.of("c"), bench.ids(filter), filter.toString());
            }
            bench.done(new Change.Restore(deal("a"), 2));
            assertEquals(List.of("a", "c"), bench.ids(Filter.equal("name", "n")));
        }
    }

    private static List<Filter> filters(Bench bench) {
        List<Filter> filters = new ArrayList<>(List.of(
                Filter.all(),
                Filter.equal("name", "acme"),
                Filter.equal("city", ""),
                Filter.equal("size", -2L),
                Filter.equal("amount", new BigDecimal("-2.50")),
                Filter.equal("closes", LocalDate.of(2026, 1, 3)),
                Filter.equal("touched", Instant.ofEpochSecond(1_700_000_000, 2_000)),
                Filter.equal("open", false),
                Filter.in("city", List.of("Ulm", "\u4E0A\u6D77")),
                Filter.in("size", List.of(1L, 2L, 77L)),
                Filter.in("amount", List.of(new BigDecimal("0.50"), new BigDecimal("1.50"))),
                Filter.in("closes", List.of(LocalDate.of(2026, 1, 1), LocalDate.of(2026, 1, 2))),
                Filter.in("touched", List.of(Instant.ofEpochSecond(1_700_000_000, 1_000))),
                Filter.in("open", List.of(true)),
                Filter.range("name", "acme", "i"),
                Filter.range("size", -1L, 2L),
                Filter.range("amount", new BigDecimal("-0.50"), null),
                new Filter.Range("closes", LocalDate.of(2026, 1, 2), false, LocalDate.of(2026, 1, 4), true),
                Filter.range("touched", null, Instant.ofEpochSecond(1_700_000_000, 3_000)),
                Filter.prefix("name", "a"),
                Filter.prefix("city", "U"),
                Filter.present("touched"),
                Filter.and(Filter.equal("open", true), Filter.range("size", 0L, null)),
                Filter.or(Filter.equal("city", "Ulm"), Filter.not(Filter.present("city"))),
                Filter.and(
                        Filter.not(Filter.equal("city", "Bonn")),
                        Filter.or(Filter.prefix("name", "A"), Filter.in("size", List.of(0L, 3L))))));
        if (bench.profile.can(Capability.MULTI_VALUED_INDEXES)) {
            filters.add(Filter.anyOf("tags", List.of("red", "blue")));
            filters.add(Filter.anyOf("marks", List.of(-1L, 2L)));
            filters.add(Filter.present("marks"));
            filters.add(Filter.and(Filter.anyOf("tags", List.of("Red")), Filter.anyOf("marks", List.of(0L))));
        }
        return filters;
    }
}
