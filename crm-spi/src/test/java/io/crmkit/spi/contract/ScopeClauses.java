package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.DEAL;
import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.owned;
import static io.crmkit.spi.contract.Bench.plain;
import static io.crmkit.spi.contract.Bench.refused;
import static io.crmkit.spi.contract.Bench.wrong;
import static io.crmkit.spi.storage.StorageException.Kind.LIMIT;
import static io.crmkit.spi.storage.StorageException.Kind.UNSUPPORTED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Page;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a reader comes across. */
public interface ScopeClauses extends Clauses {

    private Bench scoped() {
        return Bench.open(harness(), Capability.SCOPES);
    }

    @Test
    @DisplayName(
            "S115 a scope sees what carries one of its tokens, as owner or as grant; the unrestricted one sees all")
    default void whatAScopeSees() {
        try (Bench bench = scoped()) {
            threeOwners(bench);
            assertEquals(List.of("a", "b", "c", "n"), seen(bench, Scope.unrestricted()));
            assertEquals(List.of("a"), seen(bench, Scope.of(List.of("u:ann"))));
            assertEquals(List.of("a", "b"), seen(bench, Scope.of(List.of("g:sales"))));
            assertEquals(List.of("a", "c"), seen(bench, Scope.of(List.of("u:ann", "u:cid"))));
            assertEquals(List.of("b", "c"), seen(bench, Scope.of(List.of("u:bob", "u:cid", "u:nobody"))));
            assertEquals(List.of(), seen(bench, Scope.of(List.of("u:nobody"))));
        }
    }

    @Test
    @DisplayName("S116 a record that matches by several tokens appears once, on one page, and counts once")
    default void aRecordMatchesOnce() {
        try (Bench bench = scoped()) {
            bench.done(
                    insert(deal("a"), owned(body("x", "size", 5L), "u:ann", "u:ann", "g:1", "g:2", "g:3")),
                    insert(deal("b"), owned(body("x", "size", 7L), null, "g:1", "g:3")));
            Scope scope = Scope.of(List.of("u:ann", "g:1", "g:2", "g:3"));
            for (String order : bench.orders()) {
                for (int limit : List.of(1, 2, 10)) {
                    Query query = new Query(TENANT, DEAL, scope, Filter.all(), order, limit, null);
                    List<String> ids = Bench.ids(bench.store(), query);
                    assertEquals(List.of("a", "b"), ids.stream().sorted().toList(), "order " + order + " by " + limit);
                }
            }
            assertEquals(List.of(2L, new java.math.BigDecimal("12")), measured(bench, scope));
        }
    }

    @Test
    @DisplayName("S117 an empty scope sees nothing")
    default void emptyScope() {
        try (Bench bench = scoped()) {
            threeOwners(bench);
            for (String order : bench.orders()) {
                Page page = bench.store()
                        .query(new Query(TENANT, DEAL, Scope.of(List.of()), Filter.all(), order, 10, null));
                assertEquals(List.of(), page.records());
                assertNull(page.nextToken());
            }
            assertEquals(0L, measured(bench, Scope.of(List.of())).get(0));
        }
    }

    @Test
    @DisplayName("S118 narrow and wide scopes, in every order and page size, see the sorted list of what they may see")
    default void widths() {
        try (Bench bench = scoped()) {
            RecordStore oracle = Samples.fill(bench, 118, 240);
            for (int width : List.of(1, 3, 50, 1_000)) {
                List<String> tokens = new ArrayList<>();
                for (int i = 0; i < width; i++) {
                    tokens.add((i % 2 == 0 ? "u:" : "g:") + (i / 2));
                }
                Scope scope = Scope.of(tokens);
                for (String order : bench.orders()) {
                    for (Filter filter : List.of(Filter.all(), Filter.range("size", 0L, null))) {
                        Query whole = new Query(TENANT, DEAL, scope, filter, order, 10_000, null);
                        List<String> expected = Bench.ids(oracle, whole);
                        for (int limit : List.of(3, 50, 10_000)) {
                            assertEquals(
                                    expected,
                                    Bench.ids(
                                            bench.store(), new Query(TENANT, DEAL, scope, filter, order, limit, null)),
                                    width + " tokens, order " + order + ", pages of " + limit);
                        }
                    }
                }
                Tally tally = new Tally(
                        TENANT,
                        DEAL,
                        scope,
                        Filter.all(),
                        List.of("city"),
                        List.of(Measure.count(), Measure.sum("amount")));
                assertEquals(oracle.tally(tally), bench.tally(tally), width + " tokens");
            }
        }
    }

