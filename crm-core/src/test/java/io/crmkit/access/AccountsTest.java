package io.crmkit.access;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AccountsTest {

    private final TestCrm test = new TestCrm();
    private final Crm other = TestCrm.open(new InMemoryStore(test.space), test.time::get, 99);

    @AfterEach
    void close() {
        other.close();
        test.close();
    }

    private CrmSession admin() {
        return test.as("admin");
    }

    private void policy(String document) {
        admin().policies().publish(document, "test").orElseThrow();
    }

    @Test
    @DisplayName(
            "ACC-01 advisory: logins that differ in case, space around, full-width forms or unseen characters are one")
    void alikeLogins() {
        for (String taken : List.of("LAN", "lan ", " lan", "ｌａｎ", "ＬＡＮ", "la\u200Bn", "lan\u00A0", "l\u00ADan")) {
            Outcome<User> second =
                    admin().users().create(NewUser.of("X", "sales-rep").withLogin(taken));
            assertThat(code(second)).as("<" + taken + ">").contains("access.login-taken");
            assertThat(test.crm.signIn(taken).userId()).isEqualTo(test.id("lan"));
        }
        admin().users().create(NewUser.of("X", "sales-rep").withLogin("lana")).orElseThrow();
        assertThat(code(admin().users().create(NewUser.of("Y", "sales-rep").withLogin("la\u0301n"))))
                .as("an accent is another letter")
                .isEmpty();
    }

    @Test
    @DisplayName("ACC-01 by default the login is the mailbox's name")
    void mailboxName() {
        assertThat(admin().users()
                        .create(NewUser.of("Wang Wei", "sales-rep").withEmail("W.Wang@example.com"))
                        .orElseThrow()
                        .login())
                .isEqualTo("w.wang");
        assertThat(admin().users()
                        .create(NewUser.of("Wang Wen", "sales-rep").withEmail("w.wang@example.org"))
                        .orElseThrow()
                        .login())
                .isEqualTo("w.wang2");
    }

    @Test
    @DisplayName("ACC-01 advisory: two who create one login at the same moment on two nodes make one user")
    void sameLogin() throws Exception {
        for (int round = 0; round < 20; round++) {
            String login = "twin" + round;
            List<Outcome<User>> both = together(
                    () -> admin().users().create(NewUser.of("A", "sales-rep").withLogin(login)),
                    () -> other.signIn("admin")
                            .users()
                            .create(NewUser.of("B", "sales-rep").withLogin(login.toUpperCase(Locale.ROOT))));
            assertThat(both.stream().filter(Outcome::isDone)).hasSize(1);
        }
    }

    private static <T> List<T> together(Callable<T> here, Callable<T> there) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try {
            List<T> answers = new ArrayList<>();
            for (Future<T> one : threads.invokeAll(List.of(here, there))) {
                answers.add(one.get());
            }
            return answers;
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    @DisplayName("ACC-01 advisory: creating under an id that is taken overwrites nobody")
    void existingId() {
        User lan = test.user("lan");
        AtomicInteger calls = new AtomicInteger();
        Ids fresh = Ids.timeOrdered(test.time::get, new Random(5));
        try (Crm node = Crm.builder()
                .store(new InMemoryStore(test.space))
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .pause(time -> Thread.onSpinWait())
                .ids(() -> calls.getAndIncrement() == 1 ? lan.id() : fresh.next())
                .open()) {
            CrmSession admin = node.signIn("admin");
            calls.set(1); // the next id is that of somebody who is there
            User created =
                    admin.users().create(NewUser.of("Thief", "administrator")).orElseThrow();
            assertThat(created.id()).isNotEqualTo(lan.id());
            assertThat(calls.get()).as("the id was tried").isGreaterThan(2);
            assertThat(test.user("lan")).isEqualTo(lan);
        }
    }

    @Test
    @DisplayName("ACC-01 advisory: a profile update changes name, e-mail and phone, and nothing that gives rights")
    void profile() {
        User before = test.user("lan");
        User after = test.as("lan")
                .account()
                .update(
                        before.version(),
                        new UserProfile("Lan Lan", Optional.of("lan@example.com"), Optional.of("13800138000")))
                .orElseThrow();
        assertThat(after)
                .isEqualTo(new User(
                        before.id(),
                        before.version() + 1,
                        before.login(),
                        "Lan Lan",
                        Optional.of("lan@example.com"),
                        Optional.of("13800138000"),
                        before.department(),
                        before.superior(),
                        before.roles(),
                        before.state(),
                        before.trainedOn(),
                        before.salesCode(),
                        after.trace()));
        assertThat(UserProfile.class.getRecordComponents())
                .extracting(c -> c.getName())
                .containsExactly("name", "email", "phone");
        assertThat(test.as("lan").account().get().orElseThrow()).isEqualTo(after);
        assertThat(code(test.as("lan").account().update(before.version(), UserProfile.of(after))))
                .contains("shared.conflict");
        assertThat(code(test.as("lan")
                        .account()
                        .update(after.version(), UserProfile.of(after).withEmail("no mailbox"))))
                .contains("valid.other");
        assertThat(code(test.as("lin").users().editProfile(after.id(), after.version(), UserProfile.of(before))))
                .contains("access.permission-missing");
        admin().users()
                .editProfile(after.id(), after.version(), UserProfile.of(before))
                .orElseThrow();
        assertThat(test.user("lan").name()).isEqualTo("Lan");
    }

    @Test
    @DisplayName(
            "ACC-01 who applies is nobody yet; whoever approves gives the rights, and may give no more than the own")
    void applied() {
        AccountApplication application = other.applyForAccount(new AccountApplication.Draft(
                        new UserProfile("Zhao Min", Optional.of("zhao.min@example.com"), Optional.of("13900139000")),
                        "joins the sales team"))
                .orElseThrow();
        assertThat(test.crm.trySignIn("zhao.min").isDone()).isFalse();
        assertThat(code(test.as("manager.ma").applications().list(AccountApplication.State.OPEN, 10, Optional.empty())))
                .contains("access.permission-missing");
        assertThat(admin().applications()
                        .list(AccountApplication.State.OPEN, 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .containsExactly(application);
        NewUser place = NewUser.of("somebody else", "sales-rep").below(test.id("manager.ma"));
        assertThat(code(admin().applications()
                        .approve(application.id(), application.version(), NewUser.of("x", "sales-rap"))))
                .contains("access.unknown-role");
        User zhao = admin().applications()
                .approve(application.id(), application.version(), place)
                .orElseThrow();
        assertThat(zhao.name()).isEqualTo("Zhao Min");
        assertThat(zhao.login()).isEqualTo("zhao.min");
        assertThat(zhao.phone()).contains("13900139000");
        assertThat(test.crm.trySignIn("zhao.min").isDone()).isTrue();
        AccountApplication decided =
                admin().applications().get(application.id()).orElseThrow();
        assertThat(decided.userId()).contains(zhao.id());
        assertThat(code(admin().applications().approve(decided.id(), decided.version(), place)))
                .contains("access.application-decided");
        assertThat(code(admin().applications().refuse(decided.id(), decided.version(), "twice")))
                .contains("access.application-decided");
        assertThat(code(admin().applications().get("nothing"))).contains("shared.not-found");
    }

    @Test
    @DisplayName(
            "ACC-01 an application is refused with a reason; strangers cannot fill the store, nor apply where none may")
    void applications() {
        policy("access: {accounts: {openApplications: 2}}");
        AccountApplication.Draft draft = new AccountApplication.Draft(
                new UserProfile("Zhao Min", Optional.empty(), Optional.empty()), "would like to");
        AccountApplication first = other.applyForAccount(draft).orElseThrow();
        other.applyForAccount(draft).orElseThrow();
        assertThat(code(other.applyForAccount(draft))).contains("access.no-applications");
        assertThat(admin().applications()
                        .refuse(first.id(), first.version(), "not known here")
                        .orElseThrow()
                        .reason())
                .contains("not known here");
        other.applyForAccount(draft).orElseThrow();
        policy("access: {accounts: {applications: false}}");
        assertThat(code(other.applyForAccount(draft))).contains("access.no-applications");
    }

    @Test
    @DisplayName("ACC-14 where training is asked for, an account waits for it: created, trained, enabled")
    void training() {
        policy("access: {accounts: {training: true}}");
        User zhao = admin().users().create(NewUser.of("Zhao", "sales-rep")).orElseThrow();
        assertThat(zhao.state()).isEqualTo(User.State.WAITING);
        assertThat(test.crm.trySignIn("zhao").isDone()).isFalse();
        assertThat(code(admin().users().changeActive(zhao.id(), zhao.version(), true)))
                .contains("access.training-missing");
        LocalDate today = LocalDate.ofInstant(TestCrm.NOON, TestCrm.ZONE);
        assertThat(code(admin().users().confirmTraining(zhao.id(), zhao.version(), today.plusDays(1))))
                .contains("access.training-ahead");
        assertThat(code(test.as("manager.ma").users().confirmTraining(zhao.id(), zhao.version(), today)))
                .contains("access.permission-missing");
        User trained = admin().users()
                .confirmTraining(zhao.id(), zhao.version(), today)
                .orElseThrow();
        assertThat(trained.active()).isFalse();
        admin().users().changeActive(zhao.id(), trained.version(), true).orElseThrow();
        assertThat(test.crm.trySignIn("zhao").isDone()).isTrue();
        assertThat(admin().users()
                        .create(NewUser.of("Qian", "sales-rep").trainedOn(today))
                        .orElseThrow()
                        .active())
                .isTrue();
        assertThat(test.crm.trySignIn("lan").isDone())
                .as("who was active before stays so")
                .isTrue();
    }

    @Test
    @DisplayName("ACC-01 a user who owns something is not deleted; one who owns nothing is gone for good")
    void deleted() {
        Customer customer =
                test.as("lan").customers().create(NewCustomer.named("A")).orElseThrow();
        User lan = test.user("lan");
        Outcome<User> owning = admin().users().delete(lan.id(), lan.version());
        assertThat(code(owning)).contains("access.still-owns");
        assertThat(owning.refusals().get(0).message(Locale.CHINESE)).isEqualTo("Lan 名下仍有 1 个客户，请先交接。");
        User ma = test.user("manager.ma");
        assertThat(code(admin().users().delete(ma.id(), ma.version()))).contains("access.still-superior");
        admin().customers()
                .assign(customer.id(), customer.version(), Optional.of(test.id("lin")), "for a reason")
                .orElseThrow();
        assertThat(code(test.as("manager.ma").users().delete(lan.id(), lan.version())))
                .contains("access.permission-missing");
        CrmSession before = test.as("lan");
        User gone = admin().users().delete(lan.id(), lan.version()).orElseThrow();
        assertThat(gone.state()).isEqualTo(User.State.DELETED);
        assertThat(before.users().list().isDone()).isFalse();
        assertThat(other.trySignIn("lan").isDone()).isFalse();
        assertThat(admin().users().list().orElseThrow()).noneMatch(u -> u.id().equals(lan.id()));
        assertThat(code(admin().users().delete(lan.id(), gone.version()))).contains("access.unknown-user");
        assertThat(code(admin().users().changeActive(lan.id(), gone.version(), true)))
                .contains("access.unknown-user");
        assertThat(code(admin().users().create(NewUser.of("Lan", "sales-rep").withLogin("lan"))))
                .as("nobody else becomes lan")
                .contains("access.login-taken");
        assertThat(admin().customers()
                        .assign(customer.id(), customer.version() + 1, Optional.of(lan.id()), "for a reason")
                        .isDone())
                .isFalse();
    }

    @Test
    @DisplayName(
            "ACC-01 deleting a user and giving that user a customer at the same moment leaves no customer without an owner")
    void deletedByRace() throws Exception {
        Customer free = admin().customers().create(NewCustomer.named("Free")).orElseThrow();
        for (int round = 0; round < 20; round++) {
            User user = admin().users()
                    .create(NewUser.of("Round " + round, "sales-rep"))
                    .orElseThrow();
            Customer now = admin().customers().get(free.id()).orElseThrow();
            List<Boolean> both = together(
                    () -> admin().users().delete(user.id(), user.version()).isDone(),
                    () -> other.signIn("admin")
                            .customers()
                            .assign(now.id(), now.version(), Optional.of(user.id()), "for a reason")
                            .isDone());
            assertThat(both).as("round " + round).containsOnlyOnce(true);
            Customer after = admin().customers().get(free.id()).orElseThrow();
            admin().customers()
                    .assign(after.id(), after.version(), Optional.empty(), "for a reason")
                    .orElseThrow();
        }
    }

    @Test
    @DisplayName("ACC-03 the administrator gives codes, numbers run from 01, nobody chooses the own")
    void codes() {
        assertThat(give("lan", "hb12").salesCode()).contains("HB1201");
        assertThat(give("lin", "ＨＢ１２").salesCode()).contains("HB1202");
        assertThat(code(test.as("lan")
                        .salesCodes()
                        .give(test.id("lan"), test.user("lan").version(), "HB12")))
                .contains("access.permission-missing");
        User admin = test.user("admin");
        assertThat(code(admin().salesCodes().give(admin.id(), admin.version(), "HB12")))
                .contains("access.not-oneself");
        for (String wrong : List.of("HB1", "H123", "HB1203", "12HB", "湖北12", "")) {
            User user = test.user("qiu");
            assertThat(code(admin().salesCodes().give(user.id(), user.version(), wrong)))
                    .as(wrong)
                    .contains("access.sales-code-range");
        }
        assertThat(give("lan", "HN01").salesCode()).contains("HN0101");
        assertThat(give("qiu", "HB12").salesCode())
                .as("01 is never given again")
                .contains("HB1203");
        assertThat(admin().salesCodes().of("hb12").orElseThrow())
                .extracting(SalesCode::id)
                .containsExactly("HB1201", "HB1202", "HB1203");
    }

    private User give(String login, String range) {
        User user = test.user(login);
        return admin().salesCodes().give(user.id(), user.version(), range).orElseThrow();
    }

    @Test
    @DisplayName("ACC-03 codes are unique under contention on two nodes, and a full range is a clear refusal")
    void fullRange() throws Exception {
        List<User> users = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            users.add(
                    admin().users().create(NewUser.of("Rep " + i, "sales-rep")).orElseThrow());
        }
        Set<String> given = new TreeSet<>();
        int full = 0;
        for (int i = 0; i < 100; i += 2) {
            User one = users.get(i);
            User two = users.get(i + 1);
            for (Outcome<User> answer : together(
                    () -> admin().salesCodes().give(one.id(), one.version(), "HB12"),
                    () -> other.signIn("admin").salesCodes().give(two.id(), two.version(), "HB12"))) {
                answer.toOptional().flatMap(User::salesCode).ifPresent(given::add);
                full += code(answer).filter("access.sales-code-full"::equals).isPresent() ? 1 : 0;
            }
        }
        assertThat(given).hasSize(99).contains("HB1201", "HB1299");
        assertThat(full).isEqualTo(1);
        User last = users.get(100);
        Outcome<User> refused = admin().salesCodes().give(last.id(), last.version(), "HB12");
        assertThat(refused.refusals().get(0).message(Locale.ENGLISH))
                .isEqualTo("All 99 sales codes of the range HB12 are given. Choose another range.");
        assertThat(admin().salesCodes()
                        .give(last.id(), last.version(), "HB13")
                        .orElseThrow()
                        .salesCode())
                .contains("HB1301");
    }

    @Test
    @DisplayName("ACC-03 a customer that registers with a code is the rep's, whoever enters it, and the cap holds")
    void registered() {
        policy("customer: {maxOwned: 1}");
        give("lan", "HB12");
        Customer customer = test.as("qiu")
                .customers()
                .create(NewCustomer.named("A").withSalesCode(" hb1201"))
                .orElseThrow();
        assertThat(customer.owner()).contains(test.id("lan"));
        assertThat(test.as("lan").customers().get(customer.id()).isDone()).isTrue();
        assertThat(code(test.as("qiu").customers().create(NewCustomer.named("B").withSalesCode("HB1201"))))
                .contains("access.cap-reached");
        assertThat(code(test.as("qiu")
                        .customers()
                        .create(NewCustomer.named("B").withSalesCode("HB1201").ownedBy(test.id("qiu")))))
                .contains("customer.owner-and-code");
    }

    @Test
    @DisplayName("ACC-03 an unknown code, an ended code and one of a disabled rep are refused")
    void refusedCodes() {
        give("lan", "HB12");
        give("lin", "HB12");
        for (String unknown : List.of("HB1203", "HB12", "", "HB12012", "客户")) {
            assertThat(code(admin().customers().create(NewCustomer.named("A").withSalesCode(unknown))))
                    .as(unknown)
                    .contains("access.sales-code-unknown");
        }
        User lan = test.user("lan");
        admin().salesCodes().end(lan.id(), lan.version()).orElseThrow();
        assertThat(code(admin().customers().create(NewCustomer.named("A").withSalesCode("HB1201"))))
                .contains("access.sales-code-ended");
        User lin = test.user("lin");
        admin().users().changeActive(lin.id(), lin.version(), false).orElseThrow();
        assertThat(code(admin().customers().create(NewCustomer.named("A").withSalesCode("HB1202"))))
                .contains("access.sales-code-ended");
        assertThat(admin().customers().named("A").orElseThrow()).isEmpty();
    }

    @Test
    @DisplayName("ACC-10 after all that can happen to accounts the audit trail verifies")
    void verified() {
        give("lan", "HB12");
        give("lan", "HN01");
        test.crm
                .applyForAccount(new AccountApplication.Draft(
                        new UserProfile("Zhao Min", Optional.empty(), Optional.empty()), "would like to"))
                .orElseThrow();
        ResetToken token = admin().accounts().reset(test.id("lan")).orElseThrow();
        test.crm.resetPassword(token.token(), "Correct-horse-1".toCharArray()).orElseThrow();
        for (int i = 0; i < 6; i++) {
            other.authenticate("lan", "Wrong-horse-12".toCharArray(), "laptop");
        }
        admin().accounts().unlock(test.id("lan")).orElseThrow();
        other.authenticate("lan", "Correct-horse-1".toCharArray(), "laptop").orElseThrow();
        other.authenticate("lan", "Correct-horse-1".toCharArray(), "phone").orElseThrow();
        User lan = test.user("lan");
        admin().users().delete(lan.id(), lan.version()).orElseThrow();
        assertThat(admin().audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName("ACC-04 superiors and departments have a history: who, when, from, to")
    void history() {
        User lan = test.user("lan");
        Department north =
                admin().departments().create("North", Optional.empty()).orElseThrow();
        Department south =
                admin().departments().create("South", Optional.empty()).orElseThrow();
        test.time.updateAndGet(t -> t.plus(Duration.ofDays(1)));
        User moved = admin().users()
                .changeSuperior(lan.id(), lan.version(), Optional.of(test.id("manager.mo")))
                .orElseThrow();
        test.time.updateAndGet(t -> t.plus(Duration.ofDays(1)));
        User joined = admin().users()
                .changeDepartment(lan.id(), moved.version(), Optional.of(north.id()))
                .orElseThrow();
        assertThat(joined.department()).contains(north.id());
        assertThat(code(admin().users().changeDepartment(lan.id(), joined.version(), Optional.of("nowhere"))))
                .contains("shared.not-found");
        List<OrganisationChange> steps = admin().users()
                .history(lan.id(), 10, Optional.empty())
                .orElseThrow()
                .items();
        assertThat(steps)
                .extracting(OrganisationChange::what, OrganisationChange::from, OrganisationChange::to)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(
                                OrganisationChange.What.SUPERIOR, Optional.empty(), Optional.of(test.id("manager.ma"))),
                        org.assertj.core.groups.Tuple.tuple(
                                OrganisationChange.What.SUPERIOR,
                                Optional.of(test.id("manager.ma")),
                                Optional.of(test.id("manager.mo"))),
                        org.assertj.core.groups.Tuple.tuple(
                                OrganisationChange.What.DEPARTMENT, Optional.empty(), Optional.of(north.id())));
        assertThat(steps.get(1).at()).isEqualTo(TestCrm.NOON.plus(Duration.ofDays(1)));
        assertThat(steps.get(1).by()).isEqualTo(test.id("admin"));
        admin().departments()
                .move(south.id(), south.version(), Optional.of(north.id()))
                .orElseThrow();
        assertThat(admin().departments()
                        .history(south.id(), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .singleElement()
                .matches(step -> step.to().equals(Optional.of(north.id())));
        assertThat(code(admin().users().history("nobody", 10, Optional.empty())))
                .contains("access.unknown-user");
    }

    @Test
    @DisplayName("ACC-04 changing a superior moves no customer, and moving a customer changes no superior")
    void twoOperations() {
        Customer customer =
                test.as("lan").customers().create(NewCustomer.named("A")).orElseThrow();
        User lan = test.user("lan");
        User moved = admin().users()
                .changeSuperior(lan.id(), lan.version(), Optional.of(test.id("manager.mo")))
                .orElseThrow();
        assertThat(admin().customers().get(customer.id()).orElseThrow()).isEqualTo(customer);
        admin().customers()
                .assign(customer.id(), customer.version(), Optional.of(test.id("rui")), "for a reason")
                .orElseThrow();
        assertThat(test.user("lan")).isEqualTo(moved);
    }

    @Test
    @DisplayName("ACC-04 two who put each other below one another at the same moment on two nodes make no circle")
    void cycleByRace() throws Exception {
        for (int round = 0; round < 20; round++) {
            User ma = test.user("manager.ma");
            User mo = test.user("manager.mo");
            List<Boolean> both = together(
                    () -> admin().users()
                            .changeSuperior(ma.id(), ma.version(), Optional.of(mo.id()))
                            .isDone(),
                    () -> other.signIn("admin")
                            .users()
                            .changeSuperior(mo.id(), mo.version(), Optional.of(ma.id()))
                            .isDone());
            assertThat(new HashSet<>(both)).as("round " + round).isEqualTo(Set.of(true, false));
            for (String login : List.of("manager.ma", "manager.mo")) {
                User user = test.user(login);
                admin().users()
                        .changeSuperior(user.id(), user.version(), Optional.of(test.id("director")))
                        .orElseThrow();
            }
        }
    }
}
