package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.audit.AuditEntry;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.insight.Reports;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.policy.SegmentFact;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.PluginFailure;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.storage.InMemoryStore;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What rules make of a field that their reader does not see (ACC-07, POL-04): the grade is told, the field is not. */
class RulesBehindWallsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    /** Who may do much and sees neither of two fields; who sees all of the own records alone; what follows from one of the two fields. */
    private static final String POLICY = """
            access:
              roles:
                guest:
                  name: { zh: 来宾, en: guest }
                  reach: ALL
                  permissions: ['customer:view', 'opportunity:view', 'purchase:view', 'report:view', 'audit:view', 'user:view',
                    'grade:edit', 'grade:configure']
                  walls: { customer.WALLED: HIDDEN }
                narrow:
                  name: { zh: 局限, en: narrow }
                  reach: OWN
                  permissions: ['customer:view', 'customer:create', 'purchase:view', 'grade:configure']
            segments:
              - name: whales
                when: { WALLED: [large] }
                set: { scoring: { grades: { bands: [ { grade: A, from: 1000000 }, { grade: P, from: 300000 }, { grade: C, from: 0 } ] },
                                  silence: { reminderMonths: 1, atRiskMonths: 1 } } }
              - name: shrimps
                when: { region: [Ningbo] }
                set: { scoring: { silence: { reminderMonths: 3, atRiskMonths: 5 } } }
            """;

    private static String policy(String field) {
        return POLICY.replace("WALLED", field);
    }

    /** A company with two customers of which one has something that a guest does not see. */
    private static final class Company implements AutoCloseable {
        private final TestCrm test = new TestCrm();
        private final CrmSession guest;
        private final Customer jade;

        Company(String policy, Customer.Profile profile) {
            CrmSession admin = test.as("admin");
            admin.policies().publish(policy, "walls").orElseThrow();
            admin.users().create(NewUser.of("Guest", "guest")).orElseThrow();
            admin.users().create(NewUser.of("Narrow", "narrow")).orElseThrow();
            guest = test.as("guest");
            jade = customer(profile);
            Customer iron = customer(Customer.Profile.named("Iron").ofType("small"));
            for (Customer one : List.of(jade, iron)) {
                buys(one, LocalDate.of(2025, 12, 20));
                Opportunity deal = test.as("lan")
                        .opportunities()
                        .create(NewOpportunity.of("Pumps", one.id(), Money.cny("350000")))
                        .orElseThrow();
                test.as("lan")
                        .opportunities()
                        .move(deal, Stage.WON, Evidence.contract("HT", Money.cny("350000"), TODAY))
                        .orElseThrow();
            }
        }

        Customer customer(Customer.Profile profile) {
            return test.as("lan").customers().create(NewCustomer.of(profile)).orElseThrow();
        }

        void buys(Customer customer, LocalDate day) {
            test.as("fen")
                    .purchases()
                    .record(new NewPurchase(customer.id(), day, 1, Money.cny("350000")))
                    .orElseThrow();
        }

        /** What the guest is told of it that does not follow from the grade that counts. */
        List<String> told() {
            List<String> said = new ArrayList<>();
            said.add(words(guest.reports().get(Reports.Name.SILENCE)));
            said.add(words(guest.reports().get(Reports.Name.ACCOUNTS)));
            said.add(words(guest.reports().get(Reports.Name.COMPLETENESS)));
            for (String grade : List.of("P", "B")) {
                said.add(refused(guest.grades().adjust(jade.id(), ManualGrade.of(grade, "because"))));
            }
            return said;
        }

        List<AuditEntry> trail(CrmSession session) {
            return session.audit()
                    .list(Optional.empty(), Optional.of("trade/" + jade.id()), 50, Optional.empty())
                    .orElseThrow()
                    .items();
        }

        @Override
        public void close() {
            test.close();
        }
    }

    private static String words(Outcome<?> outcome) {
        return outcome + refused(outcome);
    }

    private static String refused(Outcome<?> outcome) {
        StringBuilder words = new StringBuilder(outcome.isDone() ? "done" : "refused");
        outcome.refusals()
                .forEach(
                        refusal -> words.append(refusal.message(Locale.CHINA)).append(refusal.message(Locale.ENGLISH)));
        return words.toString();
    }

    @Test
    @DisplayName(
            "ACC-07 POL-04 reports and refusals that follow segments answer alike whatever a hidden type or tag is, and name no segment that asks for it")
    void alike() {
        Map<String, List<Customer.Profile>> pairs = new TreeMap<>();
        Customer.Profile named = Customer.Profile.named("Jade");
        pairs.put("type", List.of(named.ofType("large"), named.ofType("small")));
        pairs.put("tags", List.of(named.tagged("large"), named.tagged("other")));
        pairs.forEach((field, profiles) -> {
            try (Company one = new Company(policy(field), profiles.get(0));
                    Company other = new Company(policy(field), profiles.get(1))) {
                List<String> said = one.told();
                assertThat(said).as(field).isEqualTo(other.told());
                assertThat(said.toString()).contains("shrimps").doesNotContain("whales");
                assertThat(said.get(0)).contains("left out").contains("不在此列");
                String report = words(one.test.as("director").reports().get(Reports.Name.SILENCE));
                assertThat(report)
                        .isNotEqualTo(words(other.test.as("director").reports().get(Reports.Name.SILENCE)))
                        .contains("whales")
                        .doesNotContain("left out");
                assertThat(words(one.test.as("director").reports().get(Reports.Name.ACCOUNTS)))
                        .isNotEqualTo(words(other.test.as("director").reports().get(Reports.Name.ACCOUNTS)));
            }
        });
    }

    @Test
    @DisplayName(
            "ACC-07 POL-04 a segment that asks for a hidden field is named in no standing, no view of a customer and no trail; whoever sees the field is told it")
    void names() {
        Customer.Profile jade = Customer.Profile.named("Jade").ofType("large");
        try (Company company = new Company(policy("type"), jade)) {
            String id = company.jade.id();
            CrmSession director = company.test.as("director");
            assertThat(director.grades().of(id).orElseThrow().segments())
                    .extracting(CustomerStanding.Applied::name)
                    .containsExactly("whales");
            assertThat(company.trail(director).toString()).contains("whales");
            assertThat(words(director.customerViews().of(id, 5))).contains("whales");

            CustomerStanding seen = company.guest.grades().of(id).orElseThrow();
            assertThat(seen.segments()).isEmpty();
            assertThat(seen.counting().orElseThrow().grade())
                    .as("what follows from it is told")
                    .isEqualTo("P");
            assertThat(words(company.guest.customerViews().of(id, 5))).doesNotContain("whales");
            assertThat(company.trail(company.guest)).hasSameSizeAs(company.trail(director));
            assertThat(company.trail(company.guest).toString())
                    .contains("grade")
                    .doesNotContain("whales", "segments");
            Customer shrimp = company.customer(
                    CustomerFields.with(Customer.Profile.named("Opal"), new TreeMap<>(Map.of("region", "Ningbo"))));
            assertThat(company.guest.grades().of(shrimp.id()).orElseThrow().segments())
                    .as("its name tells of nothing hidden, its reasons are left out as all are")
                    .containsExactly(new CustomerStanding.Applied("shrimps", java.util.Set.of("region"), List.of()));
        }
    }

    @Test
    @DisplayName(
            "ACC-07 a dry run of rules of one's own is a question: nobody asks by a field or by amounts that are hidden, and the rules in force may be tried")
    void questions() {
        String asks =
                "segments: [{name: guess, when: {type: [large]}, set: {scoring: {grades: {bands: [{grade: Z, from: 0}]}}}}]";
        String amounts = "scoring: {grades: {bands: [{grade: A, from: 300000}, {grade: C, from: 0}]}}";
        for (String field : List.of("type", "traded")) {
            String policy = policy("type").replace("customer.type: HIDDEN", "customer." + field + ": HIDDEN");
            try (Company company =
                    new Company(policy, Customer.Profile.named("Jade").ofType("large"))) {
                for (String document : List.of(asks, amounts)) {
                    assertThat(code(company.guest.grades().preview(Optional.of(document), TODAY)))
                            .as(field)
                            .contains("access.walled-question");
                    assertThat(company.test
                                    .as("director")
                                    .grades()
                                    .preview(Optional.of(document), TODAY)
                                    .isDone())
                            .isTrue();
                }
                assertThat(company.guest
                                .grades()
                                .preview(Optional.empty(), TODAY)
                                .isDone())
                        .isTrue();
            }
        }
    }

    @Test
    @DisplayName("ACC-06 POL-02 a dry run is of the customers in sight; a regrading is of all and lists those in sight")
    void scope() {
        try (Company company =
                new Company(policy("type"), Customer.Profile.named("Jade").ofType("large"))) {
            CrmSession narrow = company.test.as("narrow");
            String stricter = "scoring: {grades: {bands: [{grade: X, from: 300000}, {grade: Y, from: 0}]}}";
            EvaluationReport none =
                    narrow.grades().preview(Optional.of(stricter), TODAY).orElseThrow();
            assertThat(none.customers()).isZero();
            assertThat(none.grades()).isEmpty();
            assertThat(none.changes()).isEmpty();
            Customer own = narrow.customers().create(NewCustomer.named("Opal")).orElseThrow();
            company.buys(own, TODAY);
            assertThat(narrow.grades()
                            .preview(Optional.of(stricter), TODAY)
                            .orElseThrow()
                            .changes())
                    .extracting(EvaluationReport.Change::name)
                    .containsExactly("Opal");
            company.test
                    .as("admin")
                    .policies()
                    .publish(policy("type") + stricter, "stricter")
                    .orElseThrow();
            EvaluationReport done = narrow.grades().regrade().orElseThrow();
            assertThat(done.customers()).isEqualTo(3);
            assertThat(done.changed()).isGreaterThan(1);
            assertThat(done.changes()).extracting(EvaluationReport.Change::name).containsExactly("Opal");
        }
    }

    /** A strategy that says what it was told when it fails. */
    private static final class Gossip implements GradingStrategyProvider {
        @Override
        public String id() {
            return "gossip";
        }

        @Override
        public GradingStrategy create(Parameters parameters) {
            return subject -> {
                throw new IllegalStateException("no rate for " + subject.facts());
            };
        }
    }

    @Test
    @DisplayName(
            "ACC-07 SCO-03 what a strategy says when it fails is told to nobody who does not see what it was told: standing, trail, reports of runs")
    void failures() {
        try (Company company = new Company(
                        policy("type"), Customer.Profile.named("Jade").ofType("large"));
                Crm crm = Crm.builder()
                        .store(new InMemoryStore(company.test.space))
                        .clock(company.test.time::get)
                        .zone(TestCrm.ZONE)
                        .random(new Random(3))
                        .grading(new Gossip())
                        .open()) {
            crm.signIn("admin")
                    .policies()
                    .publish(policy("type") + "scoring: { strategy: { id: gossip } }", "gossip")
                    .orElseThrow();
            CrmSession guest = crm.signIn("guest");
            CrmSession director = crm.signIn("director");
            String id = company.jade.id();
            for (EvaluationReport report : List.of(
                    guest.grades().preview(Optional.empty(), TODAY).orElseThrow(),
                    guest.grades().regrade().orElseThrow())) {
                assertThat(report.failures()).isNotEmpty();
                assertThat(report.toString()).doesNotContain("large", "small");
            }
            assertThat(director.grades()
                            .preview(Optional.empty(), TODAY)
                            .orElseThrow()
                            .toString())
                    .contains("large", "small");
            PluginFailure seen = guest.grades().of(id).orElseThrow().failure().orElseThrow();
            assertThat(seen.message(Locale.ENGLISH)).contains("gossip").doesNotContain("large");
            assertThat(director.grades().of(id).orElseThrow().toString()).contains("large");
            assertThat(words(guest.customerViews().of(id, 5))).doesNotContain("no rate");
            assertThat(company.trail(guest).toString()).doesNotContain("no rate");
        }
    }

    @Test
    @DisplayName("ACC-07 POL-04 all that segments can ask of a customer is known to stand behind walls")
    void asked() {
        assertThat(Segmentation.ASKED)
                .containsAll(Segmentation.FACTS.stream()
                        .map(SegmentFact::name)
                        .filter(fact -> !List.of(Segmentation.DEPARTMENT, Segmentation.GRADE)
                                .contains(fact))
                        .toList());
    }
}
