package io.crmkit.persistence.jdbc;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.PageTokens;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Scope;
import io.crmkit.spi.storage.Visibility;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A page of 50, newest first, seen by scopes of several widths: one walk for each token against one walk for all. Tells
 * where {@link Dialect#widestMerge} should stand.
 */
public final class ScopeBench {

    private static final int OWNERS = 2_000;
    private static final RecordType CUSTOMER = RecordType.named("customer", 1)
            .scoped()
            .indexes(IndexSpec.text("name"), IndexSpec.instant("updated"), IndexSpec.text("stage"))
            .orders(OrderSpec.descending("newest", "updated"))
            .build();

    private ScopeBench() {}

    public static void main(String[] args) throws Exception {
        int records = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        Path file = Path.of(TestDatabases.freshSqlite().substring("sqlite:".length()));
        for (String database : args.length > 1 ? List.of(args[1]) : List.of("sqlite", "postgresql", "mariadb")) {
            Connections connections = database.equals("sqlite")
                    ? SqliteProvider.connections("sqlite:" + file, Parameters.none())
                    : database.equals("postgresql")
                            ? PostgresProvider.connections(TestDatabases.freshPostgres(), Parameters.none())
                            : MariaDbProvider.connections(
                                    TestDatabases.freshMariaDb().orElseThrow(), Parameters.none());
            try (JdbcStore store = new JdbcStore(connections)) {
                store.prepare(List.of(CUSTOMER));
                fill(store, records);
                try (Session session = connections.writer()) {
                    session.ddl(database.equals("mariadb") ? "ANALYZE TABLE crm_customer" : "ANALYZE");
                }
                System.out.printf(
                        "%s, %,d records, ms for a page of 50 (merge | walk), first page then a later one%n",
                        database, records);
                for (int width : new int[] {1, 10, 30, 50, 100, 200, 1000}) {
                    System.out.printf("%5d tokens:", width);
                    for (boolean later : new boolean[] {false, true}) {
                        for (boolean merge : new boolean[] {true, false}) {
                            if (merge && database.equals("sqlite") && width > 200) {
                                System.out.print("       -");
                                continue;
                            }
                            System.out.printf("%8.2f", time(connections, width, merge, later));
                        }
                    }
                    System.out.println();
                }
                if (args.length > 2) {
                    explain(connections, database);
                }
            }
        }
        System.exit(0);
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
                        .build();
                changes.add(new Change.Insert(
                        new RecordKey("customer", String.format("c%08d", i)),
                        new RecordBody(1, "{\"f\":\"" + filler + "\"}", visibility, values)));
            }
            store.commit(new ChangeSet("t", "fill" + from, changes));
        }
    }

    private static Sql sql(int from, int width, boolean merge, boolean later, Dialect dialect) {
        Scope scope = Scope.of(
                IntStream.range(from, from + width).mapToObj(i -> "u:" + i).toList());
        Query query = Query.of("t", "customer", scope, Filter.all(), 50).orderedBy("newest");
        PageTokens.Position after = later
                ? new PageTokens.Position(Arrays.asList(Instant.ofEpochSecond(1_740_000_000L)), "c00000500")
                : null;
        return new Finder(new Layout(CUSTOMER, dialect), merge ? 10_000 : 0).page(query, after);
    }

    private static double time(Connections connections, int width, boolean merge, boolean later) throws Exception {
        Layout layout = new Layout(CUSTOMER, connections.dialect());
        List<Long> nanos = new ArrayList<>();
        long end = System.nanoTime() + 1_500_000_000L;
        for (int i = 0; i < 200 && (i < 8 || System.nanoTime() < end); i++) {
            Sql sql = sql((i * 37) % (OWNERS - width + 1), width, merge, later, connections.dialect());
            long start = System.nanoTime();
            try (Session session = connections.reader()) {
                session.list(sql, row -> layout.record(row, "t"));
            }
            nanos.add(System.nanoTime() - start);
        }
        nanos.sort(null);
        return nanos.get(nanos.size() / 2) / 1e6;
    }

    private static void explain(Connections connections, String database) throws Exception {
        for (boolean merge : new boolean[] {true, false}) {
            Sql sql = sql(0, 3, merge, true, connections.dialect());
            String how = database.equals("sqlite")
                    ? "EXPLAIN QUERY PLAN "
                    : database.equals("mariadb") ? "EXPLAIN " : "EXPLAIN ANALYZE ";
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
