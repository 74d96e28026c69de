package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crmkit.CrmSession;
import io.crmkit.FaultyStore;
import io.crmkit.TestCrm;
import io.crmkit.access.NewUser;
import io.crmkit.customer.cleansing.Fix;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.StorageException;
import io.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What the bin tells and does where others have a part in the customer. */
class BinSightTest {

    private static final Pattern OWNED = Pattern.compile("\"customer\":(-?\\d+)");

    private final FaultyStore store = new FaultyStore(new InMemoryStore());
    private final TestCrm test = new TestCrm(store);
    private final CrmSession admin = test.as("admin");
    private final CrmSession director = test.as("director");
    private final CrmSession lan = test.as("lan");
    private final Customer jade =
            lan.customers().create(NewCustomer.named("Jadeite")).orElseThrow();

    @AfterEach
    void close() {
        test.close();
    }

    private Customer now() {
        return director.customers().get(jade.id()).orElseThrow();
    }

    private List<Refusal> put(CrmSession who) {
        return who.bin().put(jade.id(), now().version(), "rubbish").refusals();
    }

    private void hiddenDeal() {
        Opportunity deal = director.opportunities()
                .create(NewOpportunity.of("Hidden", jade.id(), Money.cny("5")))
                .orElseThrow();
        director.opportunities()
                .assign(deal.id(), deal.version(), test.id("rui"))
                .orElseThrow();
    }

    private void give(String login) {
        Customer customer = now();
        director.customers()
                .assign(customer.id(), customer.version(), Optional.of(test.id(login)), "leave")
                .orElseThrow();
    }

