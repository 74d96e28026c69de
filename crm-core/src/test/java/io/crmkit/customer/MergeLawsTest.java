package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.RecordState;
import io.crmkit.spi.storage.StoredRecord;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;

/** Laws of merging (CUS-06). */
class MergeLawsTest {

    private static final List<String> FIELDS =
            List.of("address", "contactName", "contactPhone", "creditCode", "mainBusiness", "website");
    private static final List<String> TAGS = List.of("VIP", "late", "new", "risk");
    private static final List<String> REPS = List.of("lan", "lin");

    /** What the merge itself keeps, who touched what when, and counters. */
    private static final Set<String> APART = Set.of(
            "customer_merge", "audit_entry", "audit_lane", "audit_content", "session", "access_list", "audit_repeats");

    private static Customer.Profile profile(Random random, String name, Optional<String> parent) {
        Map<String, String> fields = new TreeMap<>();
        for (String field : FIELDS) {
            if (random.nextBoolean()) {
                fields.put(
                        field,
                        switch (field) {
                            case "contactPhone" -> "1381234" + (1000 + random.nextInt(9000));
                            case "website" -> "https://w" + random.nextInt(100) + ".example";
                            case "creditCode" -> "91440300MA5D" + (100000 + random.nextInt(900000));
                            default -> field + random.nextInt(100);
                        });
            }
        }
        return new Customer.Profile(
                        name,
                        some(random, "short"),
                        random.nextBoolean() ? Optional.of("software") : Optional.empty(),
                        some(random, "上海"),
                        random.nextBoolean() ? Optional.of(random.nextInt(500)) : Optional.empty(),
                        random.nextBoolean() ? Optional.of(Money.cny("" + random.nextInt(500))) : Optional.empty(),
                        Optional.empty(),
                        parent,
                        some(random, "fair"),
                        some(random, "remark"),
                        Optional.empty(),
                        Optional.empty(),
                        TAGS.stream().filter(tag -> random.nextBoolean()).toList())
                .withFields(fields);
    }

    private static Optional<String> some(Random random, String text) {
        return random.nextBoolean() ? Optional.of(text + random.nextInt(9)) : Optional.empty();
    }

    /** Everything in the store that says something, without versions and without who touched it when. */
    private static Map<String, String> base(TestCrm test) {
        Map<String, String> all = new TreeMap<>();
        try (Stream<StoredRecord> records = test.crm.snapshot()) {
            records.filter(record -> record.state() == RecordState.LIVE)
                    .filter(record -> !APART.contains(record.key().type()))
                    .filter(record -> !record.key().type().equals("reminder")
                            || record.payload().contains("\"OPEN\""))
                    .forEach(record -> all.put(
                            record.key().toString(),
                            record.key().type().equals("reminder")
                                    ? "waits"
                                    : (record.payload() + record.body().visibility())
                                            .replaceAll("\"version\":\\d+,", "")
                                            .replaceAll("\"updated(At|By)\":\"[^\"]*\"", "")));
        }
        return all;
    }

    @Property(tries = 60, shrinking = ShrinkingMode.OFF)
    @Label("CUS-06 merge then undo is identity: on what is known, owned, related, brought and seen, whatever was there")
    void identity(@ForAll long seed) {
        Random random = new Random(seed);
        try (TestCrm test = new TestCrm()) {
            CrmSession admin = test.as("admin");
            List<Customer> customers = new ArrayList<>();
            for (int i = 0; i < 2 + random.nextInt(4); i++) {
                Optional<String> parent = customers.isEmpty() || random.nextBoolean()
                        ? Optional.empty()
                        : Optional.of(
                                customers.get(random.nextInt(customers.size())).id());
                customers.add(admin.customers()
                        .create(NewCustomer.of(profile(random, "C" + i, parent))
                                .ownedBy(test.id(REPS.get(random.nextInt(2)))))
                        .orElseThrow());
            }
            for (int i = 0; i < random.nextInt(6); i++) {
                admin.purchases()
                        .record(new Purchases.NewPurchase(
                                customers.get(random.nextInt(customers.size())).id(),
                                LocalDate.of(2026, 2, 1 + random.nextInt(4)),
                                1,
                                Money.cny("" + (1 + random.nextInt(99)))))
                        .orElseThrow();
            }
            for (int i = 0; i < random.nextInt(5); i++) {
                Opportunity deal = admin.opportunities()
                        .create(NewOpportunity.of(
                                        "D" + i,
                                        customers
                                                .get(random.nextInt(customers.size()))
                                                .id(),
                                        Money.cny("5"))
                                .ownedBy(test.id(REPS.get(random.nextInt(2)))))
                        .orElseThrow();
                if (random.nextBoolean()) {
                    deal = admin.opportunities()
                            .move(deal, Stage.WON, Evidence.contract("H" + i, Money.cny("7"), LocalDate.of(2026, 3, 1)))
                            .orElseThrow();
                }
                if (random.nextBoolean()) {
                    admin.opportunities()
                            .addToTeam(deal.id(), deal.version(), test.id("rui"), true, Optional.empty())
                            .orElseThrow();
                }
            }
            Map<String, String> before = base(test);
            Customer survivor = admin.customers().get(customers.get(0).id()).orElseThrow();
            Customer other = admin.customers().get(customers.get(1).id()).orElseThrow();
            Customer merged = admin.merges()
                    .merge(Merges.Pair.of(survivor, other, "one").taking(FIELDS.get(random.nextInt(FIELDS.size()))))
                    .orElseThrow();
            assertThat(merged.profile().tags())
                    .containsAll(survivor.profile().tags())
                    .containsAll(other.profile().tags());
            assertThat(base(test)).as("a merge changes something").isNotEqualTo(before);
            admin.merges().undo(other.id(), "two").orElseThrow();
            Map<String, String> after = base(test);
            // a survivor that had brought nothing keeps an empty account of what it brought
            after.keySet().removeIf(key -> key.equals("trade/" + survivor.id()) && !before.containsKey(key));
            assertThat(after).isEqualTo(before);
            assertThat(admin.audit().verify().orElseThrow().firstBroken()).isEmpty();
        }
    }
}
