package io.crmkit.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.audit.AuditEntry;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PoolTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession director = test.as("director");
    private final CrmSession lan = test.as("lan");

    @AfterEach
    void close() {
        test.close();
    }

    private Customer ownerless(String name) {
        return director.customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private Customer own(CrmSession rep, String name) {
        return rep.customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private void publish(String document) {
        test.as("admin").policies().publish(document, "test").orElseThrow();
    }

    private void later(Duration time) {
        test.time.updateAndGet(now -> now.plus(time));
    }

    private Customer fresh(Customer customer) {
        return director.customers().get(customer.id()).orElseThrow();
    }

    private static List<Customer> pooled(CrmSession session) {
        return session.pool()
                .list(Optional.empty(), 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    private static Lead lead(CrmSession session, String company) {
        return session.leads()
                .create(new Leads.NewLead(
                        new Lead.Facts(
                                Optional.of(company),
                                Optional.empty(),
                                Optional.of("13800138000"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()),
                        ContactState.NOT_CONTACTED,
                        Optional.empty()))
                .orElseThrow();
    }

    private static Refusal refusal(Outcome<?> outcome) {
        assertThat(outcome.isDone()).as(outcome.toString()).isFalse();
        return outcome.refusals().get(0);
    }

    @Test
    @DisplayName("CUS-12 whoever may claim sees what nobody owns, and nothing else of others")
    void seen() {
        Customer jade = ownerless("Jade");
        Customer others = own(test.as("qiu"), "Others'");
        assertThat(jade.pool()).contains("public");
        assertThat(lan.customers().get(jade.id()).isDone()).isTrue();
        assertThat(lan.customers().get(others.id()).isDone()).isFalse();
        assertThat(pooled(lan)).extracting(Customer::name).containsExactly("Jade");
        assertThat(lan.pool().pools().orElseThrow())
                .extracting(PoolCount::key, PoolCount::records)
                .containsExactly(org.assertj.core.api.Assertions.tuple("public", 1L));
        test.as("admin")
                .users()
                .create(NewUser.of("Fu", "dealer-rep").withLogin("fu"))
                .orElseThrow();
        assertThat(test.as("fu").customers().get(jade.id()).isDone()).isFalse();
        assertThat(TestCrm.code(test.as("fu").pool().claim(jade.id()))).contains("access.permission-missing");
        assertThat(TestCrm.code(lan.customers().edit(jade.id(), jade.version(), jade.profile())))
                .as("to see is not to change")
                .contains("access.out-of-reach");
    }

    @Test
    @DisplayName("CUS-12 access explain tells that a record is seen because of its pool")
    void explained() {
        Customer jade = ownerless("Jade");
        assertThat(test.as("admin")
                        .access()
                        .explain("lan", "view", "customer/" + jade.id())
                        .orElseThrow())
                .satisfies(decision -> {
                    assertThat(decision.allowed()).isTrue();
                    assertThat(decision.grounds())
                            .anyMatch(ground -> ground.text().in(Locale.ENGLISH).contains("in the pool public"));
                });
    }

    @Test
    @DisplayName("CUS-12 who claims first gets it; for the others it is gone")
    void first() {
        Customer jade = ownerless("Jade");
        Customer mine = lan.pool().claim(jade.id()).orElseThrow();
        assertThat(mine.owner()).contains(test.id("lan"));
        assertThat(mine.pool()).isEmpty();
        assertThat(TestCrm.code(test.as("qiu").pool().claim(jade.id())))
                .as("as if it were not there")
                .contains("shared.not-found");
        assertThat(TestCrm.code(director.pool().claim(jade.id()))).contains("pool.owned");
        assertThat(pooled(test.as("qiu"))).isEmpty();
        assertThat(lan.pool().quota().orElseThrow())
                .isEqualTo(new ClaimQuota(LocalDate.of(2026, 3, 2), 1, 20, 1, 200, TestCrm.NOON));
    }

    @Test
    @DisplayName("CUS-12 the claims of a day are counted in the enterprise's zone; what is given back stays counted")
    void quota() {
        publish("pool: {claimsPerDay: 2, coolDownDays: 0}");
        Customer one = ownerless("One");
        Customer two = ownerless("Two");
        Customer three = ownerless("Three");
        Customer claimed = lan.pool().claim(one.id()).orElseThrow();
        lan.pool().release(one.id(), claimed.version(), "not mine").orElseThrow();
        lan.pool().claim(two.id()).orElseThrow();
        Refusal refused = refusal(lan.pool().claim(three.id()));
        assertThat(refused.code()).isEqualTo("pool.used-up");
        assertThat(refused.rule()).isEqualTo("CUS-12");
        assertThat(refused.earliest()).contains(Instant.parse("2026-03-02T16:00:00Z"));
        assertThat(refused.message(Locale.CHINA)).contains("2026-03-03 00:00");
        test.time.set(Instant.parse("2026-03-02T15:59:59.999Z"));
        assertThat(TestCrm.code(lan.pool().claim(three.id()))).contains("pool.used-up");
        test.time.set(refused.earliest().orElseThrow());
        assertThat(lan.pool().claim(three.id()).isDone()).isTrue();
    }

    @Test
    @DisplayName("CUS-12 a clock that jumps gives no claims twice, and takes none")
    void jumps() {
        publish("pool: {claimsPerDay: 1}");
        Instant now = test.time.get();
        assertThat(lan.pool().claim(ownerless("One").id()).isDone()).isTrue();
        test.time.set(now.plus(Duration.ofDays(400)));
        assertThat(lan.pool().claim(ownerless("Two").id()).isDone()).isTrue();
        test.time.set(now);
        Customer three = ownerless("Three");
        assertThat(TestCrm.code(lan.pool().claim(three.id()))).contains("pool.used-up");
        test.time.set(now.plus(Duration.ofDays(400)));
        assertThat(refusal(lan.pool().claim(three.id())).earliest()).contains(Instant.parse("2027-04-06T16:00:00Z"));
        test.time.set(now.plus(Duration.ofDays(1)));
        assertThat(lan.pool().claim(three.id()).isDone()).isTrue();
    }

    @Test
    @DisplayName("CUS-12 a former owner waits seven days, whoever had it meanwhile; the clock going back does not help")
    void coolDown() {
        Customer jade = own(lan, "Jade");
        lan.pool().release(jade.id(), jade.version(), "no time").orElseThrow();
        Refusal refused = refusal(lan.pool().claim(jade.id()));
        assertThat(refused.code()).isEqualTo("pool.cooling");
        assertThat(refused.earliest()).contains(Instant.parse("2026-03-09T04:00:00Z"));
        later(Duration.ofDays(3));
        CrmSession qiu = test.as("qiu");
        Customer qius = qiu.pool().claim(jade.id()).orElseThrow();
        qiu.pool().release(jade.id(), qius.version(), "neither").orElseThrow();
        assertThat(refusal(lan.pool().claim(jade.id())).earliest()).contains(Instant.parse("2026-03-09T04:00:00Z"));
        test.time.set(Instant.parse("2026-02-01T00:00:00Z"));
        assertThat(refusal(lan.pool().claim(jade.id())).code()).isEqualTo("pool.cooling");
        test.time.set(Instant.parse("2026-03-09T03:59:59Z"));
        assertThat(lan.pool().claim(jade.id()).isDone()).isFalse();
        test.time.set(Instant.parse("2026-03-09T04:00:00Z"));
        assertThat(lan.pool().claim(jade.id()).isDone()).isTrue();
    }

    @Test
    @DisplayName("CUS-12 everything that refuses comes at once, and a refused claim uses nothing up")
    void allAtOnce() {
        publish("{customer: {maxOwned: 1}, pool: {claimsPerDay: 1}}");
        Customer jade = own(lan, "Jade");
        lan.pool().release(jade.id(), jade.version(), "no time").orElseThrow();
        lan.pool().claim(ownerless("Onyx").id()).orElseThrow();
        for (int i = 0; i < 3; i++) {
            assertThat(lan.pool().claim(jade.id()).refusals())
                    .extracting(Refusal::code)
                    .containsExactly("pool.used-up", "pool.cooling", "access.cap-reached");
        }
        assertThat(lan.pool().quota().orElseThrow().claimed()).isEqualTo(1);
        assertThat(lan.pool().quota().orElseThrow().owned()).isEqualTo(1);
    }

    @Test
    @DisplayName("CUS-12 the cap of leads holds on create, claim, assignment and transfer")
    void leads() {
        publish("pool: {maxLeads: 1}");
        Lead own = lead(lan, "A");
        Lead free = lead(director, "B");
        assertThat(free.owner()).isEmpty();
        assertThat(TestCrm.code(lan.leadPool().claim(free.id()))).contains("access.cap-reached");
        assertThat(TestCrm.code(lan.leads().create(new Leads.NewLead(own.facts(), own.status(), Optional.empty()))))
                .contains("access.cap-reached");
        assertThat(TestCrm.code(director.leadPool().assign(free.id(), free.version(), test.id("lan"), "yours")))
                .contains("access.cap-reached");
        Lead lins = director.leadPool()
                .assign(free.id(), free.version(), test.id("lin"), "yours")
                .orElseThrow();
        assertThat(TestCrm.code(director.leads().transfer(lins.id(), lins.version(), test.id("lan"), "moves")))
                .contains("access.cap-reached");
        lan.leadPool().release(own.id(), own.version(), "no").orElseThrow();
        assertThat(test.as("qiu")
                        .leadPool()
                        .list(Optional.of("public"), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .extracting(Lead::id)
                .containsExactly(own.id());
        assertThat(test.as("qiu").leadPool().claim(own.id()).isDone()).isTrue();
    }

    @Test
    @DisplayName("CUS-12 managers give what is in the pool to their own people only; a rep gives to nobody")
    void assign() {
        Customer jade = ownerless("Jade");
        CrmSession ma = test.as("manager.ma");
        assertThat(TestCrm.code(ma.pool().assign(jade.id(), jade.version(), test.id("qiu"), "take it")))
                .contains("access.out-of-reach");
        assertThat(TestCrm.code(lan.pool().assign(jade.id(), jade.version(), test.id("lan"), "mine")))
                .contains("access.permission-missing");
        assertThat(TestCrm.code(ma.pool().assign(jade.id(), jade.version() + 1, test.id("lin"), "take it")))
                .contains("shared.conflict");
        assertThat(ma.pool()
                        .assign(jade.id(), jade.version(), test.id("lin"), "take it")
                        .orElseThrow()
                        .owner())
                .contains(test.id("lin"));
    }

    @Test
    @DisplayName(
            "CUS-12 release needs the owner or who reaches the owner; it goes where the policy says, by department and segment")
    void pools() {
        CrmSession admin = test.as("admin");
        admin.departments().create("North", Optional.empty()).orElseThrow();
        String north = admin.departments().list().orElseThrow().get(0).id();
        for (String login : List.of("lan", "lin")) {
            admin.users()
                    .changeDepartment(test.id(login), test.user(login).version(), Optional.of(north))
                    .orElseThrow();
        }
        publish("{pool: {pools: {north: {name: {zh: 北方, en: North}, departments: [North]}}},"
                + " segments: [{name: north, when: {department: [North]}, set: {pool: {into: north}}}]}");
        Customer jade = own(lan, "Jade");
        assertThat(TestCrm.code(test.as("manager.mo").pool().release(jade.id(), jade.version(), "x")))
                .contains("shared.not-found");
        test.as("manager.ma").pool().release(jade.id(), jade.version(), "tidy").orElseThrow();
        assertThat(fresh(jade).pool()).contains("north");
        assertThat(test.as("qiu").customers().get(jade.id()).isDone()).isFalse();
        assertThat(test.as("qiu").pool().claim(jade.id()).isDone()).isFalse();
        assertThat(TestCrm.code(test.as("qiu").pool().list(Optional.of("north"), 10, Optional.empty())))
                .contains("pool.unknown");
        assertThat(TestCrm.code(director.pool().claim(jade.id()))).contains("pool.closed");
        assertThat(test.as("lin").pool().claim(jade.id()).isDone()).isTrue();
        Customer qius = own(test.as("qiu"), "Onyx");
        test.as("qiu").pool().release(qius.id(), qius.version(), "no").orElseThrow();
        assertThat(fresh(qius).pool()).contains("public");
    }

    @Test
    @DisplayName("POL-01 a pool with records in it cannot go away, nor name a department that is not there")
    void policyProblems() {
        publish("pool: {into: spare, pools: {spare: {name: {zh: 备用, en: spare}, departments: []}}}");
        Customer jade = ownerless("Jade");
        assertThat(jade.pool()).contains("spare");
        assertThat(TestCrm.code(test.as("admin").policies().publish("{}", "no more")))
                .contains("pool.in-use");
        assertThat(TestCrm.code(test.as("admin")
                        .policies()
                        .publish("pool: {pools: {spare: {name: {zh: 备用, en: spare}, departments: [Sout]}}}", "typing")))
                .contains("document.segment-unknown-value");
        for (String wrong : List.of(
                "pool: {into: nowhere}",
                "pool: {claimsPerDay: -1}",
                "pool: {coolDownDays: 4000}",
                "pool: {maxLeads: 0}",
                "pool: {recycling: {followUp: {D: 10}}}",
                "pool: {recycling: {followUp: {A: -1}}}",
                "pool: {recycling: {remindDays: [0]}}",
                "pool: {poool: 1}")) {
            assertThat(io.crmkit.Crm.checkPolicy(wrong).isDone()).as(wrong).isFalse();
        }
    }

    // Recycling

    @Test
    @DisplayName(
            "CUS-12 without follow-up it goes to the pool after 30 days, with reminders 7, 3 and 1 days before, once each")
    void recycled() {
        Customer jade = own(lan, "Jade");
        Customer kept = own(lan, "Kept");
        CrmSession ma = test.as("manager.ma");
        ma.pool().exempt(kept.id(), kept.version(), "framework contract").orElseThrow();
        int reminders = 0;
        for (int day = 1; day < 30; day++) {
            later(Duration.ofDays(1));
            RecyclingReport report = director.pool().recycle().orElseThrow();
            assertThat(report.recycled()).as("day " + day).isZero();
            assertThat(report.reminded()).as("day " + day).isEqualTo(day == 23 || day == 27 || day == 29 ? 1 : 0);
            director.pool().recycle().orElseThrow();
            reminders += day == 23 || day == 27 || day == 29 ? 1 : 0;
            assertThat(open(lan)).hasSize(reminders);
        }
        assertThat(open(lan))
                .allMatch(reminder -> reminder.rule().equals("CUS-12"))
                .extracting(reminder -> reminder.text().in(Locale.ENGLISH))
                .allMatch(text -> text.equals(
                        "Jade goes to the pool on 2026-04-01 unless you follow it up: 30 days without a follow-up."));
        assertThat(director.pool().preview(0).orElseThrow().rows()).isEmpty();
        RecyclingReport foreseen = director.pool().preview(1).orElseThrow();
        later(Duration.ofDays(1));
        RecyclingReport done = director.pool().recycle().orElseThrow();
        assertThat(done.rows()).isEqualTo(foreseen.rows()).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(jade.id());
            assertThat(row.on()).isEqualTo(LocalDate.of(2026, 4, 1));
            assertThat(row.why().in(Locale.ENGLISH)).isEqualTo("30 days without a follow-up, since 2026-03-02");
        });
        assertThat(done.kept()).containsOnlyKeys(Recycling.Exemption.BY_HAND);
        assertThat(open(lan)).isEmpty();
        assertThat(lan.pool().quota().orElseThrow().owned()).isEqualTo(1);
        assertThat(TestCrm.code(lan.pool().claim(jade.id()))).contains("pool.cooling");
        assertThat(test.as("qiu").pool().claim(jade.id()).isDone()).isTrue();
        assertThat(director.pool().recycle().orElseThrow().recycled()).isZero();
        List<AuditEntry> trail = test.as("admin")
                .audit()
                .list(Optional.empty(), Optional.of("customer/" + jade.id()), 10, Optional.empty())
                .orElseThrow()
                .items();
        assertThat(trail)
                .anyMatch(entry -> entry.operation().equals("pool.recycle")
                        && entry.reason().equals(Optional.of("CUS-12 follow-up 30")));
        assertThat(test.as("admin").audit().verify().orElseThrow().problem()).isEmpty();
    }

    private static List<Reminder> open(CrmSession session) {
        return session.reminders()
                .list(Reminder.State.OPEN, 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    @Test
    @DisplayName("CUS-12 reminders are over when the customer goes to somebody else, or is exempted")
    void settled() {
        Customer jade = own(lan, "Jade");
        Customer onyx = own(lan, "Onyx");
        later(Duration.ofDays(25));
        director.pool().recycle().orElseThrow();
        assertThat(open(lan)).hasSize(2);
        director.customers()
                .transfer(
                        jade.id(),
                        fresh(jade).version(),
                        test.id("lin"),
                        "moves",
                        io.crmkit.access.Transfer.Parts.FOLLOW)
                .orElseThrow();
        assertThat(open(lan)).hasSize(1);
        assertThat(open(test.as("lin"))).isEmpty();
        director.pool().exempt(onyx.id(), fresh(onyx).version(), "strategic").orElseThrow();
        director.pool().recycle().orElseThrow();
        assertThat(open(lan)).isEmpty();
    }

    @Test
    @DisplayName("CUS-12 who has bought and who has an open opportunity stays; a policy may say otherwise")
    void exemptions() {
        Customer bought = own(lan, "Bought");
        test.as("fen")
                .purchases()
                .record(new io.crmkit.customer.Purchases.NewPurchase(
                        bought.id(), LocalDate.of(2026, 3, 1), 1, Money.cny("10")))
                .orElseThrow();
        Customer deal = own(lan, "Deal");
        Opportunity open = lan.opportunities()
                .create(NewOpportunity.of("Pumps", deal.id(), Money.cny("5")))
                .orElseThrow();
        later(Duration.ofDays(40));
        RecyclingReport report = director.pool().recycle().orElseThrow();
        assertThat(report.recycled()).isZero();
        assertThat(report.kept())
                .isEqualTo(new java.util.TreeMap<>(
                        java.util.Map.of(Recycling.Exemption.DEALT, 1L, Recycling.Exemption.OPEN_OPPORTUNITY, 1L)));
        publish("pool: {recycling: {exemptOpenOpportunity: false}}");
        assertThat(director.pool().recycle().orElseThrow().rows())
                .extracting(RecyclingReport.Row::id)
                .containsExactly(deal.id());
        assertThat(lan.opportunities().get(open.id()).isDone())
                .as("the deal stays")
                .isTrue();
        publish("pool: {recycling: {exemptDealt: false}}");
        assertThat(director.pool().recycle().orElseThrow().rows())
                .extracting(RecyclingReport.Row::id)
                .containsExactly(bought.id());
    }

    @Test
    @DisplayName("CUS-12, POL-04 without an opportunity or a deal for too long, and by segment")
    void causes() {
        publish("{pool: {recycling: {opportunity: {other: 20}}},"
                + " segments: [{name: large, when: {type: [large]}, set: {pool: {recycling: {opportunity: {other: 0},"
                + " deal: {other: 25}}}}}]}");
        Customer jade = own(lan, "Jade");
        Customer large = lan.customers()
                .create(NewCustomer.of(Customer.Profile.named("Large").ofType("large")))
                .orElseThrow();
        assertThat(director.pool().preview(60).orElseThrow().rows())
                .extracting(RecyclingReport.Row::id, RecyclingReport.Row::cause, RecyclingReport.Row::on)
                .containsExactlyInAnyOrder(
                        org.assertj.core.api.Assertions.tuple(
                                jade.id(), Recycling.Cause.OPPORTUNITY, LocalDate.of(2026, 3, 22)),
                        org.assertj.core.api.Assertions.tuple(
                                large.id(), Recycling.Cause.DEAL, LocalDate.of(2026, 3, 27)));
    }

    @Test
    @DisplayName("CUS-12 a dry run counts what its reader may see, and recycling needs its own permission")
    void rights() {
        own(lan, "Jade");
        own(test.as("qiu"), "Onyx");
        later(Duration.ofDays(30));
        assertThat(test.as("manager.ma").pool().preview(0).orElseThrow().rows())
                .extracting(RecyclingReport.Row::name)
                .containsExactly("Jade");
        assertThat(TestCrm.code(test.as("manager.ma").pool().recycle())).contains("access.permission-missing");
        assertThat(TestCrm.code(lan.pool().preview(0))).contains("access.permission-missing");
        assertThat(director.pool().recycle().orElseThrow().recycled()).isEqualTo(2);
    }

    @Test
    @DisplayName("CUS-12 leads are recycled and reminded of alike")
    void leadsToo() {
        Lead lead = lead(lan, "A");
        later(Duration.ofDays(29));
        assertThat(director.leadPool().recycle().orElseThrow().reminded()).isEqualTo(1);
        later(Duration.ofDays(1));
        assertThat(director.leadPool().recycle().orElseThrow().rows())
                .extracting(RecyclingReport.Row::id)
                .containsExactly(lead.id());
        assertThat(test.as("qiu").leadPool().claim(lead.id()).isDone()).isTrue();
    }

    @Test
    @DisplayName(
            "CUS-12 ACC-07 a lead's company behind a wall is told by no refusal, preview, report or reminder of the pool")
    void leadsBehindWalls() {
        Lead owned = lead(lan, "Hidden A");
        Lead nobodys = lead(director, "Hidden B");
        publish(
                "access: { roles: { guest: { name: { zh: 客人, en: guest }, reach: ALL, permissions: ['lead:view', 'pool:*'],"
                        + " walls: { lead.company: HIDDEN } },"
                        + " sales-rep: { walls: { lead.company: MASKED } } } }");
        test.as("admin").users().create(NewUser.of("Guest", "guest")).orElseThrow();
        CrmSession guest = test.as("guest");
        List<Outcome<?>> told = new ArrayList<>(List.of(
                guest.leadPool().claim(owned.id()),
                guest.leadPool().exempt(nobodys.id(), nobodys.version(), "key"),
                guest.leadPool().release(nobodys.id(), nobodys.version(), "no time"),
                guest.leadPool().preview(100)));
        assertThat(told.subList(0, 3)).noneMatch(Outcome::isDone);
        later(Duration.ofDays(29));
        told.add(guest.leadPool().recycle());
        told.add(lan.reminders().list(Reminder.State.OPEN, 10, Optional.empty()));
        later(Duration.ofDays(1));
        told.add(guest.leadPool().recycle());
        assertThat(told.toString()).contains(owned.id(), nobodys.id()).doesNotContain("Hidden");
        assertThat(told)
                .allSatisfy(outcome -> assertThat(outcome.refusals().toString()).doesNotContain("Hidden"));
    }
}
