package io.crmkit.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.access.Transfer;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.shared.Money;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class RecyclingLawsTest {

    private static final LocalDate START = LocalDate.of(2026, 1, 1);

    @Provide
    Arbitrary<LocalDate> days() {
        return Arbitraries.integers().between(0, 400).map(START::plusDays);
    }

    @Provide
    Arbitrary<Recycling.Facts> facts() {
        Arbitrary<Optional<LocalDate>> maybe = days().optional();
        return Combinators.combine(
                        days(),
                        Arbitraries.integers().between(0, 200),
                        maybe,
                        maybe.injectNull(0).optional(0.3).map(o -> o.flatMap(d -> d)),
                        Arbitraries.of(false, false, false, true),
                        Arbitraries.of(false, false, false, true))
                .as((owned, idle, opportunity, deal, open, byHand) ->
                        new Recycling.Facts(owned, owned.plusDays(idle), opportunity, deal, open, byHand));
    }

    @Provide
    Arbitrary<RecyclingPolicy> policies() {
        Arbitrary<Map<String, Integer>> byGrade = Arbitraries.maps(
                        Arbitraries.of("A", "B", "C", RecyclingPolicy.OTHER),
                        Arbitraries.integers().between(0, 120))
                .ofMinSize(1)
                .ofMaxSize(4);
        return Combinators.combine(
                        byGrade,
                        Arbitraries.oneOf(Arbitraries.just(Map.<String, Integer>of()), byGrade),
                        Arbitraries.oneOf(Arbitraries.just(Map.<String, Integer>of()), byGrade),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, false),
                        Arbitraries.integers().between(1, 30).list().ofMaxSize(4))
                .as(RecyclingPolicy::new);
    }

    @Provide
    Arbitrary<Optional<String>> grades() {
        return Arbitraries.of("A", "B", "C", "D").optional();
    }

    @Property
    @Label("CUS-12 recycling is monotonic in time: what goes to the pool on a day goes on every later day")
    void monotonic(
            @ForAll("facts") Recycling.Facts facts,
            @ForAll("grades") Optional<String> grade,
            @ForAll("policies") RecyclingPolicy policy,
            @ForAll("days") LocalDate day,
            @ForAll @IntRange(max = 500) int more) {
        Recycling.Verdict verdict = Recycling.of(facts, grade, policy);
        if (verdict.goesOn(day)) {
            assertThat(verdict.goesOn(day.plusDays(more))).isTrue();
            assertThat(verdict.due().orElseThrow())
                    .isEqualTo(verdict.since().orElseThrow().plusDays(verdict.days()))
                    .isBeforeOrEqualTo(day);
        }
    }

    @Property
    @Label("CUS-12 a follow-up never brings the day nearer, nor do longer times, nor an exemption")
    void later(
            @ForAll("facts") Recycling.Facts facts,
            @ForAll("grades") Optional<String> grade,
            @ForAll("policies") RecyclingPolicy policy,
            @ForAll @IntRange(max = 200) int more,
            @ForAll("days") LocalDate day) {
        Recycling.Facts followed = new Recycling.Facts(
                facts.ownedSince(),
                facts.idleSince().plusDays(more),
                facts.lastOpportunity(),
                facts.lastDeal(),
                facts.openOpportunity(),
                facts.byHand());
        Recycling.Verdict before = Recycling.of(facts, grade, policy);
        Recycling.Verdict after = Recycling.of(followed, grade, policy);
        assertThat(after.due().isPresent()).isEqualTo(before.due().isPresent());
        before.due().ifPresent(due -> assertThat(after.due().orElseThrow()).isAfterOrEqualTo(due));
        Recycling.Facts kept = new Recycling.Facts(
                facts.ownedSince(), facts.idleSince(), facts.lastOpportunity(), facts.lastDeal(), false, true);
        assertThat(Recycling.of(kept, grade, policy).goesOn(day)).isFalse();
    }

    @Property
    @Label("CUS-12 each reminder comes before the day, the nearer the smaller, and none when it goes or stays")
    void reminders(
            @ForAll("facts") Recycling.Facts facts,
            @ForAll("grades") Optional<String> grade,
            @ForAll("policies") RecyclingPolicy policy) {
        Recycling.Verdict verdict = Recycling.of(facts, grade, policy);
        int last = Integer.MAX_VALUE;
        for (LocalDate day = START; day.isBefore(START.plusDays(800)); day = day.plusDays(1)) {
            var reminder = verdict.reminder(day, policy.remindDays());
            if (reminder.isPresent()) {
                LocalDate due = verdict.due().orElseThrow();
                assertThat(verdict.goesOn(day)).isFalse();
                assertThat(verdict.exemptions()).isEmpty();
                assertThat(due).isAfter(day).isBeforeOrEqualTo(day.plusDays(reminder.getAsInt()));
                assertThat(reminder.getAsInt()).isLessThanOrEqualTo(last);
                last = reminder.getAsInt();
            }
        }
    }

    @Property(tries = 30)
    @Label("CUS-12, POL-02 what the dry run tells of the days to come is what then happens, day by day")
    void dryRun(@ForAll long seed, @ForAll @IntRange(max = 60) int ahead) {
        Random random = new Random(seed);
        try (TestCrm test = new TestCrm()) {
            test.as("admin")
                    .policies()
                    .publish(
                            "{pool: {recycling: {followUp: {A: 40, B: 25, C: 12, other: 18}, opportunity: {B: 20}}},"
                                    + " segments: [{name: large, when: {type: [large]},"
                                    + " set: {pool: {recycling: {followUp: {other: 9}}}}},"
                                    + " {name: best, when: {grade: [A]},"
                                    + " set: {pool: {recycling: {followUp: {A: 33}}}}}]}",
                            "test")
                    .orElseThrow();
            happen(test, random);
            CrmSession director = test.as("director");
            List<RecyclingReport.Row> foreseen =
                    sorted(director.pool().preview(ahead).orElseThrow().rows());
            List<RecyclingReport.Row> happened = new ArrayList<>();
            for (int day = 0; day <= ahead; day++) {
                happened.addAll(director.pool().recycle().orElseThrow().rows());
                test.time.updateAndGet(now -> now.plus(Duration.ofDays(1)));
            }
            assertThat(sorted(happened)).isEqualTo(foreseen);
        }
    }

    private static List<RecyclingReport.Row> sorted(List<RecyclingReport.Row> rows) {
        return rows.stream()
                .sorted(Comparator.comparing(RecyclingReport.Row::id))
                .toList();
    }

    /** Twenty customers to whom all sorts of things happen within some weeks. */
    private static void happen(TestCrm test, Random random) {
        CrmSession director = test.as("director");
        List<String> reps = List.of("lan", "lin", "qiu");
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            test.time.updateAndGet(now -> now.plus(Duration.ofHours(random.nextInt(60))));
            Customer.Profile profile = Customer.Profile.named("Customer " + i);
            Customer made = test.as(reps.get(random.nextInt(3)))
                    .customers()
                    .create(NewCustomer.of(random.nextInt(4) == 0 ? profile.ofType("large") : profile))
                    .orElseThrow();
            ids.add(made.id());
            Customer any = director.customers()
                    .get(ids.get(random.nextInt(ids.size())))
                    .orElseThrow();
            if (any.owner().isEmpty()) {
                test.as(reps.get(random.nextInt(3))).pool().claim(any.id());
                continue;
            }
            switch (random.nextInt(6)) {
                case 0 ->
                    director.pool().exempt(any.id(), any.version(), "strategic").orElseThrow();
                case 1 ->
                    director.opportunities()
                            .create(NewOpportunity.of("Deal " + i, any.id(), Money.cny("1")))
                            .orElseThrow();
                case 2 ->
                    director.pool().release(any.id(), any.version(), "too many").orElseThrow();
                case 3 ->
                    director.customers().transfer(any.id(), any.version(), test.id("lin"), "hers", Transfer.Parts.STAY);
                default ->
                    director.grades()
                            .adjust(
                                    any.id(),
                                    new ManualGrade(
                                            List.of("A", "B", "C").get(random.nextInt(3)),
                                            "by hand",
                                            Optional.of(LocalDate.of(2026, 4, 1).plusDays(random.nextInt(60)))))
                            .orElseThrow();
            }
        }
    }
}
