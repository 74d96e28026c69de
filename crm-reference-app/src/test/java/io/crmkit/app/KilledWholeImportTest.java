package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.NewUser;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportOptions.Duplicates;
import io.crmkit.exchange.ImportOptions.Mode;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportReport;
import io.crmkit.exchange.Mapping;
import io.crmkit.persistence.jdbc.testing.TestDatabases;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code -Dcrmkit.kill.whole.rounds=20} kills more often, {@code -Dcrmkit.kill.seed} at the moments of an earlier run. */
@Tag("kill")
class KilledWholeImportTest {

    private static final int ROUNDS = Integer.getInteger("crmkit.kill.whole.rounds", 2);
    private static final long SEED = Long.getLong("crmkit.kill.seed", System.nanoTime());
    private static final int ROWS = 2_200;
    private static final String LOADING = "LOADING";

    private static final String MAPPING = """
            source: old
            steps:
              - { file: customers.csv, entity: customer, id: no, columns: { name: name } }
              - { file: people.csv, entity: contact, id: no, columns: { company: customer, name: name, phone: phone } }
            """;

    @TempDir
    Path directory;

    /** The process that is killed: imports all or nothing, and says how far it is. */
    public static final class Child {
        private Child() {}

        public static void main(String[] args) {
            try (Crm crm = open(args[0])) {
                Outcome<ImportReport> report = imported(
                        crm.signIn("admin"), Path.of(args[1]), at -> System.out.println(at.phase() + " " + at.rows()));
                System.out.println(report.orElseThrow().result());
            }
        }
    }

    private static Crm open(String url) {
        return Crm.builder()
                .store(Crm.builder().storageFor(url).open(url, Parameters.none()))
                .open();
    }

    private static Outcome<ImportReport> imported(CrmSession admin, Path files, ImportProgress progress) {
        return admin.importer()
                .run(
                        Mapping.parse(MAPPING).orElseThrow(),
                        files,
                        ImportOptions.standard().in(Mode.ALL_OR_NOTHING).forDuplicates(Duplicates.IGNORE),
                        progress);
    }

    private void files(String lastContact) throws IOException {
        StringBuilder customers = new StringBuilder("no,name\n");
        StringBuilder people = new StringBuilder("no,company,name,phone\n");
        for (int i = 0; i < ROWS; i++) {
            customers.append(i).append(",C").append(i).append('\n');
            people.append(i)
                    .append(",C")
                    .append(i / 2)
                    .append(",P")
                    .append(i)
                    .append(",1380013")
                    .append(1_000 + i)
                    .append('\n');
        }
        people.append(ROWS).append(',').append(lastContact).append(",P,13800139999\n");
        Files.writeString(directory.resolve("customers.csv"), customers);
        Files.writeString(directory.resolve("people.csv"), people);
    }

    /** How many customers and contacts are there, and whether an import is not done. */
    private static Map<String, Long> there(String url) {
        try (RecordStore store = Crm.builder().storageFor(url).open(url, Parameters.none())) {
            store.prepare(Crm.recordTypes());
            try (Stream<StoredRecord> all = store.snapshot("default")) {
                return all.filter(record -> record.state() == RecordState.LIVE)
                        .map(record -> record.key().type())
                        .filter(type -> type.equals("customer") || type.equals("contact") || type.equals("import_run"))
                        .collect(Collectors.groupingBy(type -> type, TreeMap::new, Collectors.counting()));
            }
        }
    }

    /** Kills the import while it loads; answers after which report. */
    private boolean kill(String url, int report, int millis) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1", // it does not live long
                        "-cp",
                        System.getProperty("java.class.path"),
                        Child.class.getName(),
                        url,
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        StringBuilder all = new StringBuilder();
        try (BufferedReader said = process.inputReader(StandardCharsets.UTF_8)) {
            int loading = 0;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                all.append(line).append('\n');
                if (line.startsWith(LOADING) && ++loading == report) {
                    TimeUnit.MILLISECONDS.sleep(millis);
                    boolean killed = process.isAlive();
                    process.destroyForcibly().waitFor();
                    return killed;
                }
            }
        }
        assertThat(process.waitFor())
                .as("ended before report " + report + "\n" + all)
                .isZero();
        return false;
    }

    private void killed(String name, java.util.function.Supplier<String> fresh) throws Exception {
        Random random = new Random(SEED);
        int killed = 0;
        for (int round = 1; round <= ROUNDS; round++) {
            String url = fresh.get();
            try (Crm crm = open(url)) {
                crm.setUp(NewUser.of("Admin", "administrator")).orElseThrow();
            }
            files("C0");
            int report = 1 + random.nextInt(2 * (ROWS / 500) - 2);
            int millis = random.nextInt(150);
            killed += kill(url, report, millis) ? 1 : 0;
            String what = name + ", round " + round + ", killed " + millis + " ms after report " + report
                    + ", crmkit.kill.seed=" + SEED;
            boolean whole = !there(url).containsKey("import_run");
            boolean good = random.nextBoolean();
            files(good ? "C0" : "nobody");
            try (Crm crm = open(url)) {
                CrmSession admin = crm.signIn("admin");
                Outcome<ImportReport> again = imported(admin, directory, ImportProgress.NONE);
                assertThat(again.isDone()).as(what + again.refusals()).isTrue();
                assertThat(admin.audit().verify().orElseThrow().intact())
                        .as(what)
                        .isTrue();
            }
            Map<String, Long> all = new TreeMap<>(Map.of("customer", (long) ROWS, "contact", ROWS + 1L));
            assertThat(there(url)).as(what).isEqualTo(good || whole ? all : Map.of());
        }
        assertThat(killed)
                .as("imports that were still running when they were killed")
                .isPositive();
    }

    @Test
    @DisplayName("CUS-16 all or nothing: killed while it loads, an import is taken back by the next one, on SQLite")
    void sqlite() throws Exception {
        killed("SQLite", TestDatabases::freshSqlite);
    }

    @Test
    @Tag("database")
    @DisplayName("CUS-16 all or nothing: killed while it loads, an import is taken back by the next one, on PostgreSQL")
    void postgresql() throws Exception {
        killed("PostgreSQL", TestDatabases::freshPostgres);
    }
}
