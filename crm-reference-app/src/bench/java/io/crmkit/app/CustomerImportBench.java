package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.access.NewUser;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportOptions.Duplicates;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportReport;
import io.crmkit.exchange.Mapping;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.StringReader;
import java.io.Writer;
import java.nio.file.Files;
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
import java.util.Random;
import org.postgresql.PGConnection;

/**
 * What an import of customers costs beside the fastest way into PostgreSQL: synthetic customers (seeded) go in by way of the importer (file
 * parsed, permission, validation, duplicate check or none, audit, commit), and then all rows that this wrote, in all tables, go by COPY
 * into another database of the same tables and indexes, in as many transactions and as durably. In turns in one process. COPY
 * writes each row once, in its final form. Arguments: how many customers, and {@code ignore} or {@code warn} for suspected duplicates.
 */
public final class CustomerImportBench {

    private static final int CHUNK = 2_000;

    private CustomerImportBench() {}

    public static void main(String[] args) throws Exception {
        int customers = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        Duplicates mode = args.length > 1 && args[1].equals("warn") ? Duplicates.WARN : Duplicates.IGNORE;
        Path directory = Files.createTempDirectory("customers");
        try {
            write(directory.resolve("customers.csv"), 5_000, 1);
            run(directory, 5_000, mode, "warm-up");
            write(directory.resolve("customers.csv"), customers, 2);
            run(directory, customers, mode, "measured");
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

    private static void run(Path directory, int customers, Duplicates mode, String round) throws Exception {
        String url = TestDatabases.freshPostgres();
        double seconds;
        ImportReport report;
        long used;
        try (Crm crm = Crm.builder().store(open(url)).open()) {
            crm.setUp(NewUser.of("Admin", "administrator")).orElseThrow();
            settle(url);
            long start = System.nanoTime();
            report = crm.signIn("admin")
                    .importer()
                    .run(
                            Mapping.parse(MAPPING).orElseThrow(),
                            directory,
                            ImportOptions.standard().forDuplicates(mode),
                            ImportProgress.NONE)
                    .orElseThrow();
            seconds = (System.nanoTime() - start) / 1e9;
            used = Runtime.getRuntime().totalMemory() >> 20;
        }
        if (report.created() != customers) {
            throw new IllegalStateException(
                    report.summary(java.util.Locale.ENGLISH).toString());
        }
        Map<String, Path> tables = dump(url, directory);
        String other = TestDatabases.freshPostgres();
        try (RecordStore store = open(other)) {
            store.prepare(Crm.recordTypes());
        }
        settle(other);
        int chunks = (customers + CHUNK - 1) / CHUNK;
        long[] rows = {0};
        double copy = copy(other, tables, chunks, rows);
        System.out.printf(
                "%s: import of %,d customers %.2f s (%,.0f a second, duplicates %s, heap %d of %d MB); COPY of the same %,d rows in"
                        + " %d transactions %.2f s; throughput ratio %.2f%n",
                round,
                customers,
                seconds,
                customers / seconds,
                mode,
                used,
                Runtime.getRuntime().maxMemory() >> 20,
                rows[0],
                chunks,
                copy,
                copy / seconds);
    }

    private static RecordStore open(String url) {
        return Crm.builder().storageFor(url).open(url, Parameters.none());
    }

    private static Map<String, Path> dump(String url, Path directory) throws SQLException, IOException {
        Map<String, Path> tables = new LinkedHashMap<>();
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
                try (Writer out = Files.newBufferedWriter(file)) {
                    long count = connection
                            .unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut("COPY " + name + " TO STDOUT", out);
                    if (count > 0 && !name.equals("crm__catalogue")) {
                        tables.put(name, file);
                    }
                }
            }
        }
        return tables;
    }

    /** Each transaction takes its part of every table, in the order in which the rows were written. */
    private static double copy(String url, Map<String, Path> tables, int chunks, long[] rows)
            throws SQLException, IOException {
        Map<String, BufferedReader> readers = new LinkedHashMap<>();
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Map.Entry<String, Path> table : tables.entrySet()) {
            try (var lines = Files.lines(table.getValue())) {
                counts.put(table.getKey(), lines.count());
            }
            readers.put(table.getKey(), Files.newBufferedReader(table.getValue()));
        }
        long nanos = 0;
        try (Connection connection = DriverManager.getConnection(url)) {
            try (Statement statement = connection.createStatement()) {
                for (String table : tables.keySet()) {
                    statement.execute("DELETE FROM " + table);
                }
            }
            connection.setAutoCommit(false);
            for (int chunk = 0; chunk < chunks; chunk++) {
                long start = System.nanoTime();
                for (Map.Entry<String, BufferedReader> table : readers.entrySet()) {
                    long all = counts.getOrDefault(table.getKey(), 0L);
                    long part = all * (chunk + 1) / chunks - all * chunk / chunks;
                    StringBuilder text = new StringBuilder();
                    for (long i = 0; i < part; i++) {
                        text.append(table.getValue().readLine()).append('\n');
                    }
                    if (part > 0) {
                        connection
                                .unwrap(PGConnection.class)
                                .getCopyAPI()
                                .copyIn("COPY " + table.getKey() + " FROM STDIN", new StringReader(text.toString()));
                        rows[0] += part;
                    }
                }
                connection.commit();
                nanos += System.nanoTime() - start;
            }
        }
        for (BufferedReader reader : readers.values()) {
            reader.close();
        }
        return nanos / 1e9;
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
