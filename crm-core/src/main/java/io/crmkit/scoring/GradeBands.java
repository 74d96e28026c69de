package io.crmkit.scoring;

import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.PositiveOrZero;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;

/**
 * Grades by amount (SCO-01). Immutable.
 *
 * @param bands the bands; lower bounds are included, and the lowest holds for everything below as well
 */
public record GradeBands(@NotEmpty List<Band> bands) {

    /**
     * A band.
     *
     * @param grade its grade
     * @param from its lower bound, itself included
     */
    public record Band(
            @NotBlank String grade, @NotNull @PositiveOrZero BigDecimal from) {}

    /** Orders the bands, the highest first. */
    public GradeBands {
        bands = bands == null
                ? List.of()
                : bands.stream()
                        .sorted(Comparator.comparing(Band::from).reversed())
                        .toList();
    }

    /** {@return A from 500,000, B from 100,000, C below} */
    public static GradeBands shipped() {
        return new GradeBands(List.of(
                new Band("A", new BigDecimal(500_000)),
                new Band("B", new BigDecimal(100_000)),
                new Band("C", BigDecimal.ZERO)));
    }

    /**
     * The grade of an amount.
     *
     * @param amount the amount
     * @return the grade
     */
    public String grade(BigDecimal amount) {
        return bands.stream()
                .filter(b -> amount.compareTo(b.from()) >= 0)
                .findFirst()
                .orElseGet(() -> bands.get(bands.size() - 1))
                .grade();
    }
}
