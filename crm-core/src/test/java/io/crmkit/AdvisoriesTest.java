package io.crmkit;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.access.NewUser;
import io.crmkit.access.ResetToken;
import io.crmkit.access.User;
import io.crmkit.access.UserProfile;
import io.crmkit.automation.OutgoingMessage;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportEntity.Effect;
import io.crmkit.exchange.ImportRow;
import io.crmkit.insight.Report;
import io.crmkit.insight.Reports;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Ids;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.ChangeSet;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.StoredRecord;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * What products of this field had to publish advisories about, each tried here. Formulas in spreadsheets and SQL in names are tried where
 * there are spreadsheets and SQL: in the reference application.
 */
class AdvisoriesTest {

    private static final String GOOD = "Correct-horse-1";
    private static final String BETTER = "Correct-horse-2";

    private static final String POLICY = """
            access:
              accounts: { passwords: { memoryKib: 7168, iterations: 1 } }
              roles:
                guest:
                  name: { zh: 来宾, en: guest }
                  reach: ALL
                  permissions: ['customer:view', 'customer:edit', 'customer:import', 'lead:view', 'opportunity:view', 'opportunity:edit',
                    'purchase:view', 'product:view', 'report:view', 'audit:view', 'grade:view', 'user:view', 'message:view',
                    'reminder:view']
                  walls: { customer.remark: HIDDEN, customer.industry: HIDDEN, customer.traded: HIDDEN, lead.phone: MASKED,
                    opportunity.amount: HIDDEN, opportunity.expectedAmount: HIDDEN, purchase.amount: HIDDEN }
                loader:
                  name: { zh: 导入, en: loader }
                  reach: OWN
                  permissions: ['customer:view', 'customer:import', 'customer:create']
            """;

    private static final String SECRET = "remembered-by-nobody";

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession guest;
    private final Customer jade;
    private final Opportunity deal;

