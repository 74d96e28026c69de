package io.crmkit.scoring;

import io.crmkit.scoring.Scorecard.Criterion;
import io.crmkit.scoring.Scorecard.Points;
import io.crmkit.shared.Figures;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.Grade.Reason;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.grading.Subject;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The shipped strategy {@code scorecard}: a weighted scorecard as data (SCO-03). */
public final class ScorecardGrading implements GradingStrategyProvider {

    /** Its id. */
    public static final String ID = "scorecard";

    /** How much of a fact a reason shows: facts come from outside and may be long. */
    private static final int SHOWN = 60;

    /**
     * Its settings.
     *
     * @param basis over which time amounts are added up when a criterion does not say
     * @param scorecard the criteria and grades
     */
    public record Settings(
            @NotNull AmountBasis basis, @Valid @NotNull Scorecard scorecard) {}

    private record Scored(int points, Reason reason) {}

    /** A criterion with its texts. */
    private record Line(Criterion criterion, AmountBasis basis, ReasonText text, Reason unknown) {

        static Line of(Criterion criterion, AmountBasis basis) {
            return new Line(
                    criterion,
                    criterion.basis().orElse(basis),
                    ReasonText.of("grading.scorecard.points", 2, criterion.name(), criterion.weight()),
                    ReasonText.of("grading.scorecard.unknown", 0, criterion.name(), criterion.weight())
                            .with());
        }

        Scored scored(Subject subject) {
            Optional<String> value = value(subject);
            if (value.isEmpty()) {
                return new Scored(0, unknown);
            }
            int points = points(value.get());
            return new Scored(points, text.with(shown(subject, value.get()), Integer.toString(points)));
        }

        private Optional<String> value(Subject subject) {
            return switch (criterion.of()) {
                case AMOUNT -> Optional.of(subject.amount(basis).toPlainString());
                case PURCHASES -> Optional.of(Long.toString(subject.purchases()));
                case DAYS_SINCE_LAST -> daysSince(subject.lastPurchase(), subject.asOf());
                case DAYS_SINCE_FIRST -> daysSince(subject.firstPurchase(), subject.asOf());
                case FACT -> criterion.fact().flatMap(subject::fact);
            };
        }

        private static Optional<String> daysSince(Optional<LocalDate> day, LocalDate asOf) {
            return day.map(d -> Long.toString(ChronoUnit.DAYS.between(d, asOf)));
        }

        private int points(String value) {
            Optional<BigDecimal> number = number(value);
            for (Points step : criterion.points()) {
                boolean reached = step.from().isPresent()
                        ? number.isPresent()
                                && number.get().compareTo(step.from().get()) >= 0
                        : step.is().contains(value);
                if (reached) {
                    return step.points();
                }
            }
            return 0;
        }

        private static Optional<BigDecimal> number(String value) {
            try {
                return value.length() > SHOWN ? Optional.empty() : Optional.of(new BigDecimal(value));
            } catch (NumberFormatException e) {
                return Optional.empty();
            }
        }

        /** As people read it; what a fact from outside means is not known here, so it stays as it is. */
        private String shown(Subject subject, String value) {
            return switch (criterion.of()) {
                case AMOUNT -> Figures.amount(subject.amount(basis)) + " " + subject.currency();
                case PURCHASES, DAYS_SINCE_LAST, DAYS_SINCE_FIRST -> Figures.count(Long.parseLong(value));
                case FACT -> shortened(value);
            };
        }

        private static String shortened(String value) {
            return value.length() <= SHOWN ? value : value.substring(0, value.offsetByCodePoints(0, SHOWN / 2)) + "…";
        }
    }

    @Override
    public String id() {
        return ID;
    }

    @Override
    public GradingStrategy create(Parameters parameters) {
        return of(StrategySettings.read(parameters, Settings.class));
    }

    /**
     * The strategy, for those who need no plugin.
     *
     * @param settings its settings
     * @return the strategy; it gives a score and a reason for each criterion
     */
    public static GradingStrategy of(Settings settings) {
        List<Line> lines = settings.scorecard().criteria().stream()
                .map(criterion -> Line.of(criterion, settings.basis()))
                .toList();
        int weights = lines.stream().mapToInt(line -> line.criterion().weight()).sum();
        return subject -> {
            List<Reason> reasons = new ArrayList<>(lines.size());
            long sum = 0;
            for (Line line : lines) {
                Scored scored = line.scored(subject);
                sum += (long) scored.points() * line.criterion().weight();
                reasons.add(scored.reason());
            }
            BigDecimal score = BigDecimal.valueOf(sum).divide(BigDecimal.valueOf(weights), 2, RoundingMode.HALF_EVEN);
            return new Grade(settings.scorecard().grades().grade(score), score.doubleValue(), reasons);
        };
    }
}
