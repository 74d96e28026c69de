package io.crmkit.persistence.jdbc.testing;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the servers that tests need, once in a JVM, and makes a fresh database whenever asked. Both servers run with
 * their shipped durability, as people run them, unless the system property {@code crmkit.postgres.fsync} says otherwise, and end with
 * the JVM.
 *
 * <p>PostgreSQL comes along as binaries. MariaDB is, in this order: the server that the system property {@code
 * crmkit.mariadb.url} names (with user and password in it; the user must be allowed to create databases, which are dropped
 * at the end); a {@code mariadbd} found on this machine, started on the loopback interface with a data directory of its
 * own; or none, which is an error only if {@code crmkit.mariadb.required} is {@code true}.
 */
public final class TestDatabases {

    private static final Logger LOG = LoggerFactory.getLogger(TestDatabases.class);
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final String RUN = Long.toString(ProcessHandle.current().pid(), 36);

    private static @Nullable Path files;
    private static @Nullable EmbeddedPostgres postgres;
    private static @Nullable String shared;
    private static @Nullable MariaDb mariaDb;

    private TestDatabases() {}

    /** {@return the location of an SQLite file that is not there yet, in a directory that goes with the JVM} */
    public static synchronized String freshSqlite() {
        try {
            if (files == null) {
                Path directory = Files.createTempDirectory("crmkit-sqlite");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(directory)));
                files = directory;
            }
            return "sqlite:" + files.resolve("crm" + COUNT.incrementAndGet() + ".db");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the URL of a new database, user and password included} */
    public static synchronized String freshPostgres() {
        EmbeddedPostgres server = postgres();
        String name = "crmkit_" + COUNT.incrementAndGet();
        execute(server.getJdbcUrl("postgres", "postgres"), "CREATE DATABASE " + name);
        return server.getJdbcUrl("postgres", name) + "&password=postgres";
    }

    /** {@return the URL of a new schema in a database that all such schemas share: it is there in a fraction of the time} */
    public static synchronized String freshPostgresSchema() {
        if (shared == null) {
            shared = freshPostgres();
        }
        String name = "crmkit_" + COUNT.incrementAndGet();
        execute(shared, "CREATE SCHEMA " + name);
        return shared + "&currentSchema=" + name;
    }

    private static EmbeddedPostgres postgres() {
        try {
            if (postgres == null) {
                postgres = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", System.getProperty("crmkit.postgres.fsync", "on"))
                        .setServerConfig("synchronous_commit", "on")
                        .setPGStartupWait(Duration.ofMinutes(1))
                        .start();
            }
            return postgres;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@return the URL of a new database, user and password included; nothing when there is no MariaDB} */
    public static synchronized Optional<String> freshMariaDb() {
        if (mariaDb == null) {
            mariaDb = startMariaDb();
        }
        return mariaDb.fresh();
    }

    private static void execute(String url, String sql) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    private static MariaDb startMariaDb() {
        String url = System.getProperty("crmkit.mariadb.url", "");
        if (!url.isEmpty()) {
            return new MariaDb(url, true);
        }
        String reason;
        try {
            Optional<Path> server = Stream.of("/usr/sbin/mariadbd", "/usr/local/sbin/mariadbd", "/usr/bin/mariadbd")
                    .map(Path::of)
                    .filter(Files::isExecutable)
                    .findFirst();
            if (server.isPresent()) {
                return new MariaDb(start(server.get()), false);
            }
            reason = "no mariadbd on this machine and no -Dcrmkit.mariadb.url";
        } catch (IOException e) {
            reason = "mariadbd did not start: " + e.getMessage();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            reason = "interrupted";
        }
        if (Boolean.getBoolean("crmkit.mariadb.required")) {
            throw new IllegalStateException("MariaDB is required: " + reason);
        }
        LOG.warn("MariaDB tests did not run: {}", reason);
        return new MariaDb(null, false);
    }

    private static String start(Path server) throws IOException, InterruptedException {
        Path home = Files.createTempDirectory("crmkit-mariadb");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(home)));
        List<String> as = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            UserPrincipal mysql =
                    home.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("mysql");
            Files.setOwner(home, mysql);
            as.add("--user=mysql");
        }
        Path data = home.resolve("data");
        List<String> install =
                new ArrayList<>(List.of("mariadb-install-db", "--no-defaults", "--datadir=" + data, "--skip-test-db"));
        install.addAll(as);
        Process installing = new ProcessBuilder(install)
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("install.log").toFile())
                .start();
        if (!installing.waitFor(2, TimeUnit.MINUTES) || installing.exitValue() != 0) {
            throw new IOException(Files.readString(home.resolve("install.log")));
        }
        Path init = home.resolve("init.sql");
        Files.writeString(init, """
                CREATE USER IF NOT EXISTS crmkit@'127.0.0.1' IDENTIFIED BY 'crmkit';
                GRANT ALL PRIVILEGES ON *.* TO crmkit@'127.0.0.1';
                """);
        for (int attempt = 1; ; attempt++) {
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            List<String> command = new ArrayList<>(List.of(
                    server.toString(),
                    "--no-defaults",
                    "--datadir=" + data,
                    "--socket=" + home.resolve("socket"),
                    "--pid-file=" + home.resolve("pid"),
                    "--bind-address=127.0.0.1",
                    "--port=" + port,
                    "--init-file=" + init,
                    "--skip-name-resolve",
                    "--skip-log-bin",
                    "--max-connections=500"));
            command.addAll(as);
            Path log = home.resolve("server.log");
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(process::destroy));
            String url = "jdbc:mariadb://127.0.0.1:" + port + "/?user=crmkit&password=crmkit";
            if (answers(process, url)) {
                return url;
            }
            process.destroy();
            if (attempt == 3) {
                throw new IOException(Files.readString(log));
            }
        }
    }

    private static boolean answers(Process process, String url) throws InterruptedException {
        for (int i = 0; i < 600 && process.isAlive(); i++) {
            try (var connection = DriverManager.getConnection(url)) {
                return connection.isValid(5);
            } catch (SQLException e) {
                Thread.sleep(100);
            }
        }
        return false;
    }

    private static void delete(Path directory) {
        for (int attempt = 0; attempt < 50; attempt++) { // the server is still writing its last words
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
                return;
            } catch (IOException | UncheckedIOException e) {
                try {
                    Thread.sleep(100);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    /** A server, or none. */
    private static final class MariaDb {
        private final @Nullable String url;
        private final boolean drop;

        MariaDb(@Nullable String url, boolean drop) {
            this.url = url;
            this.drop = drop;
        }

        Optional<String> fresh() {
            if (url == null) {
                return Optional.empty();
            }
            String server = url;
            String name = "crmkit_test_" + RUN + "_" + COUNT.incrementAndGet();
            execute(server, "CREATE DATABASE " + name);
            if (drop) {
                Runtime.getRuntime().addShutdownHook(new Thread(() -> execute(server, "DROP DATABASE " + name)));
            }
            return Optional.of(server.replaceFirst("^(jdbc:mariadb://[^/]*/)[^?]*", "$1" + name));
        }
    }
}
