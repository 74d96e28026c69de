package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.customer.cleansing.Fix;
import io.crmkit.customer.cleansing.Rule;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportRow;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CleansingTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession manager = test.as("manager.ma");
    private final CrmSession lan = test.as("lan");

    @AfterEach
    void close() {
        test.close();
    }

    private static Customer create(CrmSession who, String name, Map<String, String> fields) {
        return who.customers()
                .create(NewCustomer.of(Customer.Profile.named(name).withFields(fields)))
                .orElseThrow();
    }

    private static List<Proposal> open(CrmSession who) {
        return who.cleansing()
                .list(Proposal.State.OPEN, 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    private static Proposal one(CrmSession who, Rule rule) {
        return open(who).stream()
                .filter(proposal -> proposal.finding().rule() == rule)
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "CUS-10 a run proposes each finding once; again it proposes nothing, nor after it was declined, until the value changes")
    void once() {
        Customer jade = create(lan, "Jade", Map.of("contactName", "无"));
        CleansingReport dry = manager.cleansing().preview().orElseThrow();
        assertThat(open(manager)).as("a dry run writes nothing").isEmpty();
        CleansingReport first = manager.cleansing().run().orElseThrow();
        assertThat(first.found()).isEqualTo(Map.of(Rule.PLACEHOLDER, 1L)).isEqualTo(dry.found());
        assertThat(dry.rows())
                .extracting(Proposal::id)
                .containsExactly(open(manager).get(0).id());
        assertThat(first.looked()).isEqualTo(1);
        assertThat(manager.cleansing().run().orElseThrow().total()).isZero();
        assertThat(admin.cleansing().run().orElseThrow().total())
                .as("whoever runs it")
                .isZero();
        Proposal proposal = one(lan, Rule.PLACEHOLDER);
        assertThat(proposal.finding().found()).contains("无");
        lan.cleansing()
                .decline(proposal.id(), proposal.version(), "that is her name")
                .orElseThrow();
        assertThat(manager.cleansing().run().orElseThrow().total()).isZero();
        assertThat(open(lan)).isEmpty();
        lan.customers()
                .fill(jade.id(), jade.version(), Map.of("contactName", "test"))
                .orElseThrow();
        assertThat(manager.cleansing().run().orElseThrow().total()).isEqualTo(1);
        assertThat(one(lan, Rule.PLACEHOLDER).finding().found()).contains("test");
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-10 accepting changes the value through the customer's own road; what is gone by itself is settled")
    void accepted() {
        Customer jade = create(lan, "Jade", Map.of("contactName", "无"));
        Customer coral = create(lan, "Coral", Map.of("contactName", "测试"));
        manager.cleansing().run().orElseThrow();
        Proposal proposal = lan.cleansing().of(jade.id()).orElseThrow().get(0);
        assertThat(TestCrm.code(test.as("qiu").cleansing().accept(proposal.id(), 1, Optional.empty(), "ok")))
                .contains("shared.not-found");
        assertThat(TestCrm.code(test.as("fen").cleansing().accept(proposal.id(), 1, Optional.empty(), "ok")))
                .contains("access.permission-missing");
        Proposal done = lan.cleansing()
                .accept(proposal.id(), proposal.version(), Optional.empty(), "nobody there")
                .orElseThrow();
        assertThat(done.state()).isEqualTo(Proposal.State.ACCEPTED);
        Customer after = lan.customers().get(jade.id()).orElseThrow();
        assertThat(after.profile().fields()).doesNotContainKey("contactName");
        assertThat(after.version()).isEqualTo(2);
        assertThat(TestCrm.code(lan.cleansing().accept(done.id(), done.version(), Optional.empty(), "again")))
                .contains("cleansing.decided");
        Proposal other = lan.cleansing().of(coral.id()).orElseThrow().get(0);
        lan.customers()
                .fill(coral.id(), coral.version(), Map.of("contactName", "李娜"))
                .orElseThrow();
        assertThat(TestCrm.code(lan.cleansing().accept(other.id(), other.version(), Optional.empty(), "ok")))
                .contains("cleansing.changed");
        assertThat(manager.cleansing().run().orElseThrow().settled()).isEqualTo(1);
        assertThat(open(lan)).isEmpty();
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName("CUS-11 a protected field needs its approval also when a cleansing proposes the change")
    void protectedField() {
        admin.policies()
                .publish("protected: { fields: { name: APPROVAL } }", "names are approved")
                .orElseThrow();
        Customer jade = create(lan, "test", Map.of());
        manager.cleansing().run().orElseThrow();
        Proposal proposal = one(lan, Rule.PLACEHOLDER);
        assertThat(proposal.finding().fix()).isEqualTo(Fix.ASK);
        assertThat(TestCrm.code(
                        lan.cleansing().accept(proposal.id(), proposal.version(), Optional.empty(), "a real name")))
                .contains("cleansing.value-needed");
        Outcome<Proposal> waits =
                lan.cleansing().accept(proposal.id(), proposal.version(), Optional.of("Jade Ltd"), "a real name");
        assertThat(waits).isInstanceOf(Outcome.Pending.class);
        assertThat(lan.customers().get(jade.id()).orElseThrow().name()).isEqualTo("test");
        assertThat(manager.cleansing().run().orElseThrow().total())
                .as("it waits")
                .isZero();
        String approval = ((Outcome.Pending<Proposal>) waits).approval();
        manager.approvals()
                .refuse(approval, manager.approvals().of(approval).orElseThrow().version(), "no")
                .orElseThrow();
        assertThat(manager.cleansing().run().orElseThrow().total())
                .as("it was refused, and is wrong still")
                .isEqualTo(1);
    }

    @Test
    @DisplayName(
            "CUS-10 an untouched customer is proposed for the bin, one with deals to be confirmed; once until it is touched again")
    void untouched() {
        Customer jade = create(lan, "Jade", Map.of());
        Customer coral = create(lan, "Coral", Map.of());
        lan.opportunities()
                .create(NewOpportunity.of("Pumps", coral.id(), Money.cny("5")))
                .orElseThrow();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(180)));
        assertThat(manager.cleansing().run().orElseThrow().found()).isEqualTo(Map.of(Rule.UNTOUCHED, 2L));
        Proposal bin = lan.cleansing().of(jade.id()).orElseThrow().get(0);
        assertThat(bin.finding().fix()).isEqualTo(Fix.BIN);
        lan.cleansing()
                .accept(bin.id(), bin.version(), Optional.empty(), "gone")
                .orElseThrow();
        assertThat(TestCrm.code(lan.customers().get(jade.id()))).contains("bin.there");
        Proposal confirm = lan.cleansing().of(coral.id()).orElseThrow().get(0);
        assertThat(confirm.finding().fix()).isEqualTo(Fix.CONFIRM);
        lan.cleansing()
                .accept(confirm.id(), confirm.version(), Optional.empty(), "called them")
                .orElseThrow();
        assertThat(lan.customers().get(coral.id()).orElseThrow().attested()).isPresent();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(190)));
        assertThat(manager.cleansing().run().orElseThrow().total()).isZero();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(360)));
        assertThat(manager.cleansing().run().orElseThrow().found()).isEqualTo(Map.of(Rule.UNTOUCHED, 1L));
    }

    @Test
    @DisplayName("CUS-10 two that are probably one are proposed once for both, and become one when that is accepted")
    void duplicates() {
        Map<String, String> same = Map.of("contactName", "王伟", "contactPhone", "13812345678");
        Customer older = create(lan, "腾云科技有限公司", same);
        test.time.set(TestCrm.NOON.plusSeconds(60));
        Customer younger = create(test.as("lin"), "腾云科技", same);
        assertThat(manager.cleansing().preview().orElseThrow().found()).isEqualTo(Map.of(Rule.DUPLICATE, 1L));
        assertThat(manager.cleansing().run().orElseThrow().found()).isEqualTo(Map.of(Rule.DUPLICATE, 1L));
        assertThat(manager.cleansing().run().orElseThrow().total()).isZero();
        assertThat(open(lan)).as("Lan does not see the other").isEmpty();
        Proposal pair = one(manager, Rule.DUPLICATE);
        manager.cleansing()
                .accept(pair.id(), pair.version(), Optional.empty(), "one company")
                .orElseThrow();
        assertThat(manager.customers().get(younger.id()).orElseThrow().id()).isEqualTo(older.id());
        assertThat(manager.cleansing().run().orElseThrow().total()).isZero();
        assertThat(open(manager)).isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-06 CUS-10 a cleansing proposes just the pairs that a scan finds: what agreement is worth, the base says")
    void likeTheScan() {
        List<String> brands =
                List.of("青山", "长河", "远景", "天元", "博雅", "嘉禾", "明德", "瑞丰", "金石", "海纳", "东方", "百川", "中正", "和信", "新科");
        for (int i = 0; i < brands.size(); i++) {
            for (String form : List.of("科技有限公司", "科技股份有限公司")) {
                String phone = "1381234" + (form.length() == 6 ? 5000 + i : 7000 + i);
                create(lan, "武汉" + brands.get(i) + form, Map.of("contactPhone", phone));
            }
        }
        Map<String, String> same = Map.of("contactName", "王伟", "contactPhone", "13987654321");
        create(lan, "腾云科技有限公司", same);
        create(lan, "腾云科技", same);
        List<String> found = manager.duplicates().scan(Set.of("customer"), 100).orElseThrow().groups().stream()
                .map(group -> group.members().stream()
                        .map(member -> member.record().id())
                        .sorted()
                        .collect(Collectors.joining(":")))
                .sorted()
                .toList();
        assertThat(found).isNotEmpty();
        manager.cleansing().run().orElseThrow();
        assertThat(open(manager))
                .filteredOn(proposal -> proposal.finding().rule() == Rule.DUPLICATE)
                .extracting(proposal -> proposal.id().replaceFirst("^[^:]+:", ""))
                .containsExactlyInAnyOrderElementsOf(found);
    }

    @Test
    @DisplayName(
            "ACC-07 a proposal about a field behind a wall is neither made by nor shown to whoever does not see the field")
    void walls() {
        Customer jade = create(lan, "Jade", Map.of("contactName", "无"));
        admin.cleansing().run().orElseThrow();
        assertThat(open(lan)).hasSize(1);
        admin.policies()
                .publish(
                        "access: { roles: { sales-rep: { walls: { customer.contactName: HIDDEN } },"
                                + " sales-manager: { walls: { customer.contactName: MASKED } } } }",
                        "discreet")
                .orElseThrow();
        Proposal proposal = one(admin, Rule.PLACEHOLDER);
        assertThat(open(lan)).isEmpty();
        assertThat(open(manager)).isEmpty();
        assertThat(lan.cleansing().of(jade.id()).orElseThrow()).isEmpty();
        assertThat(lan.cleansing()
                        .accept(proposal.id(), proposal.version(), Optional.empty(), "ok")
                        .refusals()
                        .toString())
                .isEqualTo(lan.cleansing()
                        .accept("nothing", 1, Optional.empty(), "ok")
                        .refusals()
                        .toString()
                        .replace("nothing", proposal.id()));
        assertThat(manager.cleansing().preview().orElseThrow().total()).isZero();
        assertThat(manager.cleansing().run().orElseThrow().settled())
                .as("what the manager does not see stays")
                .isZero();
        assertThat(open(admin)).hasSize(1);
    }

    @Test
    @DisplayName(
            "CUS-16 an imported row whose customer is in the bin is refused with that, and told no more to whoever could not see it")
    void imports() {
        ImportRow row = new ImportRow("old", "7", "x", Map.of("name", "Jade", "owner", "Lan"));
        Customer jade =
                admin.customers().get(load(admin, row).orElseThrow().id()).orElseThrow();
        lan.bin().put(jade.id(), jade.version(), "rubbish").orElseThrow();
        Outcome<ImportEntity.Loaded> again = load(admin, row);
        assertThat(TestCrm.code(again)).contains("bin.there");
        lan.bin().restore(jade.id(), "back").orElseThrow();
        assertThat(load(admin, row).orElseThrow().effect()).isEqualTo(ImportEntity.Effect.UNCHANGED);
        Customer now = lan.customers().get(jade.id()).orElseThrow();
        lan.bin().put(jade.id(), now.version(), "rubbish").orElseThrow();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(31)));
        admin.bin().purge().orElseThrow();
        assertThat(load(admin, row).orElseThrow().effect())
                .as("the id is free again")
                .isEqualTo(ImportEntity.Effect.NEW);
    }

    private static Outcome<ImportEntity.Loaded> load(CrmSession who, ImportRow row) {
        return who.importable().stream()
                .filter(entity -> entity.name().equals("customer"))
                .findFirst()
                .orElseThrow()
                .load(List.of(row))
                .get(0);
    }

    @Test
    @DisplayName("CUS-10 it is due once a week, from the weekday of the policy on")
    void weekly() {
        create(lan, "Jade", Map.of());
        assertThat(manager.cleansing().runIfDue().orElseThrow()).isPresent();
        assertThat(manager.cleansing().runIfDue().orElseThrow()).isEmpty();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(6))); // Sunday
        assertThat(manager.cleansing().runIfDue().orElseThrow()).isEmpty();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(7)));
        assertThat(manager.cleansing().runIfDue().orElseThrow()).isPresent();
        assertThat(TestCrm.code(lan.cleansing().run())).contains("access.permission-missing");
    }

    @Test
    @DisplayName(
            "CUS-10 POL-03 two nodes that run at once share the pages: every customer is looked at once, every finding is there once")
    void twoNodes() throws Exception {
        admin.policies().publish("customer: { maxOwned: 1000 }", "many").orElseThrow();
        for (int i = 0; i < 410; i++) {
            create(lan, "Customer " + i, Map.of("contactName", "无"));
        }
        List<java.util.concurrent.Callable<CleansingReport>> both = List.of(1, 2).stream()
                .<java.util.concurrent.Callable<CleansingReport>>map(node -> () -> {
                    try (io.crmkit.Crm crm =
                            TestCrm.open(new io.crmkit.spi.storage.InMemoryStore(test.space), test.time::get, node)) {
                        return crm.signIn("manager.ma").cleansing().run().orElseThrow();
                    }
                })
                .toList();
        java.util.concurrent.ExecutorService threads = java.util.concurrent.Executors.newFixedThreadPool(2);
        long most = 0;
        for (java.util.concurrent.Future<CleansingReport> report : threads.invokeAll(both)) {
            most = Math.max(most, report.get().found().getOrDefault(Rule.PLACEHOLDER, 0L));
        }
        threads.shutdown();
        assertThat(most).isEqualTo(410);
        long proposals = 0;
        Optional<String> token = Optional.empty();
        do {
            var page = manager.cleansing().list(Proposal.State.OPEN, 100, token).orElseThrow();
            proposals += page.items().stream()
                    .filter(proposal -> proposal.finding().rule() == Rule.PLACEHOLDER && proposal.version() == 1)
                    .count();
            token = page.next();
        } while (token.isPresent());
        assertThat(proposals).as("none written twice").isEqualTo(410);
    }

    /** A role that sees all customers. */
    private CrmSession guest(String permissions, String walls) {
        admin.policies()
                .publish(
                        "access: { roles: { guest: { name: { zh: 客人, en: guest }, reach: ALL, permissions: ["
                                + permissions + "], walls: { " + walls + " } } } }",
                        "guests")
                .orElseThrow();
        admin.users().create(NewUser.of("Guest", "guest")).orElseThrow();
        return test.as("guest");
    }

    private static final String CLEANS =
            "'customer:view', 'customer:create', 'cleansing:view', 'cleansing:run', 'cleansing:edit'";

    @Test
    @DisplayName(
            "ACC-06 ACC-07 who may not view contacts is told no proposal about one, settles none, and cannot tell it from none; reading them is on record")
    void contacts() {
        Customer jade = create(lan, "Jade", Map.of());
        lan.contacts()
                .create(NewContact.of(jade.id(), Contact.Details.of("none", "13800138000")))
                .orElseThrow();
        admin.cleansing().run().orElseThrow();
        Proposal proposal = one(lan, Rule.PLACEHOLDER);
        assertThat(proposal.finding().found()).contains("none");
        assertThat(admin.audit()
                        .list(Optional.of(test.id("lan")), Optional.of("contact"), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .as("who read what it says of a person")
                .hasSize(1)
                .allSatisfy(entry -> assertThat(entry.operation()).isEqualTo("cleansing.view"));
        CrmSession guest = guest(CLEANS, "");
        assertThat(open(guest)).isEmpty();
        assertThat(guest.cleansing().of(jade.id()).orElseThrow()).isEmpty();
        assertThat(guest.cleansing().get(proposal.id()).refusals().toString().replace(proposal.id(), "ID"))
                .isEqualTo(
                        guest.cleansing().get("nothing").refusals().toString().replace("nothing", "ID"));
        assertThat(guest.cleansing().preview().orElseThrow().settled()).isZero();
        assertThat(guest.cleansing().run().orElseThrow().settled()).isZero();
        assertThat(one(admin, Rule.PLACEHOLDER)).isEqualTo(proposal);
    }

    @Test
    @DisplayName("ACC-07 that two are probably one is told to whoever sees all of both, since anything may say so")
    void pairsBehindWalls() {
        create(lan, "北京晨星科技有限公司", WANG);
        create(lan, "北京晨星科技有限责任公司", WANG);
        admin.cleansing().run().orElseThrow();
        Proposal pair = one(admin, Rule.DUPLICATE);
        CrmSession guest = guest(CLEANS, "customer.contactPhone: HIDDEN");
        assertThat(open(guest)).isEmpty();
        assertThat(TestCrm.code(guest.cleansing().get(pair.id()))).contains("shared.not-found");
        assertThat(guest.cleansing().preview().orElseThrow().total()).isZero();
        assertThat(guest.cleansing().run().orElseThrow().settled()).isZero();
        assertThat(one(admin, Rule.DUPLICATE)).isEqualTo(pair);
    }

    @Test
    @DisplayName("ACC-06 a customer that is out of sight goes, and no number of a cleansing tells of it")
    void unseenGoes() {
        List<Customer> both = List.of(create(lan, "北京晨星科技有限公司", WANG), create(test.as("qiu"), "北京晨星科技有限责任公司", WANG));
        admin.cleansing().run().orElseThrow();
        Proposal pair = one(admin, Rule.DUPLICATE);
        Customer named = both.stream()
                .filter(customer -> customer.id().equals(pair.customer()))
                .findFirst()
                .orElseThrow();
        Customer other = both.get(1 - both.indexOf(named));
        CrmSession sees = named.owner().equals(both.get(0).owner()) ? manager : test.as("manager.mo");
        CleansingReport before = sees.cleansing().preview().orElseThrow();
        test.as("director").bin().put(other.id(), other.version(), "rubbish").orElseThrow();
        assertThat(sees.cleansing().preview().orElseThrow()).isEqualTo(before);
        assertThat(sees.cleansing().run().orElseThrow().settled()).isZero();
    }

    private static final Map<String, String> WANG = Map.of("contactName", "王伟", "contactPhone", "13812345678");

    @Test
    @DisplayName(
            "CUS-06 CUS-10 ACC-06 what goes to the bin, is merged or goes out of sight between the scan of a cleansing and its page is not proposed")
    void sinceTheScan() {
        for (String how : List.of("stays", "bin", "merge", "sight")) {
            AtomicReference<Runnable> between = new AtomicReference<>(() -> {});
            InMemoryStore sound = new InMemoryStore();
            RecordStore watched = (RecordStore) Proxy.newProxyInstance(
                    getClass().getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                        if (method.getName().startsWith("find")
                                && Arrays.toString(args).contains("cleansing_run")) {
                            between.getAndSet(() -> {}).run(); // the scan is over, its first page not yet read
                        }
                        try {
                            return method.invoke(sound, args);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    });
            try (TestCrm other = new TestCrm(watched)) {
                CrmSession rep = other.as("lan");
                CrmSession director = other.as("director");
                create(rep, "北京晨星科技有限公司", WANG);
                Customer goes = create(rep, "北京晨星科技有限责任公司", WANG);
                Customer third = create(rep, "Coral", Map.of());
                between.set(() -> {
                    switch (how) {
                        case "bin" ->
                            rep.bin().put(goes.id(), goes.version(), "rubbish").orElseThrow();
                        case "merge" ->
                            other.as("admin")
                                    .merges()
                                    .merge(Merges.Pair.of(third, goes, "one"))
                                    .orElseThrow();
                        case "sight" ->
                            director.customers()
                                    .assign(goes.id(), goes.version(), Optional.of(other.id("qiu")), "near")
                                    .orElseThrow();
                        default -> {}
                    }
                });
                CleansingReport report =
                        other.as("manager.ma").cleansing().run().orElseThrow();
                assertThat(report.found().getOrDefault(Rule.DUPLICATE, 0L))
                        .as(how)
                        .isEqualTo(how.equals("stays") ? 1 : 0);
                try (Stream<StoredRecord> all = other.crm.snapshot()) {
                    assertThat(all.filter(record -> record.key().type().equals("cleansing_proposal")))
                            .as(how)
                            .hasSize(how.equals("stays") ? 1 : 0);
                }
            }
        }
    }
}
