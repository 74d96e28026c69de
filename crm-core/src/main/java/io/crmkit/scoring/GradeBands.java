package io.crmkit.scoring;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Grades by amount, or by score (SCO-01). Immutable.
 *
 * @param bands the bands; lower bounds are included, and the lowest holds for everything below as well
 */
public record GradeBands(@NotEmpty List<@Valid Band> bands) {

    /**
     * A band.
     *
     * @param grade its grade, at most 16 characters
     * @param from its lower bound, itself included
     */
    public record Band(
            @NotBlank @Size(max = 16) String grade,
            @NotNull @PositiveOrZero BigDecimal from) {}

    /** Orders the bands, the highest first, and refuses two of the same grade or the same bound. */
    public GradeBands {
        bands = bands == null
                ? List.of()
                : bands.stream()
                        .sorted(Comparator.comparing(Band::from, Comparator.nullsLast(Comparator.reverseOrder())))
                        .toList();
        Set<Object> seen = new HashSet<>();
        for (Band band : bands) {
            if (!seen.add(band.grade())
                    || (band.from() != null && !seen.add(band.from().stripTrailingZeros()))) {
                throw new IllegalArgumentException(
                        "two bands have the same grade or the same bound: " + band.grade() + " from " + band.from());
            }
        }
    }

    /** {@return A from 500,000, B from 100,000, C below} */
    public static GradeBands shipped() {
        return abc(500_000, 100_000);
    }

    /**
     * A, B and C.
     *
     * @param a the lower bound of A
     * @param b the lower bound of B; C is below
     * @return the bands
     */
    public static GradeBands abc(long a, long b) {
        return new GradeBands(List.of(
                new Band("A", BigDecimal.valueOf(a)),
                new Band("B", BigDecimal.valueOf(b)),
                new Band("C", BigDecimal.ZERO)));
    }

    /**
     * The grade of an amount.
     *
     * @param amount the amount
     * @return the grade
     */
    public String grade(BigDecimal amount) {
        return bands.get(place(amount)).grade();
    }

    /** The place of the band of an amount, 0 for the highest. */
    int place(BigDecimal amount) {
        int last = bands.size() - 1;
        for (int i = 0; i < last; i++) {
            if (amount.compareTo(bands.get(i).from()) >= 0) {
                return i;
            }
        }
        return last;
    }
}
