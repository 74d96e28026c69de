package io.crmkit.access;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.FaultyStore;
import io.crmkit.SignedIn;
import io.crmkit.TestCrm;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PasswordsTest {

    private static final String FIRST = "Correct-horse-1";
    private static final String SECOND = "Correct-horse-2";

    private final TestCrm test = new TestCrm();
    private final Map<String, String> post = new ConcurrentHashMap<>();
    private final Crm other = Crm.builder()
            .store(new InMemoryStore(test.space))
            .clock(test.time::get)
            .zone(TestCrm.ZONE)
            .pause(time -> Thread.onSpinWait())
            .executor(Runnable::run)
            .resetPost((user, token) -> post.put(user.login(), token.token()))
            .open();

    @AfterEach
    void close() {
        other.close();
        test.close();
    }

    private ResetToken reset(String login) {
        return test.as("admin").accounts().reset(test.id(login)).orElseThrow();
    }

    private void password(String login, String password) {
        test.crm.resetPassword(reset(login).token(), password.toCharArray()).orElseThrow();
    }

    private Outcome<SignedIn> enter(String login, String password) {
        return test.crm.authenticate(login, password.toCharArray(), "laptop");
    }

    private Outcome<User> change(String login, String present, String fresh) {
        return test.crm.changePassword(login, present.toCharArray(), fresh.toCharArray());
    }

    private void policy(String document) {
        test.as("admin").policies().publish(document, "test").orElseThrow();
    }

    @Test
    @DisplayName("ACC-02 a password has ten characters of three classes; what is wrong is said, the password is not")
    void rules() {
        AccountPolicy.Passwords rules = AccountPolicy.shipped().passwords();
        assertThat(PasswordRules.problems("Abcdefgh1".toCharArray(), rules))
                .extracting(Refusal::code)
                .containsExactly("access.password-length");
        assertThat(PasswordRules.problems("Abcdefghi1".toCharArray(), rules)).isEmpty();
        assertThat(PasswordRules.problems("abcdefghi1".toCharArray(), rules))
                .extracting(Refusal::code)
                .containsExactly("access.password-classes");
        assertThat(PasswordRules.problems("abcdefgh客1".toCharArray(), rules)).isEmpty();
        assertThat(PasswordRules.problems("客客客客客客客客客客".toCharArray(), rules))
                .extracting(Refusal::code)
                .containsExactly("access.password-classes");
        Outcome<User> refused = test.crm.resetPassword(reset("lan").token(), "weakweakweak".toCharArray());
        assertThat(refused.refusals()).allMatch(r -> r.rule().equals("ACC-02"));
        assertThat(refused.toString()).doesNotContain("weakweakweak");
    }

    @Test
    @DisplayName("ACC-02 the last five passwords may not come again, the sixth may")
    void history() {
        password("lan", FIRST);
        String present = FIRST;
        for (int i = 2; i <= 5; i++) {
            String next = "Correct-horse-" + i;
            change("lan", present, next).orElseThrow();
            present = next;
        }
        for (int i = 1; i <= 5; i++) {
            assertThat(code(change("lan", present, "Correct-horse-" + i))).contains("access.password-known");
        }
        change("lan", present, "Correct-horse-6").orElseThrow();
        change("lan", "Correct-horse-6", FIRST).orElseThrow();
    }

    @Test
    @DisplayName("ACC-02 an expired password opens nothing but its change; off as shipped")
    void expiry() {
        password("lan", FIRST);
        test.time.updateAndGet(t -> t.plus(Duration.ofDays(400)));
        assertThat(enter("lan", FIRST).isDone()).isTrue();
        policy("access: {accounts: {passwords: {expiryDays: 90}}}");
        assertThat(code(enter("lan", FIRST))).contains("access.password-expired");
        assertThat(code(enter("lan", SECOND))).contains("access.sign-in-refused");
        change("lan", FIRST, SECOND).orElseThrow();
        assertThat(enter("lan", SECOND).isDone()).isTrue();
    }

    @Test
    @DisplayName("ACC-02 numbers are policy, on every node at once, and a wrong one is refused with its path")
    void policies() {
        password("lan", FIRST);
        policy("access: {accounts: {lockout: {failures: 1}, passwords: {length: 20}}}");
        other.authenticate("lan", SECOND.toCharArray(), "laptop");
        assertThat(enter("lan", FIRST).isDone()).isFalse();
        assertThat(code(test.crm.resetPassword(reset("lin").token(), FIRST.toCharArray())))
                .contains("access.password-length");
        assertThat(Crm.checkPolicy("access: {accounts: {passwords: {memoryKib: 8}}}")
                        .refusals()
                        .toString())
                .contains("access.accounts.passwords.memoryKib");
    }

    @Test
    @DisplayName("ACC-02 a hash that costs less than the policy says is made anew at the next sign-in")
    void rehash() {
        policy("access: {accounts: {passwords: {memoryKib: 7168, iterations: 1}}}");
        password("lan", FIRST);
        assertThat(credentials()).contains("m=7168,t=1,p=1");
        policy("access: {accounts: {passwords: {memoryKib: 9216, iterations: 2}}}");
        assertThat(enter("lan", FIRST).isDone()).isTrue();
        assertThat(credentials()).contains("m=9216,t=2,p=1").doesNotContain("m=7168");
        assertThat(enter("lan", FIRST).isDone()).isTrue();
    }

    private String credentials() {
        try (var all = test.crm.snapshot()) {
            return String.join(
                    "\n",
                    all.filter(r -> r.key().type().equals("credential"))
                            .map(r -> r.payload())
                            .toList());
        }
    }

    @Test
    @DisplayName("ACC-01 who changes the own password knows the old one; other sessions end, the own goes on")
    void own() {
        password("lan", FIRST);
        SignedIn here = enter("lan", FIRST).orElseThrow();
        SignedIn there = other.authenticate("lan", FIRST.toCharArray(), "phone").orElseThrow();
        Outcome<User> guessed =
                here.session().account().changePassword(SECOND.toCharArray(), "Correct-horse-3".toCharArray());
        assertThat(code(guessed)).contains("access.sign-in-refused");
        here.session()
                .account()
                .changePassword(FIRST.toCharArray(), SECOND.toCharArray())
                .orElseThrow();
        assertThat(here.session().users().list().isDone()).isTrue();
        assertThat(code(there.session().users().list())).contains("access.session-ended");
        assertThat(enter("lan", FIRST).isDone()).isFalse();
        assertThat(enter("lan", SECOND).isDone()).isTrue();
    }

    @Test
    @DisplayName(
            "ACC-01 advisory: nobody changes another's password; resetting needs the permission, the reach and the rank")
    void anothers() {
        password("lan", FIRST);
        String lan = test.id("lan");
        assertThat(code(test.as("lin").accounts().reset(lan))).contains("access.permission-missing");
        assertThat(code(test.as("director").accounts().reset(lan))).contains("access.permission-missing");
        User dealer = test.as("admin")
                .users()
                .create(NewUser.of("Dealer", "dealer-administrator"))
                .orElseThrow();
        assertThat(test.as(dealer.login()).accounts().reset(lan).isDone()).isFalse();
        User clerk = test.as("admin")
                .users()
                .create(NewUser.of("Clerk", clerkRole()))
                .orElseThrow();
        Outcome<ResetToken> upwards = test.as(clerk.login()).accounts().reset(test.id("admin"));
        assertThat(code(upwards)).contains("access.role-not-yours-to-give");
        assertThat(test.as(clerk.login()).accounts().reset(lan).isDone()).isTrue();
        assertThat(code(test.as("admin").accounts().reset(test.id("admin")))).contains("access.not-oneself");
        assertThat(code(test.as(clerk.login())
                        .users()
                        .editProfile(
                                test.id("admin"),
                                test.user("admin").version(),
                                UserProfile.of(test.user("admin")).withEmail("thief@example.org"))))
                .as("a mailbox leads to a reset")
                .contains("access.role-not-yours-to-give");
    }

    /** A role that edits all users, but gives only the role of a rep. */
    private String clerkRole() {
        policy("access: {roles: {clerk: {name: {zh: 文员, en: clerk}, reach: ALL, reaches: {}, gives: [sales-rep],"
                + " permissions: ['user:view', 'user:edit']}}}");
        return "clerk";
    }

    @Test
    @DisplayName("ACC-01 a reset ends the old password and all sessions, and works once")
    void resetOnce() {
        password("lan", FIRST);
        SignedIn before = enter("lan", FIRST).orElseThrow();
        ResetToken token = reset("lan");
        assertThat(enter("lan", FIRST).isDone()).isFalse();
        assertThat(code(before.session().users().list())).contains("access.session-ended");
        other.resetPassword(token.token(), SECOND.toCharArray()).orElseThrow();
        assertThat(code(test.crm.resetPassword(token.token(), "Correct-horse-3".toCharArray())))
                .contains("access.reset-invalid");
        assertThat(enter("lan", SECOND).isDone()).isTrue();
        assertThat(token.toString()).doesNotContain(token.token());
    }

    @Test
    @DisplayName(
            "ACC-01 advisory: a reset token ends with its time, its user, another mailbox, and a password changed otherwise")
    void resetOutlived() {
        ResetToken late = reset("lan");
        test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(30)));
        assertThat(code(test.crm.resetPassword(late.token(), FIRST.toCharArray())))
                .contains("access.reset-invalid");

        ResetToken disabled = reset("lan");
        active("lan", false);
        assertThat(code(test.crm.resetPassword(disabled.token(), FIRST.toCharArray())))
                .contains("access.reset-invalid");
        active("lan", true);
        assertThat(code(test.crm.resetPassword(disabled.token(), FIRST.toCharArray())))
                .as("and does not come back with its user")
                .contains("access.reset-invalid");

        password("lan", FIRST);
        mailbox("lan", "lan@example.com");
        other.forgotPassword("lan").orElseThrow();
        change("lan", FIRST, SECOND).orElseThrow();
        assertThat(code(test.crm.resetPassword(sent("lan"), "Correct-horse-3".toCharArray())))
                .contains("access.reset-invalid");

        test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(6)));
        other.forgotPassword("lan").orElseThrow();
        String sent = sent("lan");
        mailbox("lan", "other@example.com");
        assertThat(code(test.crm.resetPassword(sent, "Correct-horse-3".toCharArray())))
                .contains("access.reset-invalid");
        assertThat(enter("lan", SECOND).isDone()).isTrue();
    }

    @Test
    @DisplayName("ACC-01 whoever forgot gets a token by the product's post; the answer tells nobody who has an account")
    void forgotten() {
        password("lan", FIRST);
        mailbox("lan", "lan@example.com");
        Outcome<Boolean> known = other.forgotPassword("LAN ");
        assertThat(other.forgotPassword("nobody")).isEqualTo(known);
        assertThat(other.forgotPassword("lin")).as("without a mailbox").isEqualTo(known);
        assertThat(post).containsOnlyKeys("lan");
        String first = sent("lan");
        assertThat(enter("lan", FIRST).isDone())
                .as("the password goes on until then")
                .isTrue();
        other.forgotPassword("lan");
        assertThat(sent("lan")).as("not again at once").isEqualTo(first);
        test.crm.resetPassword(first, SECOND.toCharArray()).orElseThrow();
        assertThat(enter("lan", SECOND).isDone()).isTrue();
        assertThat(code(test.crm.forgotPassword("lan"))).contains("access.reset-no-post");
        ResetToken handedOut = reset("lan");
        test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(6)));
        other.forgotPassword("lan");
        assertThat(test.crm
                        .resetPassword(handedOut.token(), "Correct-horse-3".toCharArray())
                        .isDone())
                .as("nobody spoils what an administrator handed out")
                .isTrue();
    }

    private String sent(String login) {
        return String.valueOf(post.get(login));
    }

    private void mailbox(String login, String address) {
        User user = test.user(login);
        test.as(login)
                .account()
                .update(user.version(), UserProfile.of(user).withEmail(address))
                .orElseThrow();
    }

    private void active(String login, boolean active) {
        User user = test.user(login);
        test.as("admin").users().changeActive(user.id(), user.version(), active).orElseThrow();
    }

    @Test
    @DisplayName(
            "ACC-02 of many who guess at the same moment on two nodes, no more passwords are tried than the policy forgives")
    void guessedAtOnce() throws Exception {
        Set<String> looked = ConcurrentHashMap.newKeySet();
        Crm node = Crm.builder()
                .store(new InMemoryStore(test.space))
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .pause(time -> Thread.onSpinWait())
                .signOn((login, password) -> {
                    looked.add(new String(password));
                    return new String(password).equals("guess-39");
                })
                .open();
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            List<Future<Boolean>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                String guess = "guess-" + i;
                all.add(threads.submit(() ->
                        node.authenticate("lan", guess.toCharArray(), "laptop").isDone()));
            }
            int entered = 0;
            for (Future<Boolean> one : all) {
                entered += one.get() ? 1 : 0;
            }
            // Those who come when it is locked are compared as well, for the time it takes, but never let in.
            assertThat(entered).isZero();
            assertThat(looked).hasSize(40);
            assertThat(node.authenticate("lan", "guess-39".toCharArray(), "laptop")
                            .isDone())
                    .isFalse();
        } finally {
            threads.shutdownNow();
            node.close();
        }
    }

    @Test
    @DisplayName(
            "ACC-02 known, unknown, disabled and locked accounts cost the same: one hash of the same cost, and as many commits")
    void asDear() {
        List<String> compared = new ArrayList<>();
        PasswordHashing argon2 = new Argon2Hashing(1);
        PasswordHashing counting = new PasswordHashing() {
            @Override
            public String hash(char[] password, byte[] salt, AccountPolicy.Passwords cost) {
                return argon2.hash(password, salt, cost);
            }

            @Override
            public boolean matches(char[] password, String hashed) {
                compared.add(hashed.substring(0, hashed.indexOf("$", 20)));
                return argon2.matches(password, hashed);
            }

            @Override
            public boolean outdated(String hashed, AccountPolicy.Passwords cost) {
                return argon2.outdated(hashed, cost);
            }
        };
        password("lan", FIRST);
        password("lin", FIRST);
        active("lin", false);
        for (int i = 0; i < 5; i++) {
            test.crm.authenticate("rui", SECOND.toCharArray(), "laptop");
        }
        FaultyStore counted = new FaultyStore(new InMemoryStore(test.space));
        AtomicInteger commits = new AtomicInteger();
        counted.beforeNextCommit(new Runnable() {
            @Override
            public void run() {
                commits.incrementAndGet();
                counted.beforeNextCommit(this);
            }
        });
        try (Crm node = Crm.builder()
                .store(counted)
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .passwordHashing(counting)
                .open()) {
            node.authenticate("warm-up", SECOND.toCharArray(), "laptop");
            compared.clear();
            List<Integer> spent = new ArrayList<>();
            for (String login : List.of("lan", "nobody", "lin", "qiu", "rui")) {
                int before = commits.get();
                assertThat(code(node.authenticate(login, SECOND.toCharArray(), "laptop")))
                        .contains("access.sign-in-refused");
                spent.add(commits.get() - before);
            }
            assertThat(compared).hasSize(5).containsOnly("$argon2id$v=19$m=19456,t=2,p=1");
            assertThat(spent).hasSize(5).containsOnly(1);
        }
    }

    @Test
    @DisplayName("ACC-02 two who redeem one token at the same moment set one password")
    void redeemedTwice() throws Exception {
        ResetToken token = reset("lan");
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            Future<Boolean> one = threads.submit(() ->
                    test.crm.resetPassword(token.token(), FIRST.toCharArray()).isDone());
            Future<Boolean> two = threads.submit(() ->
                    other.resetPassword(token.token(), SECOND.toCharArray()).isDone());
            assertThat(Set.of(true, false)).isEqualTo(new HashSet<>(List.of(one.get(), two.get())));
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName(
            "ACC-02 a product's own sign-on replaces passwords; locks and sessions stay, one that throws lets nobody in")
    void ownSignOn() {
        try (Crm node = Crm.builder()
                .store(new InMemoryStore(test.space))
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .pause(time -> Thread.onSpinWait())
                .signOn((login, password) -> {
                    if (login.equals("lin")) {
                        throw new IllegalStateException("the directory is away");
                    }
                    return login.equals("lan") && new String(password).equals("x");
                })
                .open()) {
            assertThat(node.authenticate(" LAN", "x".toCharArray(), "laptop").isDone())
                    .isTrue();
            assertThat(code(node.authenticate("lin", "x".toCharArray(), "laptop")))
                    .contains("access.sign-in-refused");
            assertThat(code(node.changePassword("lan", "x".toCharArray(), FIRST.toCharArray())))
                    .contains("access.sign-on-elsewhere");
            assertThat(code(node.forgotPassword("lan"))).contains("access.sign-on-elsewhere");
            for (int i = 0; i < 5; i++) {
                node.authenticate("lan", "y".toCharArray(), "laptop");
            }
            assertThat(node.authenticate("lan", "x".toCharArray(), "laptop").isDone())
                    .isFalse();
        }
    }

    @Test
    @DisplayName("ACC-02 Argon2id gives what its reference gives, and full-width forms are the same password")
    void argon2() {
        PasswordHashing hashing = new Argon2Hashing(1);
        // echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 32 (test.c of the reference implementation)
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assertThat(hashing.matches("password".toCharArray(), reference)).isTrue();
        assertThat(hashing.matches("Password".toCharArray(), reference)).isFalse();
        AccountPolicy.Passwords cost = new AccountPolicy.Passwords(10, 3, 5, 0, 30, 5, 65_536, 2, 1);
        assertThat(hashing.hash("password".toCharArray(), "somesalt".getBytes(StandardCharsets.US_ASCII), cost))
                .isEqualTo(reference);
        assertThat(hashing.matches("password".toCharArray(), "not a hash")).isFalse();
        assertThat(hashing.outdated(reference, cost)).isFalse();
        assertThat(hashing.outdated("not a hash", cost)).isTrue();
        assertThat(new String(PasswordRules.folded("Ａbc１".toCharArray()))).isEqualTo("Abc1");
    }
}
