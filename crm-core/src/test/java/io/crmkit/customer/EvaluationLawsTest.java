package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.automation.Reminder;
import io.crmkit.customer.Purchases.NewPurchase;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.scoring.StageCard;
import io.crmkit.scoring.TradeHistory;
import io.crmkit.shared.Money;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class EvaluationLawsTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);
    private static final ScoringPolicy SHIPPED = ScoringPolicy.SECTION.defaults();

    /** A purchase of one of a few customers. */
    private record Bought(int customer, int daysAgo, int amount) {}

    @Provide
    Arbitrary<List<Bought>> purchases() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 800),
                        Arbitraries.integers().between(0, 400_000))
                .as(Bought::new)
                .list()
                .ofMaxSize(25);
    }

    @Provide
    Arbitrary<String> policies() {
        return Combinators.combine(
                        Arbitraries.of("TRAILING_12_MONTHS", "LIFETIME", "CALENDAR_YEAR"),
                        Arbitraries.of("threshold", "rfm", "scorecard"),
                        Arbitraries.integers().between(1, 300_000),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(4, 12),
                        Arbitraries.integers().between(1, 200))
                .as((basis, strategy, bound, reminder, lost, settle) ->
                        """
                        scoring:
                          basis: %s
                          strategy: {id: %s}
                          grades: {bands: [{grade: A, from: %d}, {grade: B, from: %d}, {grade: D, from: 0}]}
                          silence: {reminderMonths: %d, atRiskMonths: 4, dormantMonths: 6}
                          lifecycle: {settleDays: %d, lostMonths: %d}
                        """.formatted(basis, strategy, bound * 2, bound, reminder, settle, lost));
    }

    /** Settings as they stand below {@code scoring}. */
    @Provide
    Arbitrary<String> settings() {
        return Combinators.combine(
                        Arbitraries.of("TRAILING_12_MONTHS", "LIFETIME", "CALENDAR_YEAR"),
                        Arbitraries.of("threshold", "rfm", "scorecard"),
                        Arbitraries.integers().between(1, 300_000),
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.integers().between(4, 12))
                .as((basis, strategy, bound, reminder, lost) ->
                        "{basis: %s, strategy: {id: %s}, grades: {bands: [{grade: A, from: %d}, {grade: F, from: 0}]}, "
                                        .formatted(basis, strategy, bound)
                                + "silence: {reminderMonths: %d, atRiskMonths: 4}, lifecycle: {lostMonths: %d}}"
                                        .formatted(reminder, lost));
    }

    private static String segments(String large, String vip) {
        return """
                segments:
                  - {name: large, when: {type: [large]}, set: {scoring: %s}}
                  - {name: vip, when: {tags: [VIP, key]}, set: {scoring: %s}}
                """.formatted(large, vip);
    }

    private static final String OF_GRADE_A =
            "  - {name: of A, when: {grade: [A]}, set: {scoring: {silence: {reminderMonths: 1}}}}\n";

    /**
     * A company whose six customers, every second one of them with an owner, every third one large and the first two with a
     * tag, bought that much.
     */
    private static List<Customer> load(TestCrm test, List<Bought> purchases) {
        List<Customer> customers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            Customer.Profile profile = Customer.Profile.named("c" + i);
            profile = i % 3 == 0 ? profile.ofType("large") : profile;
            NewCustomer draft = NewCustomer.of(i < 2 ? profile.tagged("VIP") : profile);
            customers.add(test.as("director")
                    .customers()
                    .create(i % 2 == 0 ? draft.ownedBy(test.id("lan")) : draft)
                    .orElseThrow());
        }
        CrmSession finance = test.as("fen");
        for (Bought bought : purchases) {
            finance.purchases()
                    .record(new NewPurchase(
                            customers.get(bought.customer()).id(),
                            TODAY.minusDays(bought.daysAgo()),
                            1,
                            Money.cny(String.valueOf(bought.amount()))))
                    .orElseThrow();
        }
        return customers;
    }

    private static Map<String, Object> standings(TestCrm test, List<Customer> customers) {
        Map<String, Object> standings = new TreeMap<>();
        for (Customer customer : customers) {
            CustomerStanding now =
                    test.as("director").grades().of(customer.id()).orElseThrow();
            standings.put(
                    customer.name(),
                    List.of(
                            now.computed().map(Object::toString).orElse(""),
                            now.counting().map(c -> c.grade()).orElse(""),
                            now.stage(),
                            now.stages().history(),
                            now.silence(),
                            now.bought()));
        }
        return standings;
    }

    private static List<String> reminders(TestCrm test, List<Customer> customers) {
        Map<String, String> names = customers.stream()
                .collect(Collectors.toMap(c -> Customer.KIND.key(c.id()).toString(), Customer::name));
        return test
                .as("director")
                .reminders()
                .list(Reminder.State.OPEN, 1_000, Optional.empty())
                .orElseThrow()
                .items()
                .stream()
                .map(r -> r.rule() + " " + names.get(r.subject()))
                .sorted()
                .collect(Collectors.toList());
    }

    @Property(tries = 60)
    @Label(
            "POL-02 a dry run tells exactly what then happens, today and on a day to come, and evaluating again does nothing")
    void dryRun(
            @ForAll("purchases") List<Bought> purchases,
            @ForAll("policies") String forAll,
            @ForAll("settings") String large,
            @ForAll("settings") String vip,
            @ForAll @IntRange(max = 300) int days,
            @ForAll boolean adjusted) {
        String document = forAll + segments(large, vip) + OF_GRADE_A;
        try (TestCrm test = new TestCrm()) {
            List<Customer> customers = load(test, purchases);
            CrmSession director = test.as("director");
            if (adjusted) {
                director.grades()
                        .adjust(
                                customers.get(0).id(),
                                ManualGrade.of("A", "for a while").until(TODAY.plusDays(100)))
                        .orElseThrow();
            }
            EvaluationReport under =
                    director.grades().preview(Optional.of(document), TODAY).orElseThrow();
            assertThat(director.grades().preview(Optional.of(document), TODAY).orElseThrow())
                    .as("trying changes nothing")
                    .isEqualTo(under);
            test.as("admin").policies().publish(document, "tried before").orElseThrow();
            assertThat(director.grades().regrade().orElseThrow()).isEqualTo(under);

            EvaluationReport then = director.grades()
                    .preview(Optional.empty(), TODAY.plusDays(days))
                    .orElseThrow();
            test.time.updateAndGet(now -> now.plus(days, ChronoUnit.DAYS));
            EvaluationReport happened = director.grades().regrade().orElseThrow();
            // What a grade by hand ends with is a change of the days, not of the evaluation: seen from the later day it
            // is no news.
            assertThat(happened.grades()).isEqualTo(then.grades());
            assertThat(happened.stages()).isEqualTo(then.stages());
            assertThat(happened.reminders()).isEqualTo(then.reminders());
            assertThat(happened.ownerless()).isEqualTo(then.ownerless());
            if (!adjusted) {
                assertThat(happened).isEqualTo(then);
            }
            EvaluationReport again = director.grades().regrade().orElseThrow();
            assertThat(again.changed()).isZero();
            assertThat(again.reminders()).isZero();
        }
    }

    @Property(tries = 40)
    @Label("POL-04 a customer stands as it would if the settings of its segment held for all")
    void segment(
            @ForAll("purchases") List<Bought> purchases,
            @ForAll("settings") String large,
            @ForAll("settings") String vip) {
        Map<String, Object> bySegment = standingsUnder(segments(large, vip), purchases);
        Map<String, Object> asLarge = standingsUnder("scoring: " + large, purchases);
        Map<String, Object> asVip = standingsUnder("scoring: " + vip, purchases);
        Map<String, Object> asAll = standingsUnder("", purchases);
        assertThat(bySegment)
                .isEqualTo(Map.of(
                        "c0", asLarge.get("c0"),
                        "c1", asVip.get("c1"),
                        "c2", asAll.get("c2"),
                        "c3", asLarge.get("c3"),
                        "c4", asAll.get("c4"),
                        "c5", asAll.get("c5")));
    }

    private static Map<String, Object> standingsUnder(String document, List<Bought> purchases) {
        try (TestCrm test = new TestCrm()) {
            if (!document.isEmpty()) {
                test.as("admin")
                        .policies()
                        .publish(document, "for all from the start")
                        .orElseThrow();
            }
            return standings(test, load(test, purchases));
        }
    }

    @Property(tries = 40)
    @Label(
            "SCO-01 LIF-01 LIF-04 the order in which purchases become known matters to no grade, stage, history of stages or reminder")
    void order(@ForAll("purchases") List<Bought> purchases, @ForAll Random random) {
        List<Bought> shuffled = new ArrayList<>(purchases);
        Collections.shuffle(shuffled, random);
        try (TestCrm one = new TestCrm();
                TestCrm other = new TestCrm()) {
            List<Customer> first = load(one, purchases);
            List<Customer> second = load(other, shuffled);
            assertThat(standings(other, second)).isEqualTo(standings(one, first));
            assertThat(reminders(other, second)).isEqualTo(reminders(one, first));
        }
    }

    @Property(tries = 300)
    @Label(
            "LIF-01 looked at every day or only at the end, the history of stages is the same, and the last is the stage of today")
    void course(@ForAll("purchases") List<Bought> purchases, @ForAll @IntRange(min = 1, max = 400) int looked) {
        TradeHistory history = TradeHistory.of(purchases.stream()
                .map(b -> new TradeHistory.Day(TODAY.minusDays(b.daysAgo()), 1, BigDecimal.valueOf(b.amount())))
                .toList());
        StageCard daily = StageCard.empty();
        for (LocalDate day = TODAY.minusDays(810); !day.isAfter(TODAY); day = day.plusDays(looked)) {
            daily = daily.upTo(history, day, SHIPPED).seenOn(day);
        }
        daily = daily.upTo(history, TODAY, SHIPPED);
        StageCard once = StageCard.empty().upTo(history, TODAY, SHIPPED);
        assertThat(daily.history()).isEqualTo(once.history());
        assertThat(once.last().isEmpty()).isEqualTo(history.days().isEmpty());
    }
}
