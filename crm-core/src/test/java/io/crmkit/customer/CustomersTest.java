package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CustomersTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession lan = test.as("lan");

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    @DisplayName("CUS-03 all violations come at once, each with field, rule and both languages")
    void violations() {
        Customer.Profile wrong = new Customer.Profile(
                " ",
                Optional.of("x".repeat(51)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(-1),
                Optional.empty(),
                Optional.of(99),
                Optional.empty(),
                Optional.empty(),
                Optional.of("r".repeat(1001)),
                Optional.empty(),
                Optional.empty(),
                List.of());
        Outcome<Customer> outcome = lan.customers().create(NewCustomer.of(wrong));
        assertThat(outcome.refusals().stream().map(r -> r.field().orElse("")))
                .containsExactly("employees", "foundedYear", "name", "remark", "shortName");
        Refusal name = outcome.refusals().get(2);
        assertThat(name.message(Locale.CHINA)).isEqualTo("请填写名称。");
        assertThat(name.message(Locale.US)).isEqualTo("name is required.");
        assertThat(outcome.refusals()).allMatch(r -> r.rule().equals("CUS-03"));
    }

    @Test
    @DisplayName("CUS-02 an industry that is not on the list is refused with the nearest one")
    void industry() {
        Outcome<Customer> outcome = lan.customers()
                .create(NewCustomer.of(Customer.Profile.named("A").inIndustry("technolgy")));
        assertThat(outcome.refusals().get(0).suggestion()).contains("technology");
        assertThat(outcome.refusals().get(0).message(Locale.ENGLISH)).endsWith("Did you mean \"technology\"?");
    }

    @Test
    @DisplayName("CUS-12 the cap holds on create and on assign; the refused one consumes nothing")
    void cap() {
        test.as("admin")
                .policies()
                .publish("customer: {maxOwned: 2}", "a small cap for this test")
                .orElseThrow();
        lan.customers().create(NewCustomer.named("A")).orElseThrow();
        Customer second = lan.customers().create(NewCustomer.named("B")).orElseThrow();
        assertThat(code(lan.customers().create(NewCustomer.named("C")))).contains("access.cap-reached");
        Customer free =
                test.as("admin").customers().create(NewCustomer.named("D")).orElseThrow();
        assertThat(free.owner()).isEmpty();
        assertThat(code(test.as("director")
                        .customers()
                        .assign(free.id(), free.version(), Optional.of(test.id("lan")), "for a reason")))
                .contains("access.cap-reached");
        test.as("director")
                .customers()
                .assign(second.id(), second.version(), Optional.of(test.id("qiu")), "for a reason")
                .orElseThrow();
        assertThat(test.as("director")
                        .customers()
                        .assign(free.id(), free.version(), Optional.of(test.id("lan")), "for a reason")
                        .isDone())
                .isTrue();
    }

    @Test
    @DisplayName("CUS-02 a customer does not belong to itself, at any depth")
    void parentCycle() {
        Customer a = lan.customers().create(NewCustomer.named("A")).orElseThrow();
        Customer.Profile below = Customer.Profile.named("B").below(a.id());
        Customer b = lan.customers().create(NewCustomer.of(below)).orElseThrow();
        Customer.Profile up = Customer.Profile.named("A").below(b.id());
        assertThat(code(lan.customers().edit(a.id(), a.version(), up))).contains("customer.parent-cycle");
    }
}
