package io.crmkit.customer;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.CrmSession;
import io.crmkit.TestCrm;
import io.crmkit.customer.Duty.Kind;
import io.crmkit.customer.Duty.State;
import io.crmkit.pipeline.Evidence;
import io.crmkit.pipeline.NewOpportunity;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.shared.Money;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class DutiesTest {

    private static final DutyPolicy SHIPPED = DutyPolicy.SECTION.defaults();
    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);

    private static Duty duty(CustomerDuties duties, Kind kind) {
        return duties.duties().stream()
                .filter(duty -> duty.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static State followUps(int days, int... after) {
        List<Instant> done = new ArrayList<>();
        for (int day : after) {
            done.add(TestCrm.NOON.plus(Duration.ofDays(day)));
        }
        return Duty.followUps(TestCrm.NOON, done, 2, SHIPPED, TestCrm.ZONE, DAY.plusDays(days))
                .state();
    }

    @Test
    @DisplayName(
            "LIF-02 two follow-ups within 14 days after assignment: a reminder before, overdue after, late is told as late")
    void followUps() {
        assertThat(followUps(0)).isEqualTo(State.OPEN);
        assertThat(followUps(10, 1)).isEqualTo(State.OPEN);
        assertThat(followUps(11, 1)).isEqualTo(State.SOON);
        assertThat(followUps(14, 1)).isEqualTo(State.SOON);
        assertThat(followUps(15, 1)).isEqualTo(State.OVERDUE);
        assertThat(followUps(14, 1, 14)).isEqualTo(State.MET);
        assertThat(followUps(30, 1, 14, 20)).isEqualTo(State.MET);
        assertThat(followUps(30, 1, 15)).isEqualTo(State.MET_LATE);
        assertThat(followUps(10, 1, 15)).as("what is to come does not count").isEqualTo(State.OPEN);
    }

    @Property
    @Label("LIF-02 one follow-up more never makes it worse, and what is overdue stays so by time alone")
    void monotonic(
            @ForAll @Size(max = 6) List<@IntRange(max = 40) Integer> after,
            @ForAll @IntRange(max = 40) int more,
            @ForAll @IntRange(max = 60) int day) {
        int[] some = after.stream().mapToInt(Integer::intValue).toArray();
        int[] longer = java.util.stream.IntStream.concat(
                        java.util.Arrays.stream(some), java.util.stream.IntStream.of(more))
                .toArray();
        List<State> worse = List.of(State.MET, State.MET_LATE, State.OPEN, State.SOON, State.OVERDUE);
        assertThat(worse.indexOf(followUps(day, longer))).isLessThanOrEqualTo(worse.indexOf(followUps(day, some)));
        if (followUps(day) == State.OVERDUE) {
            assertThat(followUps(day + more)).isEqualTo(State.OVERDUE);
        }
    }

    @Test
    @DisplayName("LIF-03 a question is answered within 24 elapsed hours, night and holiday counted")
    void answer() {
        Instant asked = Instant.parse("2026-03-06T10:00:00Z"); // a Friday evening
        Instant due = Instant.parse("2026-03-07T10:00:00Z");
        assertThat(Duty.answer(asked, Optional.empty(), due, SHIPPED))
                .isEqualTo(new Duty.Answer(due, State.OPEN, Duration.ZERO));
        assertThat(Duty.answer(asked, Optional.empty(), due.plusSeconds(1), SHIPPED)
                        .state())
                .isEqualTo(State.OVERDUE);
        assertThat(Duty.answer(asked, Optional.of(due), due.plusSeconds(99), SHIPPED)
                        .state())
                .isEqualTo(State.MET);
        assertThat(Duty.answer(asked, Optional.of(due.plusSeconds(60)), due.plusSeconds(99), SHIPPED))
                .isEqualTo(new Duty.Answer(due, State.MET_LATE, Duration.ofMinutes(-1)));
    }

    @Test
    @DisplayName("LIF-06 who was lost is revisited three months after, and three months after each follow-up since")
    void revisit() {
        LocalDate lost = LocalDate.of(2025, 11, 30);
        assertThat(Duty.revisit(lost, Optional.empty(), SHIPPED, TestCrm.ZONE, DAY)
                        .due())
                .isEqualTo(LocalDate.of(2026, 2, 28));
        assertThat(Duty.revisit(lost, Optional.empty(), SHIPPED, TestCrm.ZONE, DAY)
                        .state())
                .isEqualTo(State.OVERDUE);
        Duty after = Duty.revisit(lost, Optional.of(Instant.parse("2026-02-27T17:00:00Z")), SHIPPED, TestCrm.ZONE, DAY);
        assertThat(after.due()).as("a day in Shanghai").isEqualTo(LocalDate.of(2026, 5, 28));
        assertThat(after.state()).isEqualTo(State.OPEN);
    }

    @Test
    @DisplayName(
            "LIF-07, LIF-09 large customers are owed more; what is missing is prompted at assignment and when it is due")
    void bySegment() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            Customer small = lan.customers().create(NewCustomer.named("Small")).orElseThrow();
            Customer large = lan.customers()
                    .create(NewCustomer.of(Customer.Profile.named("Large").ofType("large")))
                    .orElseThrow();
            CustomerDuties owed = lan.duties().of(large.id(), Optional.empty()).orElseThrow();
            assertThat(duty(owed, Kind.FOLLOW_UPS).wanted()).isEqualTo(4);
            assertThat(duty(owed, Kind.COMPLETENESS).wanted()).isEqualTo(80);
            assertThat(duty(owed, Kind.FOLLOW_UPS).due()).isEqualTo(DAY.plusDays(14));
            assertThat(owed.promptsToday()).isTrue();
            assertThat(owed.prompts())
                    .extracting(label -> label.in(Locale.ENGLISH))
                    .contains(
                            "0 of 4 follow-ups after assignment are done; due by 2026-03-16.", "Ask for: product needs")
                    .hasSizeGreaterThan(3);
            CustomerDuties less = lan.duties().of(small.id(), Optional.empty()).orElseThrow();
            assertThat(duty(less, Kind.FOLLOW_UPS).wanted()).isEqualTo(2);
            assertThat(duty(less, Kind.COMPLETENESS).wanted()).isEqualTo(20);
            assertThat(less.presses()).isFalse();
            assertThat(lan.duties()
                            .of(small.id(), Optional.of(DAY.plusDays(1)))
                            .orElseThrow()
                            .promptsToday())
                    .isFalse();
            assertThat(lan.duties()
                            .of(small.id(), Optional.of(DAY.plusDays(14)))
                            .orElseThrow()
                            .promptsToday())
                    .isTrue();
            assertThat(lan.duties()
                            .pressing(Optional.of(lan.userId()), Optional.of(DAY.plusDays(12)), 100, Optional.empty())
                            .orElseThrow()
                            .items())
                    .extracting(CustomerDuties::name)
                    .containsExactly("Large", "Small");
            Customer told = lan.customers()
                    .fill(small.id(), small.version(), Map.of("needs", "pumps"))
                    .orElseThrow();
            assertThat(lan.duties()
                            .of(told.id(), Optional.empty())
                            .orElseThrow()
                            .prompts())
                    .noneMatch(label -> label.in(Locale.ENGLISH).equals("Ask for: product needs"));
            assertThat(TestCrm.code(test.as("qiu").duties().of(small.id(), Optional.empty())))
                    .contains("shared.not-found");
            assertThat(TestCrm.code(lan.duties().of(small.id(), Optional.of(DAY.minusDays(1)))))
                    .contains("grading.preview-past");
        }
    }

    @Test
    @DisplayName(
            "LIF-06, CUS-12 customers lost by hand and those of lost deals are due; in the pool nobody owes anything")
    void lost() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            Customer gone = lan.customers().create(NewCustomer.named("Gone")).orElseThrow();
            test.as("director")
                    .grades()
                    .setStage(gone.id(), Lifecycle.Stage.LOST, "went to a rival", Optional.empty())
                    .orElseThrow();
            Customer missed =
                    lan.customers().create(NewCustomer.named("Missed")).orElseThrow();
            Opportunity deal = lan.opportunities()
                    .create(NewOpportunity.of("Pumps", missed.id(), Money.cny("5")))
                    .orElseThrow();
            lan.opportunities()
                    .move(deal, Stage.LOST, Evidence.lost("price", "too dear"))
                    .orElseThrow();
            for (Customer each : List.of(gone, missed)) {
                assertThat(duty(lan.duties().of(each.id(), Optional.empty()).orElseThrow(), Kind.REVISIT))
                        .isEqualTo(new Duty(Kind.REVISIT, "LIF-06", LocalDate.of(2026, 6, 2), State.OPEN, 0, 1));
            }
            assertThat(lan.duties()
                            .pressing(Optional.empty(), Optional.of(LocalDate.of(2026, 6, 3)), 100, Optional.empty())
                            .orElseThrow()
                            .items())
                    .hasSize(2);
            Customer fresh = lan.customers().get(gone.id()).orElseThrow();
            lan.pool().release(gone.id(), fresh.version(), "no use").orElseThrow();
            assertThat(test.as("director")
                            .duties()
                            .of(gone.id(), Optional.empty())
                            .orElseThrow()
                            .duties())
                    .isEmpty();
            assertThat(lan.duties()
                            .answer(missed.id(), TestCrm.NOON.minus(Duration.ofHours(25)), Optional.empty())
                            .orElseThrow()
                            .state())
                    .isEqualTo(State.OVERDUE);
        }
    }

    @Test
    @DisplayName(
            "LIF-06 CUS-04 ACC-06 ACC-07 duties and completeness tell nothing of deals that are out of sight, nor of a type behind a wall")
    void unseen() {
        try (TestCrm test = new TestCrm()) {
            CrmSession lan = test.as("lan");
            CrmSession director = test.as("director");
            Customer jade = lan.customers().create(NewCustomer.named("Jade")).orElseThrow();
            CustomerDuties before = lan.duties().of(jade.id(), Optional.empty()).orElseThrow();
            Opportunity deal = director.opportunities()
                    .create(NewOpportunity.of("Pumps", jade.id(), Money.cny("5")))
                    .orElseThrow();
            Opportunity given = director.opportunities()
                    .assign(deal.id(), deal.version(), test.id("rui"))
                    .orElseThrow();
            test.as("rui")
                    .opportunities()
                    .move(given, Stage.LOST, Evidence.lost("price", "too dear"))
                    .orElseThrow();
            assertThat(lan.duties().of(jade.id(), Optional.empty()).orElseThrow())
                    .isEqualTo(before);
            assertThat(duty(director.duties().of(jade.id(), Optional.empty()).orElseThrow(), Kind.REVISIT)
                            .state())
                    .isEqualTo(State.OPEN);

            test.as("admin")
                    .policies()
                    .publish("access: { roles: { sales-rep: { walls: { customer.type: HIDDEN } } } }", "discreet")
                    .orElseThrow();
            Customer.Profile typed = Customer.Profile.named("Onyx").ofType("large");
            Customer onyx = director.customers()
                    .create(NewCustomer.of(typed).ownedBy(test.id("lan")))
                    .orElseThrow();
            assertThat(lan.customers().completeness(onyx.id()).orElseThrow().wanted())
                    .isEqualTo(lan.customers()
                            .completeness(jade.id())
                            .orElseThrow()
                            .wanted());
            assertThat(director.customers()
                            .completeness(onyx.id())
                            .orElseThrow()
                            .wanted())
                    .isEqualTo(80);
            assertThat(lan.duties()
                            .of(onyx.id(), Optional.empty())
                            .orElseThrow()
                            .duties())
                    .isEqualTo(lan.duties()
                            .of(jade.id(), Optional.empty())
                            .orElseThrow()
                            .duties());
        }
    }
}
