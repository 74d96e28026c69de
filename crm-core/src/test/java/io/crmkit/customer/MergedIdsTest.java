package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.Transfer;
import io.crmkit.automation.Reminder;
import io.crmkit.document.Document;
import io.crmkit.document.Shelf;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.InMemoryStore;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** CUS-06: the id of a customer that was merged leads to the survivor, whoever uses it for whatever. */
class MergedIdsTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession lan = test.as("lan");
    private final Customer survivor =
            lan.customers().create(NewCustomer.named("Jade Trading")).orElseThrow();
    private final Customer other =
            lan.customers().create(NewCustomer.named("Jade")).orElseThrow();

    @BeforeEach
    void merge() {
        admin.merges().merge(Merges.Pair.of(survivor, other, "one company")).orElseThrow();
    }

    @AfterEach
    void close() {
        test.close();
    }

    private Customer now(String id) {
        return admin.customers().get(id).orElseThrow();
    }

    @Test
    @DisplayName(
            "CUS-06 what is written under the old id belongs to the survivor: contacts, deals, purchases, follow-ups, children, presence")
    void written() {
        String old = other.id();
        String now = survivor.id();
        Contact wang = lan.contacts()
                .create(NewContact.of(old, Contact.Details.of("Wang", "13800138000")))
                .orElseThrow();
        assertThat(wang.customer()).isEqualTo(now);
        assertThat(lan.contacts().primaryOf(now).orElseThrow()).contains(wang);
        assertThat(lan.contacts().primaryOf(old).orElseThrow()).contains(wang);
        assertThat(lan.contacts().of(old, 10, Optional.empty()).orElseThrow().items())
                .containsExactly(wang);

        assertThat(lan.opportunities()
                        .create(NewOpportunity.of("Pumps", old, Money.cny("5")))
                        .orElseThrow()
                        .terms()
                        .customer())
                .isEqualTo(now);

        Purchase bought = admin.purchases()
                .record(new Purchases.NewPurchase(
                        old, TestCrm.NOON.atZone(TestCrm.ZONE).toLocalDate(), 1, Money.cny("7")))
                .orElseThrow();
        assertThat(bought.customer()).isEqualTo(now);

        FollowUp called = lan.followUps()
                .record("customer/" + old, FollowUp.Said.of(test.time.get(), FollowUp.Method.CALL, "called"))
                .orElseThrow();
        assertThat(called.subject()).isEqualTo("customer/" + now);
        assertThat(lan.followUps()
                        .of("customer/" + old, 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .containsExactly(called);
        assertThat(lan.followUps()
                        .concerning(old, 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .containsExactly(called);

        assertThat(lan.customers()
                        .create(NewCustomer.of(Customer.Profile.named("Branch").below(old)))
                        .orElseThrow()
                        .profile()
                        .parent())
                .contains(now);

        assertThat(admin.presence().seen(old).orElseThrow().customer()).isEqualTo(now);
        assertThat(lan.presence().online(10, Optional.empty()).orElseThrow().items())
                .extracting(CustomerPresence.Online::customer)
                .containsExactly(now);

        admin.grades().adjust(old, ManualGrade.of("A", "a friend")).orElseThrow();
        assertThat(lan.grades().of(now).orElseThrow())
                .isEqualTo(lan.grades().of(old).orElseThrow());
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName("CUS-06 what is asked about the old id is answered about the survivor")
    void asked() {
        String old = other.id();
        String now = survivor.id();
        assertThat(lan.customers().get(old).orElseThrow().id()).isEqualTo(now);
        assertThat(lan.customers().completeness(old).orElseThrow())
                .isEqualTo(lan.customers().completeness(now).orElseThrow());
        assertThat(lan.customers().history(old, "tags", 10, Optional.empty()).isDone())
                .isTrue();
        assertThat(lan.duties().of(old, Optional.empty()).orElseThrow().customer())
                .isEqualTo(now);
        assertThat(lan.documents().of("customer/" + old, 10, Optional.empty()).isDone())
                .isTrue();
        assertThat(admin.cleansing().of(old).isDone()).isTrue();
        assertThat(admin.access()
                        .explain("lan", "view", "customer/" + old)
                        .orElseThrow()
                        .allowed())
                .isTrue();
        Outcome<CustomerCompleteness> unseen = test.as("qiu").customers().completeness(old);
        assertThat(TestCrm.code(unseen)).contains("shared.not-found");
        assertThat(unseen.refusals().toString())
                .as("whoever does not see the survivor is told nothing of it")
                .doesNotContain(now);
    }

    @Test
    @DisplayName(
            "CUS-06 DAT-03 who means to change what he read under the old id is told to read the survivor, by its id")
    void changed() {
        String old = other.id();
        List<Outcome<Customer>> tried = List.of(
                lan.customers().edit(old, other.version(), other.profile().tagged("x")),
                lan.customers().fill(old, other.version(), Map.of("remark", "x")),
                lan.customers().attest(old, other.version()),
                admin.customers().assign(old, other.version(), Optional.of(test.id("lin")), "moves"),
                test.as("manager.ma")
                        .customers()
                        .transfer(old, other.version(), test.id("lin"), "moves", Transfer.Parts.STAY),
                lan.pool().release(old, other.version(), "no answer"),
                admin.merges()
                        .merge(new Merges.Pair(
                                old,
                                other.version(),
                                lan.customers()
                                        .create(NewCustomer.named("Third"))
                                        .orElseThrow()
                                        .id(),
                                1,
                                Set.of(),
                                "x")),
                admin.bin().put(old, other.version(), "wrong").map(binned -> other));
        assertThat(tried).allSatisfy(outcome -> {
            assertThat(TestCrm.code(outcome)).contains("merge.became");
            Refusal refusal = outcome.refusals().get(0);
            assertThat(refusal.kind()).isEqualTo(Refusal.Kind.CONFLICT);
            assertThat(refusal.message(Locale.ENGLISH)).contains(old, survivor.id());
        });
        assertThat(now(survivor.id()).profile().tags()).isEmpty();
        assertThat(now(survivor.id()).owner()).contains(lan.userId());
    }

    @Test
    @DisplayName("CUS-06 the id leads on through later merges, and back once the merge is undone")
    void further() {
        Customer third =
                lan.customers().create(NewCustomer.named("Jade Holding")).orElseThrow();
        admin.merges()
                .merge(Merges.Pair.of(third, now(survivor.id()), "one group"))
                .orElseThrow();
        assertThat(now(other.id()).id()).isEqualTo(third.id());
        admin.merges().undo(survivor.id(), "two").orElseThrow();
        admin.merges().undo(other.id(), "two").orElseThrow();
        assertThat(lan.contacts()
                        .create(NewContact.of(other.id(), Contact.Details.of("Wang", "13800138000")))
                        .orElseThrow()
                        .customer())
                .isEqualTo(other.id());
    }

    @Test
    @DisplayName("CUS-06 CUS-12 nobody is reminded of a customer that is gone, and again of one that is back")
    void reminders() {
        admin.merges().undo(other.id(), "two after all").orElseThrow();
        test.time.updateAndGet(time -> time.plus(Duration.ofDays(23)));
        CrmSession director = test.as("director");
        director.pool().recycle().orElseThrow();
        assertThat(open()).hasSize(2);
        admin.merges()
                .merge(Merges.Pair.of(now(survivor.id()), now(other.id()), "one company"))
                .orElseThrow();
        assertThat(open()).extracting(Reminder::subject).containsExactly("customer/" + survivor.id());
        director.pool().recycle().orElseThrow();
        assertThat(open()).hasSize(1);
        admin.merges().undo(other.id(), "two after all").orElseThrow();
        director.pool().recycle().orElseThrow();
        assertThat(open()).hasSize(2);
        lan.followUps()
                .record("customer/" + other.id(), FollowUp.Said.of(test.time.get(), FollowUp.Method.CALL, "called"))
                .orElseThrow();
        director.pool().recycle().orElseThrow();
        assertThat(open()).extracting(Reminder::subject).containsExactly("customer/" + survivor.id());
    }

    private List<Reminder> open() {
        return lan.reminders()
                .list(Reminder.State.OPEN, 100, Optional.empty())
                .orElseThrow()
                .items();
    }

    @Test
    @DisplayName("CUS-06 CUS-14 a document of the old id is the survivor's")
    void documents() {
        try (Crm crm = Crm.builder()
                .store(new InMemoryStore(test.space))
                .clock(test.time::get)
                .zone(TestCrm.ZONE)
                .random(new Random(3))
                .contents(new Shelf())
                .via("test")
                .open()) {
            Document made = crm.signIn("lan")
                    .documents()
                    .add(
                            "customer/" + other.id(),
                            Document.Place.of("offer.txt"),
                            Optional.empty(),
                            new ByteArrayInputStream(new byte[] {65}))
                    .orElseThrow();
            assertThat(made.subject()).isEqualTo("customer/" + survivor.id());
            assertThat(made.customer()).contains(survivor.id());
        }
    }

    @Test
    @DisplayName("CUS-06 CUS-12 customers that are transferred together under old ids go with their deals")
    void transferredTogether() {
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", survivor.id(), Money.cny("5")))
                .orElseThrow();
        List<Outcome<Customer>> moved = test.as("manager.ma")
                .customers()
                .transfer(List.of(other.id()), test.id("lin"), "moves", Transfer.Parts.FOLLOW);
        assertThat(moved).allMatch(Outcome::isDone);
        assertThat(now(survivor.id()).owner()).contains(test.id("lin"));
        assertThat(admin.opportunities().get(deal.id()).orElseThrow().owner()).isEqualTo(test.id("lin"));
    }
}
