package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

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
import io.crmkit.spi.storage.StoredRecord;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The same random life led by a store and by the reference store, compared at every step. Beside the kit's own model
 * test this one is about what the statements of this module treat apart: narrow and wide scopes, every direction of
 * orders, nulls, ties, and pages of every length.
 */
final class Twins {

    static final RecordType DEAL = RecordType.named("deal", 1)
            .scoped()
            .indexes(
                    IndexSpec.text("name"),
                    IndexSpec.text("email").asUnique(),
                    IndexSpec.text("code").asUniqueForever(),
                    IndexSpec.integer("rank"),
                    IndexSpec.decimal("amount", 2),
                    IndexSpec.date("due"),
                    IndexSpec.instant("updated"),
                    IndexSpec.bool("order"),
                    IndexSpec.text("tags").asMultiValued(),
                    IndexSpec.decimal("quotas", 1).asMultiValued())
            .orders(
                    OrderSpec.descending("newest", "updated"),
                    OrderSpec.ascending("by_rank", "rank"),
                    new OrderSpec(
                            "mixed",
                            List.of(
                                    new OrderSpec.Key("name", false),
                                    new OrderSpec.Key("due", true),
                                    new OrderSpec.Key("amount", false))),
                    new OrderSpec(
                            "mixed_down", List.of(new OrderSpec.Key("order", true), new OrderSpec.Key("rank", true))))
            .build();

