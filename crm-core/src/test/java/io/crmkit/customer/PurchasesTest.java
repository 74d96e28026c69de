package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.insight.Report;
import io.crmkit.insight.Reports;
import io.crmkit.shared.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PurchasesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    private final TestCrm test = new TestCrm();
    private final CrmSession finance = test.as("fen");
    private final Customer jade =
            test.as("lan").customers().create(NewCustomer.named("Jade")).orElseThrow();

    @AfterEach
    void close() {
        test.close();
    }

    private static NewPurchase purchase(Customer customer, LocalDate date, String amount) {
        return new NewPurchase(customer.id(), date, 1, Money.cny(amount));
    }

    private List<Object> customers(String login, Reports.Name report) {
        Report found = test.as(login).reports().get(report).orElseThrow();
        return found.rows().stream().map(row -> row.get(1)).toList();
    }

    @Test
    @DisplayName(
            "CUS-02 a purchase is recorded once, not in the future, in one currency, with an amount that is not negative")
    void recorded() {
        assertThat(finance.purchases().record(purchase(jade, TODAY, "100")).isDone())
                .isTrue();
        assertThat(code(finance.purchases().record(purchase(jade, TODAY.plusDays(1), "100"))))
                .contains("purchase.in-future");
        assertThat(code(finance.purchases().record(new NewPurchase(jade.id(), TODAY, 1, Money.of("USD", "1")))))
                .contains("purchase.other-currency");
        assertThat(code(finance.purchases().record(purchase(jade, TODAY, "-1"))))
                .contains("valid.amount");
        assertThat(code(finance.purchases().record(new NewPurchase(jade.id(), TODAY, 0, Money.cny("1")))))
                .contains("valid.min");
        assertThat(code(test.as("lan").purchases().record(purchase(jade, TODAY, "1"))))
                .contains("access.permission-missing");
        assertThat(test.as("lan")
                        .purchases()
                        .of(jade.id(), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .hasSize(1);
        assertThat(code(test.as("qiu").purchases().of(jade.id(), 10, Optional.empty())))
                .contains("shared.not-found");
    }

    @Test
    @DisplayName("LIF-04 silence is counted in full calendar months, within the reader's scope")
    void silence() {
        finance.purchases()
                .record(purchase(jade, LocalDate.of(2025, 12, 31), "100"))
                .orElseThrow();
        assertThat(customers("lan", Reports.Name.SILENCE))
                .as("January and February are two")
                .containsExactly(0L, 1L, 0L, 0L);
        assertThat(customers("qiu", Reports.Name.SILENCE)).containsExactly(0L, 0L, 0L, 0L);
        finance.purchases()
                .record(purchase(jade, LocalDate.of(2026, 1, 1), "100"))
                .orElseThrow();
        assertThat(customers("lan", Reports.Name.SILENCE)).containsExactly(1L, 0L, 0L, 0L);
    }

    @Test
    @DisplayName("ACC-06 what a customer bought goes where the customer goes")
    void follows() {
        finance.purchases().record(purchase(jade, TODAY, "600000")).orElseThrow();
        assertThat(customers("lan", Reports.Name.GRADES)).containsExactly(1L, 0L, 0L);
        test.as("director")
                .customers()
                .assign(jade.id(), jade.version(), Optional.of(test.id("qiu")), "for a reason")
                .orElseThrow();
        assertThat(customers("lan", Reports.Name.GRADES)).containsExactly(0L, 0L, 0L);
        assertThat(customers("qiu", Reports.Name.GRADES)).containsExactly(1L, 0L, 0L);
    }

    @Test
    @DisplayName("SCO-01 the order of purchases does not matter, and a late one is added where it belongs")
    void order() {
        for (int day : new int[] {5, 1, 9, 3, 1}) {
            finance.purchases()
                    .record(purchase(jade, LocalDate.of(2026, 2, day), "10"))
                    .orElseThrow();
        }
        Report grades = test.as("lan").reports().get(Reports.Name.GRADES).orElseThrow();
        assertThat(grades.rows().get(2)).contains(5L, Money.cny("50"));
    }
}
