package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class RecycleBinTest {

    private final TestCrm test = new TestCrm();
    private final CrmSession admin = test.as("admin");
    private final CrmSession lan = test.as("lan");

    @AfterEach
    void close() {
        test.close();
    }

    private Customer create(String name) {
        return lan.customers()
                .create(NewCustomer.of(Customer.Profile.named(name)
                        .tagged("VIP")
                        .withFields(Map.of("contactName", "王伟", "contactPhone", "13812345678"))))
                .orElseThrow();
    }

    private Customer now(Customer customer) {
        return lan.customers().get(customer.id()).orElseThrow();
    }

    private Binned put(Customer customer) {
        return lan.bin()
                .put(customer.id(), now(customer).version(), "no such company")
                .orElseThrow();
    }

    /** All that is alive, without versions and times of writing. */
    private Map<String, String> alive(Set<String> but) {
        Map<String, String> records = new TreeMap<>();
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            all.filter(record -> record.state() == RecordState.LIVE
                            && !but.contains(record.key().type()))
                    .forEach(record -> records.put(
                            record.key().toString(), record.body().toString().replaceAll("\"version\":\\d+", "")));
        }
        return records;
    }

    private boolean stored(String text) {
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            return all.anyMatch(record -> record.body().toString().contains(text));
        }
    }

    @Test
    @DisplayName(
            "CUS-10 a customer in the bin is gone from lists, search, duplicates and the cap; its id says so to who saw it")
    void gone() {
        Customer jade = create("腾云科技有限公司");
        Contact wang = lan.contacts()
                .create(NewContact.of(jade.id(), Contact.Details.of("Wang", "13800138000")))
                .orElseThrow();
        lan.followUps()
                .record("customer/" + jade.id(), FollowUp.Said.of(TestCrm.NOON, FollowUp.Method.CALL, "hello"))
                .orElseThrow();
        Binned binned = put(jade);
        assertThat(binned.until()).isEqualTo(binned.at().plus(Duration.ofDays(30)));
        for (CrmSession who : List.of(lan, admin)) {
            assertThat(who.customers().list(10, Optional.empty()).orElseThrow().items())
                    .isEmpty();
            assertThat(who.customers().named(jade.name()).orElseThrow()).isEmpty();
            assertThat(who.contacts().get(wang.id()).isDone()).isFalse();
            assertThat(who.contacts().withPhone("13800138000", 10).orElseThrow())
                    .isEmpty();
            assertThat(who.contacts().named("Wang", 10).orElseThrow()).isEmpty();
            Outcome<Customer> asked = who.customers().get(jade.id());
            assertThat(TestCrm.code(asked)).contains("bin.there");
            assertThat(asked.refusals().get(0).message(Locale.CHINESE))
                    .contains("回收站", jade.name())
                    .doesNotContainPattern("\\dT\\d"); // times as people read them
            assertThat(who.bin().list(10, Optional.empty()).orElseThrow().items())
                    .extracting(Binned::customer)
                    .containsExactly(jade.id());
        }
        CrmSession qiu = test.as("qiu");
        assertThat(qiu.customers().get(jade.id()).refusals().toString())
                .as("to others it is as one that never was")
                .isEqualTo(qiu.customers().get("nothing").refusals().toString().replace("nothing", jade.id()));
        assertThat(qiu.bin().list(10, Optional.empty()).orElseThrow().items()).isEmpty();
        assertThat(TestCrm.code(qiu.bin().get(jade.id()))).contains("bin.not-there");
        assertThat(TestCrm.code(qiu.bin().restore(jade.id(), "mine"))).contains("bin.not-there");
        Outcome<Customer> twin = lan.customers()
                .create(NewCustomer.of(Customer.Profile.named("腾云科技有限公司")
                        .withFields(Map.of("contactName", "王伟", "contactPhone", "13812345678"))));
        assertThat(twin.isDone()).isTrue();
        assertThat(twin.toString()).as("nothing to be a duplicate of").doesNotContain("duplicates.suspected");
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }

    @Test
    @DisplayName("CUS-10 what is restored is exactly what it was, with all that hangs on it")
    void identity() {
        Customer jade = create("Jade");
        lan.contacts()
                .create(NewContact.of(jade.id(), Contact.Details.of("Wang", "13800138000")))
                .orElseThrow();
        lan.followUps()
                .record("customer/" + jade.id(), FollowUp.Said.of(TestCrm.NOON, FollowUp.Method.CALL, "hello"))
                .orElseThrow();
        admin.grades()
                .adjust(jade.id(), io.crmkit.scoring.ManualGrade.of("A", "strategic"))
                .orElseThrow();
        Set<String> audit = Set.of(
                "audit",
                "audit_entry",
                "audit_lane",
                "audit_content",
                "lane_head",
                "recycle_bin",
                "presence",
                "session");
        Map<String, String> before = alive(audit);
        put(jade);
        assertThat(alive(audit)).isNotEqualTo(before);
        lan.bin().restore(jade.id(), "it is there after all").orElseThrow();
        assertThat(alive(audit)).isEqualTo(before);
        assertThat(now(jade).profile()).isEqualTo(jade.profile());
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
        put(jade); // and again
        lan.bin().restore(jade.id(), "again").orElseThrow();
        assertThat(alive(audit)).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "CUS-10 what was bought, negotiated or is under approval keeps a customer out of the bin, all said at once")
    void inTheWay() {
        Customer jade = create("Jade");
        lan.opportunities()
                .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                .orElseThrow();
        admin.purchases()
                .record(new Purchases.NewPurchase(jade.id(), LocalDate.of(2026, 2, 1), 1, Money.cny("5")))
                .orElseThrow();
        Outcome<Binned> refused = lan.bin().put(jade.id(), now(jade).version(), "rubbish");
        assertThat(refused.refusals()).extracting(r -> r.code()).containsExactly("bin.bought", "bin.refers");
        assertThat(TestCrm.code(lan.bin().put(jade.id(), 77, "rubbish"))).contains("shared.conflict");
        assertThat(TestCrm.code(test.as("fen").bin().put(jade.id(), 1, "rubbish")))
                .contains("access.permission-missing");
    }

    @Test
    @DisplayName("CUS-12 restoring respects the cap: refused with an explanation, or into the pool")
    void cap() {
        admin.policies().publish("customer: { maxOwned: 1 }", "few").orElseThrow();
        Customer jade = create("Jade");
        put(jade);
        Customer coral = create("Coral"); // the bin does not count
        Outcome<Customer> full = lan.bin().restore(jade.id(), "back");
        assertThat(full.refusals())
                .extracting(r -> r.code())
                .containsExactly("access.cap-reached", "bin.to-pool-instead");
        Customer pooled = lan.bin().restoreToPool(jade.id(), "back").orElseThrow();
        assertThat(pooled.owner()).isEmpty();
        assertThat(pooled.pool()).isPresent();
        put(coral);
        Customer opal = create("Opal");
        assertThat(TestCrm.code(lan.customers().create(NewCustomer.named("More"))))
                .contains("access.cap-reached");
        put(opal);
        lan.bin().restore(coral.id(), "there is room").orElseThrow();
    }

    @Test
    @DisplayName(
            "CUS-10 after 30 days it cannot be restored and is purged with all that hangs on it; the audit stays valid")
    void purged() {
        Customer jade = create("Jade");
        Customer child = lan.customers()
                .create(NewCustomer.of(Customer.Profile.named("Coral").below(jade.id())))
                .orElseThrow();
        Contact wang = lan.contacts()
                .create(NewContact.of(jade.id(), Contact.Details.of("Wangwang", "13800138000")))
                .orElseThrow();
        lan.contacts()
                .edit(wang.id(), wang.version(), Contact.Details.of("Wangwei", "13800138000"), ContactState.IN_CONTACT)
                .orElseThrow();
        for (int i = 0; i < 230; i++) {
            lan.followUps()
                    .record("customer/" + jade.id(), FollowUp.Said.of(TestCrm.NOON, FollowUp.Method.CALL, "secret" + i))
                    .orElseThrow();
        }
        Customer merged = create("Onyx");
        test.as("manager.ma")
                .merges()
                .merge(Merges.Pair.of(now(jade), merged, "one"))
                .orElseThrow();
        put(jade);
        assertThat(TestCrm.code(lan.customers().get(merged.id())))
                .as("the id of what was merged leads into the bin")
                .contains("bin.there");
        assertThat(admin.bin().purge().orElseThrow()).isZero();
        test.time.set(TestCrm.NOON.plus(Duration.ofDays(30)).plusSeconds(1));
        assertThat(TestCrm.code(lan.bin().restore(jade.id(), "late"))).contains("bin.too-late");
        assertThat(TestCrm.code(lan.bin().purge())).contains("access.permission-missing");
        assertThat(admin.bin().purge().orElseThrow()).isEqualTo(1);
        assertThat(admin.bin().purge().orElseThrow()).isZero();
        assertThat(stored("Jade")).isFalse();
        assertThat(stored("Onyx")).isFalse();
        assertThat(stored("Wangw")).isFalse();
        assertThat(stored("secret")).isFalse();
        assertThat(stored("13812345678")).isFalse();
        assertThat(now(child).profile().parent()).isEmpty();
        assertThat(TestCrm.code(lan.customers().get(jade.id())))
                .isEqualTo(TestCrm.code(lan.customers().get("nothing")));
        assertThat(TestCrm.code(lan.customers().get(merged.id())))
                .isEqualTo(TestCrm.code(lan.customers().get("nothing")));
        assertThat(TestCrm.code(lan.bin().restore(jade.id(), "late"))).contains("bin.not-there");
        assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
    }
}
