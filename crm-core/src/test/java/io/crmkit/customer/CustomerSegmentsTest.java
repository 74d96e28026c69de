package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.FaultyStore;
import io.crmkit.TestCrm;
import io.crmkit.access.Department;
import io.crmkit.access.NewUser;
import io.crmkit.audit.AuditEntry;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.ImportReport;
import io.crmkit.exchange.Importer;
import io.crmkit.exchange.Mapping;
import io.crmkit.insight.Report;
import io.crmkit.insight.Reports;
import io.crmkit.internal.json.Json;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.scoring.Silence;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StoredRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomerSegmentsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

    /** Key customers are graded and revisited otherwise than small ones. */
    private static final String TWO_SEGMENTS = """
            segments:
              - name: key
                when: {type: [large]}
                set: {scoring: {grades: {bands: [{grade: A, from: 1000000}, {grade: B, from: 300000}, {grade: C, from: 0}]}, silence: {reminderMonths: 1, atRiskMonths: 1}}}
              - name: small
                when: {type: [small]}
                set: {scoring: {grades: {bands: [{grade: A, from: 5000}, {grade: C, from: 0}]}, silence: {reminderMonths: 3, atRiskMonths: 5}}}
            """;

    private final TestCrm test = new TestCrm();
    private final CrmSession lan = test.as("lan");
    private final CrmSession admin = test.as("admin");
    private final CrmSession director = test.as("director");

    @AfterEach
    void close() {
        test.close();
    }

    private Customer customer(String name, String type, String... tags) {
        return lan.customers()
                .create(NewCustomer.of(Customer.Profile.named(name).ofType(type).tagged(tags)))
                .orElseThrow();
    }

    private void buys(Customer customer, LocalDate date, String amount) {
        test.as("fen")
                .purchases()
                .record(new NewPurchase(customer.id(), date, 1, Money.cny(amount)))
                .orElseThrow();
    }

    private CustomerStanding standing(Customer customer) {
        return lan.grades().of(customer.id()).orElseThrow();
    }

    private Optional<String> grade(Customer customer) {
        return standing(customer).counting().map(GradeCard.Counting::grade);
    }

    private static List<String> names(CustomerStanding standing) {
        return standing.segments().stream().map(CustomerStanding.Applied::name).toList();
    }

    private void publish(String document) {
        admin.policies().publish(document, "segments").orElseThrow();
    }

    @Test
    @DisplayName("CUS-07 type and purchasing power are from the policy's lists, tags are free words, each once")
    void classification() {
        assertThat(code(lan.customers()
                        .create(NewCustomer.of(Customer.Profile.named("A").ofType("lage")))))
                .contains("customer.unlisted");
        assertThat(lan.customers()
                        .create(NewCustomer.of(Customer.Profile.named("A").ofType("lage")))
                        .refusals()
                        .get(0)
                        .suggestion())
                .contains("large");
        Customer a = customer("A", "large", " VIP ", "late payment", "VIP");
        assertThat(a.profile().tags()).containsExactly("VIP", "late payment");
        assertThat(code(lan.customers().edit(a.id(), a.version(), a.profile().tagged("x".repeat(41)))))
                .contains("valid.text");
        assertThat(code(lan.customers().edit(a.id(), a.version(), a.profile().tagged(" "))))
                .contains("valid.required");
        Customer edited = lan.customers()
                .edit(a.id(), a.version(), a.profile().tagged("VIP", "opinion leader"))
                .orElseThrow();
        AuditEntry entry = director.audit()
                .list(Optional.empty(), Optional.of("customer/" + a.id()), 1, Optional.empty())
                .orElseThrow()
                .items()
                .get(0);
        assertThat(entry.changes().toString()).contains("profile.tags", "opinion leader");
        publish("customer: {types: [{key: partner, name: {zh: 伙伴, en: partner}}]}");
        assertThat(lan.customers()
                        .edit(edited.id(), edited.version(), edited.profile().tagged())
                        .isDone())
                .as("what an edit leaves as it is needs no justification")
                .isTrue();
    }

    @Test
    @DisplayName("CUS-07 a filter by tag answers with what the reader may know of, and nothing else")
    void filterByTag() {
        customer("Ours", "large", "VIP", "retail chain");
        customer("Plain", "large");
        test.as("qiu")
                .customers()
                .create(NewCustomer.of(Customer.Profile.named("Theirs").tagged("VIP")))
                .orElseThrow();
        Filter vip = Filter.anyOf("tags", List.of("VIP", "unknown"));
        assertThat(listed(lan, vip)).containsExactly("Ours");
        assertThat(listed(director, vip)).containsExactly("Ours", "Theirs");
        assertThat(listed(lan, Filter.equal("type", "large"))).containsExactly("Ours", "Plain");
    }

    private static List<String> listed(CrmSession session, Filter filter) {
        return session.customers().list(filter, 100, Optional.empty()).orElseThrow().items().stream()
                .map(Customer::name)
                .toList();
    }

    @Test
    @DisplayName("CUS-07 a customer stored before there were types and tags is read as one without")
    void oldPayload() {
        Customer now = lan.customers().create(NewCustomer.named("Old")).orElseThrow();
        String stored = Json.write(now);
        String before = stored.replace(",\"tags\":[]", "").replace("\"tags\":[],", "");
        assertThat(before).isNotEqualTo(stored).doesNotContain("tags", "type", "purchasingPower");
        assertThat(Json.read(before, Customer.class)).isEqualTo(now);
    }

    @Test
    @DisplayName("CUS-07 types and tags are imported by any of their names; importing again changes nothing")
    void imported(@TempDir Path directory) throws IOException {
        Files.writeString(
                directory.resolve("c.csv"), "no,name,kind,power,words\n1,Jade,大客户,High,VIP; 连锁、VIP\n2,Iron,lagre,,\n");
        ImportReport.Step first = imports(directory);
        assertThat(first.created()).isEqualTo(1);
        assertThat(first.refused()).isEqualTo(1);
        Customer jade = admin.customers().named("Jade").orElseThrow().get(0);
        assertThat(jade.profile().type()).contains("large");
        assertThat(jade.profile().purchasingPower()).contains("high");
        assertThat(jade.profile().tags()).containsExactly("VIP", "连锁");
        assertThat(imports(directory).unchanged()).isEqualTo(1);
        assertThat(admin.customers().named("Jade").orElseThrow()).containsExactly(jade);
    }

    private ImportReport.Step imports(Path directory) {
        String mapping = """
                source: s
                steps:
                  - file: c.csv
                    entity: customer
                    id: no
                    columns: {name: name, kind: type, power: purchasingPower, words: tags}
                """;
        return new Importer(admin.importable())
                .run(Mapping.parse(mapping).orElseThrow(), directory, ImportOptions.standard(), ImportProgress.NONE)
                .orElseThrow()
                .steps()
                .get(0);
    }

    @Test
    @DisplayName(
            "POL-04 two segments have thresholds and silence months of their own, and the standing says which and why")
    void twoSegments() {
        publish(TWO_SEGMENTS);
        Customer key = customer("Key", "large");
        Customer small = customer("Small", "small");
        Customer other = customer("Other", "medium");
        LocalDate before = LocalDate.of(2025, 12, 20); // two full months ago
        for (Customer one : List.of(key, small, other)) {
            buys(one, before, "100000");
        }
        assertThat(grade(key)).contains("C");
        assertThat(grade(small)).contains("A");
        assertThat(grade(other)).contains("B");
        assertThat(standing(key).silence().level()).isEqualTo(Silence.Level.AT_RISK);
        assertThat(standing(key).stage()).isEqualTo(Lifecycle.Stage.AT_RISK);
        assertThat(standing(small).silence().level()).isEqualTo(Silence.Level.NONE);
        assertThat(standing(small).stage()).isNotEqualTo(Lifecycle.Stage.AT_RISK);
        assertThat(standing(other).silence().level()).isEqualTo(Silence.Level.REMINDER);
        assertThat(names(standing(key))).containsExactly("key");
        assertThat(standing(key).segments().get(0).reasons())
                .containsExactly(new Label("客户类型为大客户", "customer type: large"));
        assertThat(names(standing(other))).isEmpty();
        assertThat(lan.reminders()
                        .list(Reminder.State.OPEN, 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .extracting(Reminder::subject)
                .containsExactlyInAnyOrder("customer/" + key.id(), "customer/" + other.id());
        assertThat(code(test.as("manager.ma").grades().adjust(small.id(), ManualGrade.of("B", "hope"))))
                .as("small customers are A or C")
                .contains("grading.unknown-grade");
        director.grades().regrade().orElseThrow();
        assertThat(gradesReport()).containsExactly("A 1", "B 1", "C 1");
        assertThat(silenceReport())
                .containsExactly(
                        "key|bought lately|0",
                        "|reminder: nothing in 1 full months|0",
                        "|at risk: nothing in 1 full months|1",
                        "|of these dormant: nothing in 6 full months|0",
                        "small|bought lately|1",
                        "|reminder: nothing in 3 full months|0",
                        "|at risk: nothing in 5 full months|0",
                        "|of these dormant: nothing in 6 full months|0",
                        "all others|bought lately|0",
                        "|reminder: nothing in 2 full months|1",
                        "|at risk: nothing in 3 full months|0",
                        "|of these dormant: nothing in 6 full months|0");
    }

    @Test
    @DisplayName("POL-04 the report on accounts grades what deals brought by the bands of each customer's segment")
    void accounts() {
        publish(TWO_SEGMENTS);
        for (String type : List.of("large", "medium", "small")) {
            Opportunity deal = lan.opportunities()
                    .create(NewOpportunity.of(type, customer(type, type).id(), Money.cny("100000")))
                    .orElseThrow();
            lan.opportunities()
                    .move(deal, Stage.WON, Evidence.contract("HT-" + type, Money.cny("100000"), TODAY))
                    .orElseThrow();
        }
        Report report = lan.reports().get(Reports.Name.ACCOUNTS).orElseThrow();
        assertThat(report.rows().stream().map(row -> row.get(0) + " " + row.get(row.size() - 1)))
                .containsExactlyInAnyOrder("large C", "medium B", "small A");
        assertThat(report.notes().get(0).en()).contains("A 1, B 1, C 1");
    }

    @Test
    @DisplayName(
            "POL-04 whoever may see deals but not their customers gets the report on accounts without names and grades")
    void hiddenAccounts() {
        publish(TWO_SEGMENTS + """
                access:
                  roles:
                    analyst: {name: {zh: 分析员, en: analyst}, reach: ALL, reaches: {}, gives: [], permissions: ["opportunity:view", "report:view"]}
                """);
        admin.users()
                .create(NewUser.of("Ann", "analyst").below(test.id("director")))
                .orElseThrow();
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", customer("Key", "large").id(), Money.cny("100000")))
                .orElseThrow();
        lan.opportunities()
                .move(deal, Stage.WON, Evidence.contract("HT-1", Money.cny("100000"), TODAY))
                .orElseThrow();
        Report report = test.as("ann").reports().get(Reports.Name.ACCOUNTS).orElseThrow();
        assertThat(report.rows()).singleElement().satisfies(row -> {
            assertThat(text(row.get(0))).doesNotContain("Key");
            assertThat(row.get(row.size() - 1)).isNull();
        });
    }

    private List<String> gradesReport() {
        return lan.reports().get(Reports.Name.GRADES).orElseThrow().rows().stream()
                .map(row -> text(row.get(0)) + " " + row.get(1))
                .toList();
    }

    private List<String> silenceReport() {
        Report report = lan.reports().get(Reports.Name.SILENCE).orElseThrow();
        return report.rows().stream()
                .map(row -> text(row.get(0)) + "|" + text(row.get(1)) + "|" + row.get(2))
                .toList();
    }

    private static String text(Object cell) {
        return cell == null ? "" : cell instanceof Label label ? label.in(Locale.ENGLISH) : cell.toString();
    }

    @Test
    @DisplayName(
            "POL-04 who is edited into another segment, or given to another department, is judged anew in the same change set")
    void changesSegment() {
        Department east = admin.departments().create("East", Optional.empty()).orElseThrow();
        Department shanghai =
                admin.departments().create("Shanghai", Optional.of(east.id())).orElseThrow();
        String wei = admin.users()
                .create(NewUser.of("Wei", "sales-rep")
                        .below(test.id("manager.mo"))
                        .in(shanghai.id()))
                .orElseThrow()
                .id();
        publish(TWO_SEGMENTS + """
                  - name: east
                    when: {department: [East]}
                    set: {scoring: {grades: {bands: [{grade: S, from: 0}]}}}
                """);
        Customer jade = customer("Jade", "medium");
        buys(jade, TODAY, "100000");
        assertThat(stored(jade)).contains("B");
        Customer small = lan.customers()
                .edit(jade.id(), jade.version(), jade.profile().ofType("small"))
                .orElseThrow();
        assertThat(stored(jade)).contains("A");
        Customer medium = lan.customers()
                .edit(small.id(), small.version(), small.profile().ofType("medium"))
                .orElseThrow();
        director.customers()
                .assign(medium.id(), medium.version(), Optional.of(wei), "for a reason")
                .orElseThrow();
        assertThat(stored(jade)).contains("S");
        CustomerStanding hers = director.grades().of(jade.id()).orElseThrow();
        assertThat(hers.segments().get(0).reasons()).containsExactly(new Label("部门为East", "department: East"));
        assertThat(director.audit().verify().orElseThrow().intact()).isTrue();
    }

    /** The grade as it is stored, not as it would be computed now. */
    private Optional<String> stored(Customer customer) {
        return stored(test, customer);
    }

    private static Optional<String> stored(TestCrm test, Customer customer) {
        try (Stream<StoredRecord> records = test.crm.snapshot()) {
            return records.filter(r -> r.key().equals(TradeRecord.KIND.key(customer.id())))
                    .map(r -> (String) r.body().values().get("grade"))
                    .findFirst();
        }
    }

    @Test
    @DisplayName(
            "POL-04 a purchase that comes in while the customer is edited is judged by the segment that then holds")
    void purchaseBetween() {
        FaultyStore store = new FaultyStore(new InMemoryStore(new InMemoryStore.Space()));
        try (TestCrm other = new TestCrm(store)) {
            other.as("admin").policies().publish(TWO_SEGMENTS, "segments").orElseThrow();
            CrmSession rep = other.as("lan");
            CrmSession finance = other.as("fen");
            Customer jade = rep.customers()
                    .create(NewCustomer.of(Customer.Profile.named("Jade").ofType("medium")))
                    .orElseThrow();
            store.beforeNextCommit(() -> finance.purchases()
                    .record(new NewPurchase(jade.id(), TODAY, 1, Money.cny("100000")))
                    .orElseThrow());
            rep.customers()
                    .edit(jade.id(), jade.version(), jade.profile().ofType("small"))
                    .orElseThrow();
            assertThat(stored(other, jade)).as("the first purchase").contains("A");
            store.beforeNextCommit(() -> finance.purchases()
                    .record(new NewPurchase(jade.id(), TODAY, 1, Money.cny("200000")))
                    .orElseThrow());
            rep.customers()
                    .edit(jade.id(), jade.version() + 1, jade.profile().ofType("medium"))
                    .orElseThrow();
            assertThat(stored(other, jade)).as("a further purchase").contains("B");
            store.beforeNextCommit(() -> rep.customers()
                    .edit(jade.id(), jade.version() + 2, jade.profile().ofType("large"))
                    .orElseThrow());
            finance.purchases()
                    .record(new NewPurchase(jade.id(), TODAY, 1, Money.cny("300000")))
                    .orElseThrow();
            assertThat(stored(other, jade)).as("an edit in between").contains("B");
            assertThat(rep.grades().of(jade.id()).orElseThrow().segments())
                    .extracting(CustomerStanding.Applied::name)
                    .containsExactly("key");
        }
    }

    @Test
    @DisplayName("POL-04 months may follow the grade: the computed one, and the one by hand while it counts")
    void byGrade() {
        publish("""
                segments:
                  - {name: best, when: {grade: [A]}, set: {scoring: {silence: {reminderMonths: 1, atRiskMonths: 2}}}}
                  - {name: small, when: {type: [small]}, set: {scoring: {grades: {bands: [{grade: A, from: 10}, {grade: C, from: 0}]}}}}
                """);
        Customer small = customer("Small", "small");
        Customer other = customer("Other", "medium");
        buys(small, LocalDate.of(2025, 12, 20), "10");
        buys(other, LocalDate.of(2025, 12, 20), "10");
        assertThat(names(standing(small))).containsExactly("best", "small");
        assertThat(standing(small).silence().level()).isEqualTo(Silence.Level.AT_RISK);
        assertThat(names(standing(other))).isEmpty();
        assertThat(standing(other).silence().level()).isEqualTo(Silence.Level.REMINDER);
        CustomerStanding adjusted = test.as("manager.ma")
                .grades()
                .adjust(other.id(), ManualGrade.of("A", "strategic"))
                .orElseThrow();
        assertThat(names(adjusted)).containsExactly("best");
        assertThat(adjusted.silence().level()).isEqualTo(Silence.Level.AT_RISK);
        assertThat(silenceReport()).contains("best|bought lately|0", "best + small|bought lately|0");
    }

    @Test
    @DisplayName("POL-02 a dry run with segments tells what then happens")
    void dryRun() {
        for (int i = 0; i < 12; i++) {
            Customer one = customer("C" + i, List.of("large", "medium", "small").get(i % 3));
            buys(one, TODAY.minusDays(20L * i), i * 60_000 + 1 + ".00");
        }
        director.grades().regrade().orElseThrow();
        EvaluationReport preview =
                director.grades().preview(Optional.of(TWO_SEGMENTS), TODAY).orElseThrow();
        assertThat(preview.changed()).isPositive();
        assertThat(preview.changes())
                .extracting(EvaluationReport.Change::gradeAfter)
                .contains(Optional.of("A"));
        publish(TWO_SEGMENTS);
        assertThat(director.grades().regrade().orElseThrow()).isEqualTo(preview);
        assertThat(director.grades().regrade().orElseThrow().changed()).isZero();
    }

    @Test
    @DisplayName("POL-04 a strategy or department that is not there keeps a segment from being published and tried")
    void publishing() {
        String rmf = "segments: [{name: key, when: {type: [large]}, set: {scoring: {strategy: {id: rmf}}}}]";
        assertThat(code(admin.policies().publish(rmf, "typo"))).contains("document.segment-contradiction");
        assertThat(code(director.grades().preview(Optional.of(rmf), TODAY))).contains("document.segment-contradiction");
        assertThat(admin.policies().publish(rmf, "typo").refusals())
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.rule()).isEqualTo("POL-04");
                    assertThat(refusal.field()).contains("segments[0].set.scoring.strategy.id");
                    assertThat(refusal.value()).contains("rmf");
                    assertThat(refusal.message(Locale.ENGLISH)).contains("\"key\"", "\"rmf\"", "threshold");
                });
        admin.departments().create("East", Optional.empty()).orElseThrow();
        String west = "segments: [{name: w, when: {department: [Eats]}, set: {scoring: {basis: LIFETIME}}}]";
        assertThat(admin.policies().publish(west, "typo").refusals())
                .singleElement()
                .satisfies(refusal -> {
                    assertThat(refusal.code()).isEqualTo("document.segment-unknown-value");
                    assertThat(refusal.field()).contains("segments[0].when.department");
                    assertThat(refusal.suggestion()).contains("East");
                });
    }
}
