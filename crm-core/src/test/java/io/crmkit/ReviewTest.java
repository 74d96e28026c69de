package io.crmkit;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.audit.AuditTrail;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportRow;
import io.crmkit.insight.Report;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StorageException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a reviewer with fresh eyes once broke. */
class ReviewTest {

    private static ImportEntity entity(CrmSession session, String name) {
        return session.importable().stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static ImportRow row(String id, Map<String, Object> values) {
        return new ImportRow("test", id, "f", values);
    }

    @Test
    @DisplayName("CUS-16 a batch that must be tried again loads the same as one that need not")
    void retriedBatch() {
        FaultyStore store = new FaultyStore(new InMemoryStore());
        try (TestCrm test = new TestCrm(store)) {
            CrmSession admin = test.as("admin");
            List<ImportRow> rows = List.of(
                    row("1", Map.of("name", "Top Ltd")), row("2", Map.of("name", "Sub Ltd", "parent", "Top Ltd")));
            store.failCommits(2, StorageException.Kind.TRANSIENT);
            List<Outcome<ImportEntity.Loaded>> first = entity(admin, "customer").load(rows);
            assertThat(first).allMatch(o -> o.orElseThrow().effect() == ImportEntity.Effect.NEW);
            store.failCommits(2, StorageException.Kind.TRANSIENT);
            List<Outcome<ImportEntity.Loaded>> deals = entity(admin, "opportunity")
                    .load(List.of(row("3", Map.of("name", "Deal", "customer", "Top Ltd", "owner", "Lan"))));
            assertThat(deals.get(0).isDone()).isTrue();
            assertThat(admin.customers()
                            .list(10, Optional.empty())
                            .orElseThrow()
                            .items())
                    .hasSize(2);
            assertThat(admin.customers()
                            .get(first.get(1).orElseThrow().id())
                            .orElseThrow()
                            .profile()
                            .parent())
                    .contains(first.get(0).orElseThrow().id());
        }
    }

    @Test
    @DisplayName("ACC-15 a dealer's administrator stays within the branch and gives no role but the dealers'")
    void dealer() {
        try (TestCrm test = new TestCrm()) {
            CrmSession admin = test.as("admin");
            String branch = admin.departments()
                    .create("Branch", Optional.empty())
                    .orElseThrow()
                    .id();
            User boss = admin.users()
                    .create(NewUser.of("Dealer Boss", "dealer-administrator").in(branch))
                    .orElseThrow();
            CrmSession dealer = test.as(boss.login());
            assertThat(dealer.users().list().orElseThrow().stream().map(User::login))
                    .containsExactly("dealer.boss");
            assertThat(code(dealer.users().byLogin("admin"))).contains("access.unknown-user");
            assertThat(code(dealer.users()
                            .create(NewUser.of("X", "administrator").below(boss.id()))))
                    .contains("access.role-not-yours-to-give");
            assertThat(code(dealer.users().create(NewUser.of("X", "dealer-rep"))))
                    .contains("access.out-of-reach");
            assertThat(dealer.users()
                            .create(NewUser.of("Rep", "dealer-rep")
                                    .below(boss.id())
                                    .in(branch))
                            .isDone())
                    .isTrue();
            User root = test.user("admin");
            assertThat(code(dealer.users().changeActive(root.id(), root.version(), false)))
                    .contains("access.unknown-user");
        }
    }

    @Test
    @DisplayName("ACC-05 somebody can always put things right: the last administrator stays one")
    void lockOut() {
        try (TestCrm test = new TestCrm()) {
            CrmSession admin = test.as("admin");
            User second =
                    admin.users().create(NewUser.of("Second", "administrator")).orElseThrow();
            User first = test.user("admin");
            CrmSession other = test.as("second");
            assertThat(other.users()
                            .changeActive(first.id(), first.version(), false)
                            .isDone())
                    .isTrue();
            assertThat(code(other.users().changeActive(second.id(), second.version(), false)))
                    .contains("access.not-oneself");
            assertThat(code(other.policies().publish("access: {roles: {administrator: {permissions: []}}}", "oops")))
                    .contains("access.nobody-left");
        }
        Crm fresh = TestCrm.open(new InMemoryStore(), () -> TestCrm.NOON, 1);
        assertThat(code(fresh.setUp())).contains("access.nobody-left");
        assertThat(code(fresh.setUp(NewUser.of("Rep", "sales-rep")))).contains("access.nobody-left");
        assertThat(fresh.isSetUp()).isFalse();
    }

    @Test
    @DisplayName("ACC-10 verification does not take entries that are written meanwhile for foreign ones")
    void verifyWhileWriting() throws Exception {
        try (TestCrm test = new TestCrm()) {
            AtomicBoolean stop = new AtomicBoolean();
            var writers = Executors.newFixedThreadPool(2);
            try {
                for (String login : List.of("lan", "qiu")) {
                    writers.execute(() -> {
                        CrmSession session = test.as(login);
                        for (int i = 0; i < 150 && !stop.get(); i++) {
                            session.customers().create(NewCustomer.named(login + i));
                        }
                    });
                }
                for (int i = 0; i < 30; i++) {
                    AuditTrail.Verification found =
                            test.as("director").audit().verify().orElseThrow();
                    assertThat(found.firstBroken()).isEmpty();
                }
            } finally {
                stop.set(true);
                writers.shutdownNow();
            }
        }
    }

    @Test
    @DisplayName("POL-01 a policy that would break the rules is refused, with the path of what is missing")
    void brokenPolicies() {
        assertThat(fields("pipeline: {lostReasons: [{name: {zh: 甲, en: a}}]}")).contains("pipeline.lostReasons[0].key");
        assertThat(fields("customer: {industries: [{name: {zh: 甲, en: a}}]}")).contains("customer.industries[0].key");
        assertThat(fields("scoring: {grades: {bands: [{grade: A, from: -5}]}}"))
                .contains("scoring.grades.bands[0].from");
        assertThat(fields("""
                        pipeline:
                          stages:
                            - {id: a, name: {zh: 甲, en: a}, meaning: WON, probability: 300}
                        """)).contains("pipeline.stages", "pipeline.stages[0].probability");
        assertThat(fields("pipeline: {stages: [{id: a, name: {zh: 甲}, meaning: OPEN}]}"))
                .contains("pipeline.stages[0].name.en", "pipeline.stages[0].probability");
        Crm.checkPolicy("customer: {industries: [{key: &k retail, name: {zh: 零, en: *k}}]}")
                .orElseThrow();
    }

    private static List<String> fields(String document) {
        return Crm.checkPolicy(document).refusals().stream()
                .map(r -> r.field().orElse(""))
                .toList();
    }

    @Test
    @DisplayName("PIP-04 a stage in use cannot be removed")
    void stageInUse() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            Customer a = lan.customers().create(NewCustomer.named("A")).orElseThrow();
            lan.opportunities()
                    .create(NewOpportunity.of("D", a.id(), Money.cny("5")))
                    .orElseThrow();
            String without = """
                    pipeline:
                      stages:
                        - {id: begun, name: {zh: 开始, en: begun}, meaning: OPEN, probability: 10}
                        - {id: won, name: {zh: 赢, en: won}, meaning: WON, probability: 100}
                        - {id: lost, name: {zh: 输, en: lost}, meaning: LOST, probability: 0}
                    """;
            assertThat(code(test.as("admin").policies().publish(without, "new stages")))
                    .contains("pipeline.stage-in-use");
        }
    }

    @Test
    @DisplayName("CUS-02 two edits at once do not make a circle of parents")
    void circleRace() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (TestCrm test = new TestCrm()) {
                CrmSession lan = test.as("lan");
                Customer a = lan.customers().create(NewCustomer.named("A")).orElseThrow();
                Customer b = lan.customers().create(NewCustomer.named("B")).orElseThrow();
                var threads = Executors.newFixedThreadPool(2);
                try {
                    threads.invokeAll(List.of(
                            () -> lan.customers().edit(a.id(), 1, below(a, b)),
                            () -> lan.customers().edit(b.id(), 1, below(b, a))));
                } finally {
                    threads.shutdownNow();
                }
                assertThat(List.of(a, b))
                        .filteredOn(c -> lan.customers()
                                .get(c.id())
                                .orElseThrow()
                                .profile()
                                .parent()
                                .isPresent())
                        .hasSize(1);
            }
        }
    }

    private static Customer.Profile below(Customer customer, Customer parent) {
        return Customer.Profile.named(customer.name()).below(parent.id());
    }

    @Test
    @DisplayName("INS-04 great amounts add up in reports; what people enter is bounded and never negative")
    void greatAmounts() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            Customer a = lan.customers().create(NewCustomer.named("A")).orElseThrow();
            for (int i = 0; i < 3; i++) {
                lan.opportunities()
                        .create(NewOpportunity.of("D" + i, a.id(), Money.cny("99999999999999")))
                        .orElseThrow();
            }
            Report funnel =
                    test.as("director").reports().get(Reports.Name.FUNNEL).orElseThrow();
            assertThat(funnel.rows().get(0).get(3)).isEqualTo(Money.cny("299999999999997"));
            assertThat(code(lan.opportunities().create(NewOpportunity.of("E", a.id(), Money.cny("100000000000000")))))
                    .contains("valid.amount");
            assertThat(code(lan.opportunities().create(NewOpportunity.of("E", a.id(), Money.cny("-1")))))
                    .contains("valid.amount");
        }
    }

    @ParameterizedTest
    @DisplayName("CUS-03 text that no store keeps or no screen shows honestly is refused, not thrown")
    @ValueSource(strings = {"a\u0000b", "a\uD800b", "a\u202Egnp.exe", "a\u001B[31m"})
    void hostileText(String name) {
        try (TestCrm test = new TestCrm()) {
            Outcome<Customer> outcome = test.as("lan").customers().create(NewCustomer.named(name));
            assertThat(code(outcome)).contains("valid.text");
        }
    }

    @Test
    @DisplayName("CUS-16 one bad cell is refused and the rest of the batch goes on")
    void badCell() {
        try (TestCrm test = new TestCrm()) {
            List<Outcome<ImportEntity.Loaded>> outcomes = entity(test.as("admin"), "customer")
                    .load(List.of(
                            row("1", Map.of("name", "A", "employees", 3_000_000_000L)), row("2", Map.of("name", "B"))));
            assertThat(code(outcomes.get(0))).contains("valid.whole");
            assertThat(outcomes.get(1).isDone()).isTrue();
        }
    }

    @Test
    @DisplayName("CUS-12 nobody fills the cap of a user out of reach, on any path")
    void assignOutOfReach() {
        try (TestCrm test = new TestCrm()) {
            Customer a =
                    test.as("lan").customers().create(NewCustomer.named("A")).orElseThrow();
            assertThat(code(test.as("manager.ma")
                            .customers()
                            .assign(a.id(), a.version(), Optional.of(test.id("qiu")), "for a reason")))
                    .contains("access.out-of-reach");
            assertThat(test.as("manager.ma")
                            .customers()
                            .assign(a.id(), a.version(), Optional.of(test.id("lin")), "for a reason")
                            .isDone())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("ACC-09 what was forbidden is on record with the record it was about")
    void forbiddenOnRecord() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            Customer a = lan.customers().create(NewCustomer.named("A")).orElseThrow();
            Opportunity deal = lan.opportunities()
                    .create(NewOpportunity.of("D", a.id(), Money.cny("5")))
                    .orElseThrow();
            test.as("director")
                    .opportunities()
                    .assign(deal.id(), 1, test.id("qiu"))
                    .orElseThrow();
            assertThat(code(test.as("qiu").customers().edit(a.id(), 1, a.profile())))
                    .contains("access.out-of-reach");
            assertThat(test.as("director")
                            .audit()
                            .list(Optional.of(test.id("qiu")), Optional.empty(), 5, Optional.empty())
                            .orElseThrow()
                            .items())
                    .anyMatch(e -> !e.done() && e.subject().equals("customer/" + a.id()));
        }
    }

    @Test
    @DisplayName("ACC-19 nobody passes a gate of the own deal")
    void ownGate() {
        try (TestCrm test = new TestCrm()) {
            User both = test.as("admin")
                    .users()
                    .create(new NewUser(
                            "Both",
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            Optional.empty(),
                            new java.util.TreeSet<>(Set.of("sales-rep", "finance", "sales-manager"))))
                    .orElseThrow();
            CrmSession session = test.as(both.login());
            Customer a = session.customers()
                    .create(NewCustomer.named("A").ownedBy(both.id()))
                    .orElseThrow();
            Opportunity deal = session.opportunities()
                    .create(NewOpportunity.of("D", a.id(), Money.cny("5")))
                    .orElseThrow();
            Opportunity won = session.opportunities()
                    .move(deal, Stage.WON, Evidence.contract("N", Money.cny("5"), LocalDate.of(2026, 3, 1)))
                    .orElseThrow();
            assertThat(code(session.opportunities().confirmFirstPayment(won.id(), won.version())))
                    .contains("pipeline.own-deal");
            assertThat(session.opportunities().move(won, Stage.IN_DEPTH, Evidence.because("back")))
                    .as("others decide about the own deal")
                    .isInstanceOf(Outcome.Pending.class);
        }
    }

    @Test
    @DisplayName("INS-06 namesakes stay apart in reports")
    void namesakes() {
        try (TestCrm test = new TestCrm()) {
            List<String> names = new ArrayList<>();
            for (String login : List.of("lan", "qiu")) {
                CrmSession session = test.as(login);
                Customer acme =
                        session.customers().create(NewCustomer.named("Acme")).orElseThrow();
                Opportunity deal = session.opportunities()
                        .create(NewOpportunity.of("D", acme.id(), Money.cny("60000")))
                        .orElseThrow();
                session.opportunities()
                        .move(deal, Stage.WON, Evidence.contract("N", Money.cny("60000"), LocalDate.of(2026, 3, 1)))
                        .orElseThrow();
                names.add("Acme (" + acme.id() + ")");
            }
            Report report =
                    test.as("director").reports().get(Reports.Name.ACCOUNTS).orElseThrow();
            assertThat(report.rows().stream().map(r -> (Object) String.valueOf(r.get(0))))
                    .containsExactlyInAnyOrderElementsOf(names);
            assertThat(report.notes().get(0).in(Locale.ENGLISH)).contains("C 2");
        }
    }

    @Test
    @DisplayName("ACC-01 a store that is full still lets people sign in and read")
    void signInOnFullStore() {
        FaultyStore store = new FaultyStore(new InMemoryStore());
        try (TestCrm test = new TestCrm(store)) {
            store.failCommits(1_000, StorageException.Kind.FULL);
            assertThat(test.as("lan").customers().list(10, Optional.empty()).isDone())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("ACC-10 a lane that the store holds differently does not make the node busy for ever")
    void laneOutOfStep() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (TestCrm one = new TestCrm(new InMemoryStore(space))) {
            one.as("lan").customers().create(NewCustomer.named("A")).orElseThrow();
            // a second node with the same randomness draws the same lane names and ids
            try (Crm twin = TestCrm.open(new InMemoryStore(space), one.time::get, 7)) {
                assertThat(twin.signIn("lan")
                                .customers()
                                .create(NewCustomer.named("B"))
                                .isDone())
                        .isTrue();
            }
            List<Refusal> refusals =
                    one.as("lan").customers().create(NewCustomer.named("C")).refusals();
            assertThat(refusals).isEmpty();
        }
    }

    @Test
    @DisplayName("CUS-03 an edit need not justify again what it leaves as it is")
    void editKeepsWhatItIs() {
        try (TestCrm test = new TestCrm()) {
            CrmSession director = test.as("director");
            Customer top = director.customers()
                    .create(NewCustomer.named("Top").ownedBy(test.id("qiu")))
                    .orElseThrow();
            Customer.Profile sub = below(top, top);
            Customer below = director.customers()
                    .create(NewCustomer.of(sub).ownedBy(test.id("lan")))
                    .orElseThrow();
            assertThat(code(test.as("lan").customers().get(top.id()))).contains("shared.not-found");
            assertThat(test.as("lan")
                            .customers()
                            .edit(below.id(), below.version(), below.profile().inIndustry("retail"))
                            .isDone())
                    .isTrue();
        }
    }
}
