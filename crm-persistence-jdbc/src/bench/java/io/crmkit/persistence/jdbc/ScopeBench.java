package io.crmkit.persistence.jdbc;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.PageTokens;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.Tally;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a scope costs: a page of 50, newest first, and tallies by stage, seen by scopes of several widths and without a scope.
 * Of pages also both ways to answer, one walk for each token and one walk for all, which tells where {@link Dialect#widestMerge}
 * should stand. Arguments: how many customers, then names of databases, each with {@code =LOCATION} if what is there shall
 * stay and be used again; {@code pages} or
 * {@code tallies} for these alone, and {@code explain} for plans.
 */
public final class ScopeBench {

    private static final int OWNERS = 2_000;
    private static final int[] WIDTHS = {1, 10, 30, 100, 200, 600};
    private static final RecordType CUSTOMER = RecordType.named("customer", 1)
            .scoped()
            .indexes(
                    IndexSpec.text("name"),
                    IndexSpec.instant("updated"),
                    IndexSpec.text("stage"),
                    IndexSpec.decimal("amount", 2))
            .orders(OrderSpec.descending("newest", "updated"))
            .build();

    /** Something that is timed, told the round so that no two ask the same. */
    private interface Work {
        void run(int round) throws Exception;
    }

    private ScopeBench() {}

    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        List<String> databases = new ArrayList<>(Arrays.asList(args).subList(Math.min(1, args.length), args.length));
        boolean explain = databases.remove("explain");
        String only = databases.remove("pages") ? "pages" : databases.remove("tallies") ? "tallies" : "";
        for (String database : databases.isEmpty() ? List.of("sqlite", "postgresql", "mariadb") : databases) {
            String name = database.replaceAll("=.*", "");
            String kept = database.contains("=") ? database.substring(database.indexOf('=') + 1) : "";
            Connections connections = connections(name, kept);
            try (JdbcStore store = new JdbcStore(connections)) {
                store.prepare(List.of(CUSTOMER));
                if (store.query(page(Scope.unrestricted())).records().isEmpty()) {
                    fill(store, records);
                    try (Session session = connections.writer()) {
                        session.ddl(name.equals("mariadb") ? "ANALYZE TABLE crm_customer" : "ANALYZE");
                    }
                }
                if (explain) {
                    explain(connections, name);
                } else {
                    System.out.printf("%s, %,d records of %,d owners; ms, median%n", name, records, OWNERS);
                    if (!only.equals("tallies")) {
                        pages(store, connections, name);
                    }
                    if (!only.equals("pages")) {
                        tallies(store);
                    }
                }
            }
        }
        System.exit(0);
    }

    private static Connections connections(String database, String kept) {
        return switch (database) {
            case "sqlite" ->
                SqliteProvider.connections(kept.isEmpty() ? TestDatabases.freshSqlite() : kept, Parameters.none());
            case "postgresql" ->
                PostgresProvider.connections(kept.isEmpty() ? TestDatabases.freshPostgres() : kept, Parameters.none());
            case "mariadb" ->
                MariaDbProvider.connections(
                        kept.isEmpty() ? TestDatabases.freshMariaDb().orElseThrow() : kept, Parameters.none());
            default -> throw new IllegalArgumentException(database);
        };
    }

    private static void fill(JdbcStore store, int records) {
        Random random = new Random(7);
        String filler = "x".repeat(900);
        for (int from = 0; from < records; from += 10_000) {
            List<Change> changes = new ArrayList<>();
            for (int i = from; i < Math.min(records, from + 10_000); i++) {
                Visibility visibility = Visibility.of(
                        "u:" + random.nextInt(OWNERS),
                        random.nextInt(10) == 0
                                ? List.of("u:" + random.nextInt(OWNERS), "u:" + random.nextInt(OWNERS))
                                : List.of());
                IndexValues values = IndexValues.builder()
                        .text("name", "customer " + random.nextInt())
                        .instant("updated", Instant.ofEpochSecond(1_700_000_000L + random.nextInt(50_000_000)))
                        .text("stage", "s" + random.nextInt(8))
                        .decimal("amount", BigDecimal.valueOf(random.nextInt(100_000_000), 2))
                        .build();
                changes.add(new Change.Insert(
                        new RecordKey("customer", String.format("c%08d", i)),
                        new RecordBody(1, "{\"f\":\"" + filler + "\"}", visibility, values)));
            }
            store.commit(new ChangeSet("t", "fill" + from, changes));
        }
    }

    // ---- what is asked

    /** As many owners as the scope is wide, other ones each round. */
    private static Scope scope(int width, int round) {
        int from = round * 37 % (OWNERS - width + 1);
        return Scope.of(
                IntStream.range(from, from + width).mapToObj(i -> "u:" + i).toList());
    }

    private static Query page(Scope scope) {
        return Query.of("t", "customer", scope, Filter.all(), 50).orderedBy("newest");
    }

    private static Tally tally(Scope scope, Measure... measures) {
        return new Tally("t", "customer", scope, Filter.all(), List.of("stage"), List.of(measures));
    }

    private static Sql sql(Scope scope, boolean merge, boolean later, Dialect dialect) {
        PageTokens.Position after = later
                ? new PageTokens.Position(Arrays.asList(Instant.ofEpochSecond(1_740_000_000L)), "c00000500")
                : null;
        Finder finder = new Finder(new Layout(CUSTOMER, dialect), merge ? 10_000 : 0);
        return finder.page(page(scope), after, finder.few(page(scope)));
    }

    // ---- measuring

    private static void pages(JdbcStore store, Connections connections, String database) throws Exception {
        double page = pages(round -> store.query(page(Scope.unrestricted())));
        double later = pages(round -> read(connections, sql(Scope.unrestricted(), false, true, connections.dialect())));
        System.out.printf("unscoped page %.2f, a later one %.2f%n", page, later);
        System.out.println("owners: page (ratio) | merge, walk | later: merge, walk");
        for (int width : WIDTHS) {
            double scoped = pages(round -> store.query(page(scope(width, round))));
            System.out.printf("%6d: %6.2f (%5.1f) |", width, scoped, scoped / page);
            for (boolean after : new boolean[] {false, true}) {
                for (boolean merge : new boolean[] {true, false}) {
                    if (merge ? database.equals("sqlite") && width > 200 : width == 1) { // refused, or for ever
                        System.out.print("       -");
                    } else {
                        System.out.printf(
                                "%8.2f",
                                pages(round -> read(
                                        connections, sql(scope(width, round), merge, after, connections.dialect()))));
                    }
                }
                System.out.print(after ? "" : " |");
            }
            System.out.println();
        }
    }

    private static void tallies(JdbcStore store) throws Exception {
        Measure sum = Measure.sum("amount");
        double counted = tallies(round -> store.tally(tally(Scope.unrestricted(), Measure.count())));
        double summed = tallies(round -> store.tally(tally(Scope.unrestricted(), Measure.count(), sum)));
        System.out.printf("unscoped count by stage %.0f, with sum %.0f%n", counted, summed);
        System.out.println("owners: count (ratio) | with sum (ratio)");
        for (int width : WIDTHS) {
            double count = tallies(round -> store.tally(tally(scope(width, round), Measure.count())));
            double added = tallies(round -> store.tally(tally(scope(width, round), Measure.count(), sum)));
            System.out.printf(
                    "%6d: %6.0f (%4.2f) | %6.0f (%4.2f)%n", width, count, count / counted, added, added / summed);
        }
    }

    private static double pages(Work work) throws Exception {
        return median(work, 8, 200, 1_000_000_000L);
    }

    private static double tallies(Work work) throws Exception {
        return median(work, 3, 20, 2_000_000_000L);
    }

    private static double median(Work work, int least, int most, long nanos) throws Exception {
        List<Long> times = new ArrayList<>();
        long end = System.nanoTime() + nanos;
        for (int i = 0; i < most && (i < least || System.nanoTime() < end); i++) {
            long start = System.nanoTime();
            work.run(i);
            times.add(System.nanoTime() - start);
        }
        times.sort(null);
        return times.get(times.size() / 2) / 1e6;
    }

    private static void read(Connections connections, Sql sql) throws Exception {
        Layout layout = new Layout(CUSTOMER, connections.dialect());
        try (Session session = connections.reader()) {
            session.list(sql, row -> layout.record(row, "t"));
        }
    }

    // ---- plans

    private static void explain(Connections connections, String database) throws Exception {
        Layout layout = new Layout(CUSTOMER, connections.dialect());
        List<Sql> all = new ArrayList<>();
        for (boolean merge : new boolean[] {true, false}) {
            all.add(sql(scope(3, 0), merge, true, connections.dialect()));
        }
        for (int width : new int[] {10, 600}) {
            all.add(sql(scope(width, 0), false, false, connections.dialect()));
            all.add(new Tallier(layout, tally(scope(width, 0), Measure.count(), Measure.sum("amount"))).sql());
        }
        all.add(new Tallier(layout, tally(Scope.unrestricted(), Measure.count())).sql());
        all.add(new Tallier(layout, tally(Scope.unrestricted(), Measure.count(), Measure.sum("amount"))).sql());
        String how = database.equals("sqlite")
                ? "EXPLAIN QUERY PLAN "
                : database.equals("mariadb") ? "ANALYZE " : "EXPLAIN (ANALYZE, BUFFERS) ";
        for (Sql sql : all) {
            System.out.println(sql.text());
            try (Session session = connections.reader()) {
                session.list(Sql.of(how).add(sql), ScopeBench::print);
            }
        }
    }

    private static boolean print(ResultSet row) throws java.sql.SQLException {
        StringBuilder line = new StringBuilder();
        for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
            line.append(row.getString(i)).append("  ");
        }
        System.out.println(line);
        return true;
    }
}
