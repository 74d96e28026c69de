package io.crmkit.persistence.jdbc;

import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.IndexKind;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.IndexValues;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordBody;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordType;
import io.crmkit.spi.storage.Visibility;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the store costs on top of plain JDBC: the same tables, indexes and bytes, written and read by hand. Both sides run
 * in one process, in turns, and medians are compared. Plain JDBC here is JDBC as one would write it for speed: prepared
 * once, one connection for each thread, the driver's batches.
 */
public final class TaxBench {

    static final RecordType DEAL = RecordType.named("deal", 1)
            .scoped()
            .indexes(
                    IndexSpec.text("name"),
                    IndexSpec.text("stage"),
                    IndexSpec.decimal("amount", 2),
                    IndexSpec.instant("updated"))
            .orders(OrderSpec.descending("newest", "updated"))
            .build();
    static final RecordType AUDIT = RecordType.named("audit", 1)
            .appendOnly()
            .indexes(IndexSpec.text("lane"), IndexSpec.integer("number"), IndexSpec.text("subject"))
            .build();
    static final RecordType LANE =
            RecordType.named("lane", 1).indexes(IndexSpec.integer("number")).build();

    private static final int RECORDS = 20_000;
    private static final int LANES = 16;
    private static final String PAYLOAD = "{\"f\":\"" + "x".repeat(700) + "\"}";
    private static final String ENTRY = "{\"f\":\"" + "y".repeat(300) + "\"}";

    private final String name;
    private final String url;
    private final Connections connections;
    private final JdbcStore store;

    private TaxBench(String name, String url, Connections connections) {
        this.name = name;
        this.url = url;
        this.connections = connections;
        this.store = new JdbcStore(connections);
    }

    public static void main(String[] args) throws Exception {
        Path file = Path.of(TestDatabases.freshSqlite().substring("sqlite:".length()));
        Parameters pool = Parameters.none().with("pool-size", "16");
        for (String database : args.length > 0 ? args : new String[] {"sqlite", "postgresql", "mariadb"}) {
            String url = switch (database) {
                case "sqlite" -> "jdbc:sqlite:" + file;
                case "postgresql" -> TestDatabases.freshPostgres();
                default -> TestDatabases.freshMariaDb().orElseThrow();
            };
            Connections connections = switch (database) {
                case "sqlite" -> SqliteProvider.connections(url, Parameters.none());
                case "postgresql" -> PostgresProvider.connections(url, pool);
                default -> MariaDbProvider.connections(url, pool);
            };
            new TaxBench(database, url, connections).run();
        }
        System.exit(0);
    }

    private void run() throws Exception {
        store.prepare(List.of(DEAL, AUDIT, LANE));
        List<Change> lanes = new ArrayList<>();
        for (int i = 0; i < LANES; i++) {
            lanes.add(new Change.Insert(lane(i), laneBody(0)));
            lanes.add(new Change.Insert(new RecordKey("lane", "raw" + i), laneBody(0)));
        }
        store.commit(new ChangeSet("t", "lanes", lanes));
        batch(false);
        batch(true);
        pointReads();
        batches();
        saves(1);
        if (!name.equals("sqlite")) {
            saves(16);
        }
        store.close();
    }

    private void report(String what, double store, double raw, String unit) {
        System.out.printf(
                "%-11s %-34s store %9.1f %s, raw %9.1f %s, ratio %.2f%n",
                name, what, store, unit, raw, unit, store / raw);
    }

    private static double median(List<Long> nanos) {
        nanos.sort(null);
        return nanos.get(nanos.size() / 2) / 1e3;
    }

    /** A plain connection with the same settings as the store's. */
    private Connection plain() throws SQLException {
        String options = name.equals("postgresql")
                ? "&reWriteBatchedInserts=true&prepareThreshold=3&preparedStatementCacheQueries=512"
                : name.equals("mariadb") ? "&useServerPrepStmts=true&cachePrepStmts=true" : "";
        Connection connection = DriverManager.getConnection(url + options);
        if (name.equals("sqlite")) {
            try (var statement = connection.createStatement()) {
                statement.execute("PRAGMA busy_timeout = 10000");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA cache_size = -16000");
            }
        }
        return connection;
    }

    // ---- reads

