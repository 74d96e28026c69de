package io.crmkit.approval;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.User;
import io.crmkit.approval.Approval.Act;
import io.crmkit.approval.Approval.State;
import io.crmkit.approval.ApprovalPolicy.Condition;
import io.crmkit.approval.ApprovalPolicy.Limit;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Every option of a definition (APR-01). */
class ApprovalOptionsTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");

    @AfterEach
    void close() {
        test.close();
    }

    private void publish(String... steps) {
        admin.policies()
                .publish(
                        "approval: { kinds: { opportunity-move-back: { steps: [" + String.join(", ", steps) + "] } } }",
                        "for the test")
                .orElseThrow();
    }

    private static String step(String approvers, String more) {
        return "{ name: { zh: 步骤, en: step }, approvers: [" + approvers + "], mode: ALL, " + more + " }";
    }

    private Outcome<Opportunity> asked(String login, String amount) {
        CrmSession rep = test.as(login);
        String customer = rep.customers()
                .create(NewCustomer.named("Jade " + amount + login))
                .orElseThrow()
                .id();
        Opportunity fresh = rep.opportunities()
                .create(NewOpportunity.of("Pumps", customer, Money.cny(amount)))
                .orElseThrow();
        Opportunity deal =
                rep.opportunities().move(fresh, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        return rep.opportunities().move(deal, Stage.INITIAL_CONTACT, Evidence.because("x"));
    }

    private Approval waiting(Outcome<Opportunity> outcome) {
        assertThat(outcome).isInstanceOf(Outcome.Pending.class);
        return admin.approvals()
                .of(((Outcome.Pending<Opportunity>) outcome).approval())
                .orElseThrow();
    }

    private Set<String> turn(String login) {
        return waiting(asked(login, "5")).turn();
    }

    @Test
    @DisplayName("APR-01 superior, n-th superior, role, named user, department head")
    void approvers() {
        publish(step("{ by: SUPERIOR }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("lan")).containsExactly(test.id("manager.ma"));
        publish(step("{ by: SUPERIOR, level: 2 }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("lan")).containsExactly(test.id("director"));
        publish(step("{ by: ROLE, role: sales-manager }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("lan")).containsExactlyInAnyOrder(test.id("manager.ma"), test.id("manager.mo"));
        publish(step("{ by: USER, user: fen }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("lan")).containsExactly(test.id("fen"));
        publish(step("{ by: DEPARTMENT_HEAD }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("lan")).as("no department: the superior").containsExactly(test.id("manager.ma"));
        String above = admin.departments()
                .create("All", Optional.empty())
                .orElseThrow()
                .id();
        admin.departments()
                .changeHead(above, 1, Optional.of(test.id("manager.mo")))
                .orElseThrow();
        String below = admin.departments()
                .create("North", Optional.of(above))
                .orElseThrow()
                .id();
        User lan = test.user("lan");
        admin.users()
                .changeDepartment(lan.id(), lan.version(), Optional.of(below))
                .orElseThrow();
        assertThat(turn("lan")).as("the nearest above that has a head").containsExactly(test.id("manager.mo"));
    }

    @Test
    @DisplayName("APR-01, ACC-19 approver equals submitter, or is not active: the superior is asked")
    void skipped() {
        publish(step("{ by: USER, user: manager.ma }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("manager.ma")).containsExactly(test.id("director"));
        publish(step("{ by: ROLE, role: sales-manager }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("manager.ma")).as("the others of the role").containsExactly(test.id("manager.mo"));
        publish(step("{ by: SUPERIOR }", "whenEmpty: ADMINISTRATOR"));
        User ma = test.user("manager.ma");
        admin.users().changeActive(ma.id(), ma.version(), false).orElseThrow();
        assertThat(turn("lan")).containsExactly(test.id("director"));
    }

    @Test
    @DisplayName("APR-01 nobody found: passed, a named user, the administrator")
    void empty() {
        publish(step("{ by: SUPERIOR, level: 9 }", "whenEmpty: PASS"));
        Outcome<Opportunity> passed = asked("lan", "5");
        assertThat(passed.orElseThrow().stage()).isEqualTo(Stage.INITIAL_CONTACT);
        assertThat(test.as("lan")
                        .approvals()
                        .mine(10, Optional.empty())
                        .orElseThrow()
                        .items())
                .singleElement()
                .satisfies(approval -> {
                    assertThat(approval.state()).isEqualTo(State.APPROVED);
                    assertThat(approval.history())
                            .extracting(Approval.Event::act)
                            .containsExactly(Act.SUBMITTED, Act.PASSED);
                });
        publish(step("{ by: SUPERIOR, level: 9 }", "whenEmpty: NAMED, named: fen"));
        assertThat(turn("lan")).containsExactly(test.id("fen"));
        publish(step("{ by: SUPERIOR, level: 9 }", "whenEmpty: ADMINISTRATOR"));
        assertThat(turn("lan")).containsExactly(test.id("admin"));
        admin.policies()
                .publish("approval: { kinds: { opportunity-move-back: { steps: [] } } }", "no approval")
                .orElseThrow();
        assertThat(asked("lan", "7").isDone()).isTrue();
    }

    @Test
    @DisplayName(
            "APR-01 conditions by amount; an amount that is not known, or in another currency, goes through every step")
    void conditions() {
        publish(
                step("{ by: USER, user: fen }", "whenEmpty: PASS, when: { from: 100 }"),
                step("{ by: USER, user: director }", "whenEmpty: PASS, when: { below: 100 }"));
        assertThat(waiting(asked("lan", "100")).turn()).containsExactly(test.id("fen"));
        assertThat(waiting(asked("lan", "99.99")).turn()).containsExactly(test.id("director"));
        Condition some = new Condition(
                Optional.of(new BigDecimal("100")), Optional.of(new BigDecimal("200")), Optional.of("CNY"));
        assertThat(some.applies(Optional.of(Money.cny("200")))).isFalse();
        assertThat(some.applies(Optional.of(Money.of("USD", "5")))).isTrue();
        assertThat(some.applies(Optional.empty())).isTrue();
    }

    @Test
    @DisplayName("APR-01 a limit in hours of workdays passes the weekend over; one without escalation is overdue once")
    void limits() {
        Instant friday = Instant.parse("2026-03-06T10:00:00Z"); // 18:00 in Shanghai
        assertThat(new Limit(24, true, Optional.empty()).due(friday, TestCrm.ZONE))
                .isEqualTo(Instant.parse("2026-03-09T10:00:00Z"));
        assertThat(new Limit(24, false, Optional.empty()).due(friday, TestCrm.ZONE))
                .isEqualTo(Instant.parse("2026-03-07T10:00:00Z"));
        assertThat(new Limit(1, true, Optional.empty()).due(Instant.parse("2026-03-07T10:00:00Z"), TestCrm.ZONE))
                .isEqualTo(Instant.parse("2026-03-08T17:00:00Z"));
        publish(step("{ by: SUPERIOR }", "whenEmpty: PASS, limit: { hours: 2, workdays: false }"));
        Approval waiting = waiting(asked("lan", "5"));
        test.time.set(TestCrm.NOON.plus(Duration.ofHours(2)));
        assertThat(admin.approvals().escalate(10).orElseThrow()).isEqualTo(new Approvals.Escalation(1, 1, 0));
        assertThat(admin.approvals().escalate(10).orElseThrow()).isEqualTo(new Approvals.Escalation(0, 0, 0));
        Approval late = admin.approvals().of(waiting.id()).orElseThrow();
        assertThat(late.turn()).isEqualTo(waiting.turn());
        ProcessFigures figures = admin.approvals()
                .figures(TestCrm.NOON.minusSeconds(1), TestCrm.NOON.plusSeconds(9_000))
                .orElseThrow();
        assertThat(figures.overdue()).hasSize(1);
        assertThat(figures.overdue().get(0).who()).isEqualTo("Manager Ma");
    }

    @Test
    @DisplayName("APR-02 durations by step, person and department; where most of the time goes is a bottleneck")
    void figures() {
        publish(
                step("{ by: USER, user: manager.ma }", "whenEmpty: PASS"),
                "{ name: { zh: 二, en: second }, approvers: [{ by: USER, user: director }], mode: ALL, whenEmpty: PASS }");
        Approval one = waiting(asked("lan", "5"));
        test.time.set(TestCrm.NOON.plus(Duration.ofHours(1)));
        Approval two = test.as("manager.ma")
                .approvals()
                .approve(one.id(), one.version(), Optional.empty())
                .orElseThrow();
        test.time.set(TestCrm.NOON.plus(Duration.ofHours(10)));
        test.as("director")
                .approvals()
                .approve(one.id(), two.version(), Optional.empty())
                .orElseThrow();
        ProcessFigures figures =
                admin.approvals().figures(TestCrm.NOON, test.time.get()).orElseThrow();
        assertThat(figures.approvals()).isEqualTo(1);
        assertThat(figures.median()).isEqualTo(Duration.ofHours(10));
        assertThat(figures.steps())
                .extracting(
                        row -> row.name().in(Locale.ENGLISH), ProcessFigures.Row::mean, ProcessFigures.Row::bottleneck)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("second", Duration.ofHours(9), true),
                        org.assertj.core.groups.Tuple.tuple("step", Duration.ofHours(1), false));
        assertThat(figures.people()).extracting(row -> row.name().en()).containsExactly("Director", "Manager Ma");
        assertThat(test.as("qiu")
                        .approvals()
                        .figures(TestCrm.NOON, test.time.get())
                        .orElseThrow()
                        .approvals())
                .as("within the reader's scope")
                .isZero();
    }

    @Test
    @DisplayName(
            "APR-01 what is locked cannot be moved, transferred or given a team; the last approval decides anew by the "
                    + "submitter's rights at that moment")
    void everyRoad() {
        publish(step("{ by: USER, user: director }", "whenEmpty: PASS"));
        Approval waiting = waiting(asked("lan", "5"));
        String lock = waiting.request().locks().get(0);
        String id = lock.substring(lock.indexOf('/') + 1);
        CrmSession director = test.as("director");
        Opportunity deal = director.opportunities().get(id).orElseThrow();
        for (Outcome<?> outcome : java.util.List.of(
                director.opportunities().move(deal, Stage.ABOUT_TO_CLOSE, Evidence.none()),
                director.opportunities().assign(id, deal.version(), test.id("lin")),
                director.opportunities().addToTeam(id, deal.version(), test.id("lin"), true, Optional.empty()))) {
            assertThat(TestCrm.code(outcome)).contains("approval.locked");
        }
        assertThat(director.opportunities().get(id).orElseThrow()).isEqualTo(deal);
        User lan = test.user("lan");
        admin.users().changeActive(lan.id(), lan.version(), false).orElseThrow();
        assertThat(TestCrm.code(director.approvals().approve(waiting.id(), waiting.version(), Optional.empty())))
                .contains("access.unknown-user");
        assertThat(director.opportunities().get(id).orElseThrow()).isEqualTo(deal);
        assertThat(admin.approvals().of(waiting.id()).orElseThrow()).isEqualTo(waiting);
    }

    @Test
    @DisplayName("ACC-07 an approver who does not see the amount is told no contents")
    void walls() {
        admin.policies()
                .publish(
                        "access: { roles: { sales-manager: { walls: { opportunity.expectedAmount: HIDDEN } } } }",
                        "amounts are the director's")
                .orElseThrow();
        Approval waiting = waiting(asked("lan", "5"));
        assertThat(waiting.request().amount()).contains(Money.cny("5"));
        Approval seen = test.as("manager.ma").approvals().of(waiting.id()).orElseThrow();
        assertThat(seen.request().amount()).isEmpty();
        assertThat(seen.request().content()).isEmpty();
        assertThat(seen.request().form()).isEmpty();
    }

    @Test
    @DisplayName("ACC-19 an absence, a delegate and an added approver never let the submitter decide")
    void delegates() {
        Approval waiting = waiting(asked("lan", "5"));
        CrmSession ma = test.as("manager.ma");
        assertThat(TestCrm.code(
                        ma.approvals().absence(TestCrm.NOON, TestCrm.NOON.plusSeconds(60), test.id("manager.ma"))))
                .contains("approval.absence.oneself");
        ma.approvals()
                .absence(TestCrm.NOON, TestCrm.NOON.plusSeconds(60), test.id("lan"))
                .orElseThrow();
        assertThat(TestCrm.code(test.as("lan").approvals().approve(waiting.id(), waiting.version(), Optional.empty())))
                .contains("approval.own");
        assertThat(test.as("lan")
                        .approvals()
                        .inbox(10, Optional.empty())
                        .orElseThrow()
                        .items())
                .isEmpty();
        assertThat(TestCrm.code(
                        ma.approvals().addApprover(waiting.id(), waiting.version(), test.id("lan"), Optional.empty())))
                .contains("approval.submitter-never");
        assertThat(TestCrm.code(ma.approvals()
                        .absence(TestCrm.NOON.plusSeconds(30), TestCrm.NOON.plusSeconds(90), test.id("lin"))))
                .contains("approval.absence.overlap");
        ma.approvals().back().orElseThrow();
        assertThat(ma.approvals().absences().orElseThrow().orElseThrow().leaves())
                .isEmpty();
    }
}
