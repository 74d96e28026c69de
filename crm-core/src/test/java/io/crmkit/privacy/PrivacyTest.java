package io.crmkit.privacy;

import static io.crmkit.TestCrm.code;
import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.AccountApplication;
import io.crmkit.access.NewUser;
import io.crmkit.access.User;
import io.crmkit.access.UserProfile;
import io.crmkit.audit.AuditTrail;
import io.crmkit.customer.ContactState;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Leads;
import io.crmkit.protection.TinkFieldKeys;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class PrivacyTest {

    private static final String CONTACT = "Canary Wang";
    private static final String PHONE = "13855501234";
    private static final String WRONG = "13855509999";

    private static Lead.Facts facts(String phone) {
        return new Lead.Facts(
                Optional.of("Acme"),
                Optional.of(CONTACT),
                Optional.of(phone),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** A lead whose telephone was corrected once, under request keys. */
    private static Lead lead(CrmSession session) {
        Lead lead = session.withRequestKey("create")
                .leads()
                .create(new Leads.NewLead(facts(WRONG), ContactState.IN_CONTACT, Optional.empty()))
                .orElseThrow();
        return session.withRequestKey("correct")
                .leads()
                .edit(lead.id(), lead.version(), facts(PHONE), ContactState.INTERESTED)
                .orElseThrow();
    }

    private static String person(Lead lead) {
        return "lead/" + lead.id();
    }

    private static List<String> holding(Crm crm, String text) {
        try (Stream<StoredRecord> all = crm.snapshot()) {
            return all.filter(r -> r.payload().contains(text)
                            || r.body().values().toString().contains(text))
                    .map(r -> r.key().type())
                    .toList();
        }
    }

    @Test
    @DisplayName("ACC-18 use without consent is refused and on record; with it, as long as it lasts, it may be")
    void consent() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            String person = person(lead(lan));
            assertThat(code(lan.privacy().use(person, "marketing", "spring mailing")))
                    .contains("privacy.no-consent");
            assertThat(lan.privacy().use(person, "contract", "offer").isDone()).isTrue();
            assertThat(code(lan.privacy().use(person, "gossip", "lunch"))).contains("privacy.unknown-purpose");
            assertThat(code(lan.privacy().give(person, "gossip", "form 7", Optional.empty())))
                    .contains("privacy.unknown-purpose");
            assertThat(code(lan.privacy().give(person, "marketing", "form 7", Optional.of(TestCrm.NOON))))
                    .contains("privacy.over-already");
            lan.privacy()
                    .give(person, "marketing", "form 7", Optional.of(TestCrm.NOON.plus(Duration.ofDays(10))))
                    .orElseThrow();
            assertThat(lan.privacy().use(person, "marketing", "spring mailing").isDone())
                    .isTrue();
            assertThat(code(lan.privacy().use(person, "sales-contact", "call"))).contains("privacy.no-consent");
            test.time.set(TestCrm.NOON.plus(Duration.ofDays(10)));
            assertThat(code(lan.privacy().use(person, "marketing", "autumn mailing")))
                    .contains("privacy.no-consent");
            lan.privacy().give(person, "marketing", "form 8", Optional.empty()).orElseThrow();
            assertThat(lan.privacy().use(person, "marketing", "autumn mailing").isDone())
                    .isTrue();
            lan.privacy().withdraw(person, "marketing", "letter of May").orElseThrow();
            assertThat(code(lan.privacy().use(person, "marketing", "winter mailing")))
                    .contains("privacy.no-consent");
            assertThat(code(lan.privacy().withdraw(person, "marketing", "again")))
                    .contains("privacy.nothing-to-withdraw");
            assertThat(lan.privacy().consents(person).orElseThrow())
                    .extracting(Consent.Given::source)
                    .containsExactly("form 7", "form 8");
            String trail = test.as("director")
                    .audit()
                    .list(Optional.of(test.id("lan")), Optional.of(person), 50, Optional.empty())
                    .orElseThrow()
                    .toString();
            assertThat(trail).contains("marketing: spring mailing", "privacy.no-consent", "privacy.use");
        }
    }

    @Test
    @DisplayName("ACC-18 whoever does not see a person records nothing about it, and learns nothing")
    void outOfSight() {
        try (TestCrm test = new TestCrm()) {
            String person = person(lead(test.as("lan")));
            for (String somebody : List.of(person, "lead/none", "user/none")) {
                assertThat(code(test.as("qiu").privacy().use(somebody, "contract", "x")))
                        .contains("shared.not-found");
            }
            assertThat(code(test.as("lan").privacy().use("customer/7", "contract", "x")))
                    .contains("privacy.no-person");
            assertThat(code(test.as("lan").privacy().use("lead/", "contract", "x")))
                    .contains("privacy.no-person");
            assertThat(code(test.as("lan").privacy().access(person))).contains("access.permission-missing");
            assertThat(code(test.as("lan").privacy().erase(person, "x"))).contains("access.permission-missing");
        }
    }

    @Test
    @DisplayName("ACC-18 the person is told all that is kept, and after an erasure nothing is: the chain stays valid")
    void accessAndErasure() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (TestCrm test = new TestCrm(new InMemoryStore(space))) {
            CrmSession lan = test.as("lan");
            CrmSession admin = test.as("admin");
            Lead lead = lead(lan);
            String person = person(lead);
            lan.privacy().give(person, "marketing", "form 7", Optional.empty()).orElseThrow();
            PersonFile file = admin.privacy().access(person).orElseThrow();
            assertThat(file.record().toString()).contains(CONTACT, PHONE);
            assertThat(file.history().toString()).contains(WRONG, "lead.edit");
            assertThat(file.consents()).hasSize(1);
            assertThat(file.kept().toString()).contains(WRONG, PHONE);
            assertThat(file.fields()).containsExactly("facts.contact", "facts.phone");
            assertThat(holding(test.crm, PHONE)).contains("lead", "audit_content", "request");

            Privacy.Erased erased =
                    admin.privacy().erase(person, "asked to, letter 12").orElseThrow();
            assertThat(erased.fields()).containsExactly("facts.contact", "facts.phone");
            assertThat(erased.entries()).isEqualTo(1);
            assertThat(erased.kept()).isEqualTo(2);
            assertThat(erased.more()).isFalse();
            for (String text : List.of(CONTACT, PHONE, WRONG)) {
                assertThat(holding(test.crm, text)).as(text).isEmpty();
            }
            assertThat(admin.privacy().access(person).orElseThrow().toString())
                    .doesNotContain(CONTACT)
                    .doesNotContain(PHONE)
                    .doesNotContain(WRONG)
                    .contains("asked to, letter 12", "form 7", "Acme");
            assertThat(lan.leads().withPhone(PHONE, 10).orElseThrow()).isEmpty();
            AuditTrail.Verification found = test.as("director").audit().verify().orElseThrow();
            assertThat(found.intact()).as("%s", found).isTrue();
            assertThat(code(lan.withRequestKey("create")
                            .leads()
                            .create(new Leads.NewLead(facts(WRONG), ContactState.IN_CONTACT, Optional.empty()))))
                    .contains("shared.answer-erased");
            assertThat(admin.privacy().erase(person, "again").orElseThrow().entries())
                    .isZero();
        }
    }

    @Test
    @DisplayName("ACC-18 a user's mailbox and telephone go everywhere, on every node, and what they said of it")
    void user() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (TestCrm test = new TestCrm(new InMemoryStore(space));
                Crm other = TestCrm.open(new InMemoryStore(space), test.time::get, 8)) {
            CrmSession lan = test.as("lan");
            lan.account()
                    .update(1, new UserProfile("Lan", Optional.of("lan@canary.example"), Optional.of(PHONE)))
                    .orElseThrow();
            assertThat(other.signIn("lan").account().get().orElseThrow().phone())
                    .contains(PHONE);
            String person = "user/" + test.id("lan");
            test.as("admin").privacy().erase(person, "left").orElseThrow();
            assertThat(holding(test.crm, PHONE)).isEmpty();
            assertThat(holding(test.crm, "canary.example")).isEmpty();
            assertThat(other.signIn("lan").account().get().orElseThrow().phone())
                    .isEmpty();
            assertThat(test.as("director").audit().verify().orElseThrow().intact())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("ACC-18 the application that became an account is erased with it")
    void applicant() {
        try (TestCrm test = new TestCrm()) {
            AccountApplication open = test.crm
                    .applyForAccount(new AccountApplication.Draft(
                            new UserProfile("Zhao", Optional.of("zhao@canary.example"), Optional.of(PHONE)), "new"))
                    .orElseThrow();
            User user = test.as("admin")
                    .applications()
                    .approve(open.id(), open.version(), NewUser.of("Zhao", "sales-rep"))
                    .orElseThrow();
            String person = "user/" + user.id();
            assertThat(test.as("admin").privacy().access(person).orElseThrow().toString())
                    .contains(PHONE, "new");
            test.as("admin").privacy().erase(person, "asked to").orElseThrow();
            assertThat(holding(test.crm, PHONE)).isEmpty();
            assertThat(holding(test.crm, "canary.example")).isEmpty();
            assertThat(test.as("director").audit().verify().orElseThrow().intact())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("ACC-18, ACC-11 what is sealed is erased and told alike")
    void sealed() {
        InMemoryStore.Space space = new InMemoryStore.Space();
        try (TestCrm test = new TestCrm(new InMemoryStore(space))) {
            test.as("lan").leads().list(1, Optional.empty()).orElseThrow();
        }
        try (Crm crm = Crm.builder()
                .store(new InMemoryStore(space))
                .clock(() -> TestCrm.NOON)
                .zone(TestCrm.ZONE)
                .fieldKeys(TinkFieldKeys.generate())
                .open()) {
            Lead lead = lead(crm.signIn("lan"));
            CrmSession admin = crm.signIn("admin");
            assertThat(admin.privacy().access(person(lead)).orElseThrow().toString())
                    .contains(PHONE, WRONG, CONTACT);
            admin.privacy().erase(person(lead), "asked to").orElseThrow();
            assertThat(admin.privacy().access(person(lead)).orElseThrow().toString())
                    .doesNotContain(PHONE)
                    .doesNotContain(WRONG)
                    .doesNotContain(CONTACT);
            assertThat(crm.signIn("director").audit().verify().orElseThrow().intact())
                    .isTrue();
        }
    }

    @Test
    @DisplayName("ACC-18 purposes are policy: one that notifications name must be there")
    void policy() {
        assertThat(Crm.checkPolicy("privacy: {notification: gossip}").refusals())
                .anySatisfy(r -> assertThat(r.code()).isEqualTo("privacy.unknown-purpose"));
        assertThat(Crm.checkPolicy("privacy: {purposes: [{key: a, name: {zh: 甲, en: a}, consent: true}, "
                                + "{key: a, name: {zh: 甲, en: a}, consent: true}], notification: a}")
                        .refusals())
                .anySatisfy(r -> assertThat(r.code()).isEqualTo("privacy.policy.repeated"));
    }
}
