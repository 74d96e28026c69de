package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.audit.AuditEntry;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.InformationModule;
import io.crmkit.insight.Report;
import io.crmkit.insight.Reports;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CustomerFieldsTest {

    private static final String KILN = "label: { zh: 窑温, en: kiln temperature }, module: PRODUCT_NEEDS";

    private final TestCrm company = new TestCrm();
    private final CrmSession lan = company.as("lan");
    private final CrmSession admin = company.as("admin");

    @AfterEach
    void close() {
        company.close();
    }

    private Customer customer(String name) {
        return lan.customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private Customer fill(Customer customer, Map<String, String> values) {
        return lan.customers().fill(customer.id(), customer.version(), values).orElseThrow();
    }

    private void publish(String dictionary) {
        admin.fields().publish(dictionary, "for the test").orElseThrow();
    }

    private List<StoredRecord> stored() {
        return company.crm
                .snapshot()
                .filter(record -> record.key().type().equals("customer"))
                .toList();
    }

    private static List<Object> row(Report report, int at) {
        return new ArrayList<>(report.rows().get(at));
    }

    private Report report(CrmSession reader) {
        return reader.reports().get(Reports.Name.COMPLETENESS).orElseThrow();
    }

    // Filling

    @Test
    @DisplayName("CUS-01 fields of the dictionary are filled by key, standard fields among them, and all others stay")
    void filled() {
        Customer before = fill(customer("甬江阀门有限公司"), Map.of("contactPhone", "138 0013 8000", "creditDays", "60天"));

        Customer after = fill(before, Map.of("industry", "制造业", "annualRevenue", "5000万元", "creditDays", ""));

        assertThat(after.profile().fields()).isEqualTo(Map.of("contactPhone", "+8613800138000"));
        assertThat(after.profile().industry()).contains("manufacturing");
        assertThat(after.profile().annualRevenue().orElseThrow()).hasToString("50000000 CNY");
        assertThat(lan.customers().get(after.id()).orElseThrow()).isEqualTo(after);
    }

    @Test
    @DisplayName("CUS-03 what is wrong comes all at once, and nothing is half done")
    void nothingHalfDone() {
        Customer customer = fill(customer("甬江阀门有限公司"), Map.of("creditDays", "30"));
        List<StoredRecord> before = stored();
        Map<String, String> values = Map.of(
                "contactName", "王磊",
                "contactPhone", "13800",
                "mainBusiness", "x".repeat(10_000_000),
                "decisionMaker", "\u202Egnp.exe",
                "address", "a\uD800",
                "packaging", "a\u0000b",
                "industry", "manufactring");

        Outcome<Customer> outcome = lan.customers().fill(customer.id(), customer.version(), values);

        assertThat(outcome.refusals())
                .extracting(r -> r.field().orElse(""))
                .containsExactly("address", "contactPhone", "decisionMaker", "industry", "mainBusiness", "packaging");
        assertThat(stored()).isEqualTo(before);
    }

    @Test
    @DisplayName("CUS-04 the order of filling does not matter")
    void order() {
        Map<String, String> values = Map.of(
                "contactName", "王磊", "settlementTerms", "月结", "ourShare", "30%", "needs", "耐磨衬板", "industry", "retail");
        Map<String, String> first = new TreeMap<>();
        for (int seed = 0; seed < 10; seed++) {
            List<String> keys = new ArrayList<>(values.keySet());
            Collections.shuffle(keys, new Random(seed));
            Customer customer = customer("甬江阀门有限公司 " + seed);
            for (String key : keys) {
                customer = fill(customer, Map.of(key, values.getOrDefault(key, "")));
            }
            Map<String, String> known = CustomerFields.values(customer.profile());
            known.remove("name");
            if (first.isEmpty()) {
                first.putAll(known);
            }
            assertThat(known).isEqualTo(first);
        }
    }

    @Test
    @DisplayName("DAT-03 who fills what somebody else has changed meanwhile is told so")
    void conflict() {
        Customer read = customer("甬江阀门有限公司");
        fill(read, Map.of("contactName", "王磊"));

        assertThat(lan.customers()
                        .fill(read.id(), read.version(), Map.of("contactName", "李强"))
                        .refusals())
                .extracting(Refusal::kind)
                .containsExactly(Refusal.Kind.CONFLICT);
    }

    @Test
    @DisplayName(
            "CUS-03 a required field is asked for on creation, may not be taken away, and old customers can be filled bit by bit")
    void required() {
        Customer old = customer("甬江阀门有限公司");
        publish("fields: { contactName: { required: true }, industry: { required: true } }");

        assertThat(lan.customers().create(NewCustomer.named("北仑轴承有限公司")).refusals())
                .extracting(r -> r.field().orElse(""))
                .containsExactly("contactName", "industry");
        Customer filled = fill(old, Map.of("contactName", "王磊"));
        assertThat(lan.customers()
                        .fill(filled.id(), filled.version(), Map.of("contactName", " "))
                        .refusals())
                .extracting(Refusal::code)
                .containsExactly("valid.required");
        assertThat(lan.customers()
                        .create(NewCustomer.of(Customer.Profile.named("北仑轴承有限公司")
                                .inIndustry("retail")
                                .withFields(Map.of("contactName", "李强"))))
                        .isDone())
                .isTrue();
    }

    @Test
    @DisplayName("CUS-01 creating and editing read fields of the dictionary as filling does")
    void createAndEdit() {
        Customer created = lan.customers()
                .create(NewCustomer.of(Customer.Profile.named("甬江阀门有限公司").withFields(Map.of("settlementTerms", "月结"))))
                .orElseThrow();
        assertThat(created.profile().fields()).isEqualTo(Map.of("settlementTerms", "monthly"));

        Outcome<Customer> wrong = lan.customers()
                .edit(created.id(), 1, created.profile().withFields(Map.of("settlementTerms", "never", "nosuch", "1")));
        assertThat(wrong.refusals()).extracting(r -> r.field().orElse("")).containsExactly("nosuch", "settlementTerms");

        Customer edited = lan.customers()
                .edit(created.id(), 1, created.profile().withFields(Map.of("ourShare", "12.50 %")))
                .orElseThrow();
        assertThat(edited.profile().fields()).isEqualTo(Map.of("ourShare", "12.5"));
    }

    @Test
    @DisplayName("ACC-10 the audit tells field by field what was before and after")
    void audited() {
        Customer customer = fill(fill(customer("甬江阀门有限公司"), Map.of("ourShare", "10")), Map.of("ourShare", "30"));

        List<AuditEntry> entries = admin.audit()
                .list(Optional.empty(), Optional.of("customer/" + customer.id()), 10, Optional.empty())
                .orElseThrow()
                .items();

        assertThat(entries.stream().map(entry -> entry.changes().get("profile.fields.ourShare")))
                .contains(List.of("10", "30"), List.of("", "10"));
        assertThat(entries).extracting(AuditEntry::operation).contains("customer.fill");
    }

    // Filtering

    @Test
    @DisplayName("CUS-01 a choice of several and a field that was added just now can be filtered by")
    void filtered() {
        publish("fields: { kiln: { type: SINGLE_CHOICE, options: [{ key: hot, label: { zh: 高温, en: hot } }], " + KILN
                + " } }");
        Customer one = fill(
                customer("甬江阀门有限公司"),
                Map.of("paymentMethods", "transfer, cheque", "kiln", "高温", "creditCode", "91330200MA2AGXXXX0"));
        customer("北仑轴承有限公司");

        for (Map<String, String> question : List.of(
                Map.of("paymentMethods", "支票"),
                Map.of("kiln", "hot"),
                Map.of("creditCode", "91330200MA2AGXXXX0"),
                Map.of("kiln", "hot", "name", "甬江阀门有限公司"))) {
            assertThat(lan.customers()
                            .having(question, 10, Optional.empty())
                            .orElseThrow()
                            .items())
                    .as(question.toString())
                    .containsExactly(one);
        }
        assertThat(lan.customers()
                        .having(Map.of("paymentMethods", "cash"), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .isEmpty();
        assertThat(lan.customers()
                        .having(Map.of("mainBusiness", "x"), 10, Optional.empty())
                        .refusals())
                .extracting(Refusal::code)
                .containsExactly("dictionary.not-filtered");
    }

    // Walls

    @Test
    @DisplayName(
            "ACC-07 a wall stands before a field that an enterprise added: reading, filtering, filling, history and figures")
    void walls() {
        publish(
                "fields: { kiln: { type: SINGLE_CHOICE, options: [{ key: hot, label: { zh: 高温, en: hot } }, { key: cold,"
                        + " label: { zh: 低温, en: cold } }], " + KILN + " } }");
        Customer open = fill(
                customer("甬江阀门有限公司"),
                Map.of("kiln", "hot", "ourShare", "30", "settlementTerms", "monthly", "contactName", "王磊"));
        admin.policies().publish("""
                        dictionary: { fields: { kiln: { type: SINGLE_CHOICE, options: [
                            { key: hot, label: { zh: 高温, en: hot } }, { key: cold, label: { zh: 低温, en: cold } }],
                            label: { zh: 窑温, en: kiln temperature }, module: PRODUCT_NEEDS } } }
                        access: { roles: { sales-rep: { walls: {
                            customer.kiln: HIDDEN, customer.ourShare: HIDDEN, customer.contactName: MASKED } } } }
                        """, "walls").orElseThrow();
        admin.fields().recount().orElseThrow();

        Customer seen = lan.customers().get(open.id()).orElseThrow();
        assertThat(seen.profile().fields()).isEqualTo(Map.of("settlementTerms", "monthly", "contactName", "****"));
        for (Map<String, String> question : List.of(Map.of("kiln", "hot"), Map.of("kiln", "cold"))) {
            assertThat(lan.customers().having(question, 10, Optional.empty()).refusals())
                    .extracting(Refusal::rule)
                    .containsExactly("ACC-07");
        }
        assertThat(lan.customers()
                        .having(Map.of("settlementTerms", "monthly"), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .hasSize(1);
        for (String value : List.of("hot", "cold")) {
            assertThat(lan.customers()
                            .fill(open.id(), open.version(), Map.of("kiln", value))
                            .refusals())
                    .as("the stored value is refused like any other")
                    .extracting(Refusal::code)
                    .containsExactly("access.walled-edit");
        }
        CustomerCompleteness mine = lan.customers().completeness(open.id()).orElseThrow();
        assertThat(mine.completeness().of()).isEqualTo(73);
        assertThat(mine.completeness().missing()).extracting(Field::key).doesNotContain("ourShare", "contactName");
        assertThat(lan.reports().get(Reports.Name.COMPLETENESS).refusals())
                .extracting(Refusal::rule)
                .containsExactly("ACC-07");

        Customer edited = lan.customers()
                .edit(open.id(), open.version(), seen.profile().inIndustry("retail"))
                .orElseThrow();
        assertThat(edited.profile().fields()).isEqualTo(seen.profile().fields());
        assertThat(company.as("director")
                        .customers()
                        .get(open.id())
                        .orElseThrow()
                        .profile()
                        .fields())
                .as("what was hidden from the editor is still there")
                .isEqualTo(open.profile().fields());
        assertThat(lan.access().walls()).containsKeys("customer.kiln", "customer.ourShare");
    }

    @Test
    @DisplayName("ACC-07 a wall before a field that the dictionary does not have is refused with a suggestion")
    void unknownWall() {
        assertThat(admin.policies()
                        .check("access: { roles: { sales-rep: { walls: { customer.creditDay: HIDDEN } } } }")
                        .refusals())
                .extracting(r -> r.suggestion().orElse(""))
                .containsExactly("customer.creditDays");
    }

    // Changing the dictionary

    @Test
    @DisplayName(
            "CUS-01 the type of a field in use does not change silently: it is refused with how many hold it, until it is retired and cleared")
    void typeInUse() {
        String text = "fields: { kiln: { type: TEXT, " + KILN + " } }";
        String number = "fields: { kiln: { type: DECIMAL, " + KILN + " } }";
        publish(text);
        for (int i = 0; i < 3; i++) {
            fill(customer("甬江阀门有限公司 " + i), Map.of("kiln", "1450"));
        }

        Refusal refusal =
                admin.fields().publish(number, "as a number").refusals().get(0);
        assertThat(refusal.code()).isEqualTo("dictionary.in-use");
        assertThat(refusal.field()).contains("dictionary.fields.kiln");
        assertThat(refusal.toString()).contains("kiln temperature", "3 customers", "TEXT", "DECIMAL");
        assertThat(admin.fields().publish("{}", "without it").refusals())
                .extracting(Refusal::code)
                .containsExactly("dictionary.in-use");
        assertThat(admin.fields().clear("kiln", "wrong type").refusals())
                .extracting(Refusal::code)
                .containsExactly("dictionary.not-retired");

        publish("fields: { kiln: { type: TEXT, retired: true, " + KILN + " } }");
        assertThat(admin.fields().publish(number, "as a number").refusals()).hasSize(1);
        assertThat(admin.fields().clear("kiln", "wrong type").orElseThrow().changed())
                .isEqualTo(3);
        publish(number);
        Customer after = lan.customers().named("甬江阀门有限公司 0").orElseThrow().get(0);
        assertThat(fill(after, Map.of("kiln", "1450")).profile().fields()).isEqualTo(Map.of("kiln", "1450"));
    }

    @Test
    @DisplayName(
            "CUS-01 a field that is retired on one node is filled on no other, so that what was counted stays true")
    void twoNodes() {
        publish("fields: { kiln: { type: TEXT, " + KILN + " } }");
        Customer customer = customer("甬江阀门有限公司");
        try (Crm other = TestCrm.open(new InMemoryStore(company.space), company.time::get, 8)) {
            CrmSession elsewhere = other.signIn("lan");
            Customer filled = elsewhere
                    .customers()
                    .fill(customer.id(), customer.version(), Map.of("kiln", "hot"))
                    .orElseThrow();
            publish("fields: { kiln: { type: TEXT, retired: true, " + KILN + " } }");

            assertThat(elsewhere
                            .customers()
                            .fill(filled.id(), filled.version(), Map.of("kiln", "cold"))
                            .refusals())
                    .extracting(Refusal::code)
                    .containsExactly("dictionary.retired");
            assertThat(elsewhere
                            .customers()
                            .edit(
                                    filled.id(),
                                    filled.version(),
                                    filled.profile().inIndustry("retail"))
                            .orElseThrow()
                            .profile()
                            .fields())
                    .as("what it holds is kept")
                    .isEqualTo(Map.of("kiln", "hot"));
        }
    }

    @Test
    @DisplayName("CUS-01 standard fields keep their types, and keys of other things are not taken")
    void standardFields() {
        assertThat(admin.fields().check("""
                                fields:
                                  employees: { type: DECIMAL }
                                  industry: { options: [{ key: a, label: { zh: 甲, en: a } }] }
                                  annualRevenue: { sensitive: true }
                                  name: { retired: true }
                                  owner: { type: TEXT, label: { zh: 业主, en: owner }, module: BASIC }
                                """).refusals())
                .extracting(r -> r.field().orElse(""))
                .contains(
                        "dictionary.fields.employees.type",
                        "dictionary.fields.industry.options",
                        "dictionary.fields.annualRevenue.sensitive",
                        "dictionary.fields.name.retired",
                        "dictionary.fields.owner");
    }

    @Test
    @DisplayName(
            "POL-01 a published dictionary leaves the rest of the policy as it is, as a version with author and reason")
    void section() {
        admin.policies().publish("customer: { maxOwned: 7 }", "cap").orElseThrow();
        publish("dictionary: { fields: { creditDays: { required: true } } }");

        assertThat(admin.policies().inForce().orElseThrow().orElseThrow().document())
                .contains("maxOwned", "creditDays");
        assertThat(admin.policies().inForce().orElseThrow().orElseThrow().reason())
                .isEqualTo("for the test");
        assertThat(lan.fields().publish("{}", "not mine").refusals())
                .extracting(Refusal::kind)
                .containsExactly(Refusal.Kind.FORBIDDEN);
    }

    // Completeness

    @Test
    @DisplayName("CUS-04 what is counted in the store is what the rule says, for each rep, each department and all")
    void countedInTheStore() {
        Random random = new Random(3);
        List<String> keys = List.of(
                "contactName",
                "mainBusiness",
                "bankName",
                "invoiceTitle",
                "decisionMaker",
                "purchaser",
                "packaging",
                "needs",
                "legalRepresentative",
                "trialMaterial",
                "region");
        long filled = 0;
        long payment = 0;
        long needs = 0;
        for (int i = 0; i < 20; i++) {
            CrmSession rep = company.as(i % 3 == 0 ? "qiu" : "lan");
            Customer customer =
                    rep.customers().create(NewCustomer.named("客户" + i)).orElseThrow();
            Map<String, String> values = new TreeMap<>();
            keys.stream().filter(key -> random.nextBoolean()).forEach(key -> values.put(key, "有"));
            values.put("contactName", "王磊");
            Customer after = rep.customers().fill(customer.id(), 1, values).orElseThrow();
            CustomerCompleteness known =
                    rep.customers().completeness(after.id()).orElseThrow();
            filled += known.completeness().filled();
            payment += known.completeness().part(InformationModule.PAYMENT).filled();
            needs += known.completeness().part(InformationModule.PRODUCT_NEEDS).present() ? 1 : 0;
        }

        Report report = report(company.as("director"));
        assertThat(row(report, 0).subList(2, 4)).hasToString("[20, " + hundredths(filled, 20) + "]");
        assertThat(row(report, 0).get(6)).hasToString(hundredths(payment, 20));
        assertThat(report.notes().toString()).contains("product needs " + needs);
        assertThat(report.rows()).hasSize(1 + 1 + 2);
        long customers = IntStream.range(2, 4)
                .mapToLong(i -> (Long) row(report, i).get(2))
                .sum();
        assertThat(customers).isEqualTo(20);
        assertThat(row(report(lan), 0).get(2)).as("within the reader's scope").isEqualTo(13L);
    }

    private static String hundredths(long sum, long count) {
        return java.math.BigDecimal.valueOf(sum)
                .divide(java.math.BigDecimal.valueOf(count), 2, java.math.RoundingMode.HALF_UP)
                .toString();
    }

    @Test
    @DisplayName(
            "CUS-04 after the dictionary has changed, customers are counted anew before they are reported; they stay as they are")
    void recount() {
        Customer customer = fill(customer("甬江阀门有限公司"), Map.of("legalRepresentative", "赵敏", "contactName", "王磊"));
        publish(
                "fields: { legalRepresentative: { counts: true }, contactName: { counts: false } , bankName: { counts: false } }");

        assertThat(admin.reports().get(Reports.Name.COMPLETENESS).refusals())
                .extracting(Refusal::code)
                .containsExactly("report.completeness.recount");
        assertThat(admin.fields().recount().orElseThrow().customers()).isEqualTo(1);
        assertThat(row(report(company.as("director")), 0).subList(2, 5)).hasToString("[1, 2.00, 2.70]");
        assertThat(lan.customers().get(customer.id()).orElseThrow()).isEqualTo(customer);
        assertThat(admin.audit().verify().orElseThrow().intact()).isTrue();
    }

    @Test
    @DisplayName("LIF-09 what to ask for next is what is missing, in the order of the dictionary, with guidance")
    void next() {
        Customer customer = fill(customer("甬江阀门有限公司"), Map.of("contactName", "王磊"));

        CustomerCompleteness known = lan.customers().completeness(customer.id()).orElseThrow();

        assertThat(known.completeness().filled()).isEqualTo(2);
        assertThat(known.next())
                .extracting(Field::key)
                .containsExactly("contactPhone", "industry", "type", "region", "mainBusiness");
        assertThat(known.next())
                .allSatisfy(field -> assertThat(field.guidance()).isPresent());
    }

    @Test
    @DisplayName("LIF-07 how much is wanted depends on the customer's type, and POL-04 on its segment")
    void wanted() {
        Customer large = fill(customer("甬江阀门有限公司"), Map.of("type", "大客户"));
        Customer small = fill(customer("北仑轴承有限公司"), Map.of("type", "small", "industry", "retail"));

        assertThat(lan.customers().completeness(large.id()).orElseThrow().wanted())
                .isEqualTo(80);
        assertThat(lan.customers().completeness(small.id()).orElseThrow().wanted())
                .isEqualTo(20);

        admin.policies()
                .publish(
                        "segments: [{ name: shops, when: { industry: [retail] }, set: { completeness: { byType: { small: 3 } } } }]",
                        "shops")
                .orElseThrow();
        CustomerCompleteness shop = lan.customers().completeness(small.id()).orElseThrow();
        assertThat(shop.wanted()).isEqualTo(3);
        assertThat(shop.suffices()).isTrue();
        assertThat(report(company.as("director")).notes()).hasSize(3);
    }

    @Test
    @DisplayName(
            "CUS-04 valid is what changed or was confirmed within 180 days; true is what somebody confirmed, until it changes")
    void trueAndValid() {
        Customer customer = fill(customer("甬江阀门有限公司"), Map.of("contactName", "王磊"));
        company.time.updateAndGet(now -> now.plus(Duration.ofDays(180)));
        assertThat(lan.customers().completeness(customer.id()).orElseThrow().valid())
                .isTrue();
        company.time.updateAndGet(now -> now.plusSeconds(1));
        assertThat(lan.customers().completeness(customer.id()).orElseThrow().valid())
                .isFalse();
        assertThat(row(report(company.as("director")), 0).subList(8, 10)).containsExactly(0L, 0L);

        Customer assigned = company.as("director")
                .customers()
                .assign(customer.id(), customer.version(), Optional.of(company.id("lin")), "for a reason")
                .orElseThrow();
        assertThat(company.as("lin")
                        .customers()
                        .completeness(customer.id())
                        .orElseThrow()
                        .valid())
                .as("giving it to somebody else makes nothing newer")
                .isFalse();

        Customer attested = company.as("lin")
                .customers()
                .attest(assigned.id(), assigned.version())
                .orElseThrow();
        assertThat(attested.attested().orElseThrow().by()).isEqualTo(company.id("lin"));
        assertThat(row(report(company.as("director")), 0).subList(8, 10)).containsExactly(1L, 1L);

        Customer changed = company.as("lin")
                .customers()
                .fill(attested.id(), attested.version(), Map.of("contactName", "李强"))
                .orElseThrow();
        assertThat(changed.attested()).isEmpty();
    }
}
