package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.Transfer;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProtectedFieldsTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession lan = test.as("lan");
    private final Customer jade =
            lan.customers().create(NewCustomer.named("Jade")).orElseThrow();

    @AfterEach
    void close() {
        test.close();
    }

    private void publish(String document) {
        test.as("admin").policies().publish(document, "test").orElseThrow();
    }

    private List<FieldChange> history(CrmSession session, String field) {
        return session.customers()
                .history(jade.id(), field, 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    @Test
    @DisplayName(
            "CUS-11 name and credit limit change with a reason only; what is empty can be filled; history tells of each")
    void reasons() {
        Refusal refused = lan.customers()
                .fill(jade.id(), 1, Map.of("name", "Jade Ltd"))
                .refusals()
                .get(0);
        assertThat(refused.code()).isEqualTo("customer.protected");
        assertThat(refused.rule()).isEqualTo("CUS-11");
        assertThat(refused.field()).contains("name");
        assertThat(refused.missing()).contains("reason");
        assertThat(TestCrm.code(lan.customers().edit(jade.id(), 1, Customer.Profile.named("Jade Ltd"))))
                .contains("customer.protected");
        assertThat(TestCrm.code(lan.customers().edit(jade.id(), 1, Customer.Profile.named("Jade Ltd"), " ")))
                .isPresent();
        Customer filled = lan.customers()
                .fill(jade.id(), 1, Map.of("creditLimit", "100000 CNY", "shortName", "J"))
                .orElseThrow();
        assertThat(lan.customers()
                        .fill(jade.id(), filled.version(), Map.of("creditLimit", "900000 CNY", "name", "Jade Ltd"))
                        .refusals())
                .extracting(refusal -> refusal.field().orElseThrow())
                .containsExactly("creditLimit", "name");
        Customer raised = lan.customers()
                .fill(jade.id(), filled.version(), Map.of("creditLimit", "900000 CNY"), "paid for years")
                .orElseThrow();
        lan.customers()
                .edit(jade.id(), raised.version(), profile(raised, "Jade Ltd"), "renamed by the register")
                .orElseThrow();
        assertThat(history(lan, "name")).singleElement().satisfies(change -> {
            assertThat(change.before()).isEqualTo("Jade");
            assertThat(change.after()).isEqualTo("Jade Ltd");
            assertThat(change.reason()).contains("renamed by the register");
            assertThat(change.login()).isEqualTo("lan");
        });
        assertThat(history(lan, "creditLimit"))
                .extracting(FieldChange::after)
                .hasSize(2)
                .allMatch(text -> text.contains("00000"));
        assertThat(history(lan, "industry")).isEmpty();
        assertThat(TestCrm.code(lan.customers().history(jade.id(), "nmae", 10, Optional.empty())))
                .contains("customer.no-such-field");
        assertThat(TestCrm.code(test.as("qiu").customers().history(jade.id(), "name", 10, Optional.empty())))
                .contains("shared.not-found");
    }

    private static Customer.Profile profile(Customer customer, String name) {
        return CustomerFields.with(customer.profile(), Map.of("name", name));
    }

    @Test
    @DisplayName(
            "CUS-11 the owner changes with a reason only; history tells of transfer, release and claim, and of grades by hand")
    void owner() {
        CrmSession director = test.as("director");
        assertThat(TestCrm.code(director.customers().assign(jade.id(), 1, Optional.of(test.id("lin")))))
                .contains("customer.protected");
        director.customers()
                .assign(jade.id(), 1, Optional.of(test.id("lin")), "closer to her")
                .orElseThrow();
        director.customers()
                .transfer(jade.id(), 2, test.id("qiu"), "moves", Transfer.Parts.FOLLOW)
                .orElseThrow();
        director.pool().release(jade.id(), 3, "no time").orElseThrow();
        test.as("rui").pool().claim(jade.id()).orElseThrow();
        assertThat(history(director, "owner"))
                .extracting(FieldChange::after)
                .containsExactly(test.id("rui"), "", test.id("qiu"), test.id("lin"));
        director.grades()
                .adjust(jade.id(), new ManualGrade("A", "strategic", Optional.empty()))
                .orElseThrow();
        assertThat(history(director, "grade")).anySatisfy(change -> {
            assertThat(change.after()).isEqualTo("A");
            assertThat(change.reason()).contains("strategic");
        });
    }

    @Test
    @DisplayName(
            "CUS-11, APR-01 where the policy asks for approval, the change waits, the customer is locked, and then it is done")
    void approval() {
        publish("protected: {fields: {name: APPROVAL}}");
        Outcome<Customer> asked = lan.customers()
                .edit(jade.id(), 1, Customer.Profile.named("Jade Ltd").inIndustry("retail"), "renamed");
        assertThat(asked).isInstanceOf(Outcome.Pending.class);
        String approval = ((Outcome.Pending<Customer>) asked).approval();
        assertThat(lan.customers().get(jade.id()).orElseThrow().name()).isEqualTo("Jade");
        assertThat(lan.customers().fill(jade.id(), 1, Map.of("shortName", "J")).isDone())
                .as("locked")
                .isFalse();
        CrmSession ma = test.as("manager.ma");
        ma.approvals()
                .approve(approval, ma.approvals().of(approval).orElseThrow().version(), Optional.empty())
                .orElseThrow();
        Customer after = lan.customers().get(jade.id()).orElseThrow();
        assertThat(after.name()).isEqualTo("Jade Ltd");
        assertThat(after.profile().industry()).contains("retail");
        assertThat(history(lan, "name"))
                .singleElement()
                .satisfies(change -> assertThat(change.reason()).contains("renamed"));
        assertThat(TestCrm.code(lan.customers()
                        .edit(
                                jade.id(),
                                after.version(),
                                profile(after, "Jade Group").tagged("new"),
                                "renamed")))
                .contains("customer.protected-alone");
        assertThat(test.as("admin").audit().verify().orElseThrow().problem()).isEmpty();
    }

    @Test
    @DisplayName("CUS-11 where the definition has nobody decide, the change is done at once and told once")
    void nobodyDecides() {
        publish("{protected: {fields: {name: APPROVAL}}, approval: {kinds: {customer-protected-change: {steps: []}}}}");
        Outcome<Customer> done = lan.customers().edit(jade.id(), 1, Customer.Profile.named("Jade Ltd"), "renamed");
        assertThat(done.orElseThrow().version()).isEqualTo(2);
        assertThat(history(lan, "name")).hasSize(1);
    }

    @Test
    @DisplayName("CUS-11, ACC-07 the history of a field that a reader does not see is refused")
    void walls() {
        publish("access: {roles: {sales-rep: {walls: {customer.creditLimit: HIDDEN, customer.traded: HIDDEN}}}}");
        for (String hidden : List.of("creditLimit", "grade")) {
            assertThat(TestCrm.code(lan.customers().history(jade.id(), hidden, 10, Optional.empty())))
                    .as(hidden)
                    .contains("access.walled-question");
        }
        assertThat(lan.customers()
                        .history(jade.id(), "name", 10, Optional.empty())
                        .isDone())
                .isTrue();
    }

    @Test
    @DisplayName("POL-01 a policy protects fields that are there, in ways that there are")
    void policy() {
        assertThat(Crm.checkPolicy("protected: {fields: {taxpayerId: APPROVAL, name: FREE}}")
                        .isDone())
                .isTrue();
        for (String wrong : List.of(
                "protected: {fields: {nmae: REASON}}",
                "protected: {fields: {owner: APPROVAL}}",
                "protected: {fields: {name: SOMETIMES}}",
                "duties: {withinDays: 0}",
                "duties: {followUpsByType: {large: -1}}",
                "duties: {answerHours: 0}")) {
            assertThat(Crm.checkPolicy(wrong).isDone()).as(wrong).isFalse();
        }
    }
}
