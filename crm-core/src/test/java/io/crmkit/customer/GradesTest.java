package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.scoring.StageCard;
import io.crmkit.shared.Money;
import io.crmkit.shared.PluginFailure;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class GradesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    private final TestCrm test = new TestCrm();
    private final CrmSession finance = test.as("fen");
    private final CrmSession admin = test.as("admin");
    private final CrmSession director = test.as("director");
    private final CrmSession manager = test.as("manager.ma");
    private final Customer jade =
            test.as("lan").customers().create(NewCustomer.named("Jade")).orElseThrow();

    @AfterEach
    void close() {
        test.close();
    }

    private void buys(Customer customer, LocalDate date, String amount) {
        finance.purchases()
                .record(new NewPurchase(customer.id(), date, 1, Money.cny(amount)))
                .orElseThrow();
    }

    private void days(long days) {
        test.time.updateAndGet(now -> now.plus(days, ChronoUnit.DAYS));
    }

    private CustomerStanding standing() {
        return test.as("lan").grades().of(jade.id()).orElseThrow();
    }

    private Optional<String> grade() {
        return standing().counting().map(GradeCard.Counting::grade);
    }

    private List<Reminder> reminders(String login, Reminder.State state) {
        return test.as(login)
                .reminders()
                .list(state, 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    @Test
    @DisplayName("SCO-01 the grade follows at each purchase, with reasons; who may not see the customer learns nothing")
    void atEachPurchase() {
        assertThat(grade()).contains("C");
        buys(jade, TODAY, "100000");
        assertThat(grade()).contains("B");
        buys(jade, TODAY.minusDays(1), "400000");
        CustomerStanding now = standing();
        assertThat(now.computed().orElseThrow().code()).isEqualTo("A");
        assertThat(now.computed().orElseThrow().reasons()).isNotEmpty();
        assertThat(now.grades().history())
                .extracting(GradeCard.Event::grade)
                .containsExactly(Optional.of("B"), Optional.of("A"));
        assertThat(code(test.as("qiu").grades().of(jade.id()))).contains("shared.not-found");
        assertThat(director.audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName("SCO-02 a grade by hand counts until its last day; then the computed one does, and the reports say so")
    void byHand() {
        buys(jade, TODAY, "100000");
        assertThat(code(test.as("lan").grades().adjust(jade.id(), ManualGrade.of("A", "hope"))))
                .as("CUS-11 not by the rep alone")
                .contains("access.permission-missing");
        assertThat(code(test.as("manager.mo").grades().adjust(jade.id(), ManualGrade.of("A", "hope"))))
                .as("not the manager of others")
                .contains("shared.not-found");
        assertThat(code(manager.grades().adjust(jade.id(), ManualGrade.of("AA", "hope"))))
                .contains("grading.unknown-grade");
        assertThat(code(manager.grades().adjust(jade.id(), ManualGrade.of("A", " "))))
                .contains("valid.required");
        CustomerStanding adjusted = manager.grades()
                .adjust(jade.id(), ManualGrade.of("A", "strategic").until(TODAY.plusDays(10)))
                .orElseThrow();
        assertThat(adjusted.counting().orElseThrow().byHand()).isTrue();
        assertThat(adjusted.computed().orElseThrow().code()).isEqualTo("B");
        director.grades().regrade().orElseThrow();
        assertThat(report()).containsExactly(1L, 0L, 0L);
        days(10);
        assertThat(grade()).contains("A");
        days(1);
        assertThat(grade()).as("over by itself").contains("B");
        assertThat(report()).as("judged anew").containsExactly(0L, 1L, 0L);
        director.grades().regrade().orElseThrow();
        assertThat(report()).as("counted in the store").containsExactly(0L, 1L, 0L);
        assertThat(code(manager.grades().withdraw(jade.id(), "over"))).contains("grading.card.nothing-to-withdraw");
    }

    private List<Object> report() {
        return test.as("lan").reports().get(Reports.Name.GRADES).orElseThrow().rows().stream()
                .map(row -> row.get(1))
                .toList();
    }

    @Test
    @DisplayName(
            "LIF-01 the stages follow from facts, under the day that made them so; late facts go where they belong")
    void stages() {
        buys(jade, LocalDate.of(2025, 1, 10), "10");
        buys(jade, LocalDate.of(2025, 11, 20), "10");
        assertThat(course())
                .containsExactly(
                        "NURTURING 2025-01-10",
                        "MAINTENANCE 2025-04-10",
                        "AT_RISK 2025-05-01",
                        "WON_BACK 2025-11-20",
                        "MAINTENANCE 2026-02-18",
                        "AT_RISK 2026-03-01");
        buys(jade, LocalDate.of(2025, 3, 5), "10");
        buys(jade, LocalDate.of(2025, 6, 5), "10");
        assertThat(course())
                .containsExactly(
                        "NURTURING 2025-01-10",
                        "MAINTENANCE 2025-03-05",
                        "AT_RISK 2025-10-01",
                        "WON_BACK 2025-11-20",
                        "MAINTENANCE 2026-02-18",
                        "AT_RISK 2026-03-01");
    }

    private List<String> course() {
        return standing().stages().history().stream()
                .map(e -> e.stage() + " " + e.on())
                .toList();
    }

    @Test
    @DisplayName("LIF-01 a stage by hand holds until the customer buys, it is withdrawn, or its time is over")
    void stageByHand() {
        buys(jade, TODAY, "10");
        assertThat(code(test.as("lan").grades().setStage(jade.id(), Lifecycle.Stage.LOST, "closed", Optional.empty())))
                .contains("access.permission-missing");
        manager.grades()
                .setStage(jade.id(), Lifecycle.Stage.LOST, "shop closed", Optional.empty())
                .orElseThrow();
        assertThat(standing().stage()).isEqualTo(Lifecycle.Stage.LOST);
        days(1);
        buys(jade, TODAY.plusDays(1), "10");
        assertThat(standing().stage()).isEqualTo(Lifecycle.Stage.WON_BACK);
        manager.grades()
                .setStage(jade.id(), Lifecycle.Stage.AT_RISK, "complains", Optional.of(TODAY.plusDays(3)))
                .orElseThrow();
        assertThat(standing().stage()).isEqualTo(Lifecycle.Stage.AT_RISK);
        assertThat(manager.grades()
                        .withdrawStage(jade.id(), "calmed")
                        .orElseThrow()
                        .stage())
                .isEqualTo(Lifecycle.Stage.WON_BACK);
        assertThat(code(manager.grades().withdrawStage(jade.id(), "again")))
                .contains("grading.card.no-stage-to-withdraw");
        manager.grades()
                .setStage(jade.id(), Lifecycle.Stage.AT_RISK, "complains", Optional.of(TODAY.plusDays(3)))
                .orElseThrow();
        days(3);
        assertThat(standing().stage()).isEqualTo(Lifecycle.Stage.WON_BACK);
        assertThat(standing().stages().history())
                .extracting(StageCard.Event::kind)
                .contains(StageCard.Kind.BY_HAND, StageCard.Kind.WITHDRAWN, StageCard.Kind.DERIVED);
    }

    @Test
    @DisplayName(
            "LIF-04 the owner is reminded once per episode; a purchase settles it; ownerless customers are counted")
    void reminders() {
        buys(jade, LocalDate.of(2025, 12, 31), "10");
        assertThat(reminders("lan", Reminder.State.OPEN)).hasSize(1);
        Reminder first = reminders("lan", Reminder.State.OPEN).get(0);
        assertThat(first.rule()).isEqualTo("LIF-04");
        assertThat(first.text().zh()).contains("Jade").contains("2025-12-31");
        director.grades().regrade().orElseThrow();
        days(40);
        EvaluationReport later = director.grades().regrade().orElseThrow();
        assertThat(later.reminders()).as("the same episode").isZero();
        assertThat(reminders("lan", Reminder.State.OPEN)).hasSize(1);
        assertThat(reminders("qiu", Reminder.State.OPEN)).isEmpty();
        assertThat(reminders("manager.ma", Reminder.State.OPEN))
                .as("a superior")
                .hasSize(1);

        director.customers()
                .assign(jade.id(), jade.version(), Optional.of(test.id("qiu")), "for a reason")
                .orElseThrow();
        assertThat(reminders("qiu", Reminder.State.OPEN))
                .as("it goes with the customer")
                .hasSize(1);
        assertThat(reminders("lan", Reminder.State.OPEN)).isEmpty();
        buys(jade, LocalDate.of(2026, 4, 1), "10");
        assertThat(reminders("qiu", Reminder.State.OPEN)).isEmpty();
        assertThat(reminders("qiu", Reminder.State.SETTLED)).hasSize(1);
        days(120);
        assertThat(director.grades().regrade().orElseThrow().reminders())
                .as("another episode")
                .isOne();
        Reminder second = reminders("qiu", Reminder.State.OPEN).get(0);
        Reminder done =
                test.as("qiu").reminders().done(second.id(), second.version()).orElseThrow();
        assertThat(done.state()).isEqualTo(Reminder.State.DONE);
        assertThat(code(test.as("qiu").reminders().done(second.id(), done.version())))
                .contains("automation.reminder-over");

        director.customers()
                .assign(jade.id(), jade.version() + 1, Optional.empty(), "for a reason")
                .orElseThrow();
        days(40);
        assertThat(director.grades().regrade().orElseThrow().ownerless()).isOne();
    }

    @Test
    @DisplayName("SCO-01 the policy says whether purchases or won deals count; both are kept, never added")
    void source() {
        buys(jade, TODAY, "100000");
        CrmSession lan = test.as("lan");
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("500000")))
                .orElseThrow();
        Opportunity won = lan.opportunities()
                .move(deal, Stage.WON, Evidence.contract("HT-1", Money.cny("500000"), TODAY))
                .orElseThrow();
        assertThat(grade()).as("purchases count").contains("B");
        admin.policies().publish("scoring: {source: WON_DEALS}", "deals count").orElseThrow();
        assertThat(grade()).contains("A");
        director.grades().regrade().orElseThrow();
        assertThat(report()).containsExactly(1L, 0L, 0L);
        manager.opportunities()
                .move(won, new Stage("in-depth"), Evidence.because("the contract was annulled"))
                .orElseThrow();
        assertThat(grade()).as("won no longer").contains("C");
    }

    @Test
    @DisplayName(
            "POL-02 who would change under another policy is told before, and then happens; a policy that cannot be is refused")
    void preview() {
        buys(jade, TODAY, "2000");
        String stricter = "scoring: {grades: {bands: [{grade: A, from: 2000}, {grade: C, from: 0}]}}";
        EvaluationReport preview =
                director.grades().preview(Optional.of(stricter), TODAY).orElseThrow();
        assertThat(preview.changes())
                .containsExactly(new EvaluationReport.Change(
                        jade.id(),
                        "Jade",
                        Optional.of("C"),
                        Optional.of("A"),
                        Optional.of("NURTURING"),
                        Optional.of("NURTURING")));
        assertThat(grade()).contains("C");
        admin.policies().publish(stricter, "better").orElseThrow();
        EvaluationReport happened = director.grades().regrade().orElseThrow();
        assertThat(happened).isEqualTo(preview);
        assertThat(director.grades()
                        .preview(Optional.empty(), TODAY)
                        .orElseThrow()
                        .changed())
                .isZero();
        assertThat(director.grades()
                        .preview(Optional.empty(), TODAY.plusDays(130))
                        .orElseThrow()
                        .stages())
                .containsOnlyKeys("AT_RISK");
        assertThat(code(director.grades().preview(Optional.of("scoring: {strategy: {id: rmf}}"), TODAY)))
                .contains("grading.unknown-strategy");
        assertThat(code(admin.policies().publish("scoring: {strategy: {id: rmf}}", "typo")))
                .contains("grading.unknown-strategy");
        assertThat(code(director.grades().preview(Optional.empty(), TODAY.minusDays(1))))
                .contains("grading.preview-past");
        assertThat(code(test.as("lan").grades().preview(Optional.empty(), TODAY)))
                .contains("access.permission-missing");
        assertThat(code(test.as("lan").grades().regrade())).contains("access.permission-missing");
    }

    /** A vendor's plugin that fails on customers that bought twice. */
    private static final class Moody implements GradingStrategyProvider {
        @Override
        public String id() {
            return "moody";
        }

        @Override
        public GradingStrategy create(Parameters parameters) {
            String grade = parameters.text("grade");
            return subject -> {
                if (subject.purchases() == 2) {
                    throw new IllegalStateException("not today");
                }
                return Grade.of(grade);
            };
        }
    }

    @Test
    @DisplayName(
            "SCO-03 a plugin that fails leaves the old grade, is named, and harms neither the purchase nor other customers")
    void plugin() {
        InMemoryStore.Space space = test.space;
        try (Crm crm = Crm.builder()
                .store(new InMemoryStore(space))
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .random(new Random(3))
                .grading(new Moody())
                .open()) {
            CrmSession boss = crm.signIn("director");
            assertThat(code(crm.signIn("admin").policies().publish("scoring: {strategy: {id: moody}}", "no parameter")))
                    .contains("grading.strategy-refused");
            crm.signIn("admin")
                    .policies()
                    .publish("scoring: {strategy: {id: moody, parameters: {grade: gold}}}", "try")
                    .orElseThrow();
            CrmSession fen = crm.signIn("fen");
            Customer iron = crm.signIn("lan")
                    .customers()
                    .create(NewCustomer.named("Iron"))
                    .orElseThrow();
            fen.purchases()
                    .record(new NewPurchase(iron.id(), TODAY, 1, Money.cny("1")))
                    .orElseThrow();
            fen.purchases()
                    .record(new NewPurchase(jade.id(), TODAY, 1, Money.cny("1")))
                    .orElseThrow();
            fen.purchases()
                    .record(new NewPurchase(jade.id(), TODAY, 1, Money.cny("1")))
                    .orElseThrow();
            EvaluationReport report = boss.grades().regrade().orElseThrow();
            assertThat(report.failures()).extracting(PluginFailure::plugin).containsExactly("moody");
            assertThat(report.failed()).isOne();
            assertThat(report.grades()).containsEntry("gold", 2L);
            CustomerStanding hers = boss.grades().of(jade.id()).orElseThrow();
            assertThat(hers.counting().orElseThrow().grade()).isEqualTo("gold");
            assertThat(hers.grades().history())
                    .extracting(GradeCard.Event::kind)
                    .containsExactly(GradeCard.Kind.COMPUTED, GradeCard.Kind.FAILED);
            assertThat(hers.failure().orElseThrow().message(Locale.CHINESE)).contains("moody");
        }
        assertThat(grade()).as("a node without the plugin keeps what is known").contains("gold");
        assertThat(standing().failure().orElseThrow().reason()).isEqualTo(PluginFailure.Reason.UNAVAILABLE);
    }

    @Test
    @DisplayName("SCO-01 an import judges each customer once in each batch, in the same change set")
    void evaluationIsIdempotent() {
        buys(jade, TODAY.minusDays(300), "700000");
        long version = test.as("director")
                .grades()
                .of(jade.id())
                .orElseThrow()
                .grades()
                .history()
                .size();
        director.grades().regrade().orElseThrow();
        EvaluationReport again = director.grades().regrade().orElseThrow();
        assertThat(again.changed()).isZero();
        assertThat(again.reminders()).isZero();
        assertThat(again.customers()).isOne();
        assertThat(standing().grades().history()).hasSize((int) version);
    }
}
