package io.crmkit.scoring;

import io.crmkit.scoring.GradeBands.Band;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The shipped strategy {@code threshold}: grades by amount (SCO-01). */
public final class ThresholdGrading implements GradingStrategyProvider {

    /** Its id. */
    public static final String ID = "threshold";

    /**
     * Its settings.
     *
     * @param basis over which time the amount is added up
     * @param grades the bands
     */
    public record Settings(
            @NotNull AmountBasis basis, @Valid @NotNull GradeBands grades) {}

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
     * @return the strategy; its reasons state amount, basis and bounds
     */
    public static GradingStrategy of(Settings settings) {
        List<Band> bands = settings.grades().bands();
        Label basis = basis(settings.basis());
        List<ReasonText> reasons = new ArrayList<>();
        for (int i = 0; i < bands.size(); i++) {
            reasons.add(reason(bands, i, basis));
        }
        return subject -> {
            BigDecimal amount = subject.amount(settings.basis());
            int place = settings.grades().place(amount);
            return new Grade(
                    bands.get(place).grade(), null, List.of(reasons.get(place).with(amount, subject.currency())));
        };
    }

    private static ReasonText reason(List<Band> bands, int place, Label basis) {
        Band band = bands.get(place);
        if (bands.size() == 1) {
            return ReasonText.of("grading.threshold.only", 2, basis, band.grade());
        }
        if (place == 0) {
            return ReasonText.of("grading.threshold.top", 2, basis, Figures.amount(band.from()), band.grade());
        }
        Band above = bands.get(place - 1);
        return place == bands.size() - 1
                ? ReasonText.of("grading.threshold.lowest", 2, basis, Figures.amount(above.from()), above.grade())
                : ReasonText.of(
                        "grading.threshold.between",
                        2,
                        basis,
                        Figures.amount(band.from()),
                        band.grade(),
                        Figures.amount(above.from()),
                        above.grade());
    }

    static Label basis(AmountBasis basis) {
        return Messages.label(
                "grading.basis." + basis.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