    AdvisoriesTest() {
        admin.policies().publish(POLICY, "roles").orElseThrow();
        admin.users().create(NewUser.of("Guest", "guest")).orElseThrow();
        admin.users().create(NewUser.of("Loader", "loader")).orElseThrow();
        guest = test.as("guest");
        jade = test.as("lan").customers().create(NewCustomer.of(profile())).orElseThrow();
        deal = test.as("lan")
                .opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("7654321")))
                .orElseThrow();
        test.as("lan").leads().create(lead()).orElseThrow();
    }

    private static Customer.Profile profile() {
        Customer.Profile plain = Customer.Profile.named("Jade").inIndustry("retail");
        return new Customer.Profile(
                plain.name(),
                Optional.empty(),
                plain.industry(),
                Optional.of("Shanghai"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(SECRET),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    private static Leads.NewLead lead() {
        return new Leads.NewLead(
                new Lead.Facts(
                        Optional.of("A"),
                        Optional.empty(),
                        Optional.of("13812348000"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ContactState.NOT_CONTACTED,
                Optional.empty());
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void password(String login, String password) {
        ResetToken token = admin.accounts().reset(test.id(login)).orElseThrow();
        test.crm.resetPassword(token.token(), password.toCharArray()).orElseThrow();
    }

    private Outcome<SignedIn> enter(String login, String password) {
        return test.crm.authenticate(login, password.toCharArray(), "laptop");
    }

    // Hidden columns

    @Test
    @DisplayName("ACC-07 advisory: hidden columns cannot be exported: no answer, report, history or message has them")
    void hiddenColumnsInExports() {
        List<String> told = new ArrayList<>();
        told.add(guest.customers().get(jade.id()).toString());
        told.add(guest.customers().list(10, Optional.empty()).toString());
        told.add(guest.customers().named("Jade").toString());
        told.add(guest.leads().list(10, Optional.empty()).toString());
        told.add(guest.opportunities().get(deal.id()).toString());
        told.add(guest.opportunities().list(Filter.all(), 10, Optional.empty()).toString());
        told.add(guest.grades().of(jade.id()).toString());
        told.add(guest.audit()
                .list(Optional.empty(), Optional.empty(), 100, Optional.empty())
                .toString());
        told.add(guest.messages()
                .list(OutgoingMessage.State.WAITING, 10, Optional.empty())
                .toString());
        for (Reports.Name name : Reports.Name.values()) {
            told.add(guest.reports().get(name).map(Report::rows).toString());
        }
        assertThat(told)
                .noneMatch(text -> text.contains(SECRET)
                        || text.contains("7654321")
                        || text.contains("13812348000")
                        || text.contains("retail"));
        assertThat(admin.customers().get(jade.id()).toString()).contains(SECRET).contains("retail");
        assertThat(test.as("director").reports().get(Reports.Name.FUNNEL).toString())
                .contains("7654321");
    }

    @Test
    @DisplayName("ACC-07 advisory: hidden columns cannot be searched, however the question is wrapped")
    void hiddenColumnsBySearch() {
        Filter asked = Filter.equal("industry", "retail");
        for (Filter filter : List.of(
                asked,
                Filter.not(asked),
                Filter.in("industry", Set.of("retail", "manufacturing")),
                Filter.prefix("industry", "r"),
                Filter.present("industry"),
                Filter.range("industry", "a", "s"),
                new Filter.And(List.of(Filter.equal("name", "Jade"), asked)),
                new Filter.Or(List.of(Filter.equal("name", "no such"), Filter.not(Filter.not(asked)))))) {
            Outcome<Listing<Customer>> answer = guest.customers().list(filter, 10, Optional.empty());
            assertThat(code(answer)).as("%s", filter).contains("access.walled-question");
        }
        for (Filter filter : List.of(
                Filter.range("expected", new BigDecimal("1.0000"), null),
                Filter.range("weighted", new BigDecimal("1.0000"), null),
                Filter.present("currency"))) {
            assertThat(code(guest.opportunities().list(filter, 10, Optional.empty())))
                    .as("%s", filter)
                    .contains("access.walled-question");
        }
        assertThat(guest.customers()
                        .list(Filter.equal("region", "Shanghai"), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .hasSize(1);
    }

    @Test
    @DisplayName("ACC-07 advisory: no order that can be asked for rests on a column that can be hidden")
    void hiddenColumnsBySort() {
        int orders = 0;
        for (Kind<?> kind : walled()) {
            Set<String> hideable = kind.walled().stream()
                    .map(WalledField::indexes)
                    .flatMap(Set::stream)
                    .collect(Collectors.toSet());
            for (OrderSpec order : kind.type().orders()) {
                orders++;
                assertThat(order.keys()).extracting(OrderSpec.Key::index).noneMatch(hideable::contains);
            }
        }
        assertThat(orders).isGreaterThan(5);
    }

    private static List<Kind<?>> walled() {
        return Subjects.ANSWERS.fields(Crm.checkPolicy(Crm.shippedPolicy()).orElseThrow()).stream()
                .map(field -> field.substring(0, field.indexOf('.')))
                .distinct()
                .<Optional<Kind<?>>>map(Subjects.ANSWERS::kind)
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    @DisplayName(
            "ACC-07 advisory: hidden columns answer no yes/no questions: a right guess and a wrong one are one answer")
    void hiddenColumnsByGuessing() {
        for (String guess : List.of("retail", "manufacturing")) {
            assertThat(code(guest.customers()
                            .edit(
                                    jade.id(),
                                    jade.version(),
                                    Customer.Profile.named("Jade").inIndustry(guess))))
                    .as(guess)
                    .contains("access.walled-edit");
            assertThat(code(guest.customers().list(Filter.equal("industry", guess), 1, Optional.empty())))
                    .contains("access.walled-question");
        }
        // Whoever imported a row is told whether it says the same when it comes again; nobody else is.
        ImportRow right = row("7", Map.of("name", "Imported", "industry", "retail"));
        ImportRow wrong = row("7", Map.of("name", "Imported", "industry", "manufacturing"));
        assertThat(imported(admin, right))
                .extracting(ImportEntity.Loaded::effect)
                .isEqualTo(Effect.NEW);
        assertThat(imported(admin, right))
                .extracting(ImportEntity.Loaded::effect)
                .isEqualTo(Effect.UNCHANGED);
        assertThat(imported(admin, wrong))
                .extracting(ImportEntity.Loaded::effect)
                .isEqualTo(Effect.DIFFERENT);
        for (CrmSession curious :
                List.of(guest, test.as("loader"))) { // one sees no industry, the other not even the record
            assertThat(imported(curious, right)).isEqualTo(imported(curious, wrong));
        }
    }

    private static ImportRow row(String id, Map<String, Object> values) {
        return new ImportRow("old", id, new TreeMap<>(values).toString(), values);
    }

    private static ImportEntity.Loaded imported(CrmSession session, ImportRow row) {
        return session.importable().stream()
                .filter(entity -> entity.name().equals("customer"))
                .findFirst()
                .orElseThrow()
                .load(List.of(row))
                .get(0)
                .orElseThrow();
    }

    // Writing

    @Test
    @DisplayName(
            "ACC-09 advisory: nothing is written first and authorised later: what is refused was never in the store")
    void writtenFirst() {
        List<ChangeSet> commits = new ArrayList<>();
        try (Crm node = TestCrm.open(recording(new InMemoryStore(test.space), commits), test.time::get, 99)) {
            CrmSession qiu = node.signIn("qiu");
            CrmSession fen = node.signIn("fen");
            commits.clear();
            List<Outcome<?>> refused = List.of(
                    qiu.customers().edit(jade.id(), jade.version(), profile().tagged("x")),
                    qiu.customers().assign(jade.id(), jade.version(), Optional.of(qiu.userId()), "for a reason"),
                    qiu.customers().create(NewCustomer.named("B").ownedBy(test.id("lan"))),
                    qiu.opportunities().move(deal.id(), deal.version(), Stage.IN_DEPTH, Evidence.none()),
                    qiu.opportunities().assign(deal.id(), deal.version(), qiu.userId()),
                    qiu.opportunities().addToTeam(deal.id(), deal.version(), qiu.userId(), true, Optional.empty()),
                    qiu.opportunities().create(NewOpportunity.of("Theft", jade.id(), Money.cny("1"))),
                    qiu.users().create(NewUser.of("X", "administrator")),
                    qiu.policies().publish("{}", "why not"),
                    fen.customers().edit(jade.id(), jade.version(), profile().tagged("x")));
            assertThat(refused).noneMatch(Outcome::isDone);
            assertThat(commits).isNotEmpty();
            assertThat(commits.stream().flatMap(set -> set.changes().stream()).map(Change::key))
                    .allMatch(key -> key.type().startsWith("audit_"));
        }
    }

    private static RecordStore recording(RecordStore store, List<ChangeSet> commits) {
        return (RecordStore) Proxy.newProxyInstance(
                RecordStore.class.getClassLoader(), new Class<?>[] {RecordStore.class}, (proxy, method, args) -> {
                    if (method.getName().equals("commit")) {
                        commits.add((ChangeSet) args[0]);
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    @DisplayName("DAT-03 advisory: creating under an id that is taken overwrites nothing, whatever is created")
    void existingId() {
        Map<String, String> before = records();
        Deque<String> planted = new ArrayDeque<>();
        Ids fresh = Ids.timeOrdered(test.time::get, new Random(5));
        try (Crm node = Crm.builder()
                .store(new InMemoryStore(test.space))
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .pause(time -> Thread.onSpinWait())
                .ids(() -> planted.isEmpty() ? fresh.next() : planted.pop())
                .open()) {
            CrmSession session = node.signIn("director");
            CrmSession asAdmin = node.signIn("admin");
            Map<String, Function<Integer, Outcome<?>>> creations = Map.of(
                    "customer", i -> session.customers().create(NewCustomer.named("Thief " + i)),
                    "lead", i -> session.leads().create(lead()),
                    "opportunity",
                            i -> session.opportunities()
                                    .create(NewOpportunity.of("Thief " + i, jade.id(), Money.cny("1"))),
                    "user", i -> asAdmin.users().create(NewUser.of("Thief " + i, "sales-rep")),
                    "department", i -> asAdmin.departments().create("Thief " + i, Optional.empty()));
            asAdmin.departments().create("North", Optional.empty()).orElseThrow();
            creations.forEach((type, create) -> {
                List<String> taken = keys(type);
                assertThat(taken).as(type).isNotEmpty();
                for (int i = 0; i < taken.size(); i++) {
                    Map<String, String> there = records();
                    planted.clear();
                    planted.push(taken.get(i));
                    Outcome<?> outcome = create.apply(i);
                    assertThat(outcome.isDone()).as("%s %s", type, outcome).isTrue();
                    assertThat(planted).as("the id was tried").isEmpty();
                    String key = type + "/" + taken.get(i);
                    assertThat(records()).as(type).containsEntry(key, there.getOrDefault(key, "nothing"));
                }
            });
        }
        assertThat(before).isNotEmpty();
    }

    private List<String> keys(String type) {
        return records().keySet().stream()
                .filter(key -> key.startsWith(type + "/"))
                .map(key -> key.substring(type.length() + 1))
                .toList();
    }

    private Map<String, String> records() {
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            return all.collect(Collectors.toMap(
                    record -> record.key().toString(),
                    record -> record.version() + record.body().toString(),
                    (a, b) -> a,
                    TreeMap::new));
        }
    }

    @Test
    @DisplayName("CUS-16 advisory: a row under an external id that is taken changes nothing, seen or unseen")
    void existingExternalId() {
        ImportEntity.Loaded first = imported(admin, row("7", Map.of("name", "Imported")));
        Customer before = admin.customers().get(first.id()).orElseThrow();
        for (CrmSession other : List.of(test.as("loader"), guest, admin)) {
            assertThat(imported(other, row("7", Map.of("name", "Overwritten"))).effect())
                    .isEqualTo(Effect.DIFFERENT);
        }
        assertThat(admin.customers().get(first.id())).isEqualTo(Outcome.done(before));
    }

    // Accounts

    @Test
    @DisplayName("ACC-01 advisory: a profile has no field that gives rights, and nobody edits that of somebody above")
    void privilegedFields() {
        assertThat(UserProfile.class.getRecordComponents())
                .extracting(component -> component.getName())
                .containsExactly("name", "email", "phone");
        User before = test.user("lan");
        User after = test.as("lan")
                .account()
                .update(before.version(), new UserProfile("Lan Lan", Optional.empty(), Optional.empty()))
                .orElseThrow();
        assertThat(after.roles()).isEqualTo(before.roles());
        assertThat(after.superior()).isEqualTo(before.superior());
        assertThat(after.state()).isEqualTo(before.state());
        assertThat(after.login()).isEqualTo(before.login());
        assertThat(code(test.as("lan").users().changeRoles(after.id(), after.version(), Set.of("administrator"))))
                .contains("access.permission-missing");
        assertThat(code(admin.users().changeRoles(test.id("admin"), 1, Set.of("administrator", "finance"))))
                .contains("access.not-oneself");
        // Whoever edits users, but may not give the administrator's role, takes no administrator's mailbox.
        admin.policies().publish(POLICY.replace("loader:", """
                                clerk:
                                      name: { zh: 文员, en: clerk }
                                      reach: ALL
                                      permissions: ['user:*']
                                      gives: ['sales-rep']
                                    loader:"""), "clerk").orElseThrow();
        admin.users().create(NewUser.of("Clerk", "clerk")).orElseThrow();
        CrmSession clerk = test.as("clerk");
        User above = test.user("admin");
        UserProfile mine = UserProfile.of(above).withEmail("clerk@example.com");
        assertThat(code(clerk.users().editProfile(above.id(), above.version(), mine)))
                .contains("access.role-not-yours-to-give");
        assertThat(code(clerk.accounts().reset(above.id()))).contains("access.role-not-yours-to-give");
        assertThat(code(clerk.users().create(NewUser.of("Y", "administrator"))))
                .contains("access.role-not-yours-to-give");
        assertThat(code(clerk.users()
                        .changeRoles(test.id("guest"), test.user("guest").version(), Set.of("sales-rep"))))
                .as("nor is a role taken that is not one's own to give")
                .contains("access.role-not-yours-to-give");
    }

    @Test
    @DisplayName(
            "ACC-01 advisory: nobody changes another's password: by knowing the login, an own session, or a right to edit")
    void anothersPassword() {
        password("lan", GOOD);
        password("lin", BETTER);
        assertThat(test.crm
                        .changePassword("lan", BETTER.toCharArray(), "Correct-horse-3".toCharArray())
                        .isDone())
                .isFalse();
        CrmSession lin = enter("lin", BETTER).orElseThrow().session();
        assertThat(lin.account()
                        .changePassword(GOOD.toCharArray(), "Correct-horse-3".toCharArray())
                        .isDone())
                .as("another's password proves nothing")
                .isFalse();
        lin.account()
                .changePassword(BETTER.toCharArray(), "Correct-horse-3".toCharArray())
                .orElseThrow();
        assertThat(code(lin.accounts().reset(test.id("lan")))).contains("access.permission-missing");
        assertThat(code(test.as("manager.ma").accounts().reset(test.id("lan")))).contains("access.permission-missing");
        assertThat(code(admin.accounts().reset(test.id("admin")))).contains("access.not-oneself");
        assertThat(enter("lan", GOOD).isDone()).isTrue();
    }

    @Test
    @DisplayName("ACC-01 advisory: a reset link does not outlive its user, its time, its use or its mailbox")
    void resetLink() {
        Map<String, Runnable> ends = new TreeMap<>();
        ends.put("disabled", () -> active(false));
        ends.put("disabled and enabled again", () -> {
            active(false);
            active(true);
        });
        ends.put("time", () -> test.time.updateAndGet(t -> t.plus(Duration.ofMinutes(30))));
        ends.put("another mailbox", () -> {
            User lan = test.user("lan");
            admin.users()
                    .editProfile(
                            lan.id(),
                            lan.version(),
                            UserProfile.of(lan).withEmail("lan" + lan.version() + "@example.com"))
                    .orElseThrow();
        });
        ends.put("a newer link", () -> admin.accounts().reset(test.id("lan")).orElseThrow());
        ends.forEach((why, end) -> {
            ResetToken link = admin.accounts().reset(test.id("lan")).orElseThrow();
            end.run();
            assertThat(code(test.crm.resetPassword(link.token(), GOOD.toCharArray())))
                    .as(why)
                    .contains("access.reset-invalid");
            active(true);
        });
        ResetToken link = admin.accounts().reset(test.id("lan")).orElseThrow();
        test.crm.resetPassword(link.token(), GOOD.toCharArray()).orElseThrow();
        assertThat(code(test.crm.resetPassword(link.token(), BETTER.toCharArray())))
                .contains("access.reset-invalid");
        User lin = test.user("lin");
        ResetToken last = admin.accounts().reset(lin.id()).orElseThrow();
        admin.users().delete(lin.id(), lin.version()).orElseThrow();
        assertThat(code(test.crm.resetPassword(last.token(), GOOD.toCharArray())))
                .contains("access.reset-invalid");
    }

    private void active(boolean active) {
        User lan = test.user("lan");
        if (lan.active() != active) {
            admin.users().changeActive(lan.id(), lan.version(), active).orElseThrow();
        }
    }

    @Test
    @DisplayName("ACC-01 advisory: a disabled user's session does not go on, nor does it come back with the user")
    void disabledSession() {
        password("lan", GOOD);
        SignedIn lan = enter("lan", GOOD).orElseThrow();
        CrmSession trusted = test.as("lan");
        active(false);
        for (CrmSession session : List.of(lan.session(), trusted)) {
            assertThat(session.customers().list(1, Optional.empty()).isDone()).isFalse();
            assertThat(session.customers().create(NewCustomer.named("X")).isDone())
                    .isFalse();
            assertThat(session.account().get().isDone()).isFalse();
            assertThat(session.withRequestKey("k")
                            .customers()
                            .create(NewCustomer.named("X"))
                            .isDone())
                    .isFalse();
        }
        assertThat(test.crm.resume(lan.token()).isDone()).isFalse();
        assertThat(enter("lan", GOOD).isDone()).isFalse();
        active(true);
        assertThat(test.crm.resume(lan.token()).isDone()).isFalse();
        assertThat(lan.session().customers().list(1, Optional.empty()).isDone()).isFalse();
    }

    // Names

    @Test
    @DisplayName("ACC-01 advisory: ids that differ in case or trailing space are one login, and never another record")
    void alikeIds() {
        for (String alike : List.of("LAN", "lan ", " lan", "Lan\t", "ｌａｎ", "la\u200Bn")) {
            assertThat(code(admin.users().create(NewUser.of("X", "sales-rep").withLogin(alike))))
                    .as("<%s>", alike)
                    .contains("access.login-taken");
            assertThat(test.crm.trySignIn(alike).map(CrmSession::userId)).isEqualTo(Outcome.done(test.id("lan")));
        }
        String id = jade.id();
        for (String alike : Set.of(
                id + " ",
                " " + id,
                id + "\u0000",
                id.toUpperCase(Locale.ROOT) + "\t",
                flipped(id),
                id + "/",
                id + "%")) {
            Outcome<Customer> found = answer(() -> admin.customers().get(alike));
            assertThat(found.isDone()).as("<%s>", alike).isFalse();
            assertThat(answer(() -> admin.customers()
                                    .edit(alike, jade.version(), profile().tagged("x")))
                            .isDone())
                    .as("<%s>", alike)
                    .isFalse();
        }
        assertThat(admin.customers().get(id)).isEqualTo(Outcome.done(jade));
    }

    private static String flipped(String id) {
        String upper = id.toUpperCase(Locale.ROOT);
        return upper.equals(id) ? id.toLowerCase(Locale.ROOT) : upper;
    }

    /** What no store can hold, a store may also refuse by an exception: nothing is found so either. */
    private static Outcome<Customer> answer(java.util.function.Supplier<Outcome<Customer>> call) {
        try {
            return call.get();
        } catch (IllegalArgumentException e) {
            return Outcome.refused(io.crmkit.shared.Refusal.of(
                    io.crmkit.shared.Refusal.Kind.INVALID, "DAT-03", "shared.not-found", "", ""));
        }
    }

    @Test
    @DisplayName(
            "ACC-06 advisory: names of filters and orders are declared ones; any other is refused, and asks nothing")
    void undeclaredNames() {
        for (String name : List.of(
                "name' OR '1'='1",
                "name; DROP TABLE customer",
                "name) OR (1=1",
                "\"name\"",
                "payload",
                "NAME",
                "name ",
                "")) {
            assertThatThrownBy(() -> admin.customers().list(Filter.equal(name, "Jade"), 10, Optional.empty()))
                    .as(name)
                    .isInstanceOfAny(IllegalArgumentException.class, io.crmkit.spi.storage.StorageException.class);
        }
        for (String value : List.of("' OR '1'='1", "Jade%", "Ja_e", "*", "Jade' --", "\\", "Jade\" OR \"\"=\"")) {
            assertThat(admin.customers()
                            .list(Filter.equal("name", value), 10, Optional.empty())
                            .orElseThrow()
                            .items())
                    .as(value)
                    .isEmpty();
            Set<String> found = new HashSet<>();
            admin.customers()
                    .list(Filter.prefix("name", value), 10, Optional.empty())
                    .orElseThrow()
                    .items()
                    .forEach(c -> found.add(c.name()));
            assertThat(found).as(value).isEmpty();
        }
    }
}
