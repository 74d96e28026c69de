package io.crmkit.spi.contract;

import static io.crmkit.spi.contract.Bench.DEAL;
import static io.crmkit.spi.contract.Bench.TENANT;
import static io.crmkit.spi.contract.Bench.all;
import static io.crmkit.spi.contract.Bench.body;
import static io.crmkit.spi.contract.Bench.deal;
import static io.crmkit.spi.contract.Bench.insert;
import static io.crmkit.spi.contract.Bench.owned;
import static io.crmkit.spi.contract.Bench.wrong;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CodePoints;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.Scope;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Values come back as they went in, and are compared as the contract says. */
public interface ValueClauses extends Clauses {

    @Test
    @DisplayName("S70 ids are exact: case, accents, spaces, width, composition and emoji make another record")
    default void idsAreExact() {
        try (Bench bench = Bench.open(harness())) {
            for (String id : Lookalikes.TEXTS) {
                bench.done(insert(deal(id), body("payload of " + id)));
            }
            for (String id : Lookalikes.TEXTS) {
                assertEquals(id, bench.live(deal(id)).id());
                assertEquals("payload of " + id, bench.live(deal(id)).payload());
            }
            assertEquals(
                    Lookalikes.TEXTS,
                    bench.store().findAll(TENANT, DEAL, Lookalikes.TEXTS).stream()
                            .map(record -> record.id())
                            .toList());
        }
    }

    @Test
    @DisplayName("S71 index text is exact: it comes back unchanged and equals itself only")
    default void indexTextIsExact() {
        try (Bench bench = Bench.open(harness())) {
            for (int i = 0; i < Lookalikes.TEXTS.size(); i++) {
                bench.done(insert(deal("id" + i), body("x", "name", Lookalikes.TEXTS.get(i))));
            }
            for (int i = 0; i < Lookalikes.TEXTS.size(); i++) {
                String text = Lookalikes.TEXTS.get(i);
                assertEquals(text, bench.live(deal("id" + i)).body().values().get("name"));
                assertEquals(List.of("id" + i), bench.ids(Filter.equal("name", text)), "equal " + text);
                assertEquals(List.of("id" + i), bench.ids(Filter.in("name", List.of(text))), "in " + text);
            }
        }
    }

    @Test
    @DisplayName("S72 a payload comes back to the last character, whatever it holds")
    default void payloadIsExact() {
        try (Bench bench = Bench.open(harness())) {
            List<String> payloads = new ArrayList<>(Lookalikes.TEXTS);
            payloads.add("");
            payloads.add("{\"b\":1,  \"a\":1.50e3,\"a\":2}\n ");
            payloads.add("\uFEFF{}");
            payloads.add("\u5F20\uD83D\uDE00".repeat(7_000));
            for (int i = 0; i < payloads.size(); i++) {
                bench.done(insert(deal("id" + i), new RecordBody(i + 1, payloads.get(i), none(), Bench.values())));
            }
            for (int i = 0; i < payloads.size(); i++) {
                assertEquals(payloads.get(i), bench.live(deal("id" + i)).payload());
                assertEquals(i + 1, bench.live(deal("id" + i)).body().schemaVersion());
            }
        }
    }