    /** How many customers count as somebody's. */
    private int ledger(String login) {
        String id = test.id(login);
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            return all.filter(record -> record.key().type().equals("owner_ledger")
                            && record.key().id().equals(id))
                    .map(record -> OWNED.matcher(record.payload()))
                    .filter(Matcher::find)
                    .mapToInt(found -> Integer.parseInt(found.group(1)))
                    .sum();
        }
    }

    private boolean stored(String text) {
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            return all.anyMatch(record -> record.payload().contains(text));
        }
    }

    /** Its record is there again, and the node ends before it is in the pool. */
    private void crashOnTheWayToThePool() {
        lan.bin().put(jade.id(), now().version(), "rubbish").orElseThrow();
        store.beforeNextCommit(this::crashOnceItIsBack);
        assertThatThrownBy(() -> lan.bin().restoreToPool(jade.id(), "back")).isInstanceOf(StorageException.class);
        store.failCommits(0, StorageException.Kind.UNAVAILABLE);
        assertThat(now().owner()).contains(test.id("lan"));
        assertThat(stored("LANDING")).isTrue();
        assertThat(ledger("lan")).isEqualTo(1);
    }

    private void crashOnceItIsBack() {
        if (stored("LANDING")) {
            store.failCommits(100, StorageException.Kind.UNAVAILABLE);
        } else {
            store.beforeNextCommit(this::crashOnceItIsBack);
        }
    }

    @Test
    @DisplayName(
            "CUS-10 ACC-06 ACC-07 what keeps a customer out of the bin is named where it is seen, and never counted; else it is one word")
    void inTheWay() {
        hiddenDeal();
        List<Refusal> hidden = put(lan);
        assertThat(hidden).extracting(Refusal::code).containsExactly("bin.needed");
        for (Locale locale : List.of(Locale.ENGLISH, Locale.CHINESE)) {
            assertThat(hidden.get(0).message(locale)).doesNotContainPattern("\\d|opportunit|商机");
        }
        List<Refusal> seen = put(director);
        assertThat(seen).extracting(Refusal::code).containsExactly("bin.refers");
        assertThat(seen.get(0).message(Locale.ENGLISH)).doesNotContainPattern("\\d");

        admin.policies()
                .publish("access: { roles: { sales-rep: { walls: { customer.traded: HIDDEN } } } }", "discreet")
                .orElseThrow();
        admin.purchases()
                .record(new Purchases.NewPurchase(jade.id(), LocalDate.of(2026, 2, 1), 1, Money.cny("5")))
                .orElseThrow();
        assertThat(put(lan)).as("a purchase behind a wall").hasToString(hidden.toString());
        assertThat(put(director)).extracting(Refusal::code).containsExactly("bin.bought", "bin.refers");
    }

    @Test
    @DisplayName("CUS-10 ACC-06 a proposal for an untouched customer tells of deals only to whoever sees them")
    void proposals() {
        hiddenDeal();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(180)));
        director.cleansing().run().orElseThrow();
        Proposal told = lan.cleansing().of(jade.id()).orElseThrow().get(0);
        assertThat(told.finding().fix()).isEqualTo(Fix.BIN);
        assertThat(lan.cleansing().get(told.id()).orElseThrow().finding().fix()).isEqualTo(Fix.BIN);
        assertThat(lan.cleansing()
                        .list(Proposal.State.OPEN, 9, Optional.empty())
                        .orElseThrow()
                        .items())
                .containsExactly(told);
        assertThat(TestCrm.code(lan.cleansing().accept(told.id(), told.version(), Optional.empty(), "gone")))
                .contains("bin.needed");
        Proposal seen = director.cleansing().of(jade.id()).orElseThrow().get(0);
        assertThat(seen.finding().fix()).isEqualTo(Fix.CONFIRM);
        assertThat(director.cleansing()
                        .accept(seen.id(), seen.version(), Optional.empty(), "called them")
                        .orElseThrow()
                        .finding()
                        .fix())
                .isEqualTo(Fix.CONFIRM);
        assertThat(now().attested()).isPresent();
    }

    @Test
    @DisplayName(
            "CUS-10 DAT-03 ACC-06 a restore that comes again tells nothing of what others made of the customer since")
    void again() {
        lan.bin().put(jade.id(), jade.version(), "rubbish").orElseThrow();
        CrmSession keyed = lan.withRequestKey("once");
        Customer back = keyed.bin().restore(jade.id(), "back").orElseThrow();
        assertThat(keyed.bin().restore(jade.id(), "back").orElseThrow()).isEqualTo(back);
        give("rui");
        Customer others = now();
        test.as("rui")
                .customers()
                .fill(others.id(), others.version(), java.util.Map.of("contactName", "Secret"))
                .orElseThrow();
        Customer before = now();
        Outcome<Customer> again = keyed.bin().restore(jade.id(), "back");
        assertThat(again.toString()).doesNotContain("Secret", test.id("rui"));
        assertThat(again.orElseThrow().version()).isEqualTo(back.version());
        assertThat(now()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "CUS-10 CUS-12 what was cut off on its way to the pool gets there when asked again, and counts right at each moment")
    void cutOff() {
        crashOnTheWayToThePool();
        Customer pooled = lan.bin().restoreToPool(jade.id(), "back").orElseThrow();
        assertThat(pooled.owner()).isEmpty();
        assertThat(pooled.pool()).isPresent();
        assertThat(ledger("lan")).isZero();
        assertThat(stored("LANDING")).isFalse();
    }

    @Test
    @DisplayName(
            "CUS-10 CUS-12 what was cut off on its way to the pool can go into the bin again, and is nobody's then")
    void cutOffAndPut() {
        crashOnTheWayToThePool();
        lan.bin().put(jade.id(), now().version(), "rubbish").orElseThrow();
        assertThat(ledger("lan")).isZero();
        lan.bin().restore(jade.id(), "back").orElseThrow();
        assertThat(ledger("lan")).isEqualTo(1);
    }

    @Test
    @DisplayName(
            "CUS-10 CUS-12 ACC-06 what was cut off and given to somebody else stays there; whoever does not reach it is refused")
    void cutOffAndGiven() {
        crashOnTheWayToThePool();
        lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5"))) // so that Lan sees it still
                .orElseThrow();
        give("rui");
        assertThat(ledger("lan")).isZero();
        assertThat(ledger("rui")).isEqualTo(1);
        assertThat(lan.customers().get(jade.id()).isDone()).isTrue();
        assertThat(lan.bin().restoreToPool(jade.id(), "back").isDone()).isFalse();
        assertThat(now().owner()).contains(test.id("rui"));
        assertThat(director.bin().restoreToPool(jade.id(), "back").orElseThrow().owner())
                .contains(test.id("rui"));
        assertThat(ledger("rui")).isEqualTo(1);
        assertThat(stored("LANDING")).isFalse();
    }

    @Test
    @DisplayName("CUS-10 DAT-03 what was answered under a request key about a customer in the bin is purged with it")
    void answers() {
        lan.withRequestKey("once")
                .bin()
                .put(jade.id(), jade.version(), "rubbish")
                .orElseThrow();
        assertThat(stored("Jadeite")).isTrue();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(31)));
        admin.bin().purge().orElseThrow();
        assertThat(stored("Jadeite")).isFalse();
    }

    @Test
    @DisplayName(
            "ACC-18 CUS-10 proposals about a contact, and answers about them, are told and erased also after it came to another customer")
    void moved() {
        Customer opal = lan.customers().create(NewCustomer.named("Opal")).orElseThrow();
        admin.policies()
                .publish("cleansing: { placeholders: [canaryx] }", "more")
                .orElseThrow();
        Contact wang = lan.contacts()
                .create(NewContact.of(
                        jade.id(),
                        new Contact.Details(
                                Optional.of("Wang"),
                                Optional.of("canaryx"),
                                Optional.of("13800138000"),
                                Optional.empty(),
                                Optional.empty())))
                .orElseThrow();
        director.cleansing().run().orElseThrow();
        Proposal proposal = lan.cleansing().of(jade.id()).orElseThrow().get(0);
        lan.withRequestKey("once")
                .cleansing()
                .decline(proposal.id(), proposal.version(), "it is so")
                .orElseThrow();
        lan.contacts()
                .move(wang.id(), wang.version(), opal.id(), "told by Wang")
                .orElseThrow();
        String person = "contact/" + wang.id();
        assertThat(admin.privacy().access(person).orElseThrow().toString()).contains(proposal.id());
        admin.privacy().erase(person, "asked for it").orElseThrow();
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            assertThat(all.filter(record -> record.payload().contains("canaryx")
                                    || record.body().toString().contains("canaryx"))
                            .map(record -> record.key().type())
                            .filter(type -> !type.startsWith("policy"))
                            .toList())
                    .isEmpty();
        }
    }

    @Test
    @DisplayName(
            "CUS-10 ACC-05 who only sees a customer neither puts it into the bin nor decides what a cleansing proposes for it")
    void seenOnly() {
        lan.customers()
                .fill(jade.id(), jade.version(), Map.of("contactName", "无"))
                .orElseThrow();
        admin.users()
                .create(NewUser.of("Both", "sales-rep", "company-head").withLogin("both"))
                .orElseThrow();
        CrmSession both = test.as("both");
        assertThat(put(both)).extracting(Refusal::code).containsExactly("access.out-of-reach");
        admin.cleansing().run().orElseThrow();
        Proposal proposal = both.cleansing().of(jade.id()).orElseThrow().get(0);
        assertThat(both.cleansing()
                        .decline(proposal.id(), proposal.version(), "no")
                        .refusals())
                .extracting(Refusal::code)
                .containsExactly("access.out-of-reach");
        assertThat(both.cleansing()
                        .accept(proposal.id(), proposal.version(), Optional.empty(), "yes")
                        .refusals())
                .extracting(Refusal::code)
                .containsExactly("access.out-of-reach");
        assertThat(lan.cleansing().of(jade.id()).orElseThrow()).containsExactly(proposal);
    }
}
