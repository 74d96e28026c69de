package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.access.NewUser;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportReport;
import io.crmkit.exchange.Importer;
import io.crmkit.exchange.Mapping;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.RecordStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What an import costs beside the writing itself: the published purchases go in by way of the importer (file parsed,
 * permission, validation, look-ups, trade records, audit, commit), and then the very rows that this wrote go into another
 * store of the same tables and indexes by plain JDBC batches, in as many transactions and as durably. In turns in one process;
 * afterwards both stores hold the same bytes, which is checked. Arguments: {@code sqlite}, {@code postgresql}, {@code mariadb}, and
 * how many rounds count.
 */
public final class ImportBench {

    private static final int ROUNDS = 3;

    private ImportBench() {}

    public static void main(String[] args) throws Exception {
        Optional<Path> data = Stream.iterate(Path.of("").toAbsolutePath(), up -> up != null, Path::getParent)
                .map(up -> up.resolve("shared").resolve("data").resolve("purchases"))
                .filter(Files::isDirectory)
                .findFirst();
        if (data.isEmpty()) {
            System.out.println("nothing was measured: ../shared/data/purchases is not beside the project");
            System.exit(0);
        }
        List<String> databases = new ArrayList<>();
        int rounds = ROUNDS;
        for (String arg : args) {
            if (arg.chars().allMatch(Character::isDigit)) {
                rounds = Integer.parseInt(arg);
            } else {
                databases.add(arg);
            }
        }
        for (String database : databases.isEmpty() ? List.of("sqlite", "postgresql") : databases) {
            run(database, data.orElseThrow(), rounds);
        }
        System.exit(0);
    }

    private static void run(String database, Path data, int rounds) throws Exception {
        List<Double> imports = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        for (int round = 0; round <= rounds; round++) {
            String url = fresh(database);
            Recorder recorder = new Recorder(open(url));
            ImportReport report;
            try (Crm crm = Crm.builder().store(recorder).open()) {
                crm.setUp(NewUser.of("Admin", "administrator")).orElseThrow();
                int before = recorder.committed().size();
                recorder.restart();
                settle(database, url);
                long start = System.nanoTime();
                report = new Importer(crm.signIn("admin").importable())
                        .run(
                                Mapping.parse(Files.readString(mapping())).orElseThrow(),
                                data,
                                ImportOptions.standard(),
                                ImportProgress.NONE)
                        .orElseThrow();
                double seconds = (System.nanoTime() - start) / 1e9;
                String rawUrl = fresh(database);
                long rows = 0;
                double raw;
                try (RecordStore tables = open(rawUrl)) {
                    tables.prepare(Crm.recordTypes());
                }
                List<ChangeSet> sets = recorder.committed();
                try (PlainWriter writer =
                        new PlainWriter(connect(database, rawUrl), database.equals("sqlite"), Crm.recordTypes())) {
                    for (ChangeSet set : sets.subList(0, before)) {
                        writer.write(set);
                    }
                    rows = -writer.rows();
                    settle(database, rawUrl);
                    start = System.nanoTime();
                    for (ChangeSet set : sets.subList(before, sets.size())) {
                        writer.write(set);
                    }
                    raw = (System.nanoTime() - start) / 1e9;
                    rows += writer.rows();
                }
                compare(url, rawUrl, recorder.committed());
                System.out.printf(
                        "%-11s %s import %.2f s (its loaders together: commits %.2f, reads %.2f) of %,d records; plain JDBC %.2f s"
                                + " for %,d rows in %d transactions; throughput ratio %.2f%n",
                        database,
                        round == 0 ? "warm-up" : "round " + round,
                        seconds,
                        recorder.committing() / 1e9,
                        recorder.reading() / 1e9,
                        report.created(),
                        raw,
                        rows,
                        sets.size() - before,
                        raw / seconds);
                if (round > 0) {
                    imports.add(seconds);
                    plain.add(raw);
                }
            }
        }
        if (!imports.isEmpty()) {
            imports.sort(null);
            plain.sort(null);
            double a = imports.get(imports.size() / 2);
            double b = plain.get(plain.size() / 2);
            System.out.printf(
                    "%-11s median import %.2f s, plain JDBC %.2f s, ratio of throughput %.2f%n", database, a, b, b / a);
        }
    }

