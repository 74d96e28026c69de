package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class MergesTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession manager = test.as("manager.ma");
    private final CrmSession lan = test.as("lan");
    private final CrmSession lin = test.as("lin");

    @AfterEach
    void close() {
        test.close();
    }

    private static Customer create(CrmSession session, Customer.Profile profile) {
        return session.customers().create(NewCustomer.of(profile)).orElseThrow();
    }

    private Customer now(String id) {
        return admin.customers().get(id).orElseThrow();
    }

    private void buys(Customer customer, String amount, int day) {
        admin.purchases()
                .record(new Purchases.NewPurchase(customer.id(), LocalDate.of(2026, 2, day), 1, Money.cny(amount)))
                .orElseThrow();
    }

    private TradeView trade(String customer) {
        return new TradeView(test.crm.snapshot(), customer);
    }

    /** What is stored of a customer's trade, as text. */
    private record TradeView(Optional<String> text) {
        TradeView(Stream<StoredRecord> all, String customer) {
            this(read(all, customer));
        }

        private static Optional<String> read(Stream<StoredRecord> all, String customer) {
            try (all) {
                return all.filter(record -> record.key().type().equals("trade")
                                && record.key().id().equals(customer)
                                && record.state() == RecordState.LIVE)
                        .map(record -> record.payload().replaceFirst("\"version\":\\d+,", ""))
                        .findFirst();
            }
        }
    }

    private Outcome<Customer> merge(CrmSession who, Customer survivor, Customer other) {
        return who.merges().merge(Merges.Pair.of(now(survivor.id()), now(other.id()), "one company"));
    }

    @Test
    @DisplayName(
            "CUS-06 CUS-12 who gave up the other cannot claim the survivor at once; undone, the survivor remembers nothing of it")
    void coolDown() {
        Customer survivor = create(lin, Customer.Profile.named("腾云科技有限公司"));
        Customer other = create(lan, Customer.Profile.named("腾云科技"));
        lan.pool().release(other.id(), other.version(), "no answer").orElseThrow();
        Customer one = merge(admin, survivor, other).orElseThrow();
        assertThat(one.custody().left()).containsKey(lan.userId());
        lin.pool().release(one.id(), one.version(), "no answer").orElseThrow();
        assertThat(TestCrm.code(lan.pool().claim(one.id()))).contains("pool.cooling");
        Customer second = create(lin, Customer.Profile.named("恒信"));
        Customer third = create(lan, Customer.Profile.named("恒信贸易"));
        lan.pool().release(third.id(), third.version(), "no answer").orElseThrow();
        merge(admin, second, third).orElseThrow();
        admin.merges().undo(third.id(), "two after all").orElseThrow();
        assertThat(now(second.id()).custody()).isEqualTo(second.custody());
    }

    @Test
    @DisplayName("CUS-06 a merge keeps one survivor, unites tags, fills what it lacks, and takes the address whole")
    void profile() {
        Customer survivor = create(
                lan,
                Customer.Profile.named("腾云科技有限公司")
                        .tagged("VIP", "new")
                        .withFields(Map.of("address", "深南大道 1 号", "contactName", "王伟")));
        Customer other = create(
                lin,
                new Customer.Profile(
                                "腾云科技",
                                Optional.of("腾云"),
                                Optional.of("software"),
                                Optional.of("上海"),
                                Optional.of(30),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of("pays late"),
                                Optional.empty(),
                                Optional.empty(),
                                List.of("late", "VIP"))
                        .withFields(Map.of("address", "南京路 2 号", "contactPhone", "13812345678")));
        Customer merged = merge(manager, survivor, other).orElseThrow();
        assertThat(merged.id()).isEqualTo(survivor.id());
        assertThat(merged.name()).isEqualTo("腾云科技有限公司");
        assertThat(merged.owner()).contains(test.id("lan"));
        assertThat(merged.profile().tags()).containsExactly("VIP", "late", "new");
        assertThat(merged.profile().industry()).contains("software");
        assertThat(merged.profile().shortName()).contains("腾云");
        assertThat(merged.profile().remark()).contains("pays late");
        assertThat(merged.profile().region())
                .as("an address of two halves is none")
                .isEmpty();
        assertThat(merged.profile().fields())
                .containsEntry("address", "深南大道 1 号")
                .containsEntry("contactName", "王伟")
                .containsEntry("contactPhone", "+8613812345678");
        assertThat(lin.customers().get(other.id()).isDone())
                .as("Lin sees the survivor no more than before")
                .isFalse();
        assertThat(lan.customers().get(other.id()).orElseThrow().id()).isEqualTo(survivor.id());
        assertThat(admin.customers().list(10, Optional.empty()).orElseThrow().items())
                .hasSize(1);
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName("CUS-06 what somebody wants of the other is taken, the address whole")
    void taking() {
        Customer survivor =
                create(lan, Customer.Profile.named("A").withFields(Map.of("address", "深南大道 1 号", "contactName", "王伟")));
        Customer other =
                create(lan, Customer.Profile.named("B").withFields(Map.of("address", "南京路 2 号", "contactName", "李娜")));
        Customer merged = manager.merges()
                .merge(Merges.Pair.of(survivor, other, "one").taking("name", "address"))
                .orElseThrow();
        assertThat(merged.name()).isEqualTo("B");
        assertThat(merged.profile().fields())
                .containsEntry("address", "南京路 2 号")
                .containsEntry("contactName", "王伟");
        assertThat(TestCrm.code(manager.merges()
                        .merge(Merges.Pair.of(merged, merged, "x").taking("nonsense"))))
                .contains("merge.itself");
    }

    @Test
    @DisplayName("CUS-06 opportunities, purchases, children and what was brought go over; undo brings all of it back")
    void parts() {
        Customer survivor = create(lan, Customer.Profile.named("A"));
        Customer other = create(lin, Customer.Profile.named("B"));
        Customer child = create(lin, Customer.Profile.named("C").below(other.id()));
        buys(survivor, "10", 1);
        buys(other, "5", 1);
        buys(other, "7", 3);
        Opportunity deal = lin.opportunities()
                .create(NewOpportunity.of("Pumps", other.id(), Money.cny("5")))
                .orElseThrow();
        TradeView ours = trade(survivor.id());
        TradeView theirs = trade(other.id());
        merge(manager, survivor, other).orElseThrow();
        assertThat(admin.opportunities().get(deal.id()).orElseThrow().terms().customer())
                .isEqualTo(survivor.id());
        assertThat(lin.customers().get(survivor.id()).isDone())
                .as("who works on a deal may read its customer")
                .isTrue();
        assertThat(now(child.id()).profile().parent()).contains(survivor.id());
        assertThat(admin.purchases()
                        .of(survivor.id(), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .hasSize(3);
        assertThat(admin.purchases()
                        .of(other.id(), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .hasSize(3);
        assertThat(trade(other.id()).text()).isEmpty();
        assertThat(trade(survivor.id()).text().orElseThrow()).contains("15", "7");
        assertThat(admin.merges().of(survivor.id()).orElseThrow()).hasSize(1);

        Customer back = manager.merges().undo(other.id(), "two after all").orElseThrow();
        assertThat(back.profile()).isEqualTo(other.profile());
        assertThat(back.owner()).isEqualTo(other.owner());
        assertThat(now(survivor.id()).profile()).isEqualTo(survivor.profile());
        assertThat(admin.opportunities().get(deal.id()).orElseThrow().terms().customer())
                .isEqualTo(other.id());
        assertThat(lin.customers().get(survivor.id()).isDone()).isFalse();
        assertThat(lin.customers().list(10, Optional.empty()).orElseThrow().items())
                .extracting(Customer::id)
                .containsExactlyInAnyOrder(other.id(), child.id());
        assertThat(now(child.id()).profile().parent()).contains(other.id());
        assertThat(trade(survivor.id())).isEqualTo(ours);
        assertThat(trade(other.id())).isEqualTo(theirs);
        assertThat(admin.purchases()
                        .of(survivor.id(), 10, Optional.empty())
                        .orElseThrow()
                        .items())
                .hasSize(1);
        assertThat(admin.merges().of(survivor.id()).orElseThrow()).isEmpty();
        assertThat(TestCrm.code(manager.merges().undo(other.id(), "again"))).contains("shared.not-found");
        assertThat(merge(manager, survivor, other).isDone())
                .as("it can be merged again")
                .isTrue();
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName("CUS-06 what changed between merge and undo stays where it happened")
    void changedMeanwhile() {
        Customer survivor = create(lan, Customer.Profile.named("A").tagged("a"));
        Customer other =
                create(lan, Customer.Profile.named("B").inIndustry("software").tagged("b"));
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Pumps", other.id(), Money.cny("5")))
                .orElseThrow();
        buys(other, "5", 1);
        Customer merged = merge(manager, survivor, other).orElseThrow();
        lan.customers()
                .edit(merged.id(), merged.version(), merged.profile().tagged("a", "b", "c"))
                .orElseThrow();
        buys(merged, "3", 2);
        Opportunity moved = lan.opportunities().get(deal.id()).orElseThrow();
        lan.opportunities()
                .move(moved, Stage.WON, Evidence.contract("H", Money.cny("9"), LocalDate.of(2026, 3, 1)))
                .orElseThrow();
        manager.merges().undo(other.id(), "two").orElseThrow();
        Customer after = now(survivor.id());
        assertThat(after.profile().tags()).containsExactly("a", "c");
        assertThat(after.profile().industry()).isEmpty();
        assertThat(amount(trade(survivor.id()), "bought")).isEqualByComparingTo("3");
        assertThat(amount(trade(survivor.id()), "won")).isEqualByComparingTo("0");
        assertThat(amount(trade(other.id()), "bought")).isEqualByComparingTo("5");
        assertThat(amount(trade(other.id()), "won")).isEqualByComparingTo("9");
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    private static BigDecimal amount(TradeView trade, String ledger) {
        BigDecimal sum = BigDecimal.ZERO;
        var days =
                io.crmkit.internal.json.Json.parse(trade.text().orElseThrow()).at("/" + ledger + "/history/days");
        for (var day : days) {
            sum = sum.add(new BigDecimal(day.path("amount").asString("0")));
        }
        return sum;
    }

    @Test
    @DisplayName("CUS-06 who lacks the permission, sees one of both not, or reaches one of both not, cannot merge")
    void refusals() {
        Customer one = create(lan, Customer.Profile.named("A"));
        Customer two = create(lan, Customer.Profile.named("B"));
        Customer far = create(test.as("qiu"), Customer.Profile.named("C"));
        assertThat(TestCrm.code(lan.merges().merge(Merges.Pair.of(one, two, "x"))))
                .contains("access.permission-missing");
        assertThat(TestCrm.code(manager.merges().merge(Merges.Pair.of(one, far, "x"))))
                .contains("shared.not-found");
        assertThat(manager.merges()
                        .merge(new Merges.Pair("none", 1, far.id(), 1, java.util.Set.of(), "x"))
                        .refusals())
                .extracting(Refusal::code)
                .containsOnly("shared.not-found");
        assertThat(TestCrm.code(
                        manager.merges().merge(new Merges.Pair(one.id(), 1, two.id(), 7, java.util.Set.of(), "x"))))
                .contains("shared.conflict");
        assertThat(manager.merges().merge(Merges.Pair.of(one, two, " ")).refusals())
                .singleElement()
                .satisfies(r -> assertThat(r.field()).contains("reason"));
        Customer below = create(lan, Customer.Profile.named("D").below(two.id()));
        Customer deep = create(lan, Customer.Profile.named("E").below(below.id()));
        assertThat(TestCrm.code(manager.merges().merge(Merges.Pair.of(deep, two, "x"))))
                .contains("merge.below");
        assertThat(merge(manager, below, two).orElseThrow().profile().parent()).isEmpty();
        assertThat(TestCrm.code(lan.merges().undo(two.id(), "x"))).contains("access.permission-missing");
        assertThat(TestCrm.code(test.as("manager.mo").merges().undo(two.id(), "x")))
                .contains("shared.not-found");
    }

    @Test
    @DisplayName("CUS-06 APR-01 nothing of both may be under approval")
    void locked() {
        Customer one = create(lan, Customer.Profile.named("A"));
        Customer two = create(lan, Customer.Profile.named("B"));
        Opportunity deal = lan.opportunities()
                .create(NewOpportunity.of("Taps", two.id(), Money.cny("5")))
                .orElseThrow();
        Opportunity later =
                lan.opportunities().move(deal, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        assertThat(lan.opportunities().move(later, Stage.INITIAL_CONTACT, Evidence.because("too early")))
                .isInstanceOf(Outcome.Pending.class);
        assertThat(TestCrm.code(merge(manager, one, two))).contains("approval.locked");
        assertThat(now(two.id()).id()).isEqualTo(two.id());
    }

    @Test
    @DisplayName("CUS-06 a merge can be undone for 30 days, in the order in which they were made, and the cap holds")
    void undoing() {
        Customer a = create(lan, Customer.Profile.named("A"));
        Customer b = create(lan, Customer.Profile.named("B"));
        Customer c = create(lan, Customer.Profile.named("C"));
        merge(manager, b, a).orElseThrow();
        merge(manager, c, b).orElseThrow();
        assertThat(now(a.id()).id()).isEqualTo(c.id());
        assertThat(TestCrm.code(manager.merges().undo(a.id(), "x"))).contains("merge.undo-later-first");
        admin.policies().publish("customer: { maxOwned: 1 }", "less").orElseThrow();
        assertThat(TestCrm.code(manager.merges().undo(b.id(), "x"))).contains("access.cap-reached");
        admin.policies().publish("customer: { maxOwned: 3 }", "more").orElseThrow();
        manager.merges().undo(b.id(), "x").orElseThrow();
        test.time.set(test.time.get().plus(Duration.ofDays(31)));
        assertThat(TestCrm.code(manager.merges().undo(a.id(), "x"))).contains("merge.too-late");
        assertThat(now(a.id()).id()).isEqualTo(b.id());
    }

    @Test
    @DisplayName("CUS-06 amounts in two currencies are never added up, so their customers stay two")
    void currencies() {
        Customer one = create(lan, Customer.Profile.named("A"));
        Customer two = create(lan, Customer.Profile.named("B"));
        buys(one, "10", 1);
        admin.purchases()
                .record(new Purchases.NewPurchase(two.id(), LocalDate.of(2026, 2, 1), 1, Money.of("USD", "3")))
                .orElseThrow();
        assertThat(TestCrm.code(merge(manager, one, two))).contains("merge.currencies");
    }

    @Test
    @DisplayName(
            "CUS-06 ACC-07 who does not see what customers brought merges none, and is not told in which currencies they pay")
    void currenciesBehindWalls() {
        Customer one = create(lan, Customer.Profile.named("A"));
        Customer two = create(lan, Customer.Profile.named("B"));
        buys(one, "10", 1);
        admin.policies()
                .publish("access: { roles: { sales-manager: { walls: { customer.traded: HIDDEN } } } }", "discreet")
                .orElseThrow();
        String alike = merge(manager, one, two).refusals().toString();
        admin.purchases()
                .record(new Purchases.NewPurchase(two.id(), LocalDate.of(2026, 2, 1), 1, Money.of("USD", "3")))
                .orElseThrow();
        assertThat(TestCrm.code(merge(manager, one, two))).contains("merge.walled");
        assertThat(merge(manager, one, two).refusals().toString()).isEqualTo(alike);
    }

    @Test
    @DisplayName(
            "CUS-06 APR-01 ACC-06 of what is under approval and out of sight is told that there is something, and nothing else")
    void lockedUnseen() {
        Customer one = create(lan, Customer.Profile.named("A"));
        Customer two = create(lan, Customer.Profile.named("B"));
        CrmSession director = test.as("director");
        CrmSession rui = test.as("rui");
        Opportunity deal = director.opportunities()
                .create(NewOpportunity.of("Taps", two.id(), Money.cny("5")))
                .orElseThrow();
        Opportunity given = director.opportunities()
                .assign(deal.id(), deal.version(), rui.userId())
                .orElseThrow();
        Opportunity later =
                rui.opportunities().move(given, Stage.IN_DEPTH, Evidence.none()).orElseThrow();
        Outcome<Opportunity> asked =
                rui.opportunities().move(later, Stage.INITIAL_CONTACT, Evidence.because("too early"));
        List<Refusal> told = merge(manager, one, two).refusals();
        assertThat(told).extracting(Refusal::code).containsExactly("approval.locked-unseen");
        assertThat(told.toString()
                        + told.get(0).message(Locale.CHINESE)
                        + told.get(0).missing())
                .doesNotContain(((Outcome.Pending<Opportunity>) asked).approval(), "Mo", deal.id(), "商机");
        assertThat(TestCrm.code(merge(test.as("admin"), one, two))).contains("approval.locked");
    }
}
