package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class BinLawsTest {

    private static final Set<String> APART =
            Set.of("audit_entry", "audit_lane", "audit_content", "recycle_bin", "presence", "session", "audit_repeats");

    /** All that is alive, without versions. */
    private static Map<String, String> alive(TestCrm test) {
        Map<String, String> records = new TreeMap<>();
        try (Stream<StoredRecord> all = test.crm.snapshot()) {
            all.filter(record -> record.state() == RecordState.LIVE
                            && !APART.contains(record.key().type()))
                    .forEach(record -> records.put(
                            record.key().toString(), record.body().toString().replaceAll("\"version\":\\d+", "")));
        }
        return records;
    }

    private static void happens(CrmSession lan, CrmSession admin, Customer one, Customer other, int what) {
        long version = lan.customers().get(one.id()).orElseThrow().version();
        switch (what) {
            case 0 -> lan.contacts().create(NewContact.of(one.id(), Contact.Details.of("Wang", "13800138000")));
            case 1 ->
                lan.followUps()
                        .record("customer/" + one.id(), FollowUp.Said.of(TestCrm.NOON, FollowUp.Method.CALL, "hello"));
            case 2 -> admin.grades().adjust(one.id(), ManualGrade.of("A", "strategic"));
            case 3 -> lan.customers().fill(one.id(), version, Map.of("contactName", "无", "remark", "x"));
            case 4 -> admin.customers().assign(one.id(), version, Optional.empty(), "nobody's");
            case 5 -> lan.customers().edit(one.id(), version, one.profile().below(other.id()));
            case 6 -> admin.cleansing().run();
            case 7 -> lan.customers().attest(one.id(), version);
            default -> admin.pool().exempt(one.id(), version, "strategic");
        }
    }

    @Property(tries = 12, shrinking = ShrinkingMode.OFF)
    @Label("CUS-10 into the bin and out of it again is as if nothing had happened, whatever happened before")
    void identity(@ForAll @Size(max = 6) List<@IntRange(min = 0, max = 8) Integer> happenings) {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            CrmSession admin = test.as("admin");
            Customer one = lan.customers().create(NewCustomer.named("Jade")).orElseThrow();
            Customer other = lan.customers().create(NewCustomer.named("Coral")).orElseThrow();
            happenings.forEach(what -> {
                if (lan.customers().get(one.id()).isDone()) { // it may be nobody's by now
                    happens(lan, admin, one, other, what);
                }
            });
            Map<String, String> before = alive(test);
            long version = admin.customers().get(one.id()).orElseThrow().version();
            admin.bin().put(one.id(), version, "rubbish").orElseThrow();
            assertThat(alive(test)).isNotEqualTo(before).doesNotContainKey("customer/" + one.id());
            admin.bin().restore(one.id(), "no rubbish").orElseThrow();
            assertThat(alive(test)).isEqualTo(before);
            assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
        }
    }
}
