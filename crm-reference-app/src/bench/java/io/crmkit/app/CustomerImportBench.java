package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.access.NewUser;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportOptions.Duplicates;
import io.crmkit.exchange.ImportOptions.Mode;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportReport;
import io.crmkit.exchange.Importer;
import io.crmkit.exchange.Mapping;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * What an import of customers costs beside the fastest way into PostgreSQL: synthetic customers (seeded) go in by way of the importer (file
 * parsed, permission, validation, duplicate check or none, audit, commit), and then all rows that this wrote, in all tables, go by COPY
 * into another database of the same tables and indexes, in as many transactions and as durably. In turns in one process, several rounds
 * after a warm-up. COPY writes each row once, in its final form, from bytes that are in memory already. Arguments, in any order: how many
 * customers, how many rounds count ({@code x3}), {@code ignore} and {@code warn} for suspected duplicates (both, unless one is named),
 * {@code whole} for imports that are all or nothing, {@code alone} for the import without COPY, which is how memory is measured.
 */
public final class CustomerImportBench {

    private static final int CHUNK = 2_000;
    private static final int WARM_UP = 30_000;

    private CustomerImportBench() {}

    /** What is measured. */
    private record Wanted(int customers, int rounds, List<Duplicates> modes, Mode mode, boolean alone) {
        static Wanted of(String[] args) {
            int customers = 200_000;
            int rounds = 3;
            Mode mode = Mode.SKIP_BAD;
            boolean alone = false;
            List<Duplicates> modes = new ArrayList<>();
            for (String arg : args) {
                switch (arg) {
                    case "ignore" -> modes.add(Duplicates.IGNORE);
                    case "warn" -> modes.add(Duplicates.WARN);
                    case "whole" -> mode = Mode.ALL_OR_NOTHING;
                    case "alone" -> alone = true;
                    default -> {
                        if (arg.startsWith("x")) {
                            rounds = Integer.parseInt(arg.substring(1));
                        } else {
                            customers = Integer.parseInt(arg);
                        }
                    }
                }
            }
            return new Wanted(
                    customers,
                    rounds,
                    modes.isEmpty() ? List.of(Duplicates.IGNORE, Duplicates.WARN) : modes,
                    mode,
                    alone);
        }
    }

    public static void main(String[] args) throws Exception {
        Wanted wanted = Wanted.of(args);
        Path directory = Files.createTempDirectory("customers");
        try {
            write(directory.resolve("customers.csv"), Math.min(WARM_UP, wanted.customers()), 1);
            for (Duplicates duplicates : wanted.modes()) {
                run(directory, Math.min(WARM_UP, wanted.customers()), duplicates, wanted, "warm-up");
            }
            write(directory.resolve("customers.csv"), wanted.customers(), 2);
            Map<Duplicates, List<Figures>> all = new LinkedHashMap<>();
            for (int round = 1; round <= wanted.rounds(); round++) {
                for (Duplicates duplicates : wanted.modes()) {
                    all.computeIfAbsent(duplicates, d -> new ArrayList<>())
                            .add(run(directory, wanted.customers(), duplicates, wanted, "round " + round));
                }
            }
            if (!wanted.alone()) {
                all.forEach((duplicates, figures) -> {
                    double imported = median(figures, Figures::imported);
                    double copied = median(figures, Figures::copied);
                    System.out.printf(
                            "median of %d, duplicates %s: import %.2f s, COPY %.2f s, throughput ratio %.2f%n",
                            figures.size(), duplicates, imported, copied, copied / imported);
                });
            }
        } finally {
            try (var files = Files.list(directory)) {
                for (Path file : files.toList()) {
                    Files.delete(file);
                }
            }
            Files.delete(directory);
        }
        System.exit(0);
    }

    /** Seconds of one round. */
    private record Figures(double imported, double copied) {}

