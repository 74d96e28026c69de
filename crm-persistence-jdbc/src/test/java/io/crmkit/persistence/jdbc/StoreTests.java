package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StorageProvider;
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of every database beside the contract kit. */
abstract class StoreTests {

    static final RecordType NOTE = RecordType.named("note", 1)
            .indexes(IndexSpec.text("title").asUnique())
            .build();

    abstract StorageProvider provider();

    abstract String freshLocation();

    /** A plain connection to look at what the store made. */
    abstract Connection connect(String location) throws SQLException;

    /** All tables, columns and indexes, as the database tells them. */
    abstract List<String> describe(Connection connection) throws SQLException;

    RecordStore open(String location) {
        return provider().open(location, Parameters.none());
    }

    static RecordBody body(String title) {
        return new RecordBody(
                1,
                "{}",
                Visibility.none(),
                IndexValues.builder().text("title", title).build());
    }

    static RecordKey note(String id) {
        return new RecordKey("note", id);
    }

    static ChangeSet set(String receipt, Change... changes) {
        return new ChangeSet("t", receipt, List.of(changes));
    }

    static List<String> strings(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            List<String> all = new ArrayList<>();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
                    row.append(rows.getString(i)).append(" | ");
                }
                all.add(row.toString());
            }
            return all;
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("a random life is that of the reference store")
    void twins(long seed) {
        try (RecordStore store = open(freshLocation())) {
            new Twins(store, seed).live(300);
        }
    }

    private static final RecordType VISIT = RecordType.named("visit", 1)
            .scoped()
            .indexes(IndexSpec.integer("day"))
            .orders(OrderSpec.descending("newest", "day"), OrderSpec.ascending("oldest", "day"))
            .build();

    private static List<String> pages(RecordStore store, Scope scope, String order) {
        List<String> ids = new ArrayList<>();
        String token = null;
        do {
            Page page = store.query(Query.of("t", "visit", scope, Filter.all(), 30)
                    .orderedBy(order)
                    .from(token));
            page.records().forEach(record -> ids.add(record.id()));
            token = page.nextToken();
        } while (token != null);
        return ids;
    }

    @ParameterizedTest(name = "of {0} tokens")
    @ValueSource(ints = {1, 2, 12, 40, 130})
    @DisplayName("a page of many tokens is whole, also where one owner or one grant has nearly all of it")
    void unevenTokens(int width) {
        List<Change> changes = new ArrayList<>();
        Random random = new Random(width);
        for (int i = 0; i < 400; i++) {
            boolean crowded = random.nextInt(10) > 0;
            String token = "u:" + (crowded ? 0 : random.nextInt(width + 5));
            boolean granted = random.nextInt(3) == 0;
            IndexValues.Builder values = IndexValues.builder();
            if (random.nextInt(8) > 0) {
                values.integer("day", (long) random.nextInt(100));
            }
            changes.add(new Change.Insert(
                    new RecordKey("visit", "v" + i),
                    new RecordBody(
                            1,
                            "{}",
                            Visibility.of(granted ? "other" : token, granted ? List.of(token, "u:1") : List.of()),
                            values.build())));
        }
        Scope scope = Scope.of(IntStream.range(0, width).mapToObj(i -> "u:" + i).toList());
        try (RecordStore store = open(freshLocation());
                RecordStore reference = new InMemoryStore()) {
            for (RecordStore each : List.of(store, reference)) {
                each.prepare(List.of(VISIT));
                each.commit(new ChangeSet("t", "visits", changes));
            }
            for (String order : List.of("newest", "oldest")) {
                assertThat(pages(store, scope, order))
                        .hasSizeGreaterThan(300)
                        .isEqualTo(pages(reference, scope, order));
            }
        }
    }

    @Test
    @DisplayName("the printed statements make exactly what prepare makes, and prepare finds nothing left to do")
    void printedSchema() throws SQLException {
        String prepared = freshLocation();
        String printed = freshLocation();
        List<RecordType> types = List.of(Twins.DEAL, NOTE, evolved());
        try (RecordStore store = open(prepared)) {
            store.prepare(types);
        }
        try (Connection connection = connect(printed);
                var statement = connection.createStatement()) {
            for (String sql : provider().schema(printed, types)) {
                statement.execute(sql);
            }
        }
        try (RecordStore store = open(printed);
                Connection a = connect(prepared);
                Connection b = connect(printed)) {
            List<String> before = describe(b);
            assertThat(before).isNotEmpty().isEqualTo(describe(a));
            assertThat(store.prepare(types).building()).isEmpty();
            assertThat(describe(b)).isEqualTo(before);
        }
    }

    /** Long names, and names that would read alike if they were only put together. */
    private static RecordType evolved() {
        String longest = "x".repeat(39);
        return RecordType.named("a".repeat(40), 1)
                .scoped()
                .indexes(
                        IndexSpec.text(longest + "1").asMultiValued(),
                        IndexSpec.text(longest + "2").asMultiValued(),
                        IndexSpec.text("b__c"),
                        IndexSpec.text("c"),
                        IndexSpec.integer("select"),
                        IndexSpec.text("state"))
                .orders(
                        new OrderSpec(
                                "wide",
                                List.of(
                                        new OrderSpec.Key("b__c", false),
                                        new OrderSpec.Key("c", false),
                                        new OrderSpec.Key("state", true),
                                        new OrderSpec.Key("select", false))),
                        OrderSpec.ascending("w" + longest, "state"))
                .build();
    }

    @Test
    @DisplayName(
            "a type grows: a new index is filled first, orders move, an index given up and taken back starts empty")
    void evolution() {
        String location = freshLocation();
        RecordType first = RecordType.named("case", 1)
                .scoped()
                .indexes(IndexSpec.text("title").asUnique(), IndexSpec.integer("rank"))
                .orders(OrderSpec.ascending("o", "rank"))
                .build();
        RecordType second = RecordType.named("case", 2)
                .scoped()
                .indexes(
                        IndexSpec.integer("rank"),
                        IndexSpec.date("due"),
                        IndexSpec.text("tags").asMultiValued())
                .orders(OrderSpec.descending("o", "rank"), OrderSpec.ascending("due", "due"))
                .build();
        RecordType third = RecordType.named("case", 3)
                .scoped()
                .indexes(IndexSpec.text("title").asUnique(), IndexSpec.integer("rank"))
                .orders(OrderSpec.descending("o", "rank"))
                .build();
        RecordKey a = new RecordKey("case", "a");
        RecordKey b = new RecordKey("case", "b");
        Visibility seen = Visibility.of("u:1", List.of("g:1"));
        IndexValues old =
                IndexValues.builder().text("title", "T").integer("rank", 1L).build();
        try (RecordStore one = open(location)) {
            one.prepare(List.of(first));
            one.commit(set("1", new Change.Insert(a, new RecordBody(1, "{}", seen, old))));
            try (RecordStore two = open(location)) {
                assertThat(two.prepare(List.of(second)).building())
                        .containsOnlyKeys("case")
                        .containsValue(Set.of("due", "tags"));
                assertThatExceptionOfType(StorageException.class)
                        .isThrownBy(
                                () -> two.query(Query.of("t", "case", Scope.unrestricted(), Filter.present("tags"), 5)))
                        .matches(e -> e.kind() == StorageException.Kind.BUILDING);
                IndexValues rank2 = IndexValues.builder().integer("rank", 2L).build();
                two.commit(set("2", new Change.Insert(b, new RecordBody(1, "{}", seen, rank2))));
                try (RecordStore other = open(location)) {
                    assertThat(other.prepare(List.of(second)).building()).isNotEmpty();
                    two.ready("case", Set.of("due", "tags", "rank"));
                    for (Scope scope : List.of(Scope.unrestricted(), Scope.of(Set.of("g:1")))) {
                        assertThat(other.query(Query.of("t", "case", scope, Filter.all(), 5)
                                                .orderedBy("o"))
                                        .records())
                                .extracting(StoredRecord::id)
                                .containsExactly("b", "a");
                        assertThat(other.query(Query.of("t", "case", scope, Filter.all(), 5)
                                                .orderedBy("due"))
                                        .records())
                                .hasSize(2);
                    }
                }
            }
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> open(location).prepare(List.of(first)))
                    .matches(e -> e.kind() == StorageException.Kind.NEWER_SCHEMA);
            try (RecordStore back = open(location)) {
                assertThat(back.prepare(List.of(third)).building()).containsValue(Set.of("title"));
                assertThat(back.find("t", a).orElseThrow().body().values().get("title"))
                        .isNull();
                assertThat(back.commit(set("3", new Change.Update(b, 1, new RecordBody(1, "{}", seen, old)))))
                        .isInstanceOf(CommitResult.Committed.class);
                assertThat(back.commit(set("4", new Change.Update(a, 1, new RecordBody(1, "{}", seen, old)))))
                        .isEqualTo(new CommitResult.Duplicate(a, "title"));
            }
        }
    }

    @Test
    @DisplayName("several starters prepare at the same time")
    void parallelStarters() throws Exception {
        String location = freshLocation();
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<CommitResult>> starts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                String id = "n" + i;
                starts.add(() -> {
                    try (RecordStore store = open(location)) {
                        store.prepare(List.of(Twins.DEAL, NOTE));
                        return store.commit(set(id, new Change.Insert(note(id), body(id))));
                    }
                });
            }
            for (Future<CommitResult> start : threads.invokeAll(starts)) {
                assertThat(start.get()).isInstanceOf(CommitResult.Committed.class);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("twenty thousand changes and a payload of four megabytes go through")
    void large() {
        try (RecordStore store = open(freshLocation())) {
            store.prepare(List.of(NOTE));
            List<Change> changes = new ArrayList<>();
            for (int i = 0; i < 20_000; i++) {
                changes.add(new Change.Insert(note("n" + i), body("title " + i)));
            }
            assertThat(store.commit(new ChangeSet("t", "1", changes))).isInstanceOf(CommitResult.Committed.class);
            assertThat(store.commit(new ChangeSet("t", "2", changes.subList(10_000, 10_002))))
                    .isEqualTo(new CommitResult.Duplicate(note("n10000"), null));
            String payload = "中".repeat(4 * 1024 * 1024 / 3);
            RecordBody large = new RecordBody(1, payload, Visibility.none(), IndexValues.none());
            assertThat(store.commit(set(
                            "3",
                            new Change.Insert(note("a"), large),
                            new Change.Insert(note("b"), large),
                            new Change.Insert(note("c"), large))))
                    .isInstanceOf(CommitResult.Committed.class);
            assertThat(store.find("t", note("b")).orElseThrow().payload()).isEqualTo(payload);
        }
    }

    @Test
    @DisplayName("an unknown parameter is refused, and the known ones are named")
    void unknownParameter() {
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> provider().open(freshLocation(), Parameters.none().with("pool-sise", "5")))
                .withMessageContaining("pool-sise")
                .withMessageContaining("allowed are ");
    }

    @Test
    @DisplayName("a location of another scheme is refused")
    void wrongScheme() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider().open("oracle:thin", Parameters.none()))
                .withMessageContaining(provider().id() + ":");
    }

    @Test
    @DisplayName(
            "a page by values passes over what others own, knows every change of owner, and is right in a store of before")
    void marksOfOwners() throws SQLException {
        String location = freshLocation();
        RecordType firm = RecordType.named("firm", 1)
                .scoped()
                .indexes(IndexSpec.text("words").asMultiValued())
                .build();
        IndexValues both =
                IndexValues.builder().many("words", List.of("ab", "bc")).build();
        RecordKey b = new RecordKey("firm", "b");
        try (RecordStore store = open(location)) {
            store.prepare(List.of(firm));
            List<Change> changes = new ArrayList<>();
            for (String id : List.of("a", "b", "c", "d")) {
                Visibility seen = id.equals("d")
                        ? Visibility.of("u:2", List.of("g:1"))
                        : id.equals("c") ? Visibility.of("u:2", List.of()) : Visibility.of("u:1", List.of());
                changes.add(new Change.Insert(new RecordKey("firm", id), new RecordBody(1, "{}", seen, both)));
            }
            store.commit(new ChangeSet("t", "1", changes));
            assertThat(firms(store, "u:1")).isEqualTo("ab");
            assertThat(firms(store, "u:2")).isEqualTo("cd");
            assertThat(firms(store, "g:1")).isEqualTo("d");
            store.commit(new ChangeSet(
                    "t", "2", List.of(new Change.Reindex(b, 1, Visibility.of("u:2", List.of()), both))));
            assertThat(firms(store, "u:1")).isEqualTo("a");
            assertThat(firms(store, "u:2")).isEqualTo("bcd");
            try (Connection connection = connect(location);
                    var statement = connection.createStatement()) {
                statement.execute("UPDATE crm__firm__words SET _mark = 7 WHERE _id = 'a'");
                assertThat(firms(store, "u:1")).isEmpty(); // so the mark is what is asked
                statement.execute("ALTER TABLE crm__firm__words DROP COLUMN _mark");
                statement.execute("UPDATE crm__types SET declaration = '1' WHERE name = '_layout'");
            }
        }
        try (RecordStore store = open(location)) {
            store.prepare(List.of(firm));
            assertThat(firms(store, "u:1")).isEqualTo("a");
            assertThat(firms(store, "u:2")).isEqualTo("bcd");
            assertThat(firms(store, "u:3")).isEmpty();
        }
    }

    @Test
    @DisplayName(
            "a tally in a scope of any width is what the reference store counts: each record once, however many tokens see it")
    void talliesByWidth() {
        RecordType sale = RecordType.named("sale", 1)
                .scoped()
                .indexes(
                        IndexSpec.text("stage"),
                        IndexSpec.text("tags").asMultiValued(),
                        IndexSpec.date("day"),
                        IndexSpec.decimal("amount", 2))
                .orders(OrderSpec.descending("by_day", "day"))
                .build();
        Random random = new Random(11);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            List<String> grants = random.nextInt(3) > 0
                    ? List.of()
                    : List.of("u:" + random.nextInt(40), "u:" + random.nextInt(900), "g:" + random.nextInt(5));
            String owner = random.nextInt(9) == 0 ? null : "u:" + random.nextInt(60);
            IndexValues.Builder values = IndexValues.builder()
                    .text("stage", random.nextInt(8) == 0 ? null : "s" + random.nextInt(4))
                    .many("tags", List.of("a" + random.nextInt(3), "b" + random.nextInt(3)))
                    .date("day", random.nextInt(5) == 0 ? null : LocalDate.of(2026, 1, 1 + random.nextInt(6)))
                    .decimal("amount", random.nextInt(5) == 0 ? null : BigDecimal.valueOf(random.nextInt(90_000), 2));
            changes.add(new Change.Insert(
                    new RecordKey("sale", "r" + i),
                    new RecordBody(1, "{}", Visibility.of(owner, grants), values.build())));
        }
        changes.add(new Change.Insert(
                new RecordKey("sale", "gone"),
                new RecordBody(
                        1,
                        "{}",
                        Visibility.of("u:1", List.of("g:1")),
                        IndexValues.builder().text("stage", "s1").build())));
        try (RecordStore store = open(freshLocation());
                RecordStore oracle = new InMemoryStore()) {
            for (RecordStore each : List.of(store, oracle)) {
                each.prepare(List.of(sale));
                each.commit(new ChangeSet("t", "1", changes));
                each.commit(new ChangeSet("t", "2", List.of(new Change.Delete(new RecordKey("sale", "gone"), 1))));
            }
            for (int width : List.of(0, 1, 60, 140, 320, 1_500)) {
                Scope scope = Scope.of(Stream.concat(
                                IntStream.range(5, 5 + width).mapToObj(i -> "u:" + i),
                                Stream.of("g:1").filter(g -> width > 0))
                        .toList());
                for (Filter filter :
                        List.of(Filter.all(), Filter.equal("stage", "s1"), Filter.anyOf("tags", List.of("a1")))) {
                    for (List<String> by : List.of(
                            List.<String>of(),
                            List.of("stage"),
                            List.of("day"),
                            List.of("tags"),
                            List.of("stage", "day"))) {
                        for (List<Measure> measures : List.of(
                                List.of(Measure.count()),
                                List.of(Measure.count(), Measure.count()),
                                List.of(
                                        Measure.sum("amount"),
                                        Measure.count(),
                                        Measure.min("day"),
                                        Measure.max("amount")))) {
                            Tally tally = new Tally("t", "sale", scope, filter, by, measures);
                            assertThat(store.tally(tally)).as("%s", tally).isEqualTo(oracle.tally(tally));
                        }
                    }
                }
            }
        }
    }

    @Test
    @DisplayName(
            "pages by several values that many records have are those of the reference store, in a scope of any width")
    void commonValues() {
        RecordType firm = RecordType.named("firm", 1)
                .scoped()
                .indexes(IndexSpec.text("words").asMultiValued())
                .build();
        Random random = new Random(13);
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            List<String> words = new ArrayList<>();
            for (String word : List.of("a6", "b5", "c4", "d3", "e0")) {
                if (random.nextInt(10) < word.charAt(1) - '0' || random.nextInt(50) == 0) {
                    words.add(word);
                }
            }
            Visibility seen =
                    Visibility.of("u:" + random.nextInt(5), random.nextInt(20) > 0 ? List.of() : List.of("u:0", "g:1"));
            changes.add(new Change.Insert(
                    new RecordKey("firm", String.format("f%06d", random.nextInt(1_000) * 5_000 + i)),
                    new RecordBody(
                            1,
                            "{}",
                            seen,
                            IndexValues.builder().many("words", words).build())));
        }
        Filter both = new Filter.And(List.of(has("a6"), has("b5")));
        List<Filter> filters = List.of(
                both,
                new Filter.And(List.of(has("c4"), has("d3"), has("a6"))),
                new Filter.And(List.of(has("a6"), has("e0"))),
                new Filter.Or(List.of(both, new Filter.And(List.of(has("c4"), has("d3"))))),
                new Filter.And(List.of(Filter.anyOf("words", List.of("b5", "c4")), has("d3"))));
        List<Scope> scopes = List.of(
                Scope.unrestricted(),
                Scope.of(Set.of("u:0", "u:1", "u:2")),
                Scope.of(Set.of("g:1")),
                Scope.of(IntStream.range(1, 120).mapToObj(i -> "u:" + i).toList()));
        try (RecordStore store = open(freshLocation());
                RecordStore oracle = new InMemoryStore()) {
            for (RecordStore each : List.of(store, oracle)) {
                each.prepare(List.of(firm));
                each.commit(new ChangeSet("t", "1", changes));
            }
            for (Filter filter : filters) {
                for (Scope scope : scopes) {
                    Query query = Query.of("t", "firm", scope, filter, 150);
                    assertThat(three(store, query)).as("%s", query).isEqualTo(three(oracle, query));
                }
            }
        }
    }

    private static Filter has(String word) {
        return Filter.anyOf("words", List.of(word));
    }

    /** What is on the first three pages. */
    private static List<String> three(RecordStore store, Query query) {
        List<String> ids = new ArrayList<>();
        Page page = store.query(query);
        page.records().forEach(record -> ids.add(record.id()));
        for (int i = 0; i < 2 && page.nextToken() != null; i++) {
            page = store.query(query.from(page.nextToken()));
            page.records().forEach(record -> ids.add(record.id()));
        }
        return ids;
    }

    private static String firms(RecordStore store, String token) {
        Filter words = new Filter.And(
                List.of(Filter.anyOf("words", List.of("ab", "xy")), Filter.anyOf("words", List.of("bc"))));
        StringBuilder ids = new StringBuilder();
        store.query(Query.of("t", "firm", Scope.of(Set.of(token)), words, 9))
                .records()
                .forEach(record -> ids.append(record.id()));
        return ids.toString();
    }

    @Test
    @DisplayName("a store of a newer layout is refused")
    void newerLayout() throws SQLException {
        String location = freshLocation();
        try (RecordStore store = open(location);
                Connection connection = connect(location);
                var statement = connection.createStatement()) {
            store.prepare(List.of(NOTE));
            statement.execute("UPDATE crm__types SET declaration = '5' WHERE name = '_layout'");
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> store.prepare(List.of(NOTE)))
                    .matches(e -> e.kind() == StorageException.Kind.NEWER_SCHEMA)
                    .withMessageContaining("newer program");
        }
    }
}
