package io.crmkit.access;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmBuilder;
import io.crmkit.CrmSession;
import io.crmkit.SignedIn;
import io.crmkit.TestCrm;
import io.crmkit.approval.Approvals;
import io.crmkit.audit.AuditEntry;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.exchange.ImportRow;
import io.crmkit.internal.road.Permission;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Wall;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.Query;
import io.crmkit.spi.storage.RecordKey;
import io.crmkit.spi.storage.RecordStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What no story tells: each check of a guard by itself, also those behind which another one stands. */
class GuardsTest {

    private static final String GOOD = "Correct-horse-1";
    private static final String BETTER = "Correct-horse-2";

    private static final String POLICY = """
            access:
              accounts: { passwords: { memoryKib: 7168, iterations: 1 } }
              roles:
                bystander: { name: { zh: 旁观, en: bystander }, reach: ALL, permissions: ['department:view'] }
                mover: { name: { zh: 调整, en: mover }, reach: ALL, permissions: ['department:edit'] }
                viewer: { name: { zh: 查看, en: viewer }, reach: ALL, permissions: ['user:view', 'customer:view'] }
                auditor: { name: { zh: 审计, en: auditor }, reach: ALL, permissions: ['audit:view'] }
                explainer:
                  { name: { zh: 解释, en: explainer }, reach: OWN, permissions: ['access:explain', 'access:who-can', 'customer:view'] }
                giver: { name: { zh: 分配, en: giver }, reach: OWN, permissions: ['opportunity:assign'] }
                watcher: { name: { zh: 观察, en: watcher }, reach: ALL, permissions: ['opportunity:view'] }
                neighbour: { name: { zh: 邻居, en: neighbour }, reach: DEPARTMENT, permissions: ['customer:view'] }
                half: { name: { zh: 半个, en: half }, reach: ALL, permissions: ['user:*'], gives: ['*'] }
                branch: { name: { zh: 分支, en: branch }, reach: SUBORDINATES, permissions: ['user:*'], gives: ['sales-rep'] }
                clerk:
                  { name: { zh: 文员, en: clerk }, reach: ALL, permissions: ['user:view', 'user:create'], gives: ['sales-rep'] }
                editor:
                  { name: { zh: 编辑, en: editor }, reach: ALL, permissions: ['customer:edit'], walls: { customer.remark: READ_ONLY } }
                guest:
                  name: { zh: 来宾, en: guest }
                  reach: ALL
                  permissions: ['customer:view', 'customer:edit', 'audit:view']
                  walls: { customer.remark: HIDDEN }
            """;

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");