    private void pointReads() throws Exception {
        List<Long> mine = new ArrayList<>();
        List<Long> raw = new ArrayList<>();
        Random random = new Random(1);
        try (Connection connection = plain();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT t._id, t._version, t._state, t._schema, t._payload, t._owner, t._grants, t.name, t.stage,"
                                + " t.amount, t.updated FROM crm_deal t WHERE t._tenant = ? AND t._id = ?")) {
            for (int i = 0; i < 60_000; i++) {
                String id = "s" + random.nextInt(RECORDS);
                long a = System.nanoTime();
                boolean there = store.find("t", new RecordKey("deal", id)).isPresent();
                long b = System.nanoTime();
                statement.setString(1, "t");
                statement.setString(2, id);
                try (ResultSet row = statement.executeQuery()) {
                    there &= row.next();
                    for (int c = 1; c <= 9; c++) {
                        row.getString(c);
                    }
                    connections.dialect().read(row, 10, IndexKind.DECIMAL, 2);
                    connections.dialect().read(row, 11, IndexKind.INSTANT, 0);
                }
                long c = System.nanoTime();
                if (!there) {
                    throw new IllegalStateException(id);
                }
                if (i >= 20_000) {
                    mine.add(b - a);
                    raw.add(c - b);
                }
            }
        }
        report("point read", median(mine), median(raw), "us");
    }

    // ---- batches

    private void batches() throws Exception {
        List<Long> mine = new ArrayList<>();
        List<Long> raw = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            boolean rawFirst = i % 2 == 1; // whoever comes second pays for the other one's checkpoints
            long first = batch(rawFirst);
            long second = batch(!rawFirst);
            mine.add(rawFirst ? second : first);
            raw.add(rawFirst ? first : second);
        }
        report("5,000 inserts in one commit", median(mine) / 1e3, median(raw) / 1e3, "ms");
    }

    private int batches;

    /** Inserts 5,000 deals at a time; the first calls make the records that are read later. */
    private long batch(boolean raw) throws Exception {
        int size = batches++ < 2 ? RECORDS : 5_000;
        String prefix = raw ? "r" : "s";
        int first = batches <= 2 ? 0 : RECORDS + batches * 5_000;
        if (!raw) {
            List<Change> changes = new ArrayList<>();
            for (int i = first; i < first + size; i++) {
                changes.add(new Change.Insert(new RecordKey("deal", prefix + i), dealBody(i)));
            }
            ChangeSet set = new ChangeSet("t", "b" + batches, changes);
            long start = System.nanoTime();
            committed(store.commit(set));
            return System.nanoTime() - start;
        }
        Connection connection = kept;
        if (connection == null) {
            connection = plain();
            connection.setAutoCommit(false);
            kept = connection;
        }
        long start = System.nanoTime();
        try (PreparedStatement receipt = connection.prepareStatement(
                        "INSERT INTO crm__receipts (_tenant, _receipt, outcome) VALUES (?, ?, ?)");
                PreparedStatement insert = connection.prepareStatement(INSERT_DEAL)) {
            receipt.setString(1, "t");
            receipt.setString(2, "b" + batches);
            receipt.setString(3, "committed");
            receipt.executeUpdate();
            for (int i = first; i < first + size; i++) {
                bindDeal(insert, prefix + i, dealBody(i));
                insert.addBatch();
                if (i % 1000 == 999) {
                    insert.executeBatch();
                }
            }
            insert.executeBatch();
        }
        connection.commit();
        return System.nanoTime() - start;
    }

    /** The plain connection stays open, as those of the store do. */
    private @Nullable Connection kept;

    private static final String INSERT_DEAL =
            "INSERT INTO crm_deal (_tenant, _id, _version, _state, _schema, _owner, _grants, name, stage, amount, updated,"
                    + " _payload) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private void bindDeal(PreparedStatement insert, String id, RecordBody body) throws SQLException {
        insert.setString(1, "t");
        insert.setString(2, id);
        insert.setLong(3, 1);
        insert.setLong(4, 0);
        insert.setLong(5, 1);
        insert.setString(6, body.visibility().owner().orElseThrow());
        insert.setString(7, null);
        Dialect dialect = connections.dialect();
        int at = 8;
        for (IndexSpec index : DEAL.indexes()) {
            dialect.bind(insert, at++, index.kind(), body.values().get(index.name()));
        }
        insert.setString(12, body.payload());
    }

    private static RecordBody dealBody(int i) {
        IndexValues values = IndexValues.builder()
                .text("name", "deal " + i * 31 % 9973)
                .text("stage", "s" + i % 8)
                .decimal("amount", BigDecimal.valueOf(i * 977L, 2))
                .instant("updated", Instant.ofEpochSecond(1_700_000_000L + i * 7919L % 1_000_003L))
                .build();
        return new RecordBody(1, PAYLOAD, Visibility.of("u:" + i % 200, List.of()), values);
    }

    private static void committed(CommitResult result) {
        if (!(result instanceof CommitResult.Committed)) {
            throw new IllegalStateException(result.toString());
        }
    }

    // ---- saves

    private static RecordKey lane(int i) {
        return new RecordKey("lane", "lane" + i);
    }

    private static RecordBody laneBody(long number) {
        return new RecordBody(
                1,
                "{\"head\":\"" + "h".repeat(64) + "\"}",
                Visibility.none(),
                IndexValues.builder().integer("number", number).build());
    }

    private static RecordBody auditBody(int lane, long number, String subject) {
        return new RecordBody(
                1,
                ENTRY,
                Visibility.none(),
                IndexValues.builder()
                        .text("lane", "lane" + lane)
                        .integer("number", number)
                        .text("subject", subject)
                        .build());
    }

    private final long[] versions = new long[LANES];

    /**
     * An audited save: a new version of a deal, its audit entry, the lane's new head. The raw side inserts rows of the
     * same bytes into the same tables and commits.
     */
    private void saves(int threads) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        List<Connection> plain = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Connection connection = plain();
            connection.setAutoCommit(false);
            plain.add(connection);
        }
        int each = threads == 1 ? 150 : 60;
        List<Double> mine = new ArrayList<>();
        List<Double> raw = new ArrayList<>();
        for (int round = 0; round < 9; round++) {
            int now = round;
            double a = race(pool, threads, thread -> save(thread, now, each));
            double b = race(pool, threads, thread -> insert(plain.get(thread), thread, now, each, threads));
            if (round >= 2) {
                mine.add(a / each / threads);
                raw.add(b / each / threads);
            }
        }
        mine.sort(null);
        raw.sort(null);
        report(
                "audited save, " + threads + " thread(s), each",
                mine.get(mine.size() / 2),
                raw.get(raw.size() / 2),
                "us");
        for (Connection connection : plain) {
            connection.close();
        }
        pool.shutdown();
    }

    private interface Turn {
        void run(int thread) throws Exception;
    }

    private static double race(ExecutorService pool, int threads, Turn turn) throws Exception {
        long start = System.nanoTime();
        List<Callable<Boolean>> turns = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            int thread = i;
            turns.add(() -> {
                turn.run(thread);
                return true;
            });
        }
        for (Future<Boolean> done : pool.invokeAll(turns)) {
            done.get();
        }
        return (System.nanoTime() - start) / 1e3;
    }

    private final AtomicInteger serial = new AtomicInteger();

    /** Each thread has a lane and a deal of its own, as the core's lanes do. */
    private void save(int thread, int round, int times) {
        for (int i = 0; i < times; i++) {
            long version = ++versions[thread];
            String id = "s" + (thread * 1000);
            String entry = "a" + serial.incrementAndGet();
            committed(store.commit(new ChangeSet(
                    "t",
                    "save-" + round + "-" + entry,
                    List.of(
                            new Change.Update(new RecordKey("deal", id), version, dealBody((int) version)),
                            new Change.Insert(new RecordKey("audit", entry), auditBody(thread, version, id)),
                            new Change.Update(lane(thread), version, laneBody(version))))));
        }
    }

    private void insert(Connection connection, int thread, int round, int times, int threads) throws SQLException {
        Dialect dialect = connections.dialect();
        try (PreparedStatement deal = connection.prepareStatement(INSERT_DEAL);
                PreparedStatement audit = connection.prepareStatement(
                        "INSERT INTO crm_audit (_tenant, _id, _version, _state, _schema, lane, number, subject, _payload)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)");
                PreparedStatement lane = connection.prepareStatement(
                        "INSERT INTO crm_lane (_tenant, _id, _version, _state, _schema, number, _payload)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            for (int i = 0; i < times; i++) {
                String id = "raw-" + threads + "-" + round + "-" + serial.incrementAndGet();
                bindDeal(deal, id, dealBody(i));
                deal.executeUpdate();
                bind(dialect, audit, id, auditBody(thread, i, id), AUDIT);
                audit.executeUpdate();
                bind(dialect, lane, id, laneBody(i), LANE);
                lane.executeUpdate();
                connection.commit();
            }
        }
    }

    private static void bind(Dialect dialect, PreparedStatement insert, String id, RecordBody body, RecordType type)
            throws SQLException {
        insert.setString(1, "t");
        insert.setString(2, id);
        insert.setLong(3, 1);
        insert.setLong(4, 0);
        insert.setLong(5, 1);
        int at = 6;
        for (IndexSpec index : type.indexes()) {
            dialect.bind(insert, at++, index.kind(), body.values().get(index.name()));
        }
        insert.setString(at, body.payload());
    }
}