    @Test
    @DisplayName("S73 U+0000 and halves of surrogate pairs are refused everywhere")
    default void unstorableTextIsRefused() {
        try (Bench bench = Bench.open(harness())) {
            RecordStore store = bench.store();
            Change fine = insert(deal("a"), body("x"));
            for (String bad : Lookalikes.UNSTORABLE) {
                wrong(() -> bench.commit(insert(deal(bad), body("x"))));
                wrong(() -> bench.commit(new Change.Check(deal(bad), 1)));
                wrong(() -> bench.commit(insert(deal("a"), body(bad))));
                wrong(() -> bench.commit(insert(deal("a"), body("x", "name", bad))));
                wrong(() -> bench.commitAs(bad, fine));
                wrong(() -> store.commit(new ChangeSet(bad, "r", List.of(fine))));
                wrong(() -> store.resolve(TENANT, bad));
                wrong(() -> store.resolve(bad, "r"));
                wrong(() -> store.find(TENANT, deal(bad)));
                wrong(() -> store.find(bad, deal("a")));
                wrong(() -> store.findInAnyState(TENANT, deal(bad)));
                wrong(() -> store.findAll(TENANT, DEAL, List.of("a", bad)));
                wrong(() -> store.query(all(DEAL, Filter.equal("name", bad))));
                wrong(() -> store.query(all(DEAL, Filter.in("name", List.of("a", bad)))));
                wrong(() -> store.query(all(DEAL, Filter.prefix("name", bad))));
                wrong(() -> store.query(all(DEAL, Filter.range("name", bad, null))));
                wrong(() -> store.query(Query.of(bad, DEAL, Scope.unrestricted(), Filter.all(), 1)));
                if (bench.profile.can(Capability.SCOPES)) {
                    wrong(() -> bench.commit(insert(deal("a"), owned(body("x"), bad))));
                    wrong(() -> bench.commit(insert(deal("a"), owned(body("x"), null, "g", bad))));
                    wrong(() -> store.query(Query.of(TENANT, DEAL, Scope.of(List.of(bad)), Filter.all(), 1)));
                }
                if (bench.profile.can(Capability.MULTI_VALUED_INDEXES)) {
                    wrong(() -> bench.commit(insert(deal("a"), body("x", "tags", List.of("t", bad)))));
                    wrong(() -> store.query(all(DEAL, Filter.anyOf("tags", List.of(bad)))));
                }
            }
            assertEquals(List.of(), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S74 text and ids are ordered by code point: an emoji comes after U+FFFD")
    default void orderByCodePoint() {
        try (Bench bench = Bench.open(harness())) {
            List<String> sorted = new ArrayList<>(Lookalikes.TEXTS);
            sorted.sort(CodePoints.ORDER);
            List<String> shuffled = new ArrayList<>(Lookalikes.TEXTS);
            Collections.reverse(shuffled);
            shuffled.forEach(text -> bench.done(insert(deal(text), body("x", "name", text))));
            assertEquals(sorted, bench.ids(Filter.all()));
            assertEquals(
                    sorted, Bench.ids(bench.store(), Query.of(TENANT, DEAL, Scope.unrestricted(), Filter.all(), 7)));
            assertEquals(
                    sorted.subList(sorted.indexOf("\uFFFD"), sorted.size()),
                    bench.ids(Filter.range("name", "\uFFFD", null)));
            assertEquals(
                    sorted.subList(0, sorted.indexOf("\uD83D\uDE00")),
                    bench.ids(Filter.range("name", null, "\uD83D\uDE00")));
            if (bench.profile.can(Capability.ORDERS)) {
                assertEquals(
                        sorted, Bench.ids(bench.store(), all(DEAL, Filter.all()).orderedBy("by_name")));
            }
        }
    }

    @Test
    @DisplayName("S75 decimals are exact up to the ends of a long, and come back with their scale")
    default void decimalsAreExact() {
        try (Bench bench = Bench.open(harness())) {
            List<BigDecimal> ascending = List.of(
                    BigDecimal.valueOf(Long.MIN_VALUE, 2),
                    BigDecimal.valueOf(Long.MIN_VALUE + 1, 2),
                    new BigDecimal("-0.01"),
                    new BigDecimal("0.00"),
                    new BigDecimal("0.01"),
                    new BigDecimal("0.10"),
                    new BigDecimal("9007199254740993.01"),
                    new BigDecimal("9007199254740993.02"),
                    BigDecimal.valueOf(Long.MAX_VALUE - 1, 2),
                    BigDecimal.valueOf(Long.MAX_VALUE, 2));
            exact(bench, "amount", ascending);
        }
    }

    @Test
    @DisplayName("S76 decimals of another scale or beyond a long are refused")
    default void decimalsThatDoNotFit() {
        try (Bench bench = Bench.open(harness())) {
            for (String bad : List.of("1", "1.5", "1.500", "92233720368547758.08", "-92233720368547758.09", "1E+3")) {
                BigDecimal value = new BigDecimal(bad);
                wrong(() -> bench.commit(insert(deal("a"), body("x", "amount", value))));
                wrong(() -> bench.store().query(all(DEAL, Filter.equal("amount", value))));
            }
        }
    }

    @Test
    @DisplayName("S77 whole numbers are exact up to the ends of a long")
    default void integersAreExact() {
        try (Bench bench = Bench.open(harness())) {
            exact(
                    bench,
                    "size",
                    List.of(
                            Long.MIN_VALUE,
                            Long.MIN_VALUE + 1,
                            -1L,
                            0L,
                            1L,
                            9007199254740993L,
                            9007199254740994L,
                            Long.MAX_VALUE - 1,
                            Long.MAX_VALUE));
        }
    }

    @Test
    @DisplayName("S78 dates are exact in the years 1 to 9999, others are refused")
    default void datesAreExact() {
        try (Bench bench = Bench.open(harness())) {
            exact(
                    bench,
                    "closes",
                    List.of(
                            LocalDate.of(1, 1, 1),
                            LocalDate.of(1, 1, 2),
                            LocalDate.of(1582, 10, 10),
                            LocalDate.of(1900, 2, 28),
                            LocalDate.of(1969, 12, 31),
                            LocalDate.of(2024, 2, 29),
                            LocalDate.of(2026, 3, 29),
                            LocalDate.of(9999, 12, 31)));
            for (LocalDate bad : List.of(LocalDate.of(0, 12, 31), LocalDate.of(10000, 1, 1), LocalDate.MIN)) {
                wrong(() -> bench.commit(insert(deal("a"), body("x", "closes", bad))));
            }
        }
    }

    @Test
    @DisplayName("S79 instants are exact to the microsecond in the years 1 to 9999, finer and other ones are refused")
    default void instantsAreExact() {
        try (Bench bench = Bench.open(harness())) {
            exact(
                    bench,
                    "touched",
                    List.of(
                            Instant.parse("0001-01-01T00:00:00Z"),
                            Instant.parse("0001-01-01T00:00:00.000001Z"),
                            Instant.parse("1969-12-31T23:59:59.999999Z"),
                            Instant.EPOCH,
                            Instant.parse("2026-03-29T01:59:59.999999Z"),
                            Instant.parse("2026-03-29T02:30:00Z"),
                            Instant.parse("2026-10-25T00:30:00.123456Z"),
                            Instant.parse("2026-10-25T00:30:00.123457Z"),
                            Instant.parse("2026-10-25T01:30:00.123456Z"),
                            Instant.parse("9999-12-31T23:59:59.999999Z")));
            for (String bad : List.of(
                    "2024-01-01T00:00:00.000000001Z",
                    "2024-01-01T00:00:00.123456789Z",
                    "0000-12-31T23:59:59.999999Z",
                    "+10000-01-01T00:00:00Z")) {
                wrong(() -> bench.commit(insert(deal("a"), body("x", "touched", Instant.parse(bad)))));
            }
        }
    }

    @Test
    @DisplayName("S80 true, false and no value are three different things")
    default void booleans() {
        try (Bench bench = Bench.open(harness())) {
            bench.done(
                    insert(deal("f"), body("x", "open", false)),
                    insert(deal("n"), body("x")),
                    insert(deal("t"), body("x", "open", true)));
            assertEquals(false, bench.live(deal("f")).body().values().get("open"));
            assertEquals(null, bench.live(deal("n")).body().values().get("open"));
            assertEquals(List.of("f"), bench.ids(Filter.equal("open", false)));
            assertEquals(List.of("t"), bench.ids(Filter.equal("open", true)));
            assertEquals(List.of("f", "t"), bench.ids(Filter.present("open")));
            assertEquals(List.of("f", "t"), bench.ids(Filter.in("open", List.of(true, false))));
        }
    }

    @Test
    @DisplayName("S81 index text has up to 255 code points, more is refused; the empty text is a value")
    default void lengthOfText() {
        try (Bench bench = Bench.open(harness())) {
            String longest = "\uD83D\uDE00".repeat(255);
            bench.done(
                    insert(deal("empty"), body("x", "name", "")),
                    insert(deal("long"), body("x", "name", longest)),
                    insert(deal("none"), body("x")));
            assertEquals(longest, bench.live(deal("long")).body().values().get("name"));
            assertEquals("", bench.live(deal("empty")).body().values().get("name"));
            assertEquals(List.of("long"), bench.ids(Filter.equal("name", longest)));
            assertEquals(List.of("empty"), bench.ids(Filter.equal("name", "")));
            assertEquals(List.of("empty", "long"), bench.ids(Filter.present("name")));
            wrong(() -> bench.commit(insert(deal("a"), body("x", "name", longest + "x"))));
            wrong(() -> bench.commit(insert(deal("a"), body("x", "name", "x".repeat(256)))));
        }
    }

    @Test
    @DisplayName("S82 ids, tenants, receipts and tokens have 1 to 128 code points")
    default void lengthOfIds() {
        try (Bench bench = Bench.open(harness())) {
            String longest = "\uD83D\uDE00".repeat(128);
            RecordStore store = bench.store();
            ChangeSet set = new ChangeSet(longest, longest, List.of(insert(deal(longest), body("x"))));
            Bench.committed(Bench.commit(store, set));
            assertEquals(
                    longest, store.find(longest, deal(longest)).orElseThrow().id());
            for (String bad : List.of("", "x".repeat(129), longest + "x")) {
                wrong(() -> bench.commit(insert(deal(bad), body("x"))));
                wrong(() -> bench.commitAs(bad, insert(deal("a"), body("x"))));
                wrong(() -> store.commit(new ChangeSet(bad, "r", List.of())));
                wrong(() -> store.find(bad, deal("a")));
                wrong(() -> store.find(TENANT, deal(bad)));
                wrong(() -> store.resolve(TENANT, bad));
                if (bench.profile.can(Capability.SCOPES)) {
                    wrong(() -> bench.commit(insert(deal("a"), owned(body("x"), bad))));
                    wrong(() -> store.query(Query.of(TENANT, DEAL, Scope.of(List.of(bad)), Filter.all(), 1)));
                }
            }
        }
    }

    @Test
    @DisplayName("S83 a value of the wrong kind, an unknown index and a list for a single value are refused")
    default void wrongKinds() {
        try (Bench bench = Bench.open(harness())) {
            List<Object> values = List.of(
                    "text", 1L, 1, 1.5d, new BigDecimal("1.00"), LocalDate.EPOCH, Instant.EPOCH, true, List.of("a"));
            List<String> indexes = List.of("name", "size", "amount", "closes", "touched", "open");
            List<Class<?>> kinds =
                    List.of(String.class, Long.class, BigDecimal.class, LocalDate.class, Instant.class, Boolean.class);
            for (int i = 0; i < indexes.size(); i++) {
                String index = indexes.get(i);
                for (Object value : values) {
                    if (!kinds.get(i).isInstance(value)) {
                        wrong(() -> bench.commit(insert(deal("a"), body("x", index, value))));
                    }
                }
            }
            wrong(() -> bench.commit(insert(deal("a"), body("x", "nonesuch", "text"))));
            if (bench.profile.can(Capability.MULTI_VALUED_INDEXES)) {
                wrong(() -> bench.commit(insert(deal("a"), body("x", "tags", "text"))));
                wrong(() -> bench.commit(insert(deal("a"), body("x", "tags", List.of(1L)))));
            }
            assertEquals(List.of(), bench.ids(Filter.all()));
        }
    }

    @Test
    @DisplayName("S84 multi-valued indexes keep up to 1,000 values, each exactly")
    default void manyValues() {
        try (Bench bench = Bench.open(harness(), Capability.MULTI_VALUED_INDEXES)) {
            List<String> thousand = new ArrayList<>(Lookalikes.TEXTS);
            while (thousand.size() < 1_000) {
                thousand.add("tag" + thousand.size());
            }
            bench.done(
                    insert(deal("a"), body("x", "tags", thousand, "marks", List.of(Long.MIN_VALUE, Long.MAX_VALUE))));
            bench.done(insert(deal("b"), body("x", "tags", List.of("aCme"))));
            assertEquals(
                    Bench.values("tags", thousand, "marks", List.of(Long.MAX_VALUE, Long.MIN_VALUE)),
                    bench.live(deal("a")).body().values());
            for (String tag : Lookalikes.TEXTS) {
                assertEquals(List.of("a"), bench.ids(Filter.anyOf("tags", List.of(tag))), tag);
            }
            assertEquals(List.of("b"), bench.ids(Filter.anyOf("tags", List.of("aCme"))));
            thousand.add("one more");
            wrong(() -> bench.commit(insert(deal("c"), body("x", "tags", thousand))));
        }
    }

    private static io.crmkit.spi.storage.Visibility none() {
        return io.crmkit.spi.storage.Visibility.none();
    }

    /** Each value comes back as it is, equals only itself, and lies between its neighbours. */
    private static void exact(Bench bench, String index, List<? extends Object> ascending) {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < ascending.size(); i++) {
            String id = String.format("%02d", i);
            ids.add(id);
            bench.done(insert(deal(id), body("x", index, ascending.get(i))));
        }
        for (int i = 0; i < ascending.size(); i++) {
            Object value = ascending.get(i);
            assertEquals(value, bench.live(deal(ids.get(i))).body().values().get(index));
            assertEquals(List.of(ids.get(i)), bench.ids(Filter.equal(index, value)), index + " = " + value);
            assertEquals(
                    ids.subList(i, ids.size()), bench.ids(Filter.range(index, value, null)), index + " >= " + value);
            assertEquals(ids.subList(0, i), bench.ids(Filter.range(index, null, value)), index + " < " + value);
        }
    }
}
