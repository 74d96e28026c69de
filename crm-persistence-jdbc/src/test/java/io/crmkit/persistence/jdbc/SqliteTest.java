package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StorageProvider;
import io.crmkit.spi.storage.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteTest extends StoreTests {

    @TempDir
    Path directory;

    private int files;

    @Override
    StorageProvider provider() {
        return new SqliteProvider();
    }

    @Override
    String freshLocation() {
        return "sqlite:" + directory.resolve("crm" + ++files + ".db");
    }

    @Override
    Connection connect(String location) throws SQLException {
        return DriverManager.getConnection("jdbc:" + location);
    }

    @Override
    List<String> describe(Connection connection) throws SQLException {
        return strings(connection, "SELECT type, name, sql FROM sqlite_master ORDER BY name");
    }

    @Test
    @DisplayName("eight that open a new file at the same moment wait for each other; none is told that it is busy")
    void openTogether() throws Exception {
        int starters = 8;
        ExecutorService threads = Executors.newFixedThreadPool(starters);
        try {
            for (int round = 0; round < 25; round++) {
                String location = freshLocation();
                CyclicBarrier together = new CyclicBarrier(starters);
                Callable<Boolean> start = () -> {
                    together.await();
                    provider().open(location, Parameters.none()).close();
                    return true;
                };
                for (Future<Boolean> opened : threads.invokeAll(Collections.nCopies(starters, start))) {
                    assertThat(opened.get()).isTrue();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static void refused(String location, String because) {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> new SqliteProvider().open(location, Parameters.none()))
                .matches(e -> e.kind() == StorageException.Kind.UNAVAILABLE)
                .withMessageContaining(because);
    }

    @Test
    @DisplayName("a file that is no database, a directory and a missing directory cannot be opened, and are not harmed")
    void noDatabase() throws IOException {
        Path text = Files.writeString(directory.resolve("letter.txt"), "Dear Sir or Madam, ".repeat(100));
        refused("sqlite:" + text, "letter.txt");
        assertThat(text).content().startsWith("Dear Sir");
        refused("jdbc:sqlite:" + directory, directory.toString());
        refused("sqlite:" + directory.resolve("no/where.db"), "where.db");
    }

    @Test
    @DisplayName("memory is no file: each connection would see another one")
    void memory() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SqliteProvider().open("sqlite::memory:", Parameters.none()))
                .withMessageContaining("memory:");
    }

    @Test
    @DisplayName("a full store refuses with FULL, changes nothing, and goes on when room is made")
    void full() {
        String location = freshLocation();
        String payload = "x".repeat(100_000);
        StoredRecord kept;
        try (RecordStore store = provider().open(location, Parameters.none().with("max-pages", "200"))) {
            store.prepare(List.of(NOTE));
            store.commit(set("first", new Change.Insert(note("first"), body("first"))));
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 20; i++) {
                            store.commit(set(
                                    "r" + i,
                                    new Change.Insert(note("n" + i), body("n" + i)),
                                    new Change.Insert(
                                            note("p" + i),
                                            new io.crmkit.spi.storage.RecordBody(
                                                    1,
                                                    payload,
                                                    io.crmkit.spi.storage.Visibility.none(),
                                                    io.crmkit.spi.storage.IndexValues.none()))));
                        }
                    })
                    .matches(e -> e.kind() == StorageException.Kind.FULL);
            try (Stream<StoredRecord> all = store.snapshot("t")) {
                List<String> ids = all.map(StoredRecord::id).toList();
                assertThat(ids.stream().filter(id -> id.startsWith("n")).count())
                        .isPositive()
                        .isEqualTo(ids.stream().filter(id -> id.startsWith("p")).count());
            }
            kept = store.find("t", note("first")).orElseThrow();
            assertThat(store.commit(set("small", new Change.Update(note("first"), 1, body("still here")))))
                    .isInstanceOf(CommitResult.Committed.class);
        }
        try (RecordStore store = open(location)) {
            store.prepare(List.of(NOTE));
            assertThat(store.find("t", kept.key()).orElseThrow().version()).isEqualTo(2);
            assertThat(store.commit(set("more", new Change.Insert(note("more"), body("more")))))
                    .isInstanceOf(CommitResult.Committed.class);
        }
    }

    @Test
    @DisplayName("nothing is left open: the file can be moved away, and no log stays beside it")
    void closed() {
        String location = freshLocation();
        try (RecordStore store = open(location)) {
            store.prepare(List.of(NOTE));
            store.commit(set("1", new Change.Insert(note("a"), body("a"))));
        }
        assertThat(directory).isDirectoryNotContaining("glob:**-wal");
    }

    @Test
    @DisplayName("processes share one file, and one that is killed loses nothing that it was told")
    void processes() throws Exception {
        String location = freshLocation();
        try (RecordStore store = open(location)) {
            store.prepare(List.of(NOTE));
            store.commit(set("0", new Change.Insert(note("counter"), body("counter"))));
            List<Process> all = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                all.add(new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-XX:TieredStopAtLevel=1", // it does not live long
                                "-cp",
                                System.getProperty("java.class.path"),
                                Counting.class.getName(),
                                location,
                                "p" + i,
                                i == 0 ? "1000000" : "60")
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("out" + i).toFile())
                        .start());
            }
            for (Process process : all.subList(1, 3)) {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isZero();
            }
            Path told = directory.resolve("out0");
            while (all.get(0).isAlive() && Files.readString(told).lines().noneMatch(l -> l.startsWith("p"))) {
                Thread.sleep(10); // a slow start is no reason to kill it before it has written
            }
            all.get(0).destroyForcibly().waitFor();
            List<String> acknowledged = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                List<String> lines = Files.readAllLines(directory.resolve("out" + i));
                acknowledged.addAll(
                        lines.stream().filter(l -> l.startsWith("p")).toList());
            }
            assertThat(store.findAll("t", "note", acknowledged)).hasSameSizeAs(acknowledged);
            try (Stream<StoredRecord> records = store.snapshot("t")) {
                long inserted = records.filter(r -> r.id().startsWith("p")).count();
                assertThat(inserted).isGreaterThan(120).isBetween((long) acknowledged.size(), acknowledged.size() + 1L);
                assertThat(store.find("t", note("counter")).orElseThrow().version())
                        .isEqualTo(inserted + 1);
            }
        }
    }
}