    @Test
    @DisplayName("S119 the scope is applied before the limit: a page is full while there are records to be seen")
    default void scopeBeforeLimit() {
        try (Bench bench = scoped()) {
            for (int i = 0; i < 40; i++) {
                bench.done(insert(
                        deal(String.format("%02d", i)),
                        owned(body("x", "name", "n"), i % 10 == 9 ? "u:ann" : "u:bob")));
            }
            Page page = bench.store()
                    .query(Query.of(TENANT, DEAL, Scope.of(List.of("u:ann")), Filter.equal("name", "n"), 3));
            assertEquals(
                    List.of("09", "19", "29"),
                    page.records().stream().map(r -> r.id()).toList());
            assertEquals(true, page.next().isPresent());
        }
    }

    @Test
    @DisplayName("S120 a tally counts only what its scope sees")
    default void scopeInTally() {
        try (Bench bench = scoped()) {
            threeOwners(bench);
            assertEquals(List.of(4L, new java.math.BigDecimal("15")), measured(bench, Scope.unrestricted()));
            assertEquals(
                    List.of(2L, new java.math.BigDecimal("3")), measured(bench, Scope.of(List.of("g:sales", "u:bob"))));
        }
    }

    @Test
    @DisplayName("S121 Update and Reindex change who sees a record, at once")
    default void visibilityChanges() {
        try (Bench bench = scoped()) {
            bench.done(insert(deal("a"), owned(body("x"), "u:ann", "g:1")));
            bench.done(new Change.Update(deal("a"), 1, owned(body("x"), "u:bob", "g:2")));
            assertEquals(List.of(), seen(bench, Scope.of(List.of("u:ann", "g:1"))));
            assertEquals(List.of("a"), seen(bench, Scope.of(List.of("u:bob"))));
            assertEquals(List.of("a"), seen(bench, Scope.of(List.of("g:2"))));
            bench.done(new Change.Reindex(deal("a"), 2, Visibility.of(null, List.of("g:3")), Bench.values()));
            assertEquals(List.of(), seen(bench, Scope.of(List.of("u:bob", "g:2"))));
            assertEquals(List.of("a"), seen(bench, Scope.of(List.of("g:3"))));
            bench.done(new Change.Delete(deal("a"), 2));
            assertEquals(List.of(), seen(bench, Scope.of(List.of("g:3"))));
            bench.done(new Change.Restore(deal("a"), 3));
            assertEquals(List.of("a"), seen(bench, Scope.of(List.of("g:3"))));
        }
    }

    @Test
    @DisplayName("S122 tokens are compared byte for byte")
    default void tokensAreExact() {
        try (Bench bench = scoped()) {
            for (int i = 0; i < Lookalikes.TEXTS.size(); i++) {
                String token = Lookalikes.TEXTS.get(i);
                bench.done(
                        insert(deal(String.format("o%02d", i)), owned(body("x"), token)),
                        insert(deal(String.format("g%02d", i)), owned(body("x"), null, token)));
            }
            for (int i = 0; i < Lookalikes.TEXTS.size(); i++) {
                assertEquals(
                        List.of(String.format("g%02d", i), String.format("o%02d", i)),
                        seen(bench, Scope.of(List.of(Lookalikes.TEXTS.get(i)))),
                        Lookalikes.TEXTS.get(i));
            }
        }
    }

