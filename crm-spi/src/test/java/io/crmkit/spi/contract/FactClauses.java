package io.crmkit.spi.contract;

import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Whatever is known of a subject, or not known, it is graded: what a strategy cannot read is as good as unknown. */
public interface FactClauses extends StrategyClauses {

    @Test
    @DisplayName("G30 a subject of which nothing is known is graded")
    default void nothingKnown() {
        GradingBench bench = GradingBench.open(harness());
        bench.grade(Subjects.unknown("nobody"));
        bench.gradeAll(List.of(Subjects.unknown("a"), Subjects.unknown("b")));
    }

    @Test
    @DisplayName("G31 amounts by every basis may be missing, zero, negative, fractional and huge")
    default void anyAmount() {
        GradingBench bench = GradingBench.open(harness());
        for (BigDecimal amount : Subjects.AMOUNTS) {
            bench.grade(Subjects.withAmounts(Subjects.ordinary(), Subjects.everyBasis(amount)));
            bench.grade(Subjects.withAmounts(Subjects.unknown("nobody"), Subjects.everyBasis(amount)));
            for (AmountBasis basis : AmountBasis.values()) {
                bench.grade(Subjects.withAmounts(Subjects.ordinary(), Map.of(basis, amount)));
            }
        }
    }

    @Test
    @DisplayName("G32 purchases may be none or many, on the day of grading or long ago, and their days unknown")
    default void anyPurchases() {
        GradingBench bench = GradingBench.open(harness());
        List<Integer> ages = new ArrayList<>(Subjects.AGES);
        ages.add(null);
        for (Integer first : ages) {
            for (Integer last : ages) {
                if (first == null || last == null || first >= last) {
                    for (long purchases : Subjects.PURCHASES) {
                        bench.grade(Subjects.with(
                                new BigDecimal("100000.00"), purchases, last(last), last(first), Map.of()));
                    }
                }
            }
        }
        Subject s = Subjects.ordinary();
        for (LocalDate day : Subjects.DAYS) {
            bench.grade(new Subject(
                    s.kind(), s.id(), day, s.currency(), s.amounts(), 2, LocalDate.of(1, 1, 1), day, s.facts()));
        }
    }

    @Test
    @DisplayName("G33 facts may be unknown, missing, of the wrong form, very long and of any characters")
    default void anyFacts() {
        GradingBench bench = GradingBench.open(harness());
        for (String name : bench.subjects.factNames()) {
            for (String value : Subjects.FACT_VALUES) {
                bench.grade(Subjects.with(new BigDecimal("100000.00"), 3, 10, 300, Map.of(name, value)));
            }
        }
    }

    @Test
    @DisplayName("G34 subjects may be of every kind and currency and have any id")
    default void anySubject() {
        GradingBench bench = GradingBench.open(harness());
        Subject s = Subjects.ordinary();
        for (String kind : Subjects.KINDS) {
            for (String currency : Subjects.CURRENCIES) {
                for (String id : Subjects.IDS) {
                    bench.grade(new Subject(
                            kind,
                            id,
                            s.asOf(),
                            currency,
                            s.amounts(),
                            s.purchases(),
                            s.firstPurchaseOrNull(),
                            s.lastPurchaseOrNull(),
                            s.facts()));
                }
            }
        }
    }

    @Property
    @AddLifecycleHook(Tries.Many.class)
    @Label("G35 whatever of this comes together, the subject is graded, and in a form that can be stored")
    default void anyCombination(@ForAll("subjectDice") List<Integer> dice) {
        GradingBench bench = GradingBench.open(harness());
        GradeClauses.assertInForm(bench.grade(
                bench.subjects.of(dice.stream().mapToInt(Integer::intValue).toArray())));
    }

    @Provide
    default Arbitrary<List<Integer>> subjectDice() {
        return Arbitraries.integers().between(0, Subjects.SIDES).list().ofSize(Subjects.DICE);
    }

    private static Integer last(Integer days) {
        return days != null && days > 700_000 ? Integer.valueOf(700_000) : days;
    }
}
