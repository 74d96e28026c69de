package io.crmkit.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.approval.Approval.State;
import io.crmkit.approval.ApprovalPlatform.Form;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PlatformTest {

    private static final class Flow implements ApprovalPlatform {
        private final List<Form> got = new ArrayList<>();
        private boolean down;

        @Override
        public String id() {
            return "flow";
        }

        @Override
        public void push(Form form) {
            if (down) {
                throw new IllegalStateException("down");
            }
            got.add(form);
        }
    }

    private final AtomicReference<Instant> time = new AtomicReference<>(TestCrm.NOON);
    private final Flow flow = new Flow();
    private Crm crm;
    private CrmSession admin;
    private CrmSession lan;
    private Opportunity deal;

    @BeforeEach
    void open() {
        crm = Crm.builder()
                .store(new InMemoryStore(new InMemoryStore.Space()))
                .clock(time::get)
                .random(new Random(3))
                .pause(wait -> Thread.onSpinWait())
                .approvalPlatform(flow)
                .open();
        crm.setUp(NewUser.of("Admin", "administrator").withLogin("admin")).orElseThrow();
        admin = crm.signIn("admin");
        User ma = admin.users().create(NewUser.of("Ma", "sales-manager")).orElseThrow();
        admin.users().create(NewUser.of("Lan", "sales-rep").below(ma.id())).orElseThrow();
        lan = crm.signIn("lan");
        publish("PUSH");
        String customer =
                lan.customers().create(NewCustomer.named("Jade")).orElseThrow().id();
        Opportunity fresh = lan.opportunities()
                .create(NewOpportunity.of("Pumps", customer, Money.cny("5")))
                .orElseThrow();
        deal = lan.opportunities().move(fresh, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
    }

    @AfterEach
    void close() {
        crm.close();
    }

    private void publish(String mode) {
        admin.policies()
                .publish(
                        "approval: { platform: { kinds: [ opportunity-move-back ], mode: " + mode
                                + ", attempts: 2, waitMinutes: 5 } }",
                        "flow decides")
                .orElseThrow();
    }

    private String submitted() {
        return ((Outcome.Pending<Opportunity>)
                        lan.opportunities().move(deal, Stage.INITIAL_CONTACT, Evidence.because("x")))
                .approval();
    }

    private static PlatformDecision says(String message, String approval, PlatformDecision.Verdict verdict) {
        return says(message, approval, 1, verdict);
    }

    private static PlatformDecision says(String message, String approval, int round, PlatformDecision.Verdict verdict) {
        return new PlatformDecision(message, approval, round, verdict, "Director Wu", Optional.of("fine"));
    }

    @Test
    @DisplayName(
            "APR-03 pushed: the form goes out, the record is locked, and the decision counts once even when messages repeat")
    void pushed() {
        String id = submitted();
        PlatformDesk desk = admin.approvals().platform();
        assertThat(desk.push(10).orElseThrow()).isEqualTo(1);
        assertThat(desk.push(10).orElseThrow()).isZero();
        assertThat(flow.got).hasSize(1);
        assertThat(flow.got.get(0).data()).containsEntry("opportunity", "Pumps");
        assertThat(TestCrm.code(lan.opportunities().move(deal, Stage.ABOUT_TO_CLOSE, Evidence.none())))
                .contains("approval.locked");
        Approval once =
                desk.decided(says("m1", id, PlatformDecision.Verdict.APPROVED)).orElseThrow();
        assertThat(once.state()).isEqualTo(State.APPROVED);
        Approval twice =
                desk.decided(says("m1", id, PlatformDecision.Verdict.APPROVED)).orElseThrow();
        assertThat(twice).isEqualTo(once);
        assertThat(TestCrm.code(desk.decided(says("m1", id, PlatformDecision.Verdict.REFUSED))))
                .contains("approval.message-reused");
        assertThat(TestCrm.code(desk.decided(says("m2", id, PlatformDecision.Verdict.REFUSED))))
                .contains("approval.over");
        assertThat(lan.opportunities().get(deal.id()).orElseThrow().stage()).isEqualTo(Stage.INITIAL_CONTACT);
        assertThat(TestCrm.code(lan.approvals().platform().push(1))).contains("access.permission-missing");
    }

    @Test
    @DisplayName("APR-03 a platform that is down is tried again, and then people decide")
    void down() {
        String id = submitted();
        flow.down = true;
        PlatformDesk desk = admin.approvals().platform();
        for (int i = 0; i < 3; i++) {
            assertThat(desk.push(10).orElseThrow()).isZero();
            time.updateAndGet(now -> now.plus(Duration.ofMinutes(5)));
        }
        Approval now = admin.approvals().of(id).orElseThrow();
        assertThat(now.routed()).isFalse();
        assertThat(now.turn()).hasSize(1);
        assertThat(crm.signIn("ma")
                        .approvals()
                        .approve(id, now.version(), Optional.empty())
                        .orElseThrow()
                        .state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    @DisplayName(
            "APR-03 pulled: the platform reads what waits, gives one back, and decides it when it was submitted again")
    void pulled() {
        publish("PULL");
        String id = submitted();
        PlatformDesk desk = admin.approvals().platform();
        assertThat(desk.push(10).orElseThrow()).isZero();
        assertThat(desk.waiting(10, Optional.empty()).orElseThrow().items())
                .extracting(Form::approval)
                .containsExactly(id);
        Approval back =
                desk.decided(says("m1", id, PlatformDecision.Verdict.RETURNED)).orElseThrow();
        assertThat(back.state()).isEqualTo(State.RETURNED);
        assertThat(lan.opportunities().get(deal.id()).orElseThrow()).isEqualTo(deal);
        lan.approvals().resubmit(id, back.version(), Optional.of("more")).orElseThrow();
        assertThat(desk.waiting(10, Optional.empty())
                        .orElseThrow()
                        .items()
                        .get(0)
                        .round())
                .isEqualTo(2);
        assertThat(desk.decided(says("m2", id, 2, PlatformDecision.Verdict.REFUSED))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.REFUSED);
        assertThat(lan.opportunities().get(deal.id()).orElseThrow()).isEqualTo(deal);
    }

    @Test
    @DisplayName(
            "APR-03 a decision about an earlier submission comes too late, repeated or anew; what is not there is not found")
    void late() {
        PlatformDesk desk = admin.approvals().platform();
        String id = submitted();
        PlatformDecision back = says("m1", id, 1, PlatformDecision.Verdict.RETURNED);
        Approval returned = desk.decided(back).orElseThrow();
        lan.approvals()
                .resubmit(id, returned.version(), Optional.of("other reasons"))
                .orElseThrow();
        for (PlatformDecision.Verdict verdict : PlatformDecision.Verdict.values()) {
            assertThat(TestCrm.code(desk.decided(says("late " + verdict, id, 1, verdict))))
                    .contains("approval.other-round");
            assertThat(TestCrm.code(desk.decided(says("early " + verdict, id, 3, verdict))))
                    .contains("approval.other-round");
        }
        assertThat(desk.decided(back).orElseThrow().state()).isEqualTo(State.RUNNING);
        assertThat(lan.opportunities().get(deal.id()).orElseThrow()).isEqualTo(deal);
        assertThat(TestCrm.code(desk.decided(says("m3", "nobody's", 1, PlatformDecision.Verdict.APPROVED))))
                .contains("shared.not-found");
        assertThat(desk.decided(says("m2", id, 2, PlatformDecision.Verdict.APPROVED))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.APPROVED);
    }

    @Test
    @DisplayName(
            "ACC-19 no submitter approves the own by the platform's desk, neither signed in here nor as who decided there")
    void own() {
        String id = submitted();
        PlatformDesk desk = admin.approvals().platform();
        for (String by : List.of("lan", "LAN ", "Ｌan")) {
            assertThat(TestCrm.code(desk.decided(new PlatformDecision(
                            "by " + by, id, 1, PlatformDecision.Verdict.APPROVED, by, Optional.empty()))))
                    .as(by)
                    .contains("approval.own");
        }
        admin.policies()
                .publish(
                        "access: { roles: { sales-rep: { permissions: [ 'approval:platform', 'approval:view', 'customer:view', 'opportunity:edit', 'opportunity:view' ] } } }\n"
                                + "approval: { platform: { kinds: [ opportunity-move-back ], mode: PUSH, attempts: 2, waitMinutes: 5 } }",
                        "reps keep the desk")
                .orElseThrow();
        assertThat(TestCrm.code(lan.approvals().platform().decided(says("m1", id, PlatformDecision.Verdict.APPROVED))))
                .contains("approval.own");
        assertThat(lan.opportunities().get(deal.id()).orElseThrow().stage()).isEqualTo(Stage.IN_DEPTH);
        assertThat(desk.decided(says("m1", id, PlatformDecision.Verdict.APPROVED))
                        .orElseThrow()
                        .state())
                .isEqualTo(State.APPROVED);
    }
}
