package io.crmkit.scoring;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * How recency, frequency and monetary value make a score (SCO-03). Each of the three earns as many points as cut points are
 * met; the points, as part of those that could be earned, are weighted into a score from 0 to 100.
 *
 * @param recencyDays days since the last purchase, falling in merit: a point for each that is not exceeded
 * @param frequency numbers of purchases: a point for each that is reached
 * @param monetary amounts: a point for each that is reached
 * @param weights how much each of the three counts
 * @param grades the grade of a score
 */
public record Rfm(
        @NotEmpty List<@NotNull @Min(0) @Max(36_600) Integer> recencyDays,
        @NotEmpty List<@NotNull @Min(1) Integer> frequency,
        @NotEmpty List<@NotNull @PositiveOrZero BigDecimal> monetary,
        @Valid @NotNull Weights weights,
        @Valid @NotNull GradeBands grades) {

    /**
     * Weights.
     *
     * @param recency of recency, 1 to 100
     * @param frequency of frequency, 1 to 100
     * @param monetary of the monetary value, 1 to 100
     */
    public record Weights(
            @Min(1) @Max(100) int recency,
            @Min(1) @Max(100) int frequency,
            @Min(1) @Max(100) int monetary) {}

    /** Copies the cut points and refuses any that do not rise. */
    public Rfm {
        recencyDays = rising("recencyDays", recencyDays);
        frequency = rising("frequency", frequency);
        monetary = rising("monetary", monetary);
    }

    private static <T extends Comparable<T>> List<T> rising(String name, List<T> cuts) {
        List<T> copy = cuts == null ? List.of() : List.copyOf(cuts);
        for (int i = 1; i < copy.size(); i++) {
            if (Comparator.<T>naturalOrder().compare(copy.get(i - 1), copy.get(i)) >= 0) {
                throw new IllegalArgumentException("the cut points of " + name + " must rise: " + copy);
            }
        }
        return copy;
    }

    /** {@return 30 to 365 days, 2 to 12 purchases, 10,000 to 500,000; weights 30, 30 and 40; A from 70, B from 40} */
    public static Rfm shipped() {
        return new Rfm(
                List.of(30, 90, 180, 365),
                List.of(2, 4, 8, 12),
                List.of(
                        BigDecimal.valueOf(10_000),
                        BigDecimal.valueOf(50_000),
                        BigDecimal.valueOf(100_000),
                        BigDecimal.valueOf(500_000)),
                new Weights(30, 30, 40),
                GradeBands.abc(70, 40));
    }
}
