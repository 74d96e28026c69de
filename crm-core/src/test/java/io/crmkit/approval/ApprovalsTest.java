package io.crmkit.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.approval.Approval.Act;
import io.crmkit.approval.Approval.State;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ApprovalsTest {

    /** A deal of Lan's, whom Manager Ma leads, in the second stage; a backward move of it needs an approval. */
    private static final class Scene implements AutoCloseable {
        final TestCrm test = new TestCrm();
        final CrmSession lan = test.as("lan");
        final Opportunity deal;

        Scene(String... policy) {
            for (String document : policy) {
                test.as("admin").policies().publish(document, "for the test").orElseThrow();
            }
            String customer = lan.customers()
                    .create(NewCustomer.named("Jade"))
                    .orElseThrow()
                    .id();
            Opportunity fresh = lan.opportunities()
                    .create(NewOpportunity.of("Pumps", customer, Money.cny("5")))
                    .orElseThrow();
            deal = lan.opportunities()
                    .move(fresh, Stage.IN_DEPTH, Evidence.none())
                    .orElseThrow();
        }

        Outcome<Opportunity> back() {
            return lan.opportunities().move(deal, Stage.INITIAL_CONTACT, Evidence.because("budget is gone"));
        }

        Approval submitted() {
            return of(((Outcome.Pending<Opportunity>) back()).approval());
        }

        Approval of(String id) {
            return test.as("admin").approvals().of(id).orElseThrow();
        }

        CrmSession as(String login) {
            return test.as(login);
        }

        @Override
        public void close() {
            test.close();
        }
    }

    private static Optional<String> code(Outcome<?> outcome) {
        return TestCrm.code(outcome);
    }

    private static String steps(String steps) {
        return "approval: { kinds: { opportunity-move-back: { steps: [" + steps + "] } } }";
    }

    private static String step(String approvers, String mode, String rest) {
        return "{ name: { zh: 步骤, en: step }, approvers: [" + approvers + "], mode: " + mode + ", whenEmpty: "
                + (rest.isEmpty() ? "ADMINISTRATOR" : rest) + " }";
    }

    @Test
    @DisplayName(
            "PIP-04, APR-01 a rep's backward move waits for the manager; approved, it is done in the same change set")
    void approved() {
        try (Scene scene = new Scene()) {
            Approval waiting = scene.submitted();
            assertThat(waiting.state()).isEqualTo(State.RUNNING);
            assertThat(waiting.turn()).containsExactly(scene.test.id("manager.ma"));
            assertThat(scene.lan.opportunities().get(scene.deal.id()).orElseThrow())
                    .isEqualTo(scene.deal);
            CrmSession ma = scene.as("manager.ma");
            assertThat(ma.approvals().inbox(10, Optional.empty()).orElseThrow().items())
                    .containsExactly(waiting);
            Approval done = ma.approvals()
                    .approve(waiting.id(), waiting.version(), Optional.of("fine"))
                    .orElseThrow();
            assertThat(done.state()).isEqualTo(State.APPROVED);
            assertThat(done.history()).extracting(Approval.Event::act).containsExactly(Act.SUBMITTED, Act.APPROVED);
            Opportunity moved = scene.lan.opportunities().get(scene.deal.id()).orElseThrow();
            assertThat(moved.stage()).isEqualTo(Stage.INITIAL_CONTACT);
            assertThat(ma.approvals().inbox(10, Optional.empty()).orElseThrow().items())
                    .isEmpty();
            assertThat(scene.lan
                            .opportunities()
                            .move(moved, Stage.IN_DEPTH, Evidence.none())
                            .isDone())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("APR-01 what is under approval is locked: rule, approval and whom to ask are named, in zh and en")
    void locked() {
        try (Scene scene = new Scene()) {
            Approval waiting = scene.submitted();
            Outcome<?> refused = scene.lan.opportunities().move(scene.deal, Stage.ABOUT_TO_CLOSE, Evidence.none());
            Refusal refusal = refused.refusals().get(0);
            assertThat(refusal.rule()).isEqualTo("APR-01");
            assertThat(refusal.code()).isEqualTo("approval.locked");
            assertThat(refusal.message(Locale.ENGLISH)).contains(waiting.id(), "Manager Ma");
            assertThat(refusal.message(Locale.CHINESE)).contains(waiting.id(), "Manager Ma", "锁定");
            assertThat(code(scene.back())).contains("approval.locked");
        }
    }

    @Test
    @DisplayName(
            "APR-01 refused, returned and recalled leave the record as it was, and unlock it; returned can be submitted again")
    void restored() {
        try (Scene scene = new Scene()) {
            CrmSession ma = scene.as("manager.ma");
            Approval one = scene.submitted();
            assertThat(ma.approvals()
                            .refuse(one.id(), one.version(), "no")
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.REFUSED);
            assertThat(scene.lan.opportunities().get(scene.deal.id()).orElseThrow())
                    .isEqualTo(scene.deal);
            Approval two = scene.submitted();
            Approval returned =
                    ma.approvals().giveBack(two.id(), two.version(), "why?").orElseThrow();
            assertThat(returned.state()).isEqualTo(State.RETURNED);
            assertThat(scene.lan.opportunities().get(scene.deal.id()).orElseThrow())
                    .isEqualTo(scene.deal);
            Approval again = scene.lan
                    .approvals()
                    .resubmit(two.id(), returned.version(), Optional.of("because"))
                    .orElseThrow();
            assertThat(again.course().round()).isEqualTo(2);
            assertThat(code(scene.back())).contains("approval.locked");
            Approval recalled = scene.lan
                    .approvals()
                    .recall(two.id(), again.version(), Optional.empty())
                    .orElseThrow();
            assertThat(recalled.state()).isEqualTo(State.RECALLED);
            assertThat(scene.lan.opportunities().get(scene.deal.id()).orElseThrow())
                    .isEqualTo(scene.deal);
            assertThat(code(ma.approvals().approve(two.id(), recalled.version(), Optional.empty())))
                    .contains("approval.over");
        }
    }

    @Test
    @DisplayName("ACC-19 the submitter never decides, and others only when it is their turn")
    void turns() {
        try (Scene scene = new Scene()) {
            Approval one = scene.submitted();
            assertThat(code(scene.lan.approvals().approve(one.id(), one.version(), Optional.empty())))
                    .contains("approval.own");
            assertThat(code(scene.as("director").approvals().approve(one.id(), one.version(), Optional.empty())))
                    .contains("approval.not-your-turn");
            assertThat(code(scene.as("lin").approvals().approve(one.id(), one.version(), Optional.empty())))
                    .contains("shared.not-found");
        }
    }

    @Test
    @DisplayName(
            "APR-01 a delegate decides during absence, and escalation lets the superior of whoever is late decide as well")
    void delegateAndEscalation() {
        try (Scene scene = new Scene()) {
            CrmSession ma = scene.as("manager.ma");
            ma.approvals()
                    .absence(TestCrm.NOON, TestCrm.NOON.plus(Duration.ofDays(1)), scene.test.id("manager.mo"))
                    .orElseThrow();
            Approval one = scene.submitted();
            CrmSession mo = scene.as("manager.mo");
            assertThat(mo.approvals().inbox(10, Optional.empty()).orElseThrow().items())
                    .containsExactly(one);
            CrmSession admin = scene.as("admin");
            assertThat(admin.approvals().escalate(100).orElseThrow().looked()).isZero();
            scene.test.time.set(TestCrm.NOON.plus(Duration.ofDays(2)));
            assertThat(code(mo.approvals().approve(one.id(), one.version(), Optional.empty())))
                    .contains("shared.not-found");
            assertThat(admin.approvals().escalate(100).orElseThrow()).isEqualTo(new Approvals.Escalation(1, 1, 1));
            assertThat(admin.approvals().escalate(100).orElseThrow().looked()).isZero();
            Approval late = scene.of(one.id());
            assertThat(late.turn()).containsExactlyInAnyOrder(scene.test.id("manager.ma"), scene.test.id("director"));
            assertThat(scene.as("director")
                            .approvals()
                            .approve(one.id(), late.version(), Optional.empty())
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.APPROVED);
        }
    }

    @Test
    @DisplayName("APR-01 all, any and sequential; an added approver must approve as well")
    void modes() {
        String two = "{ by: USER, user: manager.ma }, { by: USER, user: manager.mo }";
        try (Scene scene = new Scene(steps(step(two, "ALL", "")))) {
            Approval one = scene.submitted();
            Approval half = scene.as("manager.ma")
                    .approvals()
                    .approve(one.id(), one.version(), Optional.empty())
                    .orElseThrow();
            assertThat(half.state()).isEqualTo(State.RUNNING);
            assertThat(scene.as("manager.mo")
                            .approvals()
                            .approve(one.id(), half.version(), Optional.empty())
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.APPROVED);
        }
        try (Scene scene = new Scene(steps(step(two, "ANY", "")))) {
            Approval one = scene.submitted();
            Approval more = scene.as("manager.ma")
                    .approvals()
                    .addApprover(one.id(), one.version(), scene.test.id("director"), Optional.empty())
                    .orElseThrow();
            Approval half = scene.as("manager.mo")
                    .approvals()
                    .approve(one.id(), more.version(), Optional.empty())
                    .orElseThrow();
            assertThat(half.state()).isEqualTo(State.RUNNING);
            assertThat(scene.as("director")
                            .approvals()
                            .approve(one.id(), half.version(), Optional.empty())
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.APPROVED);
        }
        try (Scene scene = new Scene(steps(step(two, "SEQUENTIAL", "")))) {
            Approval one = scene.submitted();
            assertThat(code(scene.as("manager.mo").approvals().approve(one.id(), one.version(), Optional.empty())))
                    .contains("approval.not-your-turn");
            Approval half = scene.as("manager.ma")
                    .approvals()
                    .approve(one.id(), one.version(), Optional.empty())
                    .orElseThrow();
            assertThat(scene.as("manager.mo")
                            .approvals()
                            .approve(one.id(), half.version(), Optional.empty())
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.APPROVED);
        }
    }

    @Test
    @DisplayName("POL-01 a kind, role or approver that is not there is refused before it is in force")
    void unknown() {
        try (TestCrm test = new TestCrm()) {
            CrmSession admin = test.as("admin");
            for (String document : List.of(
                    "approval: { kinds: { opportunity-move-bak: { steps: [] } } }",
                    steps(step("{ by: ROLE, role: sales-manger }", "ANY", "")),
                    steps(step("{ by: ROLE }", "ANY", "")),
                    steps(step("{ by: SUPERIOR }", "ANY", "NAMED")))) {
                assertThat(admin.policies().publish(document, "x").refusals())
                        .as(document)
                        .isNotEmpty();
            }
        }
    }
}
