package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.SignedIn;
import io.crmkit.access.NewUser;
import io.crmkit.access.ResetToken;
import io.crmkit.access.User;
import io.crmkit.shared.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Accounts on two nodes over one database. */
abstract class AccountsOnTwoNodes {

    private static final String PASSWORD = "Correct-horse-1";

    private final AtomicReference<Instant> time = new AtomicReference<>(Instant.parse("2026-03-02T04:00:00Z"));
    private final ExecutorService threads = Executors.newFixedThreadPool(2);
    private Optional<Crm> one = Optional.empty();
    private Optional<Crm> two = Optional.empty();

    /** {@return where the database is} */
    abstract String location();

    @BeforeEach
    void open() {
        String where = location();
        one = Optional.of(node(where));
        two = Optional.of(node(where));
        here().setUp(NewUser.of("Admin", "administrator"), NewUser.of("Lan", "sales-rep"))
                .orElseThrow();
        ResetToken token = admin(here()).accounts().reset(user("lan").id()).orElseThrow();
        there().resetPassword(token.token(), PASSWORD.toCharArray()).orElseThrow();
    }

    private Crm node(String where) {
        return Crm.builder()
                .store(where)
                .clock(time::get)
                .zone(ZoneId.of("Asia/Shanghai"))
                .via("test")
                .open();
    }

    @AfterEach
    void close() {
        threads.shutdownNow();
        one.ifPresent(Crm::close);
        two.ifPresent(Crm::close);
    }

    private Crm here() {
        return one.orElseThrow();
    }

    private Crm there() {
        return two.orElseThrow();
    }

    private static CrmSession admin(Crm node) {
        return node.signIn("admin");
    }

    private User user(String login) {
        return admin(here()).users().byLogin(login).orElseThrow();
    }

    private <T> List<T> together(Callable<T> first, Callable<T> second) throws Exception {
        List<T> answers = new ArrayList<>();
        for (Future<T> each : threads.invokeAll(List.of(first, second))) {
            answers.add(each.get());
        }
        return answers;
    }

    @Test
    @DisplayName("ACC-02 a session that ends on one node is over on the other at its next call, a hundred times")
    void ended() {
        for (int round = 0; round < 100; round++) {
            SignedIn lan =
                    here().authenticate("lan", PASSWORD.toCharArray(), "laptop").orElseThrow();
            CrmSession elsewhere = there().resume(lan.token()).orElseThrow().session();
            assertThat(elsewhere.customers().list(1, Optional.empty()).isDone()).isTrue();
            User user = user("lan");
            if (round % 2 == 0) {
                User disabled = admin(here())
                        .users()
                        .changeActive(user.id(), user.version(), false)
                        .orElseThrow();
                assertThat(elsewhere.customers().list(1, Optional.empty()).isDone())
                        .as("round " + round)
                        .isFalse();
                admin(there())
                        .users()
                        .changeActive(user.id(), disabled.version(), true)
                        .orElseThrow();
            } else {
                lan.session().signOut();
            }
            assertThat(elsewhere.customers().list(1, Optional.empty()).isDone())
                    .as("round " + round)
                    .isFalse();
            assertThat(there().resume(lan.token()).isDone())
                    .as("round " + round)
                    .isFalse();
        }
    }

    @Test
    @DisplayName("ACC-02 failures on both nodes count together, and the lock holds on both")
    void locked() throws Exception {
        together(() -> guesses(here(), 3), () -> guesses(there(), 3));
        assertThat(here().authenticate("lan", PASSWORD.toCharArray(), "laptop").isDone())
                .isFalse();
        assertThat(there().authenticate("lan", PASSWORD.toCharArray(), "laptop").isDone())
                .isFalse();
        time.updateAndGet(t -> t.plus(Duration.ofMinutes(15)));
        assertThat(there().authenticate("lan", PASSWORD.toCharArray(), "laptop").isDone())
                .isTrue();
    }

    private static int guesses(Crm node, int count) {
        for (int i = 0; i < count; i++) {
            node.authenticate("lan", "Wrong-horse-1".toCharArray(), "laptop");
        }
        return count;
    }

    @Test
    @DisplayName("ACC-03 two nodes that give codes of one range at the same moment never give one twice")
    void codes() throws Exception {
        List<User> reps = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            reps.add(admin(here())
                    .users()
                    .create(NewUser.of("Rep " + i, "sales-rep"))
                    .orElseThrow());
        }
        Set<String> given = new TreeSet<>();
        for (int i = 0; i < reps.size(); i += 2) {
            User first = reps.get(i);
            User second = reps.get(i + 1);
            for (Outcome<User> each : together(
                    () -> admin(here()).salesCodes().give(first.id(), first.version(), "HB12"),
                    () -> admin(there()).salesCodes().give(second.id(), second.version(), "HB12"))) {
                given.add(each.orElseThrow().salesCode().orElseThrow());
            }
        }
        assertThat(given).hasSize(40).contains("HB1201", "HB1240");
    }

    @Test
    @DisplayName("ACC-01 ids that differ in case or trailing space are one user on the database as well")
    void alike() {
        for (String taken : List.of("LAN", "lan ", "ｌａｎ")) {
            assertThat(admin(there())
                            .users()
                            .create(NewUser.of("X", "sales-rep").withLogin(taken))
                            .isDone())
                    .as(taken)
                    .isFalse();
        }
        assertThat(admin(there())
                        .users()
                        .create(NewUser.of("X", "sales-rep").withLogin("lán"))
                        .isDone())
                .isTrue();
    }
}
