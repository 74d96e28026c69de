package io.crmkit.persistence.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.CommitResult;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StorageException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is told of databases that run as servers. */
abstract class ServerTests extends StoreTests {

    /** The statement that ends all other sessions of this database. */
    abstract void killOthers(Connection connection) throws SQLException;

    @Override
    Connection connect(String location) throws SQLException {
        return DriverManager.getConnection(location);
    }

    @Test
    @DisplayName("a wrong password is told apart from its contents")
    void wrongPassword() {
        String location = freshLocation().replaceAll("([?&])(user|password)=[^&]*", "$1");
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> provider()
                        .open(
                                location,
                                Parameters.none().with("user", "nobody_here").with("password", "S3cr3t-Word")))
                .matches(e -> e.kind() == StorageException.Kind.UNAVAILABLE)
                .withMessageContaining("nobody_here")
                .satisfies(e -> {
                    StringWriter trace = new StringWriter();
                    e.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("S3cr3t-Word");
                });
    }

    @Test
    @DisplayName("a server that is not there is UNAVAILABLE, at once")
    void nobodyThere() {
        assertThatExceptionOfType(StorageException.class)
                .isThrownBy(() -> provider()
                        .open("jdbc:" + provider().id() + "://127.0.0.1:1/crm?password=S3cr3t", Parameters.none()))
                .matches(e -> e.kind() == StorageException.Kind.UNAVAILABLE)
                .withMessageContaining("127.0.0.1:1/crm")
                .withMessageNotContaining("S3cr3t");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> provider().open("jdbc:" + provider().id() + "://u:p@host/crm", Parameters.none()));
    }

    @ParameterizedTest(name = "COMMIT arrived: {0}")
    @ValueSource(booleans = {true, false})
    @DisplayName("a connection that breaks at COMMIT is Unknown, and resolve tells what became of it")
    void brokenAtCommit(boolean arrives) throws Exception {
        String location = freshLocation();
        try (RecordStore direct = open(location);
                CuttingProxy proxy = new CuttingProxy(location, arrives);
                RecordStore store = open(proxy.location())) {
            direct.prepare(List.of(NOTE));
            store.prepare(List.of(NOTE));
            ChangeSet set = set("r", new Change.Insert(note("a"), body("a")), new Change.Ensure(note("b"), body("b")));
            proxy.cutAtCommit();
            assertThat(store.commit(set)).isInstanceOf(CommitResult.Unknown.class);
            CommitResult resolved = direct.resolve("t", "r");
            if (arrives) {
                assertThat(resolved).isInstanceOf(CommitResult.Committed.class);
                assertThat(((CommitResult.Committed) resolved).ensured())
                        .containsEntry(note("b"), CommitResult.Ensured.INSERTED);
            } else {
                assertThat(resolved).isEqualTo(new CommitResult.Voided());
            }
            assertThat(direct.find("t", note("a")).isPresent()).isEqualTo(arrives);
            assertThat(store.commit(set)).isEqualTo(resolved);
            assertThat(store.resolve("t", "r")).isEqualTo(resolved);
        }
    }

    @Test
    @DisplayName("a session that is killed while it waits did nothing, and the same set goes through afterwards")
    void killedWhileWaiting() throws Exception {
        String location = freshLocation();
        try (RecordStore store = open(location);
                Connection other = connect(location)) {
            store.prepare(List.of(NOTE));
            store.commit(set("1", new Change.Insert(note("a"), body("a"))));
            other.setAutoCommit(false);
            strings(other, "SELECT _id FROM crm_note FOR UPDATE");
            ChangeSet set = set("2", new Change.Update(note("a"), 1, body("b")));
            CompletableFuture<Object> result = CompletableFuture.supplyAsync(() -> {
                try {
                    return store.commit(set);
                } catch (StorageException e) {
                    return e.kind();
                }
            });
            TimeUnit.MILLISECONDS.sleep(500);
            killOthers(other);
            assertThat(result.get(20, TimeUnit.SECONDS)).isEqualTo(StorageException.Kind.TRANSIENT);
            other.rollback();
            try (RecordStore fresh =
                    open(location)) { // the pool of the other one holds more connections that were killed
                fresh.prepare(List.of(NOTE));
                assertThat(fresh.commit(set)).isInstanceOf(CommitResult.Committed.class);
                assertThat(fresh.find("t", note("a")).orElseThrow().version()).isEqualTo(2);
            }
        }
    }

    @Test
    @DisplayName("waiting for others ends after the lock time-out, with the advice to try again")
    void lockTimeout() throws Exception {
        String location = freshLocation();
        try (RecordStore store = provider().open(location, Parameters.none().with("lock-timeout", "1"));
                Connection other = connect(location)) {
            store.prepare(List.of(NOTE));
            store.commit(set("1", new Change.Insert(note("a"), body("a"))));
            other.setAutoCommit(false);
            strings(other, "SELECT _id FROM crm_note FOR UPDATE");
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> store.commit(set("2", new Change.Update(note("a"), 1, body("b")))))
                    .matches(e -> e.kind() == StorageException.Kind.TRANSIENT);
            other.rollback();
            assertThat(store.commit(set("2", new Change.Update(note("a"), 1, body("b")))))
                    .isInstanceOf(CommitResult.Committed.class);
        }
    }

    @Test
    @DisplayName("no session stays after closing, not even that of a snapshot nobody closed")
    void closed() throws Exception {
        String location = freshLocation();
        try (Connection other = connect(location)) {
            RecordStore store = open(location);
            store.prepare(List.of(NOTE));
            store.commit(set("1", new Change.Insert(note("a"), body("a"))));
            var stream = store.snapshot("t");
            assertThat(stream.iterator().hasNext()).isTrue();
            store.close();
            store.close();
            for (int i = 0; i < 50 && sessions(other) > 1; i++) {
                TimeUnit.MILLISECONDS.sleep(100);
            }
            assertThat(sessions(other)).isEqualTo(1);
            assertThatExceptionOfType(StorageException.class)
                    .isThrownBy(() -> store.find("t", note("a")))
                    .matches(e -> e.kind() == StorageException.Kind.CLOSED);
            stream.close();
        }
    }

    /** How many sessions this database has, the asking one included. */
    abstract int sessions(Connection connection) throws SQLException;
}
