package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.customer.duplicates.MatchRecord;
import io.crmkit.customer.duplicates.Role;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check before saving. */
class DuplicateCheckTest {

    private static final String PHONE = "contactPhone";

    private final TestCrm test = new TestCrm();
    private final CrmSession lan = test.as("lan");
    private final CrmSession qiu = test.as("qiu");

    @AfterEach
    void close() {
        test.close();
    }

    private static NewCustomer customer(String name, String phone, String contact) {
        return NewCustomer.of(Customer.Profile.named(name).withFields(Map.of(PHONE, phone, "contactName", contact)));
    }

    private static Leads.NewLead lead(String company, String contact, String phone) {
        return new Leads.NewLead(
                new Lead.Facts(
                        Optional.of(company),
                        Optional.of(contact),
                        Optional.of(phone),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                ContactState.NOT_CONTACTED,
                Optional.empty());
    }

    private void reasonsWanted() {
        test.as("admin")
                .policies()
                .publish("duplicates: { mode: REASON }", "no doubles")
                .orElseThrow();
    }

    @ParameterizedTest
    @DisplayName(
            "CUS-05 a variant of a known customer is saved with a warning that names it, says why, and whom to ask, in both languages")
    @CsvSource({
        "深圳市腾云科技有限公司,13812345678,王伟,腾云科技（深圳）有限责任公司,+86 138-1234-5678,王伟",
        "深圳市腾云科技有限公司,13812345678,王伟,腾云,13812345678,王伟",
        "深圳市腾云科技有限公司,13812345678,王伟,深圳市腾雲科技有限公司,13812345678,王总",
        "腾云科技,13812345678,王伟,深圳市腾云科技股份有限公司,13912345678,王伟",
        "腾云科技有限公司,13812345678,王伟,腾云科技有限公司,,",
        "Acme Widgets Ltd.,13812345678,Jane Doe,ACME WIDGETS LIMITED,,Doe Jane",
        "Acme Widgets Ltd.,13812345678,Jane Doe,Acme Wigdets Inc,13812345678,Jane Doe",
    })
    void variants(String name, String phone, String contact, String otherName, String otherPhone, String otherContact) {
        Customer known = lan.customers().create(customer(name, phone, contact)).orElseThrow();
        Map<String, String> fields = new java.util.TreeMap<>();
        Optional.ofNullable(otherPhone).ifPresent(value -> fields.put(PHONE, value));
        Optional.ofNullable(otherContact).ifPresent(value -> fields.put("contactName", value));
        Outcome<Customer> created = lan.customers()
                .create(NewCustomer.of(Customer.Profile.named(otherName).withFields(fields)));
        assertThat(created.isDone()).isTrue();
        assertThat(created.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.rule()).isEqualTo("CUS-05");
            assertThat(warning.code()).isEqualTo("duplicates.suspected");
            assertThat(warning.value()).contains("customer/" + known.id());
            assertThat(warning.message(Locale.CHINA)).contains("疑似重复客户，请核对", name, "单位名称", "Lan");
            assertThat(warning.message(Locale.ENGLISH))
                    .contains("Suspected duplicate, please check", name, "name", "Lan");
        });
    }

    @ParameterizedTest
    @DisplayName(
            "CUS-05 another company is saved without a warning, whatever trade, place, contact's name or legal form it shares")
    @CsvSource({
        "深圳市腾云科技有限公司,13812345678,王伟,深圳市恒信科技有限公司,13912345679,王伟",
        "上海华宇贸易有限公司,13812345678,王伟,北京华宇贸易有限公司,13912345679,李娜",
        "Acme Widgets Ltd.,13812345678,Jane Doe,Apex Widgets Ltd.,13912345679,Joan Roe",
        "腾云科技,13812345678,王伟,恒信贸易,13812345678,李娜",
    })
    void strangers(
            String name, String phone, String contact, String otherName, String otherPhone, String otherContact) {
        lan.customers().create(customer(name, phone, contact)).orElseThrow();
        assertThat(lan.customers()
                        .create(customer(otherName, otherPhone, otherContact))
                        .warnings())
                .isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-05 a new customer or lead with name and phone of somebody who works at a customer is warned of; who left speaks for nobody")
    void contacts() {
        Customer known = lan.customers()
                .create(customer("深圳市腾云科技有限公司", "13812345678", "王伟"))
                .orElseThrow();
        Contact li = lan.contacts()
                .create(NewContact.of(known.id(), Contact.Details.of("李娜", "13912345679")))
                .orElseThrow();
        Outcome<Customer> created = lan.customers().create(customer("鹏城云计算", "139-1234-5679", "李娜"));
        assertThat(created.warnings())
                .singleElement()
                .satisfies(warning -> assertThat(warning.value()).contains("customer/" + known.id()));
        assertThat(qiu.leads().create(lead("云计算（鹏城）", "李娜", "+8613912345679")).warnings())
                .as("of customers that the reader does not see it tells whom to ask")
                .extracting(Refusal::code)
                .contains("duplicates.suspected-unseen");
        lan.contacts()
                .leave(li.id(), li.version(), java.time.LocalDate.of(2025, 1, 2))
                .orElseThrow();
        assertThat(lan.customers().create(customer("恒信数据", "13912345679", "李娜")).warnings())
                .filteredOn(warning -> warning.value()
                        .filter(("customer/" + known.id())::equals)
                        .isPresent())
                .isEmpty();
    }

    @Test
    @DisplayName(
            "CUS-05 customers and leads are checked against each other, on create and on edit, and nothing is a duplicate of itself")
    void leads() {
        Lead lead = lan.leads().create(lead("腾云科技", "王伟", "13812345678")).orElseThrow();
        Outcome<Customer> customer = lan.customers().create(customer("深圳市腾云科技有限公司", "13812345678", "王伟"));
        assertThat(customer.warnings())
                .singleElement()
                .extracting(Refusal::value)
                .isEqualTo(Optional.of("lead/" + lead.id()));
        Outcome<Lead> again = lan.leads().create(lead("腾云科技", "王伟", "138 1234 5678"));
        assertThat(again.warnings()).hasSize(2);
        Lead other = lan.leads().create(lead("恒信", "李娜", "13900000001")).orElseThrow();
        Lead.Facts same = other.facts();
        assertThat(lan.leads()
                        .edit(other.id(), 1, same, ContactState.IN_CONTACT)
                        .warnings())
                .isEmpty();
        assertThat(lan.leads()
                        .edit(other.id(), 2, lead.facts(), ContactState.IN_CONTACT)
                        .warnings())
                .hasSize(3);
        Customer third = lan.customers().create(NewCustomer.named("恒信实业")).orElseThrow();
        assertThat(lan.customers()
                        .fill(third.id(), 1, Map.of("name", "腾云科技有限公司"), "the name was wrong")
                        .warnings())
                .isNotEmpty();
        assertThat(lan.customers()
                        .fill(third.id(), 2, Map.of("remark", "asked again"))
                        .warnings())
                .isEmpty();
    }

    @Test
    @DisplayName("CUS-05 of a record that the actor cannot see only that there is one is told, and whom to ask")
    void unseen() {
        Customer known = lan.customers()
                .create(customer("深圳市腾云科技有限公司", "13812345678", "王伟"))
                .orElseThrow();
        lan.leads().create(lead("腾云科技", "王伟", "13812345678")).orElseThrow();
        Outcome<Customer> created = qiu.customers().create(customer("腾云科技", "13812345678", "王伟"));
        assertThat(created.isDone()).isTrue();
        assertThat(created.warnings()).singleElement().satisfies(warning -> {
            assertThat(warning.code()).isEqualTo("duplicates.suspected-unseen");
            assertThat(warning.value()).isEmpty();
            assertThat(warning.args()).hasSize(1);
            assertThat(warning.toString())
                    .contains("Lan")
                    .doesNotContain(known.id(), "腾云", "138", "%", "customer", "lead");
        });
        assertThat(qiu.customers().get(known.id()).isDone()).isFalse();
    }

    @Test
    @DisplayName("CUS-05 ACC-07 what stands behind a wall gives no reason, no score and no warning")
    void walls() {
        lan.customers().create(customer("深圳市腾云科技有限公司", "13812345678", "王伟")).orElseThrow();
        lan.customers().create(customer("恒信实业有限公司", "13900000001", "李娜")).orElseThrow();
        Outcome<Customer> open = lan.customers().create(customer("腾云集团", "13812345678", "张三"));
        assertThat(open.warnings()).hasSize(1);
        test.as("admin")
                .policies()
                .publish("access: { roles: { sales-rep: { walls: { customer.contactPhone: MASKED } } } }", "privacy")
                .orElseThrow();
        Outcome<Customer> byName = lan.customers().create(NewCustomer.of(Customer.Profile.named("恒信实业")));
        assertThat(byName.warnings())
                .singleElement()
                .satisfies(
                        warning -> assertThat(warning.message(Locale.ENGLISH)).doesNotContain("phone"));
        assertThat(lan.leads().create(lead("恒大", "赵六", "13900000001")).warnings())
                .isEmpty();
        assertThat(TestCrm.code(lan.customers().list(Filter.anyOf("match_keys", List.of("x")), 10, Optional.empty())))
                .contains("access.walled-question");
    }

    @Test
    @DisplayName(
            "CUS-05 where the policy wants a reason, a duplicate is saved only by who may, with a reason, which goes on record")
    void reason() {
        lan.customers().create(customer("深圳市腾云科技有限公司", "13812345678", "王伟")).orElseThrow();
        reasonsWanted();
        NewCustomer twin = customer("腾云科技", "13812345678", "王伟");
        assertThat(lan.customers().create(twin).refusals())
                .extracting(Refusal::code)
                .containsExactly("duplicates.suspected", "duplicates.not-permitted");
        assertThat(lan.customers().create(twin, "a branch").refusals())
                .extracting(Refusal::code)
                .contains("duplicates.not-permitted");
        CrmSession manager = test.as("manager.ma");
        assertThat(manager.customers().create(twin).refusals())
                .extracting(Refusal::code)
                .contains("duplicates.reason-needed");
        assertThat(manager.customers().list(10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
        Customer branch = manager.customers().create(twin, "a branch").orElseThrow();
        assertThat(test.as("admin")
                        .audit()
                        .list(Optional.empty(), Optional.of("customer/" + branch.id()), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .anySatisfy(entry -> assertThat(entry.toString()).contains("CUS-05 a branch"));
        assertThat(lan.customers().create(customer("恒信实业", "13900000001", "李娜")).isDone())
                .isTrue();
    }

    @Test
    @DisplayName("CUS-05 where the policy says so, nothing is looked at")
    void off() {
        lan.customers().create(NewCustomer.named("腾云科技")).orElseThrow();
        test.as("admin")
                .policies()
                .publish("duplicates: { mode: OFF }", "a test base")
                .orElseThrow();
        assertThat(lan.customers().create(NewCustomer.named("腾云科技")).warnings()).isEmpty();
    }

    @Test
    @DisplayName("CUS-05 ACC-07 who may not view contacts cannot find out their numbers by asking for duplicates")
    void contactsUnseen() {
        Customer jade = lan.customers().create(NewCustomer.named("Jade")).orElseThrow();
        lan.contacts()
                .create(NewContact.of(jade.id(), Contact.Details.of("Wang", "13800138000")))
                .orElseThrow();
        CrmSession admin = test.as("admin");
        admin.policies()
                .publish(
                        "access: { roles: { guest: { name: { zh: 客人, en: guest }, reach: ALL,"
                                + " permissions: ['customer:view', 'customer:create'] } } }",
                        "guests")
                .orElseThrow();
        admin.users().create(NewUser.of("Guest", "guest")).orElseThrow();
        List<String> answers = Stream.of("13800138000", "13900139000")
                .map(phone -> test.as("guest")
                        .duplicates()
                        .check(new MatchRecord(
                                "",
                                "",
                                List.of(
                                        new MatchRecord.Value(Role.ORGANISATION, "Jade"),
                                        new MatchRecord.Value(Role.PHONE, phone))))
                        .toString())
                .toList();
        assertThat(answers.get(0)).contains(jade.id()).isEqualTo(answers.get(1));
    }
}