    private static final List<String> TEXTS = List.of(
            "a", "A", "a ", "á", "ab", "b", "\uFFFD", "\uD83D\uDE00", "\uD83D\uDE00x", "中", "\"\\'", "", "\u0001\t");
    private static final List<Long> NUMBERS = List.of(0L, -1L, 1L, Long.MAX_VALUE, -Long.MAX_VALUE, 7L);
    private static final List<Instant> INSTANTS = List.of(
            Instant.parse("0001-01-01T00:00:00Z"),
            Instant.parse("9999-12-31T23:59:59.999999Z"),
            Instant.parse("2026-03-29T01:30:00.000001Z"),
            Instant.parse("1969-12-31T23:59:59.5Z"));
    private static final List<LocalDate> DATES = List.of(
            LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31), LocalDate.of(2024, 2, 29), LocalDate.of(1582, 10, 10));

    private final RecordStore store;
    private final InMemoryStore oracle = new InMemoryStore();
    private final Random random;
    private int receipts;

    Twins(RecordStore store, long seed) {
        this.store = store;
        this.random = new Random(seed);
        store.prepare(List.of(DEAL));
        oracle.prepare(List.of(DEAL));
    }

    void live(int steps) {
        for (int i = 0; i < steps; i++) {
            ChangeSet set = changes();
            CommitResult expected = oracle.commit(set);
            assertThat(store.commit(set)).as("step %s: %s", i, set).isEqualTo(expected);
            if (random.nextInt(4) == 0) {
                assertThat(store.commit(set)).isEqualTo(oracle.commit(set));
            }
            if (i % 3 == 0) {
                read(i);
            }
        }
        try (Stream<StoredRecord> mine = store.snapshot("t");
                Stream<StoredRecord> theirs = oracle.snapshot("t")) {
            assertThat(mine.toList()).isEqualTo(theirs.toList());
        }
    }

    private void read(int step) {
        Query query = new Query(
                "t",
                "deal",
                scope(),
                random.nextInt(3) == 0 ? Filter.all() : filter(2),
                order(),
                1 + random.nextInt(6),
                null);
        Query theirs = query;
        Page page;
        do {
            page = store.query(query);
            Page expected = oracle.query(theirs);
            assertThat(page.records()).as("step %s: %s", step, query).isEqualTo(expected.records());
            assertThat(page.nextToken()).isEqualTo(expected.nextToken());
            query = query.from(page.nextToken());
            theirs = theirs.from(expected.nextToken());
        } while (page.nextToken() != null);
        List<String> groups = pick(List.of(
                List.<String>of(),
                List.of("name"),
                List.of("tags", "order"),
                List.of("quotas"),
                List.of("updated", "due")));
        Tally tally = new Tally(
                "t",
                "deal",
                scope(),
                filter(1),
                groups,
                List.of(
                        Measure.count(),
                        Measure.sum("rank"),
                        Measure.sum("amount"),
                        Measure.min("name"),
                        Measure.max("updated"),
                        Measure.min("due"),
                        Measure.max("amount")));
        assertThat(store.tally(tally)).as("step %s: %s", step, tally).isEqualTo(oracle.tally(tally));
        List<String> ids = Stream.generate(this::id).limit(5).toList();
        assertThat(store.findAll("t", "deal", ids)).isEqualTo(oracle.findAll("t", "deal", ids));
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private String id() {
        return "id" + random.nextInt(40);
    }

    private String token() {
        return "u:" + random.nextInt(8);
    }

    private String order() {
        return random.nextInt(5) == 0 ? null : pick(DEAL.orders()).name();
    }

    private Scope scope() {
        return switch (random.nextInt(4)) {
            case 0 -> Scope.unrestricted();
            case 1 -> Scope.of(Set.of(token()));
            case 2 -> Scope.of(Stream.generate(this::token).limit(4).distinct().toList());
            default ->
                Scope.of(Stream.iterate(0, i -> i + 1)
                        .limit(3L + random.nextInt(200))
                        .map(i -> "u:" + i)
                        .toList());
        };
    }

    private Object value(String index) {
        return switch (index) {
            case "rank" -> pick(NUMBERS);
            case "amount" -> BigDecimal.valueOf(pick(NUMBERS), 2);
            case "quotas" -> BigDecimal.valueOf(pick(NUMBERS), 1);
            case "due" -> pick(DATES);
            case "updated" -> pick(INSTANTS);
            case "order" -> random.nextBoolean();
            default -> pick(TEXTS);
        };
    }

    private Filter filter(int depth) {
        String single = pick(List.of("name", "email", "rank", "amount", "due", "updated", "order"));
        String noBool = single.equals("order") ? "rank" : single;
        String many = pick(List.of("tags", "quotas"));
        return switch (random.nextInt(depth > 0 ? 9 : 6)) {
            case 0 -> Filter.equal(single, value(single));
            case 1 ->
                Filter.in(
                        single,
                        Stream.generate(() -> value(single))
                                .limit(random.nextInt(4))
                                .distinct()
                                .toList());
            case 2 ->
                Filter.anyOf(
                        many,
                        Stream.generate(() -> value(many))
                                .limit(random.nextInt(3))
                                .distinct()
                                .toList());
            case 3 ->
                new Filter.Range(
                        noBool,
                        random.nextBoolean() ? value(noBool) : null,
                        random.nextBoolean(),
                        value(noBool),
                        random.nextBoolean());
            case 4 -> Filter.present(random.nextBoolean() ? many : single);
            case 5 ->
                Filter.prefix(
                        "name", pick(TEXTS.stream().filter(t -> !t.isEmpty()).toList()));
            case 6 -> Filter.not(filter(depth - 1));
            case 7 -> Filter.and(filter(depth - 1), filter(depth - 1));
            default -> Filter.or(filter(depth - 1), filter(depth - 1));
        };
    }

    private ChangeSet changes() {
        Set<String> ids = new LinkedHashSet<>();
        int size = random.nextInt(5) == 0 ? 15 : 1 + random.nextInt(4);
        for (int i = 0; i < size; i++) {
            ids.add(id());
        }
        boolean alike = random.nextBoolean();
        int kind = random.nextInt(12);
        List<Change> changes = new ArrayList<>();
        for (String id : ids) {
            changes.add(change(id, alike ? kind : random.nextInt(12)));
        }
        return new ChangeSet("t", "r" + (random.nextInt(20) == 0 ? random.nextInt(receipts + 1) : ++receipts), changes);
    }

    private Change change(String id, int kind) {
        RecordKey key = new RecordKey("deal", id);
        StoredRecord now = oracle.findInAnyState("t", key).orElse(null);
        long version = now == null ? 1 : now.version() + (random.nextInt(15) == 0 ? 1 : 0);
        if (now == null && random.nextInt(4) > 0) {
            return random.nextInt(3) == 0 ? new Change.Ensure(key, body()) : new Change.Insert(key, body());
        }
        return switch (kind) {
            case 0 -> new Change.Insert(key, body());
            case 1 -> new Change.Ensure(key, body());
            case 2 -> new Change.Delete(key, version);
            case 3 -> new Change.Restore(key, version);
            case 4 -> random.nextInt(4) == 0 ? new Change.Erase(key, version) : new Change.Restore(key, version);
            case 5 -> new Change.Check(key, version);
            case 6 -> new Change.CheckAbsent(key);
            case 7 -> new Change.Reindex(key, version, body().visibility(), body().values());
            case 8 -> new Change.Rewrite(key, version, body());
            case 9 ->
                now == null
                        ? new Change.Load(new StoredRecord(
                                "t",
                                key,
                                9,
                                pick(List.of(
                                        io.crmkit.spi.storage.RecordState.LIVE,
                                        io.crmkit.spi.storage.RecordState.DELETED)),
                                body()))
                        : new Change.Update(key, version, body());
            default -> new Change.Update(key, version, body());
        };
    }

    private RecordBody body() {
        IndexValues.Builder values = IndexValues.builder();
        for (String name : List.of("name", "rank", "amount", "due", "updated", "order")) {
            if (random.nextInt(4) > 0) {
                values.put(name, value(name));
            }
        }
        if (random.nextBoolean()) {
            values.text("email", "e" + random.nextInt(60));
            values.text("code", random.nextBoolean() ? "c" + random.nextInt(90) : null);
        }
        values.many(
                "tags",
                Stream.generate(() -> value("tags")).limit(random.nextInt(4)).toList());
        values.many(
                "quotas",
                Stream.generate(() -> value("quotas")).limit(random.nextInt(3)).toList());
        Visibility visibility = Visibility.of(
                random.nextInt(5) == 0 ? null : token(),
                Stream.generate(this::token).limit(random.nextInt(4)).toList());
        return new RecordBody(
                1 + random.nextInt(3),
                "{\"t\":\"" + pick(TEXTS) + random.nextInt() + "\"}",
                visibility,
                values.build());
    }
}