    private static double median(List<Figures> figures, ToDoubleFunction<Figures> of) {
        double[] sorted = figures.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static void write(Path file, int customers, long seed) throws IOException {
        Random random = new Random(seed);
        String[] cities = {"宁波", "杭州", "上海", "苏州", "深圳", "成都", "武汉", "天津"};
        String[] words = {
            "海", "天", "云", "宏", "盛", "达", "科", "瑞", "恒", "泰", "丰", "华", "新", "联", "精", "创", "远", "航", "德", "信"
        };
        String[] trades = {"阀门", "轴承", "电机", "仪器", "塑料", "纺织", "食品", "软件"};
        try (Writer out = Files.newBufferedWriter(file)) {
            out.write("no,name,short,industry,region,employees,revenue,phone,address,terms,days,tags,by,on\n");
            for (int i = 0; i < customers; i++) {
                String core = words[random.nextInt(20)]
                        + words[random.nextInt(20)]
                        + words[random.nextInt(20)]
                        + words[random.nextInt(20)];
                String city = cities[random.nextInt(8)];
                String trade = trades[random.nextInt(8)];
                out.write("C" + i + "," + city + core + trade + i + "有限公司," + core + trade + ",manufacturing," + city
                        + ","
                        + (10 + random.nextInt(5_000)) + "," + (random.nextInt(90_000) + 1_000) + ",1380"
                        + String.format("%07d", (i * 7_919L + 13) % 10_000_000) + "," + city + "市"
                        + words[random.nextInt(20)]
                        + words[random.nextInt(20)] + "路" + (1 + random.nextInt(999)) + "号,monthly,"
                        + (30 + random.nextInt(3) * 15)
                        + ",重点,张三,2021-0" + (1 + random.nextInt(9)) + "-1" + random.nextInt(10) + "\n");
            }
        }
    }

    private static final String MAPPING = """
            source: bench
            currency: CNY
            steps:
              - file: customers.csv
                entity: customer
                id: no
                columns:
                  name: name
                  short: shortName
                  industry: industry
                  region: region
                  employees: employees
                  revenue: { field: annualRevenue, multiply: 10000 }
                  phone: contactPhone
                  address: address
                  terms: settlementTerms
                  days: creditDays
                  tags: tags
                  by: createdBy
                  on: createdOn
            """;

    private static Figures run(Path directory, int customers, Duplicates duplicates, Wanted wanted, String round)
            throws Exception {
        String url = TestDatabases.freshPostgres();
        Spent spent;
        ImportReport report;
        try (Crm crm = Crm.builder().store(open(url)).open()) {
            crm.setUp(NewUser.of("Admin", "administrator")).orElseThrow();
            settle(url);
            Importer importer = crm.signIn("admin").importer();
            Spent before = Spent.until(url);
            report = importer.run(
                            Mapping.parse(MAPPING).orElseThrow(),
                            directory,
                            ImportOptions.standard().forDuplicates(duplicates).in(wanted.mode()),
                            ImportProgress.NONE)
                    .orElseThrow();
            spent = Spent.until(url).since(before);
        }
        if (report.created() != customers) {
            throw new IllegalStateException(
                    report.summary(java.util.Locale.ENGLISH).toString());
        }
        System.out.printf(
                "%s: import of %,d customers, duplicates %s, %s: %.2f s (%,.0f a second; processor time %.2f s of this process, %.2f s"
                        + " of PostgreSQL; largest resident set so far %d MB, heap of at most %d MB)%n",
                round,
                customers,
                duplicates,
                wanted.mode(),
                spent.seconds(),
                customers / spent.seconds(),
                spent.own(),
                spent.server(),
                residentPeak(),
                Runtime.getRuntime().maxMemory() >> 20);
        if (wanted.alone()) {
            drop(url);
            return new Figures(spent.seconds(), Double.NaN);
        }
        Map<String, Table> tables = dump(url, directory);
        drop(url);
        String other = TestDatabases.freshPostgres();
        try (RecordStore store = open(other)) {
            store.prepare(Crm.recordTypes());
        }
        settle(other);
        Spent copy = copy(other, tables, (customers + CHUNK - 1) / CHUNK);
        long rows = tables.values().stream().mapToLong(Table::rows).sum();
        long bytes = tables.values().stream().mapToLong(Table::bytes).sum();
        System.out.printf(
                "%s: COPY of the same %,d rows (%.1f and %,d bytes a customer) in %d transactions: %.2f s (processor time %.2f s of this"
                        + " process, %.2f s of PostgreSQL); throughput ratio %.2f%n",
                round,
                rows,
                (double) rows / customers,
                bytes / customers,
                (customers + CHUNK - 1) / CHUNK,
                copy.seconds(),
                copy.own(),
                copy.server(),
                copy.seconds() / spent.seconds());
        if (round.equals("warm-up")) {
            tables.forEach((name, table) -> System.out.printf(
                    "  %-40s %6.2f rows, %,6d bytes a customer%n",
                    name, (double) table.rows() / customers, table.bytes() / customers));
        }
        drop(other);
        return new Figures(spent.seconds(), copy.seconds());
    }

    /**
     * Seconds by the clock, and of processor time of this process and of all processes of the server.
     *
     * @param seconds by the clock
     * @param own of this process
     * @param server of the server
     */
    private record Spent(double seconds, double own, double server) {

        static Spent until(String url) throws SQLException, IOException {
            long own = ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                    .getProcessCpuTime();
            return new Spent(System.nanoTime() / 1e9, own / 1e9, server(url));
        }

        Spent since(Spent before) {
            return new Spent(seconds - before.seconds, own - before.own, server - before.server);
        }

        /** Of all that are there, and of those that the first of them has seen end. */
        private static double server(String url) throws SQLException, IOException {
            long backend;
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
                row.next();
                backend = row.getLong(1);
                String first = ticks(backend)[1];
                long all = 0;
                try (var processes = Files.list(Path.of("/proc"))) {
                    for (Path process : processes.toList()) {
                        String name = process.getFileName().toString();
                        if (name.chars().allMatch(Character::isDigit) && Files.exists(process.resolve("stat"))) {
                            String[] of = ticks(Long.parseLong(name));
                            if (of.length > 14 && (name.equals(first) || of[1].equals(first))) {
                                all += Long.parseLong(of[11]) + Long.parseLong(of[12]);
                                all += name.equals(first) ? Long.parseLong(of[13]) + Long.parseLong(of[14]) : 0;
                            }
                        }
                    }
                }
                return all / 100.0;
            }
        }

        /** What the system tells of a process, from its state on. */
        private static String[] ticks(long process) throws IOException {
            try {
                String stat = Files.readString(Path.of("/proc/" + process + "/stat"));
                return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
            } catch (NoSuchFileException e) {
                return new String[0];
            }
        }
    }

