package io.crmkit.scoring;

import io.crmkit.shared.Figures;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.Grade.Reason;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** The shipped strategy {@code rfm}: recency, frequency and monetary value (SCO-03). */
public final class RfmGrading implements GradingStrategyProvider {

    /** Its id. */
    public static final String ID = "rfm";

    /**
     * Its settings.
     *
     * @param basis over which time the monetary value is added up
     * @param rfm cut points, weights and grades
     */
    public record Settings(
            @NotNull AmountBasis basis, @Valid @NotNull Rfm rfm) {}

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
     * @return the strategy; it gives a score and a reason for each of the three
     */
    public static GradingStrategy of(Settings settings) {
        Rfm rfm = settings.rfm();
        int recencyMost = rfm.recencyDays().size();
        int frequencyMost = rfm.frequency().size();
        int monetaryMost = rfm.monetary().size();
        ReasonText recencyText = ReasonText.of("grading.rfm.recency", 2, recencyMost);
        Reason never = ReasonText.of("grading.rfm.never", 0, recencyMost).with();
        ReasonText frequencyText = ReasonText.of("grading.rfm.frequency", 2, frequencyMost);
        ReasonText monetaryText =
                ReasonText.of("grading.rfm.monetary", 3, monetaryMost, ThresholdGrading.basis(settings.basis()));
        return subject -> {
            Optional<LocalDate> last = subject.lastPurchase();
            long days = last.map(day -> ChronoUnit.DAYS.between(day, subject.asOf()))
                    .orElse(Long.MAX_VALUE);
            BigDecimal amount = subject.amount(settings.basis());
            long recency = rfm.recencyDays().stream().filter(cut -> days <= cut).count();
            long frequency = rfm.frequency().stream()
                    .filter(cut -> subject.purchases() >= cut)
                    .count();
            long monetary = rfm.monetary().stream()
                    .filter(cut -> amount.compareTo(cut) >= 0)
                    .count();
            BigDecimal score = score(rfm, recency, frequency, monetary);
            return new Grade(
                    rfm.grades().grade(score),
                    score.doubleValue(),
                    List.of(
                            last.isPresent() ? recencyText.with(Figures.count(days), Long.toString(recency)) : never,
                            frequencyText.with(Figures.count(subject.purchases()), Long.toString(frequency)),
                            monetaryText.with(Figures.amount(amount), subject.currency(), Long.toString(monetary))));
        };
    }

    /** Rounded before it is graded, so that the score shown and the grade agree. */
    private static BigDecimal score(Rfm rfm, long recency, long frequency, long monetary) {
        Rfm.Weights w = rfm.weights();
        long r = rfm.recencyDays().size();
        long f = rfm.frequency().size();
        long m = rfm.monetary().size();
        long earned =
                recency * w.recency() * f * m + frequency * w.frequency() * r * m + monetary * w.monetary() * r * f;
        long most = (long) (w.recency() + w.frequency() + w.monetary()) * r * f * m;
        return BigDecimal.valueOf(100 * earned).divide(BigDecimal.valueOf(most), 2, RoundingMode.HALF_EVEN);
    }
}
