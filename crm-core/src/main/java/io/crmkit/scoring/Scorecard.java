package io.crmkit.scoring;

import io.crmkit.shared.Label;
import io.crmkit.spi.grading.AmountBasis;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A weighted scorecard as data (SCO-03): each criterion gives 0 to 100 points, the weighted mean is the score.
 *
 * @param criteria the criteria, 1 to 30
 * @param grades the grade of a score
 */
public record Scorecard(
        @Size(min = 1, max = 30) List<@Valid Criterion> criteria,
        @Valid @NotNull GradeBands grades) {

    /** What a criterion looks at. */
    public enum Of {
        /** An amount, over the criterion's basis or else the policy's. */
        AMOUNT,
        /** How many purchases are known. */
        PURCHASES,
        /** Days since the last purchase. */
        DAYS_SINCE_LAST,
        /** Days since the first purchase. */
        DAYS_SINCE_FIRST,
        /** A fact, as a text or as a number. */
        FACT
    }

    /**
     * A criterion.
     *
     * @param name what people call it
     * @param of what it looks at
     * @param basis over which time an amount is added up, if not over the policy's
     * @param fact which fact, when it looks at one
     * @param weight how much it counts, 1 to 100
     * @param points what gives how many points; nothing else gives any
     */
    public record Criterion(
            @NotNull Label name,
            @NotNull Of of,
            Optional<AmountBasis> basis,
            Optional<String> fact,
            @Min(1) @Max(100) int weight,
            @Size(min = 1, max = 50) List<@Valid Points> points) {

        /** Orders the points and refuses a fact without a name. */
        public Criterion {
            basis = basis == null ? Optional.empty() : basis;
            fact = fact == null ? Optional.empty() : fact;
            points = points == null
                    ? List.of()
                    : points.stream()
                            .sorted(Comparator.comparing(
                                    (Points p) -> p.from().orElse(null),
                                    Comparator.nullsLast(Comparator.reverseOrder())))
                            .toList();
            if ((of == Of.FACT) != fact.isPresent()) {
                throw new IllegalArgumentException("a criterion names a fact if it looks at a FACT, and only then");
            }
        }
    }

    /**
     * What gives points: a number that is reached, or one of some texts.
     *
     * @param from the number, itself included; the highest one reached counts
     * @param is the texts
     * @param points how many, 0 to 100
     */
    public record Points(
            Optional<BigDecimal> from,
            List<String> is,
            @Min(0) @Max(100) int points) {

        /** Refuses both and neither. */
        public Points {
            from = from == null ? Optional.empty() : from;
            is = is == null ? List.of() : List.copyOf(is);
            if (from.isPresent() != is.isEmpty()) {
                throw new IllegalArgumentException("points are given for a number (from) or for texts (is)");
            }
        }

        static Points from(long number, int points) {
            return new Points(Optional.of(BigDecimal.valueOf(number)), List.of(), points);
        }
    }

    /** {@return amount 50, purchases 25 and days since the last purchase 25; A from 70, B from 40} */
    public static Scorecard shipped() {
        return new Scorecard(
                List.of(
                        criterion(
                                "金额",
                                "amount",
                                Of.AMOUNT,
                                50,
                                Points.from(500_000, 100),
                                Points.from(100_000, 60),
                                Points.from(10_000, 20)),
                        criterion(
                                "购买次数",
                                "purchases",
                                Of.PURCHASES,
                                25,
                                Points.from(12, 100),
                                Points.from(4, 60),
                                Points.from(2, 30)),
                        criterion(
                                "距上次购买天数",
                                "days since the last purchase",
                                Of.DAYS_SINCE_LAST,
                                25,
                                Points.from(181, 0),
                                Points.from(91, 40),
                                Points.from(31, 70),
                                Points.from(0, 100))),
                GradeBands.abc(70, 40));
    }

    private static Criterion criterion(String zh, String en, Of of, int weight, Points... points) {
        return new Criterion(new Label(zh, en), of, Optional.empty(), Optional.empty(), weight, List.of(points));
    }
}
