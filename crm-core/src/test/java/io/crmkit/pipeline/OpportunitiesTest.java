package io.crmkit.pipeline;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import java.time.Duration;
import java.time.LocalDate;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OpportunitiesTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession lan = test.as("lan");
    private final Customer customer =
            lan.customers().create(NewCustomer.named("Jade Ltd")).orElseThrow();
    private final Opportunity deal = lan.opportunities()
            .create(NewOpportunity.of("Pumps", customer.id(), Money.cny("500000")))
            .orElseThrow();
    private final Evidence contract = Evidence.contract("HT-2026-018", Money.cny("480000"), LocalDate.of(2026, 3, 1));

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    @DisplayName("PIP-05 the way of a deal: created, won with a contract, closed by finance and nobody else")
    void story() {
        assertThat(deal.stage()).isEqualTo(Stage.INITIAL_CONTACT);
        Opportunity won = lan.opportunities().move(deal, Stage.WON, contract).orElseThrow();
        assertThat(won.progress().deal().orElseThrow().contractNumber()).contains("HT-2026-018");
        assertThat(won.progress().probability()).isEqualTo(100);
        assertThat(code(lan.opportunities().confirmFirstPayment(won.id(), won.version())))
                .contains("access.permission-missing");
        assertThat(code(test.as("director").opportunities().confirmFirstPayment(won.id(), won.version())))
                .contains("access.permission-missing");
        assertThat(code(lan.opportunities().move(won, Stage.CLOSED, contract)))
                .contains("pipeline.closed.finance-only");
        Opportunity closed = test.as("fen")
                .opportunities()
                .confirmFirstPayment(won.id(), won.version())
                .orElseThrow();
        assertThat(closed.stage()).isEqualTo(Stage.CLOSED);
        assertThat(closed.progress().deal()).isEqualTo(won.progress().deal());
        assertThat(closed.progress().history()).hasSize(3);
    }

    @Test
    @DisplayName("ACC-16 contracts and receipts name a listed company account; a personal one is refused and on record")
    void companyAccounts() {
        test.as("admin")
                .policies()
                .publish(
                        "pipeline: {companyAccounts: [{key: icbc-0815, name: {zh: 工行基本户, en: main account}}]}",
                        "accounts")
                .orElseThrow();
        assertThat(code(lan.opportunities().move(deal, Stage.WON, contract))).contains("pipeline.account.missing");
        String personal = "6222020200112233445";
        assertThat(code(lan.opportunities().move(deal, Stage.WON, contract.naming(personal))))
                .contains("pipeline.account.unlisted");
        Opportunity won = lan.opportunities()
                .move(deal, Stage.WON, contract.naming("icbc-0815"))
                .orElseThrow();
        assertThat(won.progress().deal().orElseThrow().account()).contains("icbc-0815");
        CrmSession fen = test.as("fen");
        assertThat(code(fen.opportunities().confirmFirstPayment(won.id(), won.version())))
                .contains("pipeline.account.missing");
        assertThat(code(fen.opportunities()
                        .confirmFirstPayment(
                                won.id(), won.version(), Evidence.none().naming(personal))))
                .contains("pipeline.account.unlisted");
        Opportunity closed = fen.opportunities()
                .confirmFirstPayment(won.id(), won.version(), Evidence.none().naming("icbc-0815"))
                .orElseThrow();
        assertThat(closed.progress().deal().orElseThrow().paidTo()).contains("icbc-0815");
        String trail = test.as("director")
                .audit()
                .list(Optional.empty(), Optional.of("opportunity/" + deal.id()), 50, Optional.empty())
                .orElseThrow()
                .toString();
        assertThat(trail).contains("ACC-16", "pipeline.account.unlisted").doesNotContain(personal);
    }

    @Test
    @DisplayName("PIP-05 a refused move changes nothing")
    void refused() {
        Outcome<Opportunity> refused = lan.opportunities().move(deal, Stage.WON, Evidence.none());
        assertThat(refused.refusals()).hasSize(3);
        assertThat(lan.opportunities().get(deal.id()).orElseThrow()).isEqualTo(deal);
    }

    @Test
    @DisplayName("PIP-05 a lost deal keeps the last open stage")
    void lost() {
        Opportunity later =
                lan.opportunities().move(deal, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        Opportunity lost = lan.opportunities()
                .move(later, Stage.LOST, Evidence.lost("competitor", "cheaper"))
                .orElseThrow();
        assertThat(lost.progress().deal().orElseThrow().lastOpenStage()).contains(Stage.IN_DEPTH);
    }

    @Test
    @DisplayName("PIP-04 the manager moves a deal back, the rep asks the manager")
    void back() {
        Opportunity later =
                lan.opportunities().move(deal, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        assertThat(code(lan.opportunities().move(later, Stage.INITIAL_CONTACT, Evidence.none())))
                .contains("pipeline.back.reason");
        Outcome<Opportunity> asked =
                lan.opportunities().move(later, Stage.INITIAL_CONTACT, Evidence.because("too early"));
        assertThat(asked).isInstanceOf(Outcome.Pending.class);
        String approval = ((Outcome.Pending<Opportunity>) asked).approval();
        lan.approvals().recall(approval, 1, Optional.empty()).orElseThrow();
        assertThat(code(test.as("manager.mo")
                        .opportunities()
                        .move(later, Stage.INITIAL_CONTACT, Evidence.because("too early"))))
                .as("another manager does not even see it")
                .contains("shared.not-found");
        assertThat(test.as("manager.ma")
                        .opportunities()
                        .move(later, Stage.INITIAL_CONTACT, Evidence.because("too early"))
                        .isDone())
                .isTrue();
    }

    @Test
    @DisplayName("DAT-03 two edits of one version: the second is refused")
    void conflict() {
        lan.opportunities().move(deal, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        assertThat(code(lan.opportunities().move(deal, Stage.WON, contract))).contains("shared.conflict");
    }

    @Test
    @DisplayName("ACC-06 who owns an opportunity may read its customer but not change it; who loses it may not")
    void related() {
        CrmSession qiu = test.as("qiu");
        assertThat(code(qiu.customers().get(customer.id()))).contains("shared.not-found");
        Opportunity given = test.as("director")
                .opportunities()
                .assign(deal.id(), deal.version(), test.id("qiu"))
                .orElseThrow();
        assertThat(qiu.customers().get(customer.id()).isDone()).isTrue();
        assertThat(qiu.customers().list(10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
        assertThat(code(qiu.customers().edit(customer.id(), customer.version(), customer.profile(), "for a reason")))
                .contains("access.out-of-reach");
        assertThat(test.as("manager.mo").customers().get(customer.id()).isDone())
                .isTrue();
        test.as("director")
                .opportunities()
                .assign(given.id(), given.version(), test.id("lan"))
                .orElseThrow();
        assertThat(code(qiu.customers().get(customer.id()))).contains("shared.not-found");
    }

    @Test
    @DisplayName("ACC-06 a new related record neither raises the customer's version nor loses an edit of it")
    void relatedWithoutVersion() {
        lan.opportunities()
                .create(NewOpportunity.of("More", customer.id(), Money.cny("1")))
                .orElseThrow();
        assertThat(lan.customers()
                        .edit(customer.id(), customer.version(), Customer.Profile.named("Jade Group"), "for a reason")
                        .isDone())
                .isTrue();
        test.as("director")
                .opportunities()
                .assign(deal.id(), deal.version(), test.id("qiu"))
                .orElseThrow();
        assertThat(test.as("qiu").customers().get(customer.id()).orElseThrow().name())
                .isEqualTo("Jade Group");
    }

    @Test
    @DisplayName("ACC-06 a team member reads or writes until the membership ends, and never transfers")
    void team() {
        CrmSession rui = test.as("rui");
        Opportunity shared = lan.opportunities()
                .addToTeam(
                        deal.id(),
                        deal.version(),
                        test.id("rui"),
                        false,
                        Optional.of(TestCrm.NOON.plus(Duration.ofDays(3))))
                .orElseThrow();
        assertThat(rui.opportunities().get(deal.id()).isDone()).isTrue();
        assertThat(rui.customers().get(customer.id()).isDone()).isTrue();
        assertThat(code(rui.opportunities().move(shared, Stage.IN_DEPTH, Evidence.none())))
                .contains("access.out-of-reach");
        Opportunity writing = lan.opportunities()
                .addToTeam(
                        deal.id(),
                        shared.version(),
                        test.id("rui"),
                        true,
                        Optional.of(TestCrm.NOON.plus(Duration.ofDays(3))))
                .orElseThrow();
        Opportunity moved = rui.opportunities()
                .move(writing, Stage.IN_DEPTH, Evidence.none())
                .orElseThrow();
        assertThat(code(rui.opportunities()
                        .addToTeam(deal.id(), moved.version(), test.id("qiu"), true, Optional.empty())))
                .as("members do not choose members")
                .contains("access.out-of-reach");
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(3)));
        assertThat(code(rui.opportunities().get(deal.id()))).contains("shared.not-found");
        assertThat(code(rui.customers().get(customer.id()))).contains("shared.not-found");
    }

    @Test
    @DisplayName("ACC-06 a member who is taken out of the team sees nothing any more")
    void leftTeam() {
        CrmSession rui = test.as("rui");
        Opportunity shared = lan.opportunities()
                .addToTeam(deal.id(), deal.version(), test.id("rui"), true, Optional.empty())
                .orElseThrow();
        lan.opportunities()
                .removeFromTeam(deal.id(), shared.version(), test.id("rui"))
                .orElseThrow();
        assertThat(code(rui.opportunities().get(deal.id()))).contains("shared.not-found");
        assertThat(code(rui.customers().get(customer.id()))).contains("shared.not-found");
    }

    @Test
    @DisplayName("PIP-03 an opportunity names a customer that its creator may see, and an owner within reach")
    void create() {
        assertThat(code(test.as("qiu").opportunities().create(NewOpportunity.of("X", customer.id(), Money.cny("1")))))
                .contains("shared.not-found");
        assertThat(code(lan.opportunities()
                        .create(NewOpportunity.of("X", customer.id(), Money.cny("1"))
                                .ownedBy(test.id("qiu")))))
                .contains("access.out-of-reach");
        Outcome<Opportunity> blank = lan.opportunities().create(NewOpportunity.of(" ", customer.id(), Money.cny("1")));
        assertThat(code(blank)).contains("valid.required");
        assertThat(blank.refusals().get(0).field()).contains("name");
    }

    @Test
    @DisplayName("PIP-01 a lead says at least something")
    void lead() {
        Lead.Facts nothing = new Lead.Facts(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        assertThat(code(lan.leads().create(new Leads.NewLead(nothing, ContactState.NOT_CONTACTED, Optional.empty()))))
                .contains("lead.says-nothing");
    }
}