    private static Path mapping() {
        return Stream.of(Path.of("examples"), Path.of("crm-reference-app", "examples"))
                .map(examples -> examples.resolve("purchases.yaml"))
                .filter(Files::isRegularFile)
                .findFirst()
                .orElseThrow();
    }

    private static String fresh(String database) {
        return switch (database) {
            case "sqlite" -> TestDatabases.freshSqlite();
            case "postgresql" -> TestDatabases.freshPostgres();
            case "mariadb" -> TestDatabases.freshMariaDb().orElseThrow();
            default -> throw new IllegalArgumentException(database);
        };
    }

    private static RecordStore open(String url) {
        return Crm.builder().storageFor(url).open(url, Parameters.none());
    }

    /** A plain connection with the store's settings. */
    private static Connection connect(String database, String url) throws SQLException {
        Connection connection = DriverManager.getConnection(
                switch (database) {
                    case "sqlite" -> "jdbc:" + url;
                    case "postgresql" -> url + "&reWriteBatchedInserts=true&prepareThreshold=3";
                    default -> url + "&useBulkStmts=true";
                });
        if (database.equals("sqlite")) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA synchronous = FULL");
                statement.execute("PRAGMA cache_size = -16000");
                statement.execute("PRAGMA wal_autocheckpoint = 16384");
            }
        }
        return connection;
    }

    /** What was written before shall not be paid for by who comes next. */
    private static void settle(String database, String url) throws SQLException, IOException, InterruptedException {
        System.gc();
        if (database.equals("postgresql")) {
            try (Connection connection = connect(database, url);
                    Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT");
            }
        }
        new ProcessBuilder("sync").start().waitFor();
    }

    /** Both stores hold the same rows of what the import wrote. */
    private static void compare(String url, String rawUrl, List<ChangeSet> sets) throws SQLException {
        TreeSet<String> types = new TreeSet<>();
        sets.forEach(
                set -> set.changes().forEach(change -> types.add(change.key().type())));
        try (Connection imported = DriverManager.getConnection(url.startsWith("jdbc:") ? url : "jdbc:" + url);
                Connection plain =
                        DriverManager.getConnection(rawUrl.startsWith("jdbc:") ? rawUrl : "jdbc:" + rawUrl)) {
            for (String type : types) {
                Map<String, String> all = rows(imported, type);
                Map<String, String> mine = rows(plain, type);
                for (Map.Entry<String, String> row : mine.entrySet()) {
                    if (!row.getValue().equals(all.get(row.getKey()))) {
                        throw new IllegalStateException(
                                "not the same row: " + row.getValue() + " and " + all.get(row.getKey()));
                    }
                }
                long written = sets.stream()
                        .flatMap(set -> set.changes().stream())
                        .filter(change -> change.key().type().equals(type))
                        .filter(change -> change instanceof io.crmkit.spi.storage.Change.Insert)
                        .count();
                if (mine.size() < written) {
                    throw new IllegalStateException(type + ": " + mine.size() + " of " + written + " rows");
                }
            }
        }
    }

    private static Map<String, String> rows(Connection connection, String type) throws SQLException {
        Map<String, String> all = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT * FROM crm_" + type)) {
            int columns = rows.getMetaData().getColumnCount();
            while (rows.next()) {
                StringBuilder row = new StringBuilder();
                for (int i = 1; i <= columns; i++) {
                    row.append(rows.getString(i)).append('|');
                }
                all.put(rows.getString("_tenant") + "/" + rows.getString("_id"), row.toString());
            }
        }
        return all;
    }
}
