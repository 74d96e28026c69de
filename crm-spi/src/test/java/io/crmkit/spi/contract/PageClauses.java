package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.DEAL;
import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.all;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.storage.StorageException.Kind.PAGE_TOKEN;
import static io.crmkit.spi.storage.StorageException.Kind.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.StoredRecord;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Orders and pages. */
public interface PageClauses extends Clauses {

    @Test
    @DisplayName("S100 the limit counts matching records only, and the last page has no token")
    default void limit() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 0; i < 20; i++) {
                bench.done(insert(deal(String.format("%02d", i)), body("x", "size", (long) i % 2)));
            }
            Query odd = all(DEAL, Filter.equal("size", 1L));
            Query five = Query.of(TENANT, DEAL, Scope.unrestricted(), Filter.equal("size", 1L), 5);
            Page first = bench.store().query(five);
            assertEquals(5, first.records().size());
            Page second = bench.store().query(five.from(first.next().orElseThrow()));
            assertEquals(5, second.records().size());
            assertNull(second.nextToken(), "the second page of ten records is the last");
            assertNull(bench.store().query(odd).nextToken());
            Page none = bench.store().query(all(DEAL, Filter.equal("size", 7L)));
            assertEquals(List.of(), none.records());
            assertNull(none.nextToken());
        }
    }

    @Test
    @DisplayName("S101 all pages together are the sorted list, in every order and whatever the size of the pages")
    default void pagesAreTheSortedList() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore oracle = Samples.fill(bench, 101, 150);
            for (String order : bench.orders()) {
                for (Filter filter : List.of(Filter.all(), Filter.not(Filter.equal("open", true)))) {
                    List<String> expected = Bench.ids(oracle, query(filter, order, 10_000));
                    for (int limit : List.of(1, 2, 7, 50, expected.size(), 10_000)) {
                        assertEquals(
                                expected,
                                Bench.ids(bench.store(), query(filter, order, limit)),
                                "order " + order + ", pages of " + limit);
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("S102 records come back from a query as they were written")
    default void queriedRecordsAreWhole() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore oracle = Samples.fill(bench, 102, 60);
            for (String order : bench.orders()) {
                Query query = query(Filter.all(), order, 25);
                assertEquals(Bench.walk(oracle, query), Bench.walk(bench.store(), query), "order " + order);
            }
        }
    }

    @Test
    @DisplayName("S103 records without a value come last in either direction, and ties go by id in the last direction")
    default void nullsComeLast() {
        try (Bench bench = Bench.open(harness(), Capability.ORDERS)) {
            bench.done(
                    insert(deal("a"), body("x")),
                    insert(deal("b"), body("x", "name", "n", "amount", new java.math.BigDecimal("1.00"))),
                    insert(deal("c"), body("x", "name", "m", "amount", new java.math.BigDecimal("2.00"))),
                    insert(deal("d"), body("x", "name", "m", "amount", new java.math.BigDecimal("2.00"))),
                    insert(deal("e"), body("x")));
            for (int limit : List.of(1, 2, 3, 10)) {
                assertEquals(
                        List.of("c", "d", "b", "a", "e"),
                        Bench.ids(bench.store(), query(Filter.all(), "by_name", limit)));
                assertEquals(
                        List.of("d", "c", "b", "e", "a"),
                        Bench.ids(bench.store(), query(Filter.all(), "by_amount", limit)));
            }
        }
    }

    @Test
    @DisplayName("S104 turning pages neither skips nor repeats a record while others are inserted and deleted")
    default void pagesUnderInserts() {
        try (Bench bench = Bench.open(harness());
                Racers racers = new Racers(2)) {
            Set<String> steady = new HashSet<>();
            for (int i = 0; i < 60; i++) {
                String id = "s" + String.format("%03d", i * 10);
                steady.add(id);
                bench.done(insert(deal(id), body("x", "name", id, "size", 1L)));
            }
            List<RecordStore> stores = bench.racers();
            AtomicBoolean over = new AtomicBoolean();
            racers.race(number -> {
                if (number == 1) {
                    for (int i = 0; i < 2_000 && !over.get(); i++) {
                        String id = "s" + String.format("%03d", (i * 37) % 600) + "x" + i;
                        bench.done(insert(deal(id), body("x", "name", id, "size", 1L)));
                        if (i % 3 == 0) {
                            bench.done(new Change.Delete(deal(id), 1));
                        }
                    }
                    return null;
                }
                RecordStore reader = stores.get(stores.size() - 1);
                try {
                    for (int round = 0; round < 3; round++) {
                        for (String order : bench.orders()) {
                            if (order == null || order.equals("by_name")) {
                                List<String> seen = Bench.ids(reader, query(Filter.equal("size", 1L), order, 7));
                                Set<String> once = new HashSet<>(seen);
                                assertEquals(seen.size(), once.size(), "a record came twice");
                                Set<String> missing = new HashSet<>(steady);
                                missing.removeAll(once);
                                assertEquals(Set.of(), missing, "records were skipped");
                            }
                        }
                    }
                } finally {
                    over.set(true);
                }
                return null;
            });
        }
    }

    @Test
    @DisplayName("S105 an insertion before the page does not shift it")
    default void insertionsDoNotShiftPages() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 10; i < 20; i++) {
                bench.done(insert(deal("" + i), body("x", "name", "" + i)));
            }
            for (String order : bench.orders()) {
                if (order == null || order.equals("by_name")) {
                    Query query = query(Filter.all(), order, 3);
                    Page first = bench.store().query(query);
                    String before = "0" + order;
                    bench.done(insert(deal(before), body("x", "name", before)));
                    Page second = bench.store().query(query.from(first.next().orElseThrow()));
                    StoredRecord last = first.records().get(2);
                    assertEquals(
                            Integer.parseInt(last.id()) + 1,
                            Integer.parseInt(second.records().get(0).id()));
                    bench.done(new Change.Delete(deal(before), 1));
                }
            }
        }
    }

    @Test
    @DisplayName("S106 a page token is good although the record where it stands has gone")
    default void tokenOutlivesItsRecord() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 0; i < 6; i++) {
                bench.done(insert(deal("" + i), body("x", "name", "" + i)));
            }
            for (String order : bench.orders()) {
                if (order == null || order.equals("by_name")) {
                    Query query = query(Filter.all(), order, 2);
                    Page first = bench.store().query(query);
                    StoredRecord gone = first.records().get(1);
                    bench.done(new Change.Delete(gone.key(), gone.version()));
                    Page second = bench.store().query(query.from(first.nextToken()));
                    assertEquals(
                            List.of("2", "3"),
                            second.records().stream().map(StoredRecord::id).toList());
                    bench.done(new Change.Restore(gone.key(), gone.version() + 1));
                }
            }
        }
    }

    @Test
    @DisplayName("S107 pages of one walk may have different sizes")
    default void sizeMayChange() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 0; i < 9; i++) {
                bench.done(insert(deal("" + i), body("x")));
            }
            Page first = bench.store().query(query(Filter.all(), null, 2));
            Page second = bench.store().query(query(Filter.all(), null, 5).from(first.nextToken()));
            assertEquals(
                    List.of("2", "3", "4", "5", "6"),
                    second.records().stream().map(StoredRecord::id).toList());
        }
    }

    @Test
    @DisplayName("S108 a page token of another query is refused: another tenant, type, order, scope or filter")
    default void tokenOfAnotherQuery() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 0; i < 4; i++) {
                bench.done(
                        insert(deal("" + i), body("x", "name", "n", "size", (long) i)),
                        insert(Bench.plain("" + i), body("x", "name", "n")));
            }
            List<Query> queries = new ArrayList<>();
            List<Filter> filters = List.of(
                    Filter.all(),
                    Filter.equal("name", "n"),
                    Filter.prefix("name", "n"),
                    Filter.not(Filter.equal("name", "m")),
                    Filter.and(Filter.equal("name", "n")),
                    Filter.and(Filter.prefix("name", "n")),
                    Filter.or(Filter.prefix("name", "n")),
                    Filter.or(Filter.not(Filter.equal("name", "m"))),
                    Filter.or(Filter.not(Filter.prefix("name", "m"))),
                    Filter.not(Filter.or()),
                    Filter.not(Filter.not(Filter.and())),
                    Filter.range("size", 0L, null),
                    new Filter.Range("size", 0L, true, null, true),
                    new Filter.Range("size", -1L, false, null, true));
            filters.forEach(filter -> queries.add(query(filter, null, 2)));
            queries.add(Query.of(TENANT, Bench.PLAIN, Scope.unrestricted(), Filter.all(), 2));
            if (bench.profile.can(Capability.ORDERS)) {
                queries.add(query(Filter.all(), "by_name", 2));
                queries.add(query(Filter.all(), "by_amount", 2));
            }
            List<String> tokens = queries.stream()
                    .map(query -> bench.store().query(query).next().orElseThrow())
                    .toList();
            queries.add(Query.of("other", DEAL, Scope.unrestricted(), Filter.all(), 2));
            if (bench.profile.can(Capability.SCOPES)) {
                queries.add(Query.of(TENANT, DEAL, Scope.of(List.of()), Filter.all(), 2));
                queries.add(Query.of(TENANT, DEAL, Scope.of(List.of("u:1")), Filter.all(), 2));
            }
            for (int q = 0; q < queries.size(); q++) {
                for (int t = 0; t < tokens.size(); t++) {
                    if (q != t) {
                        Query strange = queries.get(q).from(tokens.get(t));
                        refused(PAGE_TOKEN, () -> bench.store().query(strange));
                    }
                }
            }
        }
    }

    @Test
    @DisplayName("S109 a page token that is garbage or cut short is refused")
    default void damagedToken() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 0; i < 4; i++) {
                bench.done(insert(deal("number " + i), body("x", "name", "name " + i, "city", "Ulm")));
            }
            for (String order : bench.orders()) {
                Query query = query(Filter.all(), order, 2);
                String token = bench.store().query(query).nextToken();
                assertNotNull(token);
                for (int length = 0; length < token.length(); length++) {
                    String shorter = token.substring(0, length);
                    refused(PAGE_TOKEN, () -> bench.store().query(query.from(shorter)));
                }
                for (String garbage :
                        List.of("", "x", "!", "AAAA", "A".repeat(200), token + "A", token + token, "\u5F20", "'")) {
                    refused(PAGE_TOKEN, () -> bench.store().query(query.from(garbage)));
                }
            }
        }
    }

    @Test
    @DisplayName("S110 an undeclared order is refused, never sorted")
    default void undeclaredOrder() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(deal("a"), body("x", "name", "n")));
            for (String order : List.of("nonesuch", "name", "id", "BY_NAME", "by_name desc")) {
                refused(UNSUPPORTED, () -> bench.store().query(query(Filter.all(), order, 10)));
            }
        }
    }

    private static Query query(Filter filter, String order, int limit) {
        return new Query(TENANT, DEAL, Scope.unrestricted(), filter, order, limit, null);
    }
}
