package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Listing;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class SearchTest extends SearchLaws {

    private static final String WALLS = """
            access: { roles: { sales-rep: { walls: {
              customer.contactPhone: MASKED, customer.contactName: HIDDEN, customer.type: HIDDEN } } } }
            """;

    @Override
    protected RecordStore open() {
        return new InMemoryStore(new InMemoryStore.Space());
    }

    private static List<String> names(CrmSession session, CustomerQuery query) {
        return session.search().find(query, 100, Optional.empty()).orElseThrow().items().stream()
                .map(Customer::name)
                .toList();
    }

    private static Customer customer(CrmSession session, String name, Map<String, String> values) {
        Customer made = session.customers().create(NewCustomer.named(name)).orElseThrow();
        return values.isEmpty()
                ? made
                : session.customers().fill(made.id(), made.version(), values).orElseThrow();
    }

    @Test
    @DisplayName("CUS-09 name, company, contact and phone are searched by keyword, two Chinese characters suffice")
    void keyword() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            customer(
                    lan,
                    "上海华信科技有限公司",
                    Map.of("contactName", "王晓明", "contactPhone", "138 0013 8000", "shortName", "华信"));
            customer(lan, "Anderson Trading Ltd", Map.of("contactPhone", "+44 20 7946 0958"));

            assertThat(names(lan, CustomerQuery.of("华信"))).containsExactly("上海华信科技有限公司");
            assertThat(names(lan, CustomerQuery.of("晓明"))).containsExactly("上海华信科技有限公司");
            assertThat(names(lan, CustomerQuery.of("nderso"))).containsExactly("Anderson Trading Ltd");
            assertThat(names(lan, CustomerQuery.of("+86 138-0013-8000"))).containsExactly("上海华信科技有限公司");
            assertThat(names(lan, CustomerQuery.of("0044 20 79460958"))).containsExactly("Anderson Trading Ltd");
            assertThat(names(lan, CustomerQuery.of("00138000"))).isEmpty();
            assertThat(names(lan, CustomerQuery.of("华信 王晓"))).hasSize(1);
            assertThat(code(lan.search().find(CustomerQuery.of("王"), 10, Optional.empty())))
                    .contains("search.too-short");
            assertThat(code(lan.search().find(CustomerQuery.of("x".repeat(101)), 10, Optional.empty())))
                    .contains("valid.text");
        }
    }

    @Test
    @DisplayName("CUS-09 ACC-06 nobody finds a customer out of scope; who takes it over does at once")
    void scope() {
        try (TestCrm test = new TestCrm()) {
            Customer jade = customer(test.as("lan"), "翡翠科技", Map.of());
            assertThat(names(test.as("qiu"), CustomerQuery.of("翡翠"))).isEmpty();
            assertThat(names(test.as("manager.ma"), CustomerQuery.of("翡翠"))).hasSize(1);
            assertThat(names(test.as("manager.mo"), CustomerQuery.of("翡翠"))).isEmpty();

            test.as("director")
                    .customers()
                    .assign(jade.id(), jade.version(), Optional.of(test.id("qiu")), "moves")
                    .orElseThrow();

            assertThat(names(test.as("qiu"), CustomerQuery.of("翡翠"))).hasSize(1);
            assertThat(names(test.as("lan"), CustomerQuery.of("翡翠"))).isEmpty();
        }
    }

    @Test
    @DisplayName("CUS-09 ACC-07 a field behind a wall is not found by, and filtering by one is refused")
    void walls() {
        try (TestCrm test = new TestCrm()) {
            customer(
                    test.as("lan"),
                    "翡翠科技",
                    Map.of("contactName", "王晓明", "contactPhone", "13800138000", "type", "large"));
            assertThat(names(test.as("lan"), CustomerQuery.of("13800138000"))).hasSize(1);
            test.as("admin").policies().publish(WALLS, "walls").orElseThrow();

            assertThat(names(test.as("lan"), CustomerQuery.of("13800138000"))).isEmpty();
            assertThat(names(test.as("lan"), CustomerQuery.of("王晓"))).isEmpty();
            assertThat(names(test.as("lan"), CustomerQuery.of("翡翠"))).hasSize(1);
            assertThat(names(test.as("director"), CustomerQuery.of("王晓"))).hasSize(1);
            assertThat(code(test.as("lan")
                            .search()
                            .find(CustomerQuery.all().having("type", "large"), 9, Optional.empty())))
                    .contains("access.walled-question");
            CustomerQuery asked = CustomerQuery.of("翡翠").having("type", "large").graded("A");
            assertThat(code(test.as("lan").search().find(asked, 9, Optional.empty())))
                    .contains("access.walled-question");
        }
    }

    @Test
    @DisplayName("CUS-09 ACC-07 what stands in a hidden field changes no answer, no page and no token's use")
    void nonInterference() {
        List<String> answers = new java.util.ArrayList<>();
        for (String secret : List.of("王晓明", "翡翠翡翠", "")) {
            try (TestCrm test = new TestCrm()) {
                CrmSession director = test.as("director");
                test.as("admin").policies().publish(WALLS, "walls").orElseThrow();
                String lan = test.id("lan");
                for (int i = 0; i < 7; i++) {
                    test.time.updateAndGet(at -> at.plusMillis(1));
                    Customer made = director.customers()
                            .create(NewCustomer.named("翡翠" + i).ownedBy(lan))
                            .orElseThrow();
                    director.customers()
                            .fill(
                                    made.id(),
                                    made.version(),
                                    Map.of(
                                            "contactName",
                                            secret,
                                            "contactPhone",
                                            secret.isEmpty() ? "" : "13800138000"))
                            .orElseThrow();
                }
                StringBuilder seen = new StringBuilder();
                for (String keyword : List.of("翡翠", "王晓", "13800138000", "翠翡")) {
                    Optional<String> token = Optional.empty();
                    do {
                        Listing<Customer> page = test.as("lan")
                                .search()
                                .find(CustomerQuery.of(keyword), 2, token)
                                .orElseThrow();
                        page.items()
                                .forEach(
                                        customer -> seen.append(customer.name()).append(' '));
                        seen.append('|');
                        token = page.next();
                    } while (token.isPresent());
                }
                answers.add(seen.toString());
            }
        }
        assertThat(answers).hasSize(3).containsOnly(answers.get(0));
        assertThat(answers.get(0)).contains("翡翠0", "翡翠6");
    }

    @Test
    @DisplayName(
            "CUS-09 filters by grade and lifecycle, also of a large answer from the director's view; choices of the dictionary too")
    void filters() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            CrmSession director = test.as("director");
            Customer jade = customer(lan, "Jade Works", Map.of("industry", "software", "companyNature", "private"));
            customer(lan, "Opal Works", Map.of("industry", "retail"));
            director.grades().adjust(jade.id(), ManualGrade.of("A", "known")).orElseThrow();
            director.grades()
                    .setStage(jade.id(), Lifecycle.Stage.NURTURING, "will buy", Optional.empty())
                    .orElseThrow();

            for (CrmSession reader : List.of(lan, director)) {
                assertThat(names(reader, CustomerQuery.all().graded("A"))).containsExactly("Jade Works");
                assertThat(names(reader, CustomerQuery.all().graded("A").having("industry", "retail")))
                        .isEmpty();
                assertThat(names(reader, CustomerQuery.all().in(Lifecycle.Stage.NURTURING)))
                        .containsExactly("Jade Works");
                assertThat(names(reader, CustomerQuery.all().in(Lifecycle.Stage.POTENTIAL)))
                        .containsExactly("Opal Works");
                assertThat(names(reader, CustomerQuery.of("works").having("companyNature", "private")))
                        .containsExactly("Jade Works");
            }
            assertThat(code(lan.search().find(CustomerQuery.all().having("remark", "x"), 9, Optional.empty())))
                    .contains("dictionary.not-filtered");
        }
    }

    @Test
    @DisplayName("CUS-09 a page token is good for its reader and question alone")
    void tokens() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            List.of("华信一", "华信二", "华信三").forEach(name -> customer(lan, name, Map.of()));
            CustomerQuery query = CustomerQuery.of("华信");
            Optional<String> token =
                    lan.search().find(query, 2, Optional.empty()).orElseThrow().next();

            assertThat(token).isPresent();
            assertThat(lan.search().find(query, 2, token).orElseThrow().items()).hasSize(1);
            assertThat(code(lan.search().find(query.graded("A"), 2, token))).contains("shared.page-token-foreign");
            assertThat(code(lan.search().find(CustomerQuery.of("华信二"), 2, token)))
                    .contains("shared.page-token-foreign");
            assertThat(code(test.as("director").search().find(query, 2, token))).contains("shared.page-token-foreign");
        }
    }

    @Test
    @DisplayName(
            "CUS-09 a kept query is its user's own, is run with the rights of the moment, and can be replaced and forgotten")
    void kept() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            Customer jade = customer(lan, "华信科技", Map.of());
            lan.search().save("mine", CustomerQuery.of("华信")).orElseThrow();
            lan.search().save("mine", CustomerQuery.of("科技")).orElseThrow();
            lan.search().save("other", CustomerQuery.all()).orElseThrow();

            assertThat(lan.search().saved().orElseThrow())
                    .extracting(SavedQuery::name)
                    .containsExactly("mine", "other");
            assertThat(lan.search()
                            .run("mine", 9, Optional.empty())
                            .orElseThrow()
                            .items())
                    .hasSize(1);
            assertThat(test.as("lin").search().saved().orElseThrow()).isEmpty();
            assertThat(code(test.as("lin").search().run("mine", 9, Optional.empty())))
                    .contains("shared.not-found");
            assertThat(code(lan.search().save("short", CustomerQuery.of("王")))).contains("search.too-short");

            test.as("director")
                    .customers()
                    .assign(jade.id(), jade.version(), Optional.of(test.id("qiu")), "moves")
                    .orElseThrow();
            assertThat(lan.search()
                            .run("mine", 9, Optional.empty())
                            .orElseThrow()
                            .items())
                    .isEmpty();

            lan.search().forget("mine").orElseThrow();
            assertThat(lan.search().saved().orElseThrow())
                    .extracting(SavedQuery::name)
                    .containsExactly("other");
            assertThat(code(lan.search().run("mine", 9, Optional.empty()))).contains("shared.not-found");
            lan.search().save("mine", CustomerQuery.of("华信")).orElseThrow();
            assertThat(lan.search().saved().orElseThrow()).hasSize(2);
        }
    }

    @Test
    @DisplayName("CUS-09 who may not view customers finds none, and it is on record")
    void permission() {
        try (TestCrm test = new TestCrm()) {
            test.as("admin")
                    .users()
                    .create(NewUser.of("Fu", "functional-staff"))
                    .orElseThrow();
            assertThat(code(test.as("fu").search().find(CustomerQuery.of("华信"), 9, Optional.empty())))
                    .contains("access.permission-missing");
        }
    }
}
