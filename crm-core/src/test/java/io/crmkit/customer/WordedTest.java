package io.crmkit.customer;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Customers by their contacts, leads by words, customers by the choices of a field. */
class WordedTest {

    private final TestCrm company = new TestCrm();
    private final CrmSession lan = company.as("lan");
    private final CrmSession director = company.as("director");

    @AfterEach
    void close() {
        company.close();
    }

    private Customer customer(CrmSession who, String name) {
        return who.customers().create(NewCustomer.named(name)).orElseThrow();
    }

    private Contact contact(CrmSession who, Customer at, String name, String phone) {
        return who.contacts()
                .create(NewContact.of(at.id(), Contact.Details.of(name, phone)))
                .orElseThrow();
    }

    private static List<String> byContact(CrmSession who, String keyword) {
        List<String> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<CustomerSearch.ByContact> page =
                    who.search().byContact(keyword, 2, token).orElseThrow();
            assertThat(page.items().size()).isLessThanOrEqualTo(2);
            page.items().forEach(one -> found.add(one.customer().name()));
            token = page.next();
        } while (token.isPresent());
        return found;
    }

    @Test
    @DisplayName(
            "CUS-18 CUS-09 a customer is found by its contacts' names and numbers, page by page, by whoever sees it")
    void byContacts() {
        Customer jade = customer(lan, "翡翠科技");
        Customer opal = customer(company.as("qiu"), "Opal Works");
        for (int i = 0; i < 5; i++) {
            contact(lan, jade, "王晓明" + i, "1380013800" + i);
            contact(company.as("qiu"), opal, "王晓东", "1390013900" + i);
        }
        contact(lan, jade, "Anders Holm", "+44 20 7946 0958");

        assertThat(byContact(lan, "晓明")).hasSize(5).containsOnly("翡翠科技");
        assertThat(byContact(lan, "王晓")).hasSize(5).containsOnly("翡翠科技");
        assertThat(byContact(lan, "nder")).containsExactly("翡翠科技");
        assertThat(byContact(lan, "0044 20 79460958")).containsExactly("翡翠科技");
        assertThat(byContact(lan, "13900139001")).isEmpty();
        assertThat(byContact(director, "王晓")).hasSize(10).contains("翡翠科技", "Opal Works");
        assertThat(byContact(director, "139 0013 9001")).containsExactly("Opal Works");
        assertThat(byContact(director, "翡翠")).isEmpty();
        assertThat(code(lan.search().byContact("王", 9, Optional.empty()))).contains("search.too-short");
    }

    @Test
    @DisplayName("CUS-18 CUS-06 who moves, is renamed or comes along in a merge leads to where the person is now")
    void movesAndMerges() {
        Customer jade = customer(lan, "Jade");
        Customer opal = customer(lan, "Opal");
        Contact wang = contact(lan, jade, "王晓明", "13800138000");
        assertThat(byContact(lan, "晓明")).containsExactly("Jade");

        Contact moved = lan.contacts()
                .move(wang.id(), wang.version(), opal.id(), "told by Wang")
                .orElseThrow();
        assertThat(byContact(lan, "晓明")).containsExactly("Opal");
        lan.contacts()
                .edit(moved.id(), moved.version(), Contact.Details.of("李晓红", "13800138000"), moved.state())
                .orElseThrow();
        assertThat(byContact(lan, "晓明")).isEmpty();
        assertThat(byContact(lan, "晓红")).containsExactly("Opal");

        director.merges()
                .merge(Merges.Pair.of(
                        director.customers().get(jade.id()).orElseThrow(),
                        director.customers().get(opal.id()).orElseThrow(),
                        "one company"))
                .orElseThrow();
        assertThat(byContact(director, "晓红")).containsExactly("Jade");
        assertThat(byContact(director, "13800138000")).containsExactly("Jade");
    }

    @Test
    @DisplayName("CUS-18 ACC-07 what a wall hides of a contact leads nowhere and changes no page")
    void walls() {
        company.as("admin").policies().publish("""
                access: { roles: { sales-rep: { walls: { contact.phone: MASKED, lead.contact: HIDDEN } },
                  guest: { name: { zh: 客人, en: guest }, reach: ALL,
                    permissions: ["customer:view", "contact:view", "user:view"], walls: { contact.name: HIDDEN } } } }
                """, "walls").orElseThrow();
        company.as("admin").users().create(NewUser.of("Guest", "guest")).orElseThrow();
        Customer jade = customer(director, "Jade");
        jade = director.customers()
                .assign(jade.id(), jade.version(), Optional.of(company.id("lan")))
                .orElseThrow();
        contact(director, jade, "王晓明", "13800138000");
        director.leads()
                .create(lead("华信", "王晓明", "13800138000", Optional.of(company.id("lan"))))
                .orElseThrow();

        assertThat(byContact(lan, "晓明")).containsExactly("Jade");
        assertThat(byContact(lan, "13800138000")).isEmpty();
        assertThat(lan.search()
                        .byContact("晓明", 9, Optional.empty())
                        .orElseThrow()
                        .items()
                        .get(0)
                        .contact()
                        .details()
                        .phone()
                        .orElseThrow())
                .contains("*");
        assertThat(byContact(company.as("guest"), "晓明")).isEmpty();
        assertThat(byContact(company.as("guest"), "13800138000")).containsExactly("Jade");
        assertThat(leads(lan, "晓明")).isEmpty();
        assertThat(leads(lan, "华信")).containsExactly("华信");
        assertThat(leads(director, "晓明")).containsExactly("华信");
    }

    @Test
    @DisplayName(
            "CUS-09 CUS-18 a name that many contacts of others have is searched in bounded portions; going on finds all")
    void patience() {
        Customer jade = customer(lan, "Jade");
        Customer opal = customer(company.as("qiu"), "Opal");
        for (int i = 0; i < 2_700; i++) {
            contact(company.as("qiu"), opal, "王晓", "13900139000");
        }
        company.time.updateAndGet(time -> time.plusSeconds(1)); // so that it comes last
        contact(lan, jade, "王晓", "13800138001");
        Listing<CustomerSearch.ByContact> page =
                lan.search().byContact("王晓", 2, Optional.empty()).orElseThrow();
        assertThat(page.items()).isEmpty();
        assertThat(page.next()).isPresent();
        assertThat(byContact(lan, "王晓")).containsExactly("Jade");
    }

    private static Leads.NewLead lead(String firm, String person, String phone, Optional<String> owner) {
        return new Leads.NewLead(
                new Lead.Facts(
                        Optional.of(firm),
                        Optional.of(person),
                        Optional.of(phone),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ContactState.NOT_CONTACTED,
                owner);
    }

    private static List<String> leads(CrmSession who, String keyword) {
        List<String> found = new ArrayList<>();
        Optional<String> token = Optional.empty();
        do {
            Listing<Lead> page = who.leads().search(keyword, 2, token).orElseThrow();
            page.items().forEach(lead -> found.add(lead.facts().company().orElseThrow()));
            token = page.next();
        } while (token.isPresent());
        return found;
    }

    @Test
    @DisplayName(
            "CUS-09 leads are found by enterprise, person and number, within scope; all runs of a keyword must be there")
    void leadsByWords() {
        lan.leads()
                .create(lead("上海华信科技", "王晓明", "13800138000", Optional.empty()))
                .orElseThrow();
        lan.leads()
                .create(lead("Anderson Trading", "Eve", "+44 20 7946 0958", Optional.empty()))
                .orElseThrow();
        company.as("qiu")
                .leads()
                .create(lead("宁波华信", "李红", "13900139000", Optional.empty()))
                .orElseThrow();

        assertThat(leads(lan, "华信")).containsExactly("上海华信科技");
        assertThat(leads(lan, "华信 晓明")).containsExactly("上海华信科技");
        assertThat(leads(lan, "华信 李红")).isEmpty();
        assertThat(leads(lan, "derso")).containsExactly("Anderson Trading");
        assertThat(leads(lan, "+86 138-0013-8000")).containsExactly("上海华信科技");
        assertThat(leads(lan, "13900139000")).isEmpty();
        assertThat(leads(director, "华信")).containsExactlyInAnyOrder("上海华信科技", "宁波华信");
        assertThat(code(lan.leads().search("华", 9, Optional.empty()))).contains("search.too-short");
    }

    @Test
    @DisplayName(
            "CUS-07 CUS-01 a choice field that the enterprise added is filtered by, searched by, and reported by; a wall stands before all")
    void choices() {
        company.as("admin").policies().publish("""
                dictionary: { fields: { kiln: { type: MULTIPLE_CHOICE, label: { zh: 窑温, en: kiln temperature },
                    module: PRODUCT_NEEDS, options: [ { key: hot, label: { zh: 高温, en: hot } },
                    { key: cold, label: { zh: 低温, en: cold } } ] } } }
                """, "kilns").orElseThrow();
        List<String> kilns = List.of("hot", "hot,cold", "");
        for (int i = 0; i < kilns.size(); i++) {
            Customer made = customer(lan, "瓷厂" + i);
            if (!kilns.get(i).isEmpty()) {
                lan.customers()
                        .fill(made.id(), made.version(), Map.of("kiln", kilns.get(i)))
                        .orElseThrow();
            }
        }
        Customer other = customer(company.as("qiu"), "瓷厂3");
        company.as("qiu")
                .customers()
                .fill(other.id(), other.version(), Map.of("kiln", "cold"))
                .orElseThrow();

        assertThat(lan.customers()
                        .having(Map.of("kiln", "cold"), 9, Optional.empty())
                        .orElseThrow()
                        .items())
                .extracting(Customer::name)
                .containsExactly("瓷厂1");
        assertThat(lan.search()
                        .find(CustomerQuery.of("瓷厂").having("kiln", "hot"), 9, Optional.empty())
                        .orElseThrow()
                        .items())
                .extracting(Customer::name)
                .containsExactly("瓷厂0", "瓷厂1");
        assertThat(director.customerInsight().spread("kiln").orElseThrow().rows())
                .isNotEmpty();

        company.as("admin").policies().publish("""
                dictionary: { fields: { kiln: { type: MULTIPLE_CHOICE, label: { zh: 窑温, en: kiln temperature },
                    module: PRODUCT_NEEDS, options: [ { key: hot, label: { zh: 高温, en: hot } },
                    { key: cold, label: { zh: 低温, en: cold } } ] } } }
                access: { roles: { sales-rep: { walls: { customer.kiln: HIDDEN } } } }
                """, "walls").orElseThrow();
        assertThat(lan.customerInsight().spread("kiln").refusals())
                .extracting(Refusal::rule)
                .containsExactly("ACC-07");
        assertThat(lan.customers()
                        .having(Map.of("kiln", "cold"), 9, Optional.empty())
                        .refusals())
                .extracting(Refusal::rule)
                .containsExactly("ACC-07");
    }
}
