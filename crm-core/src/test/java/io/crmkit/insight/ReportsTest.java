package io.crmkit.insight;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ReportsTest {

    private final TestCrm test = new TestCrm();

    @BeforeEach
    void deals() {
        deal("lan", "A", Money.cny("600000"), true);
        deal("lan", "B", Money.cny("100000"), true);
        deal("lin", "C", Money.cny("50"), false);
        deal("qiu", "D", Money.of("USD", "70"), true);
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void deal(String login, String customer, Money amount, boolean won) {
        CrmSession session = test.as(login);
        Customer of = session.customers().create(NewCustomer.named(customer)).orElseThrow();
        Opportunity open = session.opportunities()
                .create(NewOpportunity.of("deal " + customer, of.id(), amount))
                .orElseThrow();
        session.opportunities()
                .move(
                        open,
                        won ? Stage.WON : Stage.LOST,
                        won
                                ? Evidence.contract("HT-" + customer, amount, LocalDate.of(2026, 2, 27))
                                : Evidence.lost("price", ""))
                .orElseThrow();
    }

    private List<List<Object>> rows(String login, Reports.Name name) {
        return report(login, name).rows().stream().map(List::copyOf).toList();
    }

    private Report report(String login, Reports.Name name) {
        return test.as(login).reports().get(name).orElseThrow();
    }

    @Test
    @DisplayName("INS-06 reps are ranked by amount won; amounts of two currencies are never added up")
    void reps() {
        assertThat(report("director", Reports.Name.REPS).rows().stream().map(r -> r.get(0) + " " + r.get(4)))
                .containsExactly("Lan 700000 CNY", "Qiu 70 USD", "Lin null");
        assertThat(report("director", Reports.Name.MANAGERS).rows().stream().map(r -> r.get(0) + " " + r.get(4)))
                .containsExactly("Manager Ma 700000 CNY", "Manager Mo 70 USD");
    }

    @Test
    @DisplayName("ACC-06 a report counts what its reader may see and nothing else")
    void scope() {
        assertThat(report("manager.mo", Reports.Name.REPS).rows()).hasSize(1);
        assertThat(rows("lan", Reports.Name.PRODUCTS).get(0).get(1)).isEqualTo(2L);
        assertThat(report("lin", Reports.Name.WON).rows().stream().map(r -> r.get(1)))
                .containsOnly(0L);
        Outcome<Report> refused = test.as("fen").reports().get(Reports.Name.WON);
        assertThat(refused.isDone()).as("finance sees all deals").isTrue();
    }

    @Test
    @DisplayName("ACC-09 who may not see opportunities gets no report of them")
    void noOpportunities() {
        User clerk = test.as("admin")
                .users()
                .create(io.crmkit.access.NewUser.of("Clerk", "enterprise-management-centre"))
                .orElseThrow();
        Outcome<Report> refused = test.as(clerk.login()).reports().get(Reports.Name.FUNNEL);
        assertThat(refused.refusals().get(0).missing()).contains("opportunity:view");
    }

    @Test
    @DisplayName("SCO-01 accounts are graded by amount won, lower bounds included")
    void grades() {
        Report report = report("director", Reports.Name.ACCOUNTS);
        assertThat(report.rows().stream().map(r -> r.get(0) + " " + r.get(5)))
                .containsExactly("A A", "B B", "D C", "C C");
        assertThat(report.notes().get(0).in(Locale.ENGLISH)).isEqualTo("Grades by amount won: A 1, B 1, C 2.");
    }

    @Test
    @DisplayName("INS-04 the funnel follows the pipeline's order and tells the win rate")
    void funnel() {
        Report report = report("director", Reports.Name.FUNNEL);
        assertThat(report.rows().stream().map(r -> r.get(2))).contains(3L, 1L);
        assertThat(report.notes().stream().map(n -> n.in(Locale.ENGLISH)))
                .contains("4 opportunities in all.", "Win rate 75.00% (3 won, 1 lost).");
        assertThat(report("director", Reports.Name.WON).rows().stream().map(r -> r.get(3)))
                .contains(new BigDecimal("75.00"));
    }
}
