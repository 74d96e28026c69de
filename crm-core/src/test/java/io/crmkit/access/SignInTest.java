package io.crmkit.access;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.SignedIn;
import io.crmkit.TestCrm;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SignInTest {

    private static final String GOOD = "Correct-horse-1";

    private final TestCrm test = new TestCrm();
    private final Crm other = TestCrm.open(new InMemoryStore(test.space), test.time::get, 99);

    @AfterEach
    void close() {
        other.close();
        test.close();
    }

    private void password(String login, String password) {
        ResetToken token = test.as("admin").accounts().reset(test.id(login)).orElseThrow();
        test.crm.resetPassword(token.token(), password.toCharArray()).orElseThrow();
    }

    private Outcome<SignedIn> enter(Crm node, String login, String password) {
        return node.authenticate(login, password.toCharArray(), "laptop");
    }

    private void later(Duration time) {
        test.time.updateAndGet(now -> now.plus(time));
    }

    @Test
    @DisplayName("ACC-02 who knows the password signs in, and the token goes on on every node")
    void signsIn() {
        password("lan", GOOD);
        SignedIn lan = enter(test.crm, "lan", GOOD).orElseThrow();
        lan.session().customers().create(NewCustomer.named("A")).orElseThrow();
        SignedIn again = other.resume(lan.token()).orElseThrow();
        assertThat(again.session().userId()).isEqualTo(test.id("lan"));
        assertThat(again.session().customers().named("A").orElseThrow()).hasSize(1);
        assertThat(lan.toString()).doesNotContain(lan.token());
        assertThat(code(other.resume(lan.token() + "x"))).contains("access.session-ended");
        assertThat(code(other.resume("x"))).contains("access.session-ended");
    }

    @Test
    @DisplayName(
            "ACC-02 a wrong login, a wrong password, no password, a disabled and a locked account are answered alike")
    void alike() {
        password("lan", GOOD);
        password("lin", GOOD);
        disable("lin");
        Outcome<SignedIn> wrong = enter(test.crm, "lan", "Correct-horse-2");
        assertThat(code(wrong)).contains("access.sign-in-refused");
        assertThat(enter(test.crm, "nobody", GOOD)).isEqualTo(wrong);
        assertThat(enter(test.crm, "qiu", GOOD)).isEqualTo(wrong);
        assertThat(enter(test.crm, "lin", GOOD)).isEqualTo(wrong);
        for (int i = 0; i < 5; i++) {
            enter(test.crm, "lan", "Correct-horse-2");
        }
        assertThat(enter(test.crm, "lan", GOOD)).isEqualTo(wrong);
    }

    @Test
    @DisplayName(
            "ACC-02 five failures in fifteen minutes, on whatever node, lock for fifteen; lock and unlock are on record")
    void locked() {
        password("lan", GOOD);
        for (int i = 0; i < 4; i++) {
            enter(i % 2 == 0 ? test.crm : other, "lan", "Wrong-horse-12");
        }
        assertThat(enter(test.crm, "lan", GOOD).isDone())
                .as("four are forgiven")
                .isTrue();
        for (int i = 0; i < 5; i++) {
            enter(i % 2 == 0 ? test.crm : other, "lan", "Wrong-horse-12");
        }
        assertThat(enter(other, "lan", GOOD).isDone()).isFalse();
        assertThat(operations("user.lock")).isEqualTo(1);
        later(Duration.ofMinutes(14));
        assertThat(enter(other, "lan", GOOD).isDone()).isFalse();
        later(Duration.ofMinutes(1));
        assertThat(enter(other, "lan", GOOD).isDone()).isTrue();
        for (int i = 0; i < 5; i++) {
            enter(test.crm, "lan", "Wrong-horse-12");
        }
        assertThat(enter(test.crm, "lan", GOOD).isDone()).isFalse();
        test.as("admin").accounts().unlock(test.id("lan")).orElseThrow();
        assertThat(operations("user.unlock")).isEqualTo(1);
        assertThat(enter(test.crm, "lan", GOOD).isDone()).isTrue();
    }

    @Test
    @DisplayName("ACC-02 failures fall out of the window")
    void window() {
        password("lan", GOOD);
        for (int i = 0; i < 12; i++) {
            enter(test.crm, "lan", "Wrong-horse-12");
            later(Duration.ofMinutes(4));
        }
        assertThat(enter(test.crm, "lan", GOOD).isDone()).isTrue();
        assertThat(operations("user.lock")).isZero();
    }

    @Test
    @DisplayName("ACC-02 a session ends when it was idle for thirty minutes, and goes on as long as it is used")
    void idle() {
        password("lan", GOOD);
        SignedIn lan = enter(test.crm, "lan", GOOD).orElseThrow();
        for (int i = 0; i < 10; i++) {
            later(Duration.ofMinutes(29));
            assertThat(lan.session().customers().list(10, Optional.empty()).isDone())
                    .isTrue();
        }
        later(Duration.ofMinutes(30));
        assertThat(code(lan.session().customers().list(10, Optional.empty()))).contains("access.session-ended");
        assertThat(code(other.resume(lan.token()))).contains("access.session-ended");
    }

    @Test
    @DisplayName(
            "ACC-01 advisory: a disabled user's session does not go on, on no node, and not when the user is enabled again")
    void disabledSession() {
        password("lan", GOOD);
        SignedIn lan = enter(test.crm, "lan", GOOD).orElseThrow();
        CrmSession there = other.resume(lan.token()).orElseThrow().session();
        disable("lan");
        assertThat(there.customers().list(10, Optional.empty()).isDone()).isFalse();
        assertThat(lan.session().customers().list(10, Optional.empty()).isDone())
                .isFalse();
        User user = test.user("lan");
        test.as("admin").users().changeActive(user.id(), user.version(), true).orElseThrow();
        assertThat(code(there.customers().list(10, Optional.empty()))).contains("access.session-ended");
        assertThat(code(other.resume(lan.token()))).contains("access.session-ended");
    }

    @Test
    @DisplayName("ACC-02 signing out ends the session on every node")
    void signsOut() {
        password("lan", GOOD);
        SignedIn lan = enter(test.crm, "lan", GOOD).orElseThrow();
        other.resume(lan.token()).orElseThrow().session().signOut();
        assertThat(code(lan.session().customers().list(10, Optional.empty()))).contains("access.session-ended");
    }

    @Test
    @DisplayName("ACC-17 a new device is told to the user, and so are two at a time; the first device is nobody's news")
    void devices() {
        password("lan", GOOD);
        assertThat(enter(test.crm, "lan", GOOD).warnings()).isEmpty();
        assertThat(told("lan")).isEmpty();
        later(Duration.ofMinutes(45));
        Outcome<SignedIn> phone = other.authenticate("lan", GOOD.toCharArray(), "phone");
        assertThat(phone.warnings()).extracting(r -> r.code()).containsExactly("access.new-device");
        assertThat(told("lan")).hasSize(1).allMatch(r -> r.text().en().contains("phone, 2026-03-02 12:45"));
        Outcome<SignedIn> laptop = enter(test.crm, "lan", GOOD);
        assertThat(laptop.warnings()).extracting(r -> r.code()).containsExactly("access.two-devices");
        assertThat(told("lan")).hasSize(2);
        assertThat(told("lan")).allMatch(r -> r.rule().equals("ACC-17"));
        assertThat(operations("user.sign-in")).as("flagged on record").isPositive();
    }

    private List<Reminder> told(String login) {
        return test.as(login)
                .reminders()
                .list(Reminder.State.OPEN, 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    @Test
    @DisplayName("ACC-02 neither passwords nor tokens are anywhere in the store, and hashes not in the audit")
    void nothingInTheClear() {
        password("lan", GOOD);
        ResetToken open = test.as("admin").accounts().reset(test.id("lin")).orElseThrow();
        SignedIn lan = enter(test.crm, "lan", GOOD).orElseThrow();
        String secret = lan.token().substring(lan.token().indexOf('.') + 1);
        String reset = open.token().substring(open.token().indexOf('.') + 1);
        AtomicInteger records = new AtomicInteger();
        try (var all = test.crm.snapshot()) {
            all.map(StoredRecord.class::cast).forEach(record -> {
                records.incrementAndGet();
                assertThat(record.payload()).doesNotContain(GOOD, secret, reset);
                if (record.key().type().startsWith("audit")) {
                    assertThat(record.payload()).doesNotContain("argon2", Secret.hash(secret), Secret.hash(reset));
                }
            });
        }
        assertThat(records.get()).isGreaterThan(20);
    }

    private void disable(String login) {
        User user = test.user(login);
        test.as("admin").users().changeActive(user.id(), user.version(), false).orElseThrow();
    }

    private long operations(String operation) {
        try (var all = test.crm.snapshot()) {
            return all.filter(r -> r.key().type().equals("audit_entry"))
                    .filter(r -> r.payload().contains("\"operation\":\"" + operation + "\""))
                    .count();
        }
    }
}
