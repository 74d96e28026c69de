package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.FaultyStore;
import io.crmkit.TestCrm;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StorageException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A base of several batches, which are read ahead while others change it. */
class RegradeTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
    private static final int CUSTOMERS = 3_100;
    private static final int BATCH = 1_000;

    private static final String SHIPPED = "{customer: {maxOwned: 100000}}";
    private static final String GENEROUS = """
            customer: { maxOwned: 100000 }
            scoring: { grades: { bands: [{ grade: A, from: 900 }, { grade: B, from: 50 }, { grade: C, from: 0 }] } }
            segments:
              - name: large
                when: { type: [large] }
                set: { scoring: { grades: { bands: [{ grade: S, from: 1 }, { grade: T, from: 0 }] } } }
            """;

    private final FaultyStore store = new FaultyStore(new InMemoryStore());
    private final TestCrm test = new TestCrm(store);
    private final CrmSession admin = test.as("admin");
    private final CrmSession finance = test.as("fen");
    private final CrmSession rep = test.as("lan");
    private final List<Customer> customers = new ArrayList<>();

    RegradeTest() {
        admin.policies().publish(SHIPPED, "many customers").orElseThrow();
        for (int i = 0; i < CUSTOMERS; i++) {
            Customer customer =
                    rep.customers().create(NewCustomer.named("Customer " + i)).orElseThrow();
            buys(customer, "100");
            customers.add(customer);
        }
        customers.sort(Comparator.comparing(Customer::id));
        admin.policies().publish(GENEROUS, "generous").orElseThrow();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private void buys(Customer customer, String amount) {
        finance.purchases()
                .record(new NewPurchase(customer.id(), TODAY, 1, Money.cny(amount)))
                .orElseThrow();
    }

    private void becomesLarge(Customer customer) {
        Customer now = rep.customers().get(customer.id()).orElseThrow();
        rep.customers()
                .edit(now.id(), now.version(), now.profile().ofType("large"))
                .orElseThrow();
    }

    private String grade(int place) {
        return rep.grades()
                .of(customers.get(place).id())
                .orElseThrow()
                .grades()
                .computed()
                .orElseThrow()
                .code();
    }

    @Test
    @DisplayName(
            "SCO-01 every customer is judged once, however many batches there are, and a second time nothing changes")
    void all() {
        EvaluationReport report = admin.grades().regrade().orElseThrow();
        assertThat(report.customers()).isEqualTo(CUSTOMERS);
        assertThat(report.grades()).isEqualTo(Map.of("B", (long) CUSTOMERS));
        assertThat(report.changed()).isEqualTo(CUSTOMERS);
        assertThat(admin.grades().regrade().orElseThrow().changed()).isZero();
        assertThat(admin.grades()
                        .preview(Optional.of(SHIPPED), TODAY)
                        .orElseThrow()
                        .changed())
                .isEqualTo(CUSTOMERS);
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName(
            "DAT-03 whoever buys or is edited while its batch is judged, or read ahead, is judged by what is known then")
    void meanwhile() {
        // The first batch is read by the unit that judges it, the second is read ahead; while it is committed, so is
        // the third.
        store.beforeNextCommit(() -> store.beforeNextCommit(() -> {
            buys(customers.get(BATCH + 5), "900");
            buys(customers.get(2 * BATCH + 5), "900");
            becomesLarge(customers.get(BATCH + 7));
            becomesLarge(customers.get(2 * BATCH + 7));
        }));
        EvaluationReport report = admin.grades().regrade().orElseThrow();
        assertThat(report.customers()).isEqualTo(CUSTOMERS);
        assertThat(report.grades()).isEqualTo(Map.of("A", 2L, "S", 2L, "B", CUSTOMERS - 4L));
        assertThat(grade(BATCH + 5)).isEqualTo("A");
        assertThat(grade(2 * BATCH + 5)).isEqualTo("A");
        assertThat(grade(BATCH + 7)).isEqualTo("S");
        assertThat(grade(2 * BATCH + 7)).isEqualTo("S");
        assertThat(grade(BATCH + 6)).isEqualTo("B");
    }

    @Test
    @DisplayName(
            "DAT-03 what cannot be read ahead is read when it is needed; what cannot be read then ends the regrading")
    void unreadable() {
        int failed = 0;
        for (int call = 1; call < 25; call++) {
            store.failAt(call, StorageException.Kind.UNAVAILABLE);
            try {
                assertThat(admin.grades().regrade().orElseThrow().customers()).isEqualTo(CUSTOMERS);
            } catch (StorageException e) {
                failed++;
            }
            store.heal();
        }
        assertThat(failed).isPositive();
        assertThat(admin.grades().regrade().orElseThrow().grades()).isEqualTo(Map.of("B", (long) CUSTOMERS));
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
    }
}