    @Test
    @DisplayName("S123 no filter widens a scope")
    default void noFilterWidens() {
        try (Bench bench = scoped()) {
            threeOwners(bench);
            Scope ann = Scope.of(List.of("u:ann"));
            for (Filter filter : List.of(
                    Filter.or(Filter.all(), Filter.equal("size", 2L)),
                    Filter.not(Filter.or()),
                    Filter.or(Filter.equal("size", 1L), Filter.equal("size", 2L)),
                    Filter.not(Filter.equal("size", 77L)))) {
                assertEquals(List.of("a"), Bench.ids(bench.store(), Query.of(TENANT, DEAL, ann, filter, 10)));
            }
        }
    }

    @Test
    @DisplayName("S124 a scope takes 10,000 tokens and a record 1,000 grants; more are refused")
    default void numbersOfTokens() {
        try (Bench bench = scoped()) {
            List<String> grants = new ArrayList<>();
            for (int i = 0; i < 1_000; i++) {
                grants.add("g:" + i);
            }
            bench.done(
                    insert(deal("a"), owned(body("x"), "u:ann", grants.toArray(String[]::new))),
                    insert(deal("b"), owned(body("x"), null, "t:9999")));
            List<String> tokens = new ArrayList<>();
            for (int i = 0; i < 10_000; i++) {
                tokens.add("t:" + i);
            }
            assertEquals(List.of("b"), seen(bench, Scope.of(tokens)));
            tokens.set(0, "g:999");
            assertEquals(List.of("a", "b"), seen(bench, Scope.of(tokens)));
            tokens.add("one more");
            refused(LIMIT, () -> bench.store().query(Query.of(TENANT, DEAL, Scope.of(tokens), Filter.all(), 10)));
            grants.add("one more");
            wrong(() -> bench.commit(insert(deal("c"), owned(body("x"), null, grants.toArray(String[]::new)))));
        }
    }

    @Test
    @DisplayName("S125 a type without scopes refuses tokens, in queries, tallies and records")
    default void unscopedTypeRefusesTokens() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(insert(plain("a"), body("x", "name", "n")));
            for (Collection<String> tokens : List.<Collection<String>>of(List.of(), List.of("u:ann"))) {
                Scope scope = Scope.of(tokens);
                refused(UNSUPPORTED, () -> bench.store().query(Query.of(TENANT, Bench.PLAIN, scope, Filter.all(), 10)));
                refused(
                        UNSUPPORTED,
                        () -> bench.store()
                                .tally(new Tally(
                                        TENANT,
                                        Bench.PLAIN,
                                        scope,
                                        Filter.all(),
                                        List.of(),
                                        List.of(Measure.count()))));
            }
            wrong(() -> bench.commit(insert(plain("b"), owned(body("x"), "u:ann"))));
            wrong(() -> bench.commit(insert(plain("b"), owned(body("x"), null, "g:1"))));
        }
    }

    private static void threeOwners(Bench bench) {
        bench.done(
                insert(deal("a"), owned(body("x", "size", 1L), "u:ann", "g:sales")),
                insert(deal("b"), owned(body("x", "size", 2L), "u:bob", "g:sales", "g:all")),
                insert(deal("c"), owned(body("x", "size", 4L), "u:cid")),
                insert(deal("n"), body("x", "size", 8L)));
    }

    private static List<String> seen(Bench bench, Scope scope) {
        return Bench.ids(bench.store(), Query.of(TENANT, DEAL, scope, Filter.all(), 10_000));
    }

    private static List<Object> measured(Bench bench, Scope scope) {
        return bench.tally(new Tally(
                        TENANT, DEAL, scope, Filter.all(), List.of(), List.of(Measure.count(), Measure.sum("size"))))
                .get(0)
                .measures();
    }
}
