package io.crmkit.trial;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.access.Transfer;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.handover.Plan;
import io.crmkit.shared.Outcome;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whose a trial is, on every way on which its customer changes hands. */
class TrialReachTest {

    private static final Trial.Registrant WANG = Trial.Registrant.of("腾云科技", "Wang", "13812345678", "wang@example.com");

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession manager = test.as("manager.ma");
    private final CrmSession director = test.as("director");
    private final CrmSession lan = test.as("lan");
    private final CrmSession lin = test.as("lin");
    private final CrmSession qiu = test.as("qiu");

    @AfterEach
    void close() {
        test.close();
    }

    private String id(String login) {
        return admin.users().byLogin(login).orElseThrow().id();
    }

    private static String pending(Outcome<?> outcome) {
        assertThat(outcome).as(outcome.toString()).isInstanceOf(Outcome.Pending.class);
        return ((Outcome.Pending<?>) outcome).approval();
    }

    private void approve(String approval) {
        long version = manager.approvals().of(approval).orElseThrow().version();
        manager.approvals().approve(approval, version, Optional.empty()).orElseThrow();
    }

    private void refuse(String approval) {
        long version = manager.approvals().of(approval).orElseThrow().version();
        manager.approvals().refuse(approval, version, "secret reason").orElseThrow();
    }