    private static long residentPeak() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("VmHWM:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
                .findFirst()
                .orElse(0);
    }

    private static void drop(String url) throws SQLException {
        String name = url.replaceFirst("^.*/([^?/]+)\\?.*$", "$1");
        try (Connection connection = DriverManager.getConnection(url.replace("/" + name + "?", "/postgres?"));
                Statement statement = connection.createStatement()) {
            statement.execute("DROP DATABASE " + name + " WITH (FORCE)");
        }
    }

    private static RecordStore open(String url) {
        return Crm.builder().storageFor(url).open(url, Parameters.none());
    }

    /** What a table holds, in the order in which it was written. */
    private record Table(Path file, long rows, long bytes) {}

    private static Map<String, Table> dump(String url, Path directory) throws SQLException, IOException {
        Map<String, Table> tables = new LinkedHashMap<>();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            List<String> names = new ArrayList<>();
            try (ResultSet all = statement.executeQuery(
                    "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND tablename LIKE 'crm\\_%'")) {
                while (all.next()) {
                    names.add(all.getString(1));
                }
            }
            for (String name : names) {
                Path file = directory.resolve(name + ".copy");
                try (OutputStream out = Files.newOutputStream(file)) {
                    long count = connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY " + name + " TO STDOUT", out);
                    if (count > 0 && !name.equals("crm__catalogue")) {
                        tables.put(name, new Table(file, count, Files.size(file)));
                    }
                }
            }
        }
        return tables;
    }

    /** Each transaction takes its part of every table. What it takes is read before the clock starts. */
    private static Spent copy(String url, Map<String, Table> tables, int chunks) throws SQLException, IOException {
        Map<String, InputStream> files = new LinkedHashMap<>();
        for (Map.Entry<String, Table> table : tables.entrySet()) {
            files.put(
                    table.getKey(),
                    new BufferedInputStream(
                            Files.newInputStream(table.getValue().file()), 1 << 16));
        }
        Spent all = new Spent(0, 0, 0);
        try (Connection connection = DriverManager.getConnection(url)) {
            try (Statement statement = connection.createStatement()) {
                for (String table : tables.keySet()) {
                    statement.execute("DELETE FROM " + table);
                }
            }
            connection.setAutoCommit(false);
            CopyManager copying = connection.unwrap(PGConnection.class).getCopyAPI();
            double server = Spent.server(url);
            for (int chunk = 0; chunk < chunks; chunk++) {
                Map<String, byte[]> parts = new LinkedHashMap<>();
                for (Map.Entry<String, InputStream> file : files.entrySet()) {
                    long rows =
                            Objects.requireNonNull(tables.get(file.getKey())).rows();
                    long part = rows * (chunk + 1) / chunks - rows * chunk / chunks;
                    if (part > 0) {
                        parts.put(file.getKey(), lines(file.getValue(), part));
                    }
                }
                long start = System.nanoTime();
                long own = ownTime();
                for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                    copying.copyIn(
                            "COPY " + part.getKey() + " FROM STDIN",
                            new ByteArrayInputStream(part.getValue()),
                            1 << 16);
                }
                connection.commit();
                all = new Spent(
                        all.seconds() + (System.nanoTime() - start) / 1e9, all.own() + (ownTime() - own) / 1e9, 0);
            }
            all = new Spent(all.seconds(), all.own(), Spent.server(url) - server);
        }
        for (InputStream file : files.values()) {
            file.close();
        }
        return all;
    }

    private static long ownTime() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static byte[] lines(InputStream file, long count) throws IOException {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (long left = count; left > 0; ) {
            int next = file.read();
            if (next < 0) {
                throw new EOFException();
            }
            lines.write(next);
            if (next == '\n') {
                left--;
            }
        }
        return lines.toByteArray();
    }

    private static void settle(String url) throws SQLException, IOException, InterruptedException {
        System.gc();
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute("CHECKPOINT");
        }
        new ProcessBuilder("sync").start().waitFor();
    }
}
