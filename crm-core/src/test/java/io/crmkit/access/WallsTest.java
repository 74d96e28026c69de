package io.crmkit.access;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.audit.AuditEntry;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerStanding;
import io.crmkit.customer.NewCustomer;
import io.crmkit.customer.Purchase;
import io.crmkit.customer.Purchases;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class WallsTest {

    private static final String POLICY = """
            access:
              roles:
                guest:
                  name: { zh: 来宾, en: guest }
                  reach: ALL
                  permissions: ['customer:view', 'customer:edit', 'customer:create', 'lead:view', 'lead:create',
                    'opportunity:view', 'opportunity:edit', 'purchase:view', 'product:view', 'report:view', 'audit:view', 'user:view']
                  walls: { customer.remark: HIDDEN, customer.industry: HIDDEN, customer.shortName: MASKED,
                    customer.region: READ_ONLY, customer.traded: HIDDEN, lead.phone: MASKED, lead.contact: MASKED,
                    opportunity.amount: HIDDEN, opportunity.expectedAmount: HIDDEN, purchase.amount: HIDDEN }
                opener:
                  name: { zh: 开放, en: opener }
                  reach: OWN
                  permissions: ['customer:view']
                  walls: { customer.industry: MASKED }
                bystander:
                  name: { zh: 旁观, en: bystander }
                  reach: ALL
                  permissions: ['department:view']
            """;

    private final TestCrm test = new TestCrm();
    private final CrmSession director = test.as("director");
    private final CrmSession guest;
    private final Customer jade;

    WallsTest() {
        CrmSession admin = test.as("admin");
        admin.policies().publish(POLICY, "walls").orElseThrow();
        admin.users().create(NewUser.of("Guest", "guest")).orElseThrow();
        guest = test.as("guest");
        jade = director.customers()
                .create(new NewCustomer(jade(), Optional.empty()))
                .orElseThrow();
    }

    private static Customer.Profile jade() {
        return new Customer.Profile(
                "翡翠科技有限公司",
                Optional.of("Jade"),
                Optional.of("retail"),
                Optional.of("Shanghai"),
                Optional.of(40),
                Optional.of(Money.cny("1000000")),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("owes us a favour"),
                Optional.empty(),
                Optional.empty(),
                List.of());
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Customer seen() {
        return guest.customers().get(jade.id()).orElseThrow();
    }

    private static void barred(Outcome<?> outcome, String field) {
        assertThat(outcome.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.rule()).isEqualTo("ACC-07");
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.FORBIDDEN);
            assertThat(refusal.missing()).contains(field);
            assertThat(refusal.field()).contains(field.substring(field.indexOf('.') + 1));
            assertThat(refusal.message(Locale.CHINA)).contains(field);
            assertThat(refusal.message(Locale.ENGLISH)).contains(field);
        });
    }

    @Test
    @DisplayName(
            "ACC-07 a hidden value is not there, a masked one is seen in part, a read only one in full: alone, in lists, by name")
    void answers() {
        for (Customer customer : List.of(
                seen(),
                guest.customers()
                        .list(10, Optional.empty())
                        .orElseThrow()
                        .items()
                        .get(0),
                guest.customers().named(jade.name()).orElseThrow().get(0))) {
            assertThat(customer.profile().remark()).isEmpty();
            assertThat(customer.profile().industry()).isEmpty();
            assertThat(customer.profile().shortName()).contains("J****e");
            assertThat(customer.profile().region()).contains("Shanghai");
            assertThat(customer.profile().annualRevenue()).contains(Money.cny("1000000"));
        }
        assertThat(director.customers().get(jade.id()).orElseThrow().profile()).isEqualTo(jade());
    }

    @Test
    @DisplayName("ACC-07 a phone is masked as 138****8000")
    void phone() {
        Lead lead = director.leads()
                .create(new Leads.NewLead(
                        new Lead.Facts(
                                Optional.of("A"),
                                Optional.of("张三"),
                                Optional.of("13812348000"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        ContactState.NOT_CONTACTED,
                        Optional.empty()))
                .orElseThrow();
        Lead.Facts facts = guest.leads().get(lead.id()).orElseThrow().facts();
        assertThat(facts.phone()).contains("138****8000");
        assertThat(facts.contact()).contains("****");
    }

    @Test
    @DisplayName("ACC-07 nobody filters by a field that is not seen in full, however the question is wrapped")
    void filters() {
        Filter asked = Filter.equal("industry", "retail");
        for (Filter filter : List.of(
                asked,
                Filter.not(asked),
                Filter.and(Filter.present("name"), Filter.or(Filter.all(), asked)),
                Filter.present("industry"),
                Filter.prefix("industry", "r"),
                Filter.in("industry", List.of("retail")),
                Filter.range("industry", "a", null))) {
            barred(guest.customers().list(filter, 10, Optional.empty()), "customer.industry");
        }
        assertThat(guest.customers()
                        .list(Filter.equal("region", "Shanghai"), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .hasSize(1);
        barred(
                guest.opportunities()
                        .list(Filter.range("weighted", new java.math.BigDecimal("1.0000"), null), 10, Optional.empty()),
                "opportunity.expectedAmount");
    }

    @Test
    @DisplayName("ACC-07 sending back what was masked or hidden leaves the stored value alone")
    void sentBack() {
        Customer seen = seen();
        Customer.Profile profile = seen.profile().tagged("VIP");
        Customer edited =
                guest.customers().edit(jade.id(), seen.version(), profile).orElseThrow();
        assertThat(edited.profile().remark()).as("the answer is masked, too").isEmpty();
        assertThat(edited.profile().shortName()).contains("J****e");
        assertThat(director.customers().get(jade.id()).orElseThrow().profile()).isEqualTo(jade().tagged("VIP"));
    }

    @Test
    @DisplayName(
            "ACC-07 an edit of a hidden, masked or read only field is refused, also by the very value that is stored")
    void edits() {
        Customer seen = seen();
        barred(guest.customers().edit(jade.id(), 1, seen.profile().inIndustry("retail")), "customer.industry");
        barred(guest.customers().edit(jade.id(), 1, seen.profile().inIndustry("no such thing")), "customer.industry");
        Customer.Profile moved = new Customer.Profile(
                jade().name(),
                seen.profile().shortName(),
                Optional.empty(),
                Optional.of("Beijing"),
                jade().employees(),
                jade().annualRevenue(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of());
        barred(guest.customers().edit(jade.id(), 1, moved), "customer.region");
        assertThat(director.customers().get(jade.id()).orElseThrow()).isEqualTo(jade);
        barred(guest.customers().create(new NewCustomer(jade(), Optional.empty())), "customer.shortName");
        assertThat(guest.customers().create(NewCustomer.named("Plain")).isDone())
                .isTrue();
    }

    @Test
    @DisplayName(
            "ACC-07 of several roles the most permissive wall counts; a role that sees nothing of the module has no say")
    void union() {
        CrmSession admin = test.as("admin");
        admin.users().create(NewUser.of("Both", "guest", "opener")).orElseThrow();
        admin.users().create(NewUser.of("Odd", "guest", "bystander")).orElseThrow();
        Customer.Profile both =
                test.as("both").customers().get(jade.id()).orElseThrow().profile();
        assertThat(both.industry()).contains("r****il");
        assertThat(both.remark()).isEqualTo(jade().remark());
        Customer.Profile odd =
                test.as("odd").customers().get(jade.id()).orElseThrow().profile();
        assertThat(odd).isEqualTo(seen().profile());
        // a role that only sees cannot open a field for a change
        barred(
                test.as("both").customers().edit(jade.id(), 1, both.tagged("x").inIndustry("finance")),
                "customer.industry");
    }

    @Test
    @DisplayName("ACC-07 amounts stay hidden in deals, purchases, reports, standings and in the history of changes")
    void amounts() {
        NewOpportunity draft = NewOpportunity.of("Pumps", jade.id(), Money.cny("700000"));
        Opportunity deal = director.opportunities().create(draft).orElseThrow();
        Opportunity won = director.opportunities()
                .move(deal, Stage.WON, Evidence.contract("HT-1", Money.cny("650000"), LocalDate.of(2026, 3, 1)))
                .orElseThrow();
        test.as("fen");
        test.as("admin")
                .purchases()
                .record(new Purchases.NewPurchase(jade.id(), LocalDate.of(2026, 3, 1), 2, Money.cny("600000")))
                .orElseThrow();
        Opportunity seen = guest.opportunities().get(won.id()).orElseThrow();
        assertThat(seen.terms().expectedAmount()).isEmpty();
        assertThat(seen.progress().deal().orElseThrow().amount()).isEmpty();
        assertThat(seen.progress().deal().orElseThrow().contractNumber()).contains("HT-1");
        Purchase bought = guest.purchases()
                .of(jade.id(), 10, Optional.empty())
                .orElseThrow()
                .items()
                .get(0);
        assertThat(bought.amount()).isEmpty();
        assertThat(bought.quantity()).isEqualTo(2);
        CustomerStanding standing = guest.grades().of(jade.id()).orElseThrow();
        assertThat(standing.bought().total()).isZero();
        assertThat(standing.computed().orElseThrow().code()).isEqualTo("A");
        assertThat(standing.toString()).doesNotContain("600");
        for (Reports.Name name : Reports.Name.values()) {
            if (name != Reports.Name.CYCLE) {
                Outcome<?> report = guest.reports().get(name);
                assertThat(code(report)).as(name.key()).contains("access.walled-question");
            }
        }
        List<AuditEntry> entries = guest.audit()
                .list(Optional.empty(), Optional.of("opportunity/" + won.id()), 10, Optional.empty())
                .orElseThrow()
                .items();
        assertThat(entries).hasSize(2);
        assertThat(entries.toString()).doesNotContain("650000").contains("HT-1");
        assertThat(entries).allSatisfy(e -> assertThat(e.changes()).doesNotContainKey("*"));
        assertThat(director.audit()
                        .list(Optional.empty(), Optional.of("opportunity/" + won.id()), 10, Optional.empty())
                        .orElseThrow()
                        .items()
                        .toString())
                .contains("650000");
    }

    @Test
    @DisplayName("ACC-07 by default customer service sees no amounts, prices and payments")
    void shipped() {
        test.as("admin").users().create(NewUser.of("Kefu", "customer-service")).orElseThrow();
        Customer seen = test.as("kefu").customers().get(jade.id()).orElseThrow();
        assertThat(seen.profile().annualRevenue()).isEmpty();
        assertThat(seen.profile().remark()).isEqualTo(jade().remark());
    }

    @Test
    @DisplayName(
            "ACC-07 a wall before a field that is not there is refused, so that no misspelt one leaves a field open")
    void misspelt() {
        Outcome<?> checked =
                Crm.checkPolicy("access: { roles: { sales-rep: { walls: { customer.remarks: HIDDEN } } } }");
        assertThat(checked.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.field()).contains("access.roles.sales-rep.walls");
            assertThat(refusal.suggestion()).contains("customer.remark");
        });
    }

    @Test
    @DisplayName("ACC-06 a page token is good for its reader, its question and its directory only; on every node")
    void pageTokens() {
        for (int i = 0; i < 5; i++) {
            director.customers().create(NewCustomer.named("C" + i)).orElseThrow();
        }
        String token = director.customers()
                .list(2, Optional.empty())
                .orElseThrow()
                .next()
                .orElseThrow();
        try (Crm other = TestCrm.open(new io.crmkit.spi.storage.InMemoryStore(test.space), test.time::get, 99)) {
            assertThat(other.signIn("director")
                            .customers()
                            .list(2, Optional.of(token))
                            .orElseThrow()
                            .items())
                    .extracting(Customer::name)
                    .containsExactly("C2", "C3");
        }
        Optional<String> given = Optional.of(token);
        assertThat(code(guest.customers().list(2, given))).contains("shared.page-token-foreign");
        assertThat(code(director.customers().list(Filter.present("name"), 2, given)))
                .contains("shared.page-token-foreign");
        assertThat(code(director.opportunities().list(Filter.all(), 2, given))).contains("shared.page-token-foreign");
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'A' ? 'B' : 'A';
            String changed = token.substring(0, i) + other + token.substring(i + 1);
            Outcome<?> answer = director.customers().list(2, Optional.of(changed));
            boolean sameBytes = java.util.Arrays.equals(
                    java.util.Base64.getUrlDecoder().decode(changed),
                    java.util.Base64.getUrlDecoder().decode(token));
            assertThat(answer.isDone()).as(changed).isEqualTo(sameBytes);
        }
        assertThat(code(director.customers().list(2, Optional.of("?")))).contains("shared.page-token-foreign");
        assertThat(code(director.customers().list(2, Optional.of("")))).contains("shared.page-token-foreign");
        test.as("admin").users().create(NewUser.of("New", "sales-rep")).orElseThrow();
        assertThat(code(director.customers().list(2, given))).contains("shared.page-token-stale");
    }

    @Test
    @DisplayName("ACC-05 ACC-06 ACC-07 a decision tells role, scope, team or wall, and what would be needed")
    void explained() {
        Opportunity deal = test.as("lan")
                .opportunities()
                .create(NewOpportunity.of(
                        "Pumps",
                        test.as("lan")
                                .customers()
                                .create(NewCustomer.named("Lan's"))
                                .orElseThrow()
                                .id(),
                        Money.cny("1")))
                .orElseThrow();
        Access admin = test.as("admin").access();
        String subject = "opportunity/" + deal.id();
        Decision lan = admin.explain("lan", "edit", subject).orElseThrow();
        assertThat(lan.allowed()).isTrue();
        assertThat(lan.needed()).isEmpty();
        Decision lin = admin.explain("lin", "edit", subject).orElseThrow();
        assertThat(lin.allowed()).isFalse();
        assertThat(lin.grounds()).anyMatch(g -> g.kind() == Decision.Kind.SCOPE && !g.favours());
        assertThat(lin.needed().get(0).en()).contains("Lan").contains("opportunity:edit");
        Opportunity team = test.as("lan")
                .opportunities()
                .addToTeam(deal.id(), deal.version(), test.id("lin"), true, Optional.empty())
                .orElseThrow();
        assertThat(team.team()).hasSize(1);
        assertThat(admin.explain("lin", "edit", subject).orElseThrow().grounds())
                .anyMatch(g -> g.kind() == Decision.Kind.TEAM && g.favours());
        assertThat(admin.explain("lin", "transfer", subject).orElseThrow().allowed())
                .isFalse();
        assertThat(admin.explain("guest", "view", subject + ".amount")
                        .orElseThrow()
                        .grounds())
                .anyMatch(g -> g.kind() == Decision.Kind.WALL
                        && !g.favours()
                        && g.name().equals("guest"));
        assertThat(admin.explain("lan", "edit", "opportunity.amount")
                        .orElseThrow()
                        .allowed())
                .isTrue();
        assertThat(admin.whoCan("edit", subject).orElseThrow())
                .extracting(Decision::login)
                .contains("admin", "director", "lan", "lin", "manager.ma")
                .doesNotContain("qiu", "guest.", "fen");
        assertThat(code(admin.explain("nobody", "edit", subject))).contains("access.unknown-user");
        assertThat(code(admin.explain("lan", "edit", "opportunity/none"))).contains("shared.not-found");
        assertThat(code(admin.explain("lan", "edit", "opportunity.amounts"))).contains("access.explain.subject");
        assertThat(code(test.as("lan").access().explain("lan", "edit", subject)))
                .contains("access.permission-missing");
        assertThat(code(test.as("lan").access().whoCan("edit", subject))).contains("access.permission-missing");
        assertThat(guest.access().walls()).containsEntry("customer.shortName", io.crmkit.shared.Wall.MASKED);
        assertThat(test.as("lan").access().walls()).isEmpty();
    }
}