    GuardsTest() {
        publish(POLICY);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void publish(String document) {
        admin.policies().publish(document, "guards").orElseThrow();
    }

    private CrmSession made(String login, String... roles) {
        admin.users().create(NewUser.of(login, roles).withLogin(login)).orElseThrow();
        return test.as(login);
    }

    private void active(String login, boolean active) {
        User user = test.user(login);
        admin.users().changeActive(user.id(), user.version(), active).orElseThrow();
    }

    private Customer lans() {
        return test.as("lan").customers().create(NewCustomer.named("Jade")).orElseThrow();
    }

    /** The codes of all refusals, without what is only said of this one. */
    private static List<String> codes(Outcome<?> outcome) {
        return outcome.refusals().stream()
                .map(r -> r.rule() + " " + r.code() + " " + r.field().orElse("") + " ["
                        + r.missing().orElse("") + "]")
                .toList();
    }

    private static ImportRow row(Map<String, Object> values) {
        return new ImportRow("old", "1", values.toString(), values);
    }

    /** A node on the same store that does something else in the middle of the first call that fits. */
    private CrmBuilder node(BiPredicate<String, Object[]> when, Runnable meanwhile) {
        AtomicReference<Optional<Runnable>> once = new AtomicReference<>(Optional.of(meanwhile));
        RecordStore store = new InMemoryStore(test.space);
        RecordStore hooked = (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    if (args != null && when.test(method.getName(), args)) {
                        once.getAndSet(Optional.empty()).ifPresent(Runnable::run);
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        return Crm.builder()
                .store(hooked)
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .pause(time -> Thread.onSpinWait());
    }

    // The directory

    @Test
    @DisplayName("ACC-05 ACC-06 ACC-07 the pure rules: who is not active has nothing, who has no role sees nothing")
    void rules() {
        made("lonely", "bystander");
        made("two", "viewer", "editor");
        active("lan", false);
        Policy policy = Crm.checkPolicy(POLICY).orElseThrow();
        Directory directory = new Directory(9, policy, admin.users().list().orElseThrow(), List.of());
        Permission view = Permission.of("customer", "view");
        Permission edit = Permission.of("customer", "edit");
        assertThat(AccessRules.extent(directory, test.id("lan"), view)).isEqualTo(Extent.NOTHING);
        assertThat(directory.holds(test.id("lan"), view)).isFalse();
        assertThat(directory.holds(test.id("lin"), view)).isTrue();
        assertThat(AccessRules.wall(directory, test.id("lonely"), view, "customer", "customer.remark"))
                .isEqualTo(Wall.HIDDEN);
        assertThat(AccessRules.wall(directory, test.id("two"), view, "customer", "customer.remark"))
                .isEqualTo(Wall.EDITABLE);
        assertThat(AccessRules.wall(directory, test.id("two"), edit, "customer", "customer.remark"))
                .as("who changes it by a role that may only read it")
                .isEqualTo(Wall.READ_ONLY);
    }

    @Test
    @DisplayName(
            "ACC-05 a directory that is read while it changes is read again: no mixture of before and after decides")
    void tornDirectory() {
        String before = roles("['department:view']", "['customer:view']");
        String after = roles("['customer:view']", "['department:view']");
        lans();
        publish(before);
        made("xu", "first"); // sees no customers before, and none after
        AtomicBoolean reading = new AtomicBoolean();
        Crm node = node(
                        (call, args) -> reading.get()
                                && call.equals("query")
                                && ((Query) args[0]).type().equals("user"),
                        () -> {
                            publish(after);
                            User xu = test.user("xu");
                            admin.users()
                                    .changeRoles(xu.id(), xu.version(), Set.of("second"))
                                    .orElseThrow();
                        })
                .open();
        try (node) {
            CrmSession xu = node.signIn("xu");
            admin.departments().create("North", Optional.empty()).orElseThrow(); // what the node knows is old
            reading.set(true);
            assertThat(code(xu.customers().list(10, Optional.empty()))).contains("access.permission-missing");
        }
    }

    private static String roles(String first, String second) {
        return """
                access:
                  roles:
                    first: { name: { zh: 一, en: first }, reach: ALL, permissions: %s }
                    second: { name: { zh: 二, en: second }, reach: ALL, permissions: %s }
                """.formatted(first, second);
    }

    @Test
    @DisplayName("DAT-03 ACC-01 a write whose author is disabled between its decision and its commit is not done")
    void writeUnderWay() {
        Customer jade = lans();
        List<BiPredicate<String, Object[]>> moments = List.of(
                (call, args) ->
                        call.equals("find") && ((RecordKey) args[1]).type().equals("customer"),
                (call, args) -> call.equals("commit")
                        && ((ChangeSet) args[0])
                                .changes().stream().anyMatch(c -> c.key().type().equals("customer")));
        for (BiPredicate<String, Object[]> moment : moments) {
            try (Crm node = node(moment, () -> active("lan", false)).open()) {
                Outcome<Customer> outcome = node.signIn("lan")
                        .customers()
                        .edit(jade.id(), jade.version(), jade.profile().tagged("late"));
                assertThat(code(outcome)).contains("access.unknown-user");
                assertThat(admin.customers().get(jade.id()).orElseThrow()).isEqualTo(jade);
            }
            active("lan", true);
        }
    }

    @Test
    @DisplayName("ACC-05 somebody who can give roles and publish policies is always left")
    void somebodyIsLeft() {
        CrmSession half = made("half", "half");
        User last = test.user("admin");
        assertThat(code(half.users().changeActive(last.id(), last.version(), false)))
                .contains("access.nobody-left");
        assertThat(code(half.users().changeRoles(last.id(), last.version(), Set.of("half"))))
                .contains("access.nobody-left");
        assertThat(code(admin.policies().publish("""
                access:
                  roles:
                    administrator: { name: { zh: 管理, en: administrator }, reach: ALL, permissions: ['user:*'], gives: ['*'] }
                """, "less"))).contains("access.nobody-left");
        assertThat(test.user("admin").active()).isTrue();
    }

    // Records

    @Test
    @DisplayName("ACC-06 who reaches a department does not reach those below it")
    void departments() {
        Department north = admin.departments().create("North", Optional.empty()).orElseThrow();
        Department shop =
                admin.departments().create("Shop", Optional.of(north.id())).orElseThrow();
        admin.users().create(NewUser.of("Nei", "neighbour").in(north.id())).orElseThrow();
        Customer jade = lans();
        for (Department place : List.of(north, shop)) {
            User lan = test.user("lan");
            admin.users()
                    .changeDepartment(lan.id(), lan.version(), Optional.of(place.id()))
                    .orElseThrow();
            assertThat(test.as("nei").customers().get(jade.id()).isDone())
                    .as(place.name())
                    .isEqualTo(place.equals(north));
        }
    }

    @Test
    @DisplayName("ACC-06 who may write in one record's team may not in another's")
    void teamsOfOthers() {
        Customer jade = lans();
        CrmSession lan = test.as("lan");
        List<Opportunity> deals = new ArrayList<>();
        for (boolean write : List.of(true, false)) {
            Opportunity deal = lan.opportunities()
                    .create(NewOpportunity.of("Deal " + write, jade.id(), Money.cny("5")))
                    .orElseThrow();
            deals.add(lan.opportunities()
                    .addToTeam(deal.id(), deal.version(), test.id("qiu"), write, Optional.empty())
                    .orElseThrow());
        }
        CrmSession qiu = test.as("qiu");
        User giver = test.user("qiu");
        admin.users()
                .changeRoles(giver.id(), giver.version(), Set.of("sales-rep", "giver"))
                .orElseThrow();
        assertThat(code(qiu.opportunities()
                        .assign(deals.get(0).id(), deals.get(0).version(), giver.id())))
                .as("members never transfer")
                .contains("access.out-of-reach");
        assertThat(qiu.opportunities()
                        .move(deals.get(0), Stage.IN_DEPTH, Evidence.none())
                        .isDone())
                .isTrue();
        assertThat(code(qiu.opportunities().move(deals.get(1), Stage.IN_DEPTH, Evidence.none())))
                .contains("access.out-of-reach");
    }

    @Test
    @DisplayName("ACC-06 a membership that is over or was ended gives nothing, though others of the team go on")
    void formerMembers() {
        Customer jade = lans();
        CrmSession lan = test.as("lan");
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow();
        for (String member : List.of("qiu", "rui")) {
            deal = lan.opportunities()
                    .addToTeam(deal.id(), deal.version(), test.id(member), true, Optional.empty())
                    .orElseThrow();
        }
        deal = lan.opportunities()
                .removeFromTeam(deal.id(), deal.version(), test.id("qiu"))
                .orElseThrow();
        assertThat(code(test.as("qiu").opportunities().get(deal.id()))).contains("shared.not-found");
        assertThat(test.as("rui").opportunities().get(deal.id()).isDone()).isTrue();
        admin.users().create(NewUser.of("Wu", "sales-rep", "watcher")).orElseThrow();
        Optional<Instant> soon = Optional.of(TestCrm.NOON.plusSeconds(60));
        deal = lan.opportunities()
                .addToTeam(deal.id(), deal.version(), test.id("wu"), true, soon)
                .orElseThrow();
        test.time.set(TestCrm.NOON.plusSeconds(60));
        assertThat(code(test.as("wu").opportunities().move(deal, Stage.IN_DEPTH, Evidence.none())))
                .contains("access.out-of-reach");
    }

    @Test
    @DisplayName("ACC-01 a disabled user is given nothing, and is taken into no team")
    void disabledOwner() {
        Customer jade = lans();
        Opportunity deal = test.as("lan")
                .opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow();
        String lin = test.id("lin");
        active("lin", false);
        assertThat(code(test.as("director")
                        .customers()
                        .assign(jade.id(), jade.version(), Optional.of(lin), "for a reason")))
                .contains("access.unknown-user");
        assertThat(code(test.as("lan")
                        .opportunities()
                        .addToTeam(deal.id(), deal.version(), lin, false, Optional.empty())))
                .contains("access.unknown-user");
    }

    @Test
    @DisplayName(
            "ACC-06 what is out of sight and what is not there are one answer, on edit, assign, create and in references")
    void unseen() {
        Customer jade = lans();
        CrmSession qiu = test.as("qiu");
        for (String id : List.of(jade.id(), "no such id")) {
            assertThat(codes(qiu.customers().edit(id, 1, Customer.Profile.named("x"))))
                    .containsExactly("ACC-06 shared.not-found  []");
            assertThat(codes(qiu.opportunities().create(NewOpportunity.of("x", id, Money.cny("1")))))
                    .containsExactly("ACC-06 shared.not-found customer []");
            assertThat(codes(qiu.customers().create(NewCustomer.of(below(id)))))
                    .containsExactly("ACC-06 shared.not-found parent []");
        }
    }

    private static Customer.Profile below(String parent) {
        Customer.Profile plain = Customer.Profile.named("Below");
        return new Customer.Profile(
                plain.name(),
                plain.shortName(),
                plain.industry(),
                plain.region(),
                plain.employees(),
                plain.annualRevenue(),
                plain.foundedYear(),
                Optional.of(parent),
                plain.source(),
                plain.remark(),
                plain.type(),
                plain.purchasingPower(),
                plain.tags());
    }

    @Test
    @DisplayName("ACC-06 APR-01 an approval that one has no part in and one that is not there are one answer")
    void approvalsOfOthers() {
        Customer jade = lans();
        CrmSession lan = test.as("lan");
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow();
        Opportunity later =
                lan.opportunities().move(deal, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        String waiting = ((Outcome.Pending<Opportunity>)
                        lan.opportunities().move(later, Stage.INITIAL_CONTACT, Evidence.because("too early")))
                .approval();
        CrmSession qiu = test.as("qiu");
        for (BiFunction<Approvals, String, Outcome<?>> asked : List.<BiFunction<Approvals, String, Outcome<?>>>of(
                (approvals, id) -> approvals.of(id),
                (approvals, id) -> approvals.approve(id, 1, Optional.empty()),
                (approvals, id) -> approvals.refuse(id, 1, "no"),
                (approvals, id) -> approvals.giveBack(id, 1, "say more"),
                (approvals, id) -> approvals.recall(id, 1, Optional.empty()),
                (approvals, id) -> approvals.resubmit(id, 1, Optional.empty()),
                (approvals, id) -> approvals.addApprover(id, 1, test.id("qiu"), Optional.empty()))) {
            List<String> unseen = codes(asked.apply(qiu.approvals(), waiting));
            assertThat(unseen).hasSize(1).isEqualTo(codes(asked.apply(qiu.approvals(), "no such id")));
        }
        CrmSession ma = test.as("manager.ma");
        assertThat(code(ma.approvals().recall(waiting, 1, Optional.empty()))).contains("approval.not-yours");
        assertThat(code(ma.approvals().approve(waiting, 7, Optional.empty()))).contains("shared.conflict");
        assertThat(qiu.approvals()
                        .list(Optional.empty(), 10, Optional.empty())
                        .toOptional()
                        .filter(page -> !page.items().isEmpty()))
                .isEmpty();
    }

    // The road

    @Test
    @DisplayName(
            "ACC-09 who lacks a permission passes no gate: not to read, nor to write, nor to import, nor to try an import")
    void gates() {
        CrmSession bystander = made("by", "bystander");
        assertThat(code(bystander.customers().list(10, Optional.empty()))).contains("access.permission-missing");
        assertThat(code(bystander.customers().create(NewCustomer.named("A")))).contains("access.permission-missing");
        List<ImportRow> rows = List.of(row(Map.of("name", "A")));
        bystander.importable().forEach(entity -> {
            assertThat(code(entity.load(rows).get(0))).as(entity.name()).contains("access.permission-missing");
            entity.preview(rows)
                    .ifPresent(tried -> assertThat(code(tried.get(0)))
                            .as("trying " + entity.name())
                            .contains("access.permission-missing"));
        });
    }

    @Test
    @DisplayName("ACC-07 the answer to a write goes through the walls as well, also when the request comes again")
    void walledWrites() {
        Customer jade = lans();
        admin.customers()
                .edit(jade.id(), jade.version(), remarked(jade.profile(), "a secret"))
                .orElseThrow();
        CrmSession guest = made("guest", "guest").withRequestKey("k");
        Customer seen = guest.customers().get(jade.id()).orElseThrow();
        for (int i = 0; i < 2; i++) {
            assertThat(guest.customers()
                            .edit(jade.id(), seen.version(), seen.profile().tagged("x"))
                            .orElseThrow()
                            .profile()
                            .remark())
                    .isEmpty();
        }
        assertThat(admin.customers().get(jade.id()).orElseThrow().profile().remark())
                .contains("a secret");
    }

    private static Customer.Profile remarked(Customer.Profile p, String remark) {
        return new Customer.Profile(
                p.name(),
                p.shortName(),
                p.industry(),
                p.region(),
                p.employees(),
                p.annualRevenue(),
                p.foundedYear(),
                p.parent(),
                p.source(),
                Optional.of(remark),
                p.type(),
                p.purchasingPower(),
                p.tags());
    }

    @Test
    @DisplayName("ACC-09 what somebody tries who is nobody any more is on record")
    void strangersOnRecord() {
        CrmSession lan = test.as("lan");
        String id = test.id("lan");
        active("lan", false);
        assertThat(lan.customers().list(10, Optional.empty()).isDone()).isFalse();
        assertThat(entries(admin, Optional.of(id)))
                .anySatisfy(entry -> assertThat(List.of(entry.done(), entry.rule()))
                        .isEqualTo(List.of(false, Optional.of("ACC-01"))));
    }

    private static List<AuditEntry> entries(CrmSession reader, Optional<String> user) {
        return reader.audit()
                .list(user, Optional.empty(), 1_000, Optional.empty())
                .orElseThrow()
                .items();
    }

    @Test
    @DisplayName("DAT-03 a request key is the requester's own: another's answer is nobody else's")
    void keysOfOthers() {
        Customer lans = test.as("lan")
                .withRequestKey("k")
                .customers()
                .create(NewCustomer.named("A"))
                .orElseThrow();
        Customer qius = test.as("qiu")
                .withRequestKey("k")
                .customers()
                .create(NewCustomer.named("A"))
                .orElseThrow();
        assertThat(qius.id()).isNotEqualTo(lans.id());
        assertThat(qius.owner()).contains(test.id("qiu"));
    }

    @Test
    @DisplayName("ACC-06 who may change but not see cannot find out by changing")
    void blindEditors() {
        Department north = admin.departments().create("North", Optional.empty()).orElseThrow();
        CrmSession mover = made("mover", "mover");
        for (String id : List.of(north.id(), "no such id")) {
            assertThat(codes(mover.departments().move(id, north.version(), Optional.empty())))
                    .containsExactly("ACC-06 shared.not-found  []");
        }
    }

    @Test
    @DisplayName("ACC-07 a reader behind walls is not told the hash of a record either: it could be guessed from")
    void hashesAreNotTold() {
        lans();
        CrmSession guest = made("guest", "guest");
        assertThat(entries(guest, Optional.empty()))
                .filteredOn(entry -> entry.operation().equals("customer.create"))
                .hasSize(1)
                .allSatisfy(entry -> assertThat(entry.changes()).isEmpty());
        assertThat(entries(admin, Optional.empty()))
                .filteredOn(entry -> entry.operation().equals("customer.create"))
                .allSatisfy(entry -> assertThat(entry.changes()).containsKey("*"));
    }

    // Users

    @Test
    @DisplayName(
            "ACC-15 who administers a branch sees, changes and makes users of that branch only, and is told of no others")
    void branches() {
        CrmSession boss = made("boss", "branch");
        User sub = admin.users()
                .create(NewUser.of("Sub", "sales-rep").below(test.id("boss")))
                .orElseThrow();
        User lan = test.user("lan");
        admin.salesCodes().give(lan.id(), lan.version(), "HB12").orElseThrow();
        admin.salesCodes().give(sub.id(), sub.version(), "HB12").orElseThrow();
        assertThat(boss.users().list().orElseThrow()).extracting(User::login).containsExactlyInAnyOrder("boss", "sub");
        assertThat(boss.salesCodes().of("HB12").orElseThrow())
                .extracting(SalesCode::userId)
                .containsExactly(sub.id());
        assertThat(codes(boss.users().byLogin("lan")))
                .isEqualTo(codes(boss.users().byLogin("nobody")))
                .hasSize(1);
        assertThat(test.as("boss").users().byLogin("sub").isDone()).isTrue();
        User now = test.user("sub");
        for (String other : List.of(lan.id(), "no such id")) {
            assertThat(codes(boss.users().changeActive(other, lan.version(), false)))
                    .containsExactly("ACC-01 access.unknown-user  []");
            assertThat(codes(boss.users().changeSuperior(now.id(), now.version(), Optional.of(other))))
                    .containsExactly("ACC-06 access.out-of-reach superior [user:edit]");
            assertThat(codes(boss.users().create(NewUser.of("New", "sales-rep").below(other))))
                    .containsExactly("ACC-06 access.out-of-reach superior [user:create]");
        }
        assertThat(boss.users()
                        .create(NewUser.of("New", "sales-rep").below(test.id("boss")))
                        .isDone())
                .isTrue();
        CrmSession seer = made("seer", "branch", "viewer");
        assertThat(code(seer.users().changeActive(lan.id(), test.user("lan").version(), false)))
                .contains("access.out-of-reach");
        CrmSession clerk = made("clerk", "clerk");
        assertThat(codes(clerk.users().create(NewUser.of("Trained", "sales-rep").trainedOn(LocalDate.of(2026, 3, 1)))))
                .containsExactly("ACC-06 access.out-of-reach trainedOn [user:edit]");
    }

    @Test
    @DisplayName(
            "ACC-15 a dealer's administrator puts people into the own branch only, and imports nobody under others by name")
    void places() {
        String all = admin.departments()
                .create("All", Optional.empty())
                .orElseThrow()
                .id();
        String dealer = admin.departments()
                .create("Dealer", Optional.of(all))
                .orElseThrow()
                .id();
        String shop = admin.departments()
                .create("Shop", Optional.of(dealer))
                .orElseThrow()
                .id();
        admin.users()
                .create(NewUser.of("Dealer", "dealer-administrator").in(dealer))
                .orElseThrow();
        User second = admin.users()
                .create(NewUser.of("Second", "dealer-administrator").in(dealer))
                .orElseThrow();
        CrmSession boss = test.as("dealer");
        for (String other : List.of(all, "no such id")) {
            assertThat(codes(boss.users().changeDepartment(second.id(), second.version(), Optional.of(other))))
                    .containsExactly("ACC-06 access.out-of-reach department [user:edit]");
            assertThat(codes(boss.users()
                            .create(NewUser.of("New", "dealer-rep").in(other).below(second.id()))))
                    .containsExactly("ACC-06 access.out-of-reach department [user:create]");
        }
        assertThat(boss.users()
                        .changeDepartment(second.id(), second.version(), Optional.of(shop))
                        .isDone())
                .isTrue();
        for (String superior : List.of("Lan", "Lam")) { // nor is the name suggested
            Outcome<?> refused = boss.importable().stream()
                    .filter(entity -> entity.name().equals("user"))
                    .findFirst()
                    .orElseThrow()
                    .load(List.of(row(Map.of("name", "New", "roles", "dealer-rep", "superior", superior))))
                    .get(0);
            assertThat(codes(refused)).containsExactly("CUS-16 exchange.reference-unknown superior []");
            assertThat(refused.refusals().get(0).suggestion()).isEmpty();
        }
    }

    @Test
    @DisplayName("ACC-03 codes are given by who gives rights, and to nobody whose account is disabled")
    void salesCodes() {
        CrmSession viewer = made("viewer", "viewer");
        User lan = test.user("lan");
        assertThat(code(viewer.salesCodes().give(lan.id(), lan.version(), "HB12")))
                .contains("access.permission-missing");
        active("lan", false);
        assertThat(code(admin.salesCodes().give(lan.id(), test.user("lan").version(), "HB12")))
                .contains("access.not-active");
    }

    @Test
    @DisplayName("ACC-01 an application is decided by who gives rights, in the version that was read")
    void applications() {
        CrmSession viewer = made("viewer", "viewer");
        AccountApplication open = test.crm
                .applyForAccount(new AccountApplication.Draft(
                        new UserProfile("Zhao", Optional.empty(), Optional.empty()), "would like to"))
                .orElseThrow();
        assertThat(code(viewer.applications().approve(open.id(), 1, NewUser.of("x", "sales-rep"))))
                .contains("access.permission-missing");
        assertThat(code(viewer.applications().refuse(open.id(), 1, "no"))).contains("access.permission-missing");
        assertThat(code(admin.applications().approve(open.id(), 7, NewUser.of("x", "sales-rep"))))
                .contains("shared.conflict");
    }

    @Test
    @DisplayName("ACC-10 the trail is for who may view it; what it holds of a person is erased by who may erase")
    void trail() {
        assertThat(code(test.as("lan").audit().list(Optional.empty(), Optional.empty(), 10, Optional.empty())))
                .contains("access.permission-missing");
        CrmSession auditor = made("auditor", "auditor");
        assertThat(auditor.audit().verify().isDone()).isTrue();
        assertThat(code(auditor.audit().erase("customer/" + lans().id(), "asked to")))
                .contains("access.permission-missing");
    }

    @Test
    @DisplayName("ACC-09 decisions are explained to who may ask, and about nothing that is out of sight")
    void explaining() {
        Customer jade = lans();
        CrmSession lan = test.as("lan");
        assertThat(code(lan.access().explain("lan", "view", "customer/" + jade.id())))
                .contains("access.permission-missing");
        assertThat(code(lan.access().whoCan("view", "customer/" + jade.id()))).contains("access.permission-missing");
        CrmSession explainer = made("explainer", "explainer");
        for (String id : List.of(jade.id(), "no-such-id")) {
            assertThat(codes(explainer.access().explain("lan", "view", "customer/" + id)))
                    .containsExactly("ACC-06 shared.not-found  []");
            assertThat(codes(explainer.access().whoCan("view", "customer/" + id)))
                    .containsExactly("ACC-06 shared.not-found  []");
        }
    }

    @Test
    @DisplayName("ACC-19 nobody approves the own: neither the first payment nor a step back")
    void duties() {
        CrmSession both = made("both", "sales-manager", "finance");
        Customer customer = both.customers().create(NewCustomer.named("Own")).orElseThrow();
        Opportunity deal = both.opportunities()
                .create(NewOpportunity.of("Pumps", customer.id(), Money.cny("5")))
                .orElseThrow();
        Opportunity later =
                both.opportunities().move(deal, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        Opportunity other = both.opportunities()
                .move(
                        both.opportunities()
                                .create(NewOpportunity.of("Valves", customer.id(), Money.cny("5")))
                                .orElseThrow(),
                        Stage.IN_DEPTH,
                        Evidence.none())
                .orElseThrow();
        assertThat(both.opportunities().move(other, Stage.INITIAL_CONTACT, Evidence.because("too early")))
                .as("somebody else is asked")
                .isInstanceOf(Outcome.Pending.class);
        Opportunity won = both.opportunities()
                .move(later, Stage.WON, Evidence.contract("H", Money.cny("7"), LocalDate.of(2026, 3, 1)))
                .orElseThrow();
        assertThat(code(both.opportunities().confirmFirstPayment(won.id(), won.version())))
                .contains("pipeline.own-deal");
    }

    // The door

    private void password(String login, String password) {
        ResetToken token = admin.accounts().reset(test.id(login)).orElseThrow();
        test.crm.resetPassword(token.token(), password.toCharArray()).orElseThrow();
    }

    private Outcome<SignedIn> enter(Crm at, String login, String password) {
        return at.authenticate(login, password.toCharArray(), "laptop");
    }

    @Test
    @DisplayName("ACC-01 no password is reset for an account that is disabled")
    void resets() {
        active("lan", false);
        assertThat(code(admin.accounts().reset(test.id("lan")))).contains("access.not-active");
    }

    @Test
    @DisplayName("ACC-02 a session that has ended changes no password, though the password be right")
    void endedSession() {
        password("lan", GOOD);
        CrmSession ended = enter(test.crm, "lan", GOOD).orElseThrow().session();
        ended.signOut();
        assertThat(code(ended.account().changePassword(GOOD.toCharArray(), BETTER.toCharArray())))
                .contains("access.session-ended");
        assertThat(enter(test.crm, "lan", GOOD).isDone()).isTrue();
    }

    @Test
    @DisplayName("ACC-02 tokens are not to be put together from a known id and a secret of one's own")
    void forgedTokens() {
        password("lan", GOOD);
        password("lin", GOOD);
        String lan = enter(test.crm, "lan", GOOD).orElseThrow().token();
        String lin = enter(test.crm, "lin", GOOD).orElseThrow().token();
        Secret mine = Secret.read(lin).orElseThrow();
        String forged = new Secret(Secret.read(lan).orElseThrow().id(), mine.secret()).token();
        assertThat(code(test.crm.resume(forged))).contains("access.session-ended");
        assertThat(test.crm.resume(lan).isDone()).isTrue();
        ResetToken own = admin.accounts().reset(test.id("lin")).orElseThrow();
        admin.accounts().reset(test.id("lan")).orElseThrow();
        String other = new Secret(
                        test.id("lan"), Secret.read(own.token()).orElseThrow().secret())
                .token();
        assertThat(code(test.crm.resetPassword(other, BETTER.toCharArray()))).contains("access.reset-invalid");
    }

    @Test
    @DisplayName(
            "ACC-02 while an account is locked nothing opens it, and what is tried does not count for the time after")
    void locked() {
        password("lan", GOOD);
        for (int i = 0; i < 5; i++) {
            enter(test.crm, "lan", "Wrong-horse-1");
        }
        test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(10)));
        assertThat(enter(test.crm, "lan", GOOD).isDone()).isFalse();
        assertThat(test.crm
                        .changePassword("lan", GOOD.toCharArray(), BETTER.toCharArray())
                        .isDone())
                .isFalse();
        for (int i = 0; i < 4; i++) {
            enter(test.crm, "lan", "Wrong-horse-1");
        }
        test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(5)));
        enter(test.crm, "lan", "Wrong-horse-1");
        assertThat(enter(test.crm, "lan", GOOD).isDone()).isTrue();
    }

    /** Passwords are compared as they are; while one is, something else happens. */
    private static final class Slow implements PasswordHashing {
        private Runnable meanwhile = () -> {};

        private void happen() {
            Runnable once = meanwhile;
            meanwhile = () -> {};
            once.run();
        }

        @Override
        public String hash(char[] password, byte[] salt, AccountPolicy.Passwords cost) {
            happen();
            return "plain:" + Arrays.hashCode(password);
        }

        @Override
        public boolean matches(char[] password, String hashed) {
            happen();
            return hashed.equals("plain:" + Arrays.hashCode(password));
        }

        @Override
        public boolean outdated(String hashed, AccountPolicy.Passwords cost) {
            return false;
        }
    }

    @Test
    @DisplayName("ACC-02 what happens to an account while its password is looked at counts: reset, disabled")
    void meanwhile() {
        Slow slow = new Slow();
        try (Crm node =
                node((call, args) -> false, () -> {}).passwordHashing(slow).open()) {
            ResetToken token = admin.accounts().reset(test.id("lan")).orElseThrow();
            node.resetPassword(token.token(), GOOD.toCharArray()).orElseThrow();
            assertThat(enter(node, "lan", GOOD).isDone()).isTrue();
            slow.meanwhile = () -> admin.accounts().reset(test.id("lan")).orElseThrow();
            assertThat(code(enter(node, "lan", GOOD))).contains("access.sign-in-refused");
            ResetToken next = admin.accounts().reset(test.id("lan")).orElseThrow();
            node.resetPassword(next.token(), BETTER.toCharArray()).orElseThrow();
            slow.meanwhile = () -> active("lan", false);
            assertThat(node.changePassword("lan", BETTER.toCharArray(), "Correct-horse-3".toCharArray())
                            .isDone())
                    .isFalse();
            active("lan", true);
            assertThat(enter(node, "lan", BETTER).isDone()).isTrue();
        }
    }

    @Test
    @DisplayName("ACC-02 while the last try that the policy forgives is looked at, there is no other")
    void lastTry() {
        Slow slow = new Slow();
        try (Crm node =
                node((call, args) -> false, () -> {}).passwordHashing(slow).open()) {
            ResetToken token = admin.accounts().reset(test.id("lan")).orElseThrow();
            node.resetPassword(token.token(), GOOD.toCharArray()).orElseThrow();
            for (int i = 0; i < 4; i++) {
                enter(node, "lan", "Wrong-horse-1");
            }
            AtomicBoolean entered = new AtomicBoolean();
            slow.meanwhile = () -> entered.set(enter(node, "lan", GOOD).isDone());
            assertThat(enter(node, "lan", "Wrong-horse-1").isDone()).isFalse();
            assertThat(entered).isFalse();
        }
    }
}