    private static Customer customer(CrmSession of, String name) {
        return of.customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private Trial only() {
        List<Trial> all =
                admin.trials().list(10, Optional.empty()).orElseThrow().items();
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Trial running() {
        approve(pending(lan.trials().apply(customer(lan, "Jade").id(), WANG, "wants to try")));
        return only();
    }

    private String code(String login) {
        User known = admin.users().byLogin(login).orElseThrow();
        return admin.salesCodes()
                .give(known.id(), known.version(), "HB12")
                .orElseThrow()
                .salesCode()
                .orElseThrow();
    }

    /** The other has nothing of it, and whose it is has all. */
    private void belongs(CrmSession to, CrmSession other) {
        Trial trial = only();
        String id = trial.id();
        assertThat(TestCrm.code(other.trials().get(id))).contains("shared.not-found");
        assertThat(other.trials().list(10, Optional.empty()).orElseThrow().items())
                .isEmpty();
        assertThat(other.trials().due(366, 10, Optional.empty()).orElseThrow().items())
                .isEmpty();
        assertThat(TestCrm.code(other.trials().extend(id, trial.version(), "more")))
                .contains("shared.not-found");
        assertThat(TestCrm.code(other.trials().end(id, trial.version(), "over")))
                .contains("shared.not-found");
        assertThat(TestCrm.code(other.trials().resetLogin(id))).contains("shared.not-found");
        assertThat(only()).isEqualTo(trial);
        assertThat(to.trials().get(id).isDone()).isTrue();
        assertThat(to.trials().list(10, Optional.empty()).orElseThrow().items())
                .extracting(Trial::id)
                .containsExactly(id);
        assertThat(to.trials().resetLogin(id).isDone()).isTrue();
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-13 ACC-05 a declined trial of somebody else is taken by nobody, neither by a rep nor by registering with a code")
    void takenByNobody() {
        Customer jade = customer(lan, "Jade");
        refuse(pending(lan.trials().apply(jade.id(), WANG, "wants to try")));
        Trial before = only();
        assertThat(TestCrm.code(qiu.trials().apply(customer(qiu, "Onyx").id(), WANG, "mine")))
                .contains("trial.login-taken");
        assertThat(test.crm
                        .trialLogins()
                        .register(WANG, Optional.of(code("qiu")))
                        .orElseThrow())
                .as("tells nothing")
                .isTrue();
        assertThat(only()).isEqualTo(before);
        assertThat(qiu.trials().list(10, Optional.empty()).orElseThrow().items())
                .isEmpty();
        approve(pending(lan.trials().apply(customer(lan, "Coral").id(), WANG, "once more")));
    }

    @Test
    @DisplayName(
            "CUS-13 whoever registers changes no trial of a customer with the rep's code, and may register again where declined")
    void registeredAgain() {
        String code = code("lan");
        Customer jade = customer(lan, "Jade");
        refuse(pending(lan.trials().apply(jade.id(), WANG, "wants to try")));
        Trial before = only();
        test.crm.trialLogins().register(WANG, Optional.of(code)).orElseThrow();
        assertThat(only()).isEqualTo(before);
        Trial.Registrant li = Trial.Registrant.of("B", "Li", "13812345679", "li@example.com");
        test.crm.trialLogins().register(li, Optional.of(code)).orElseThrow();
        refuse(manager.approvals()
                .inbox(10, Optional.empty())
                .orElseThrow()
                .items()
                .get(0)
                .id());
        test.crm.trialLogins().register(li, Optional.of(code)).orElseThrow();
        assertThat(manager.approvals().inbox(10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
    }

    @Test
    @DisplayName("ACC-12 CUS-13 a transferred customer's trial goes along, whatever becomes of the deals")
    void transferred() {
        Trial trial = running();
        String jade = trial.customer().orElseThrow();
        lan.trials().get(trial.id()).orElseThrow();
        long version = admin.customers().get(jade).orElseThrow().version();
        director.customers()
                .transfer(jade, version, id("lin"), "moves", Transfer.Parts.STAY)
                .orElseThrow();
        belongs(lin, lan);
        version = admin.customers().get(jade).orElseThrow().version();
        director.customers()
                .transfer(jade, version, id("qiu"), "moves", Transfer.Parts.FOLLOW)
                .orElseThrow();
        belongs(qiu, lin);
        version = admin.customers().get(jade).orElseThrow().version();
        admin.customers().assign(jade, version, Optional.of(id("lan")), "back").orElseThrow();
        belongs(lan, qiu);
        admin.handovers()
                .perform(id("lan"), Plan.leaving("goes home", id("lin")))
                .orElseThrow();
        belongs(lin, qiu);
        assertThat(only().owner()).contains(id("lin"));
    }

    @Test
    @DisplayName("CUS-12 CUS-13 the trial of a customer in the pool is nobody's, and the claimant's after a claim")
    void pooled() {
        Trial trial = running();
        String jade = trial.customer().orElseThrow();
        Customer known = lan.customers().get(jade).orElseThrow();
        lan.pool().release(jade, known.version(), "too much").orElseThrow();
        assertThat(only().owner()).isEmpty();
        belongs(admin, lan);
        lin.pool().claim(jade).orElseThrow();
        belongs(lin, lan);
        assertThat(only().owner()).contains(id("lin"));
    }

    @Test
    @DisplayName(
            "CUS-13 ACC-05 a trial becomes no customer that the rep sees but may not edit; it goes with the one that it becomes")
    void convertedInReach() {
        test.crm.trialLogins().register(WANG, Optional.of(code("lan"))).orElseThrow();
        approve(manager.approvals()
                .inbox(10, Optional.empty())
                .orElseThrow()
                .items()
                .get(0)
                .id());
        Trial trial = only();
        Customer pool = customer(lin, "Coral");
        lin.pool().release(pool.id(), pool.version(), "too much").orElseThrow();
        assertThat(lan.customers().get(pool.id()).isDone()).as("seen").isTrue();
        assertThat(TestCrm.code(lan.trials().convert(trial.id(), trial.version(), Optional.of(pool.id()), "buys")))
                .contains("access.out-of-reach");
        assertThat(only()).isEqualTo(trial);
        Customer lins = customer(lin, "Onyx");
        manager.trials()
                .convert(trial.id(), trial.version(), Optional.of(lins.id()), "buys")
                .orElseThrow();
        belongs(lin, lan);
    }

    @Test
    @DisplayName("DAT-03 CUS-13 a conversion under a used key with another customer is refused, not answered as done")
    void anotherCustomerUnderOneKey() {
        test.crm.trialLogins().register(WANG, Optional.of(code("lan"))).orElseThrow();
        approve(manager.approvals()
                .inbox(10, Optional.empty())
                .orElseThrow()
                .items()
                .get(0)
                .id());
        Trial trial = only();
        Customer jade = customer(lan, "Jade");
        Customer coral = customer(lan, "Coral");
        Trials keyed = lan.withRequestKey("once").trials();
        Trial done = keyed.convert(trial.id(), trial.version(), Optional.of(jade.id()), "buys")
                .orElseThrow();
        assertThat(keyed.convert(trial.id(), trial.version(), Optional.of(jade.id()), "buys")
                        .orElseThrow())
                .isEqualTo(done);
        assertThat(TestCrm.code(keyed.convert(trial.id(), trial.version(), Optional.of(coral.id()), "buys")))
                .contains("shared.request-key-reused");
        assertThat(only().customer()).contains(jade.id());
    }

    @Test
    @DisplayName(
            "CUS-13 ACC-05 who only sees a trial does nothing with it, and applies for none of a customer that is only seen")
    void seenOnly() {
        Trial trial = running();
        Customer coral = customer(lin, "Coral");
        admin.users()
                .create(NewUser.of("Both", "sales-rep", "company-head").withLogin("both"))
                .orElseThrow();
        CrmSession both = test.as("both");
        assertThat(both.trials().get(trial.id()).orElseThrow()).isEqualTo(trial);
        assertThat(both.customers().get(coral.id()).isDone()).isTrue();
        assertThat(List.of(
                        TestCrm.code(both.trials().extend(trial.id(), trial.version(), "more")),
                        TestCrm.code(both.trials().end(trial.id(), trial.version(), "gone")),
                        TestCrm.code(both.trials().resetLogin(trial.id())),
                        TestCrm.code(both.trials().apply(coral.id(), WANG, "wants to try"))))
                .allSatisfy(code -> assertThat(code).contains("access.out-of-reach"));
        assertThat(only()).isEqualTo(trial);
    }
}
