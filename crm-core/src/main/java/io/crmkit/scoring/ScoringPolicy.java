package io.crmkit.scoring;

import io.crmkit.policy.PluginLimits;
import io.crmkit.policy.PolicySection;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.grading.AmountBasis;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The section {@code scoring} of the policy document.
 *
 * @param grades customer grades by amount, for the strategy {@code threshold} (SCO-01)
 * @param strategy which strategy is in force (SCO-03)
 * @param basis over which time amounts are added up (SCO-01)
 * @param source what amounts are added up from
 * @param rfm cut points, weights and grades of the strategy {@code rfm}
 * @param scorecard criteria and grades of the strategy {@code scorecard}
 * @param silence when a customer is silent (LIF-04, LIF-05, LIF-08)
 * @param lifecycle when a customer goes from stage to stage (LIF-01)
 * @param guard what grading plugins are granted
 */
public record ScoringPolicy(
        @Valid @NotNull GradeBands grades,
        @Valid @NotNull StrategyChoice strategy,
        @NotNull AmountBasis basis,
        @NotNull AmountSource source,
        @Valid @NotNull Rfm rfm,
        @Valid @NotNull Scorecard scorecard,
        @Valid @NotNull SilencePolicy silence,
        @Valid @NotNull LifecyclePolicy lifecycle,
        @Valid @NotNull PluginLimits guard) {

    private static final List<String> SHIPPED = List.of(ThresholdGrading.ID, RfmGrading.ID, ScorecardGrading.ID);

    /** The section with the shipped settings. */
    public static final PolicySection<ScoringPolicy> SECTION = new PolicySection<>(
            "scoring",
            ScoringPolicy.class,
            new ScoringPolicy(
                    GradeBands.shipped(),
                    new StrategyChoice(ThresholdGrading.ID, Map.of()),
                    AmountBasis.TRAILING_12_MONTHS,
                    AmountSource.PURCHASES,
                    Rfm.shipped(),
                    Scorecard.shipped(),
                    SilencePolicy.shipped(),
                    LifecyclePolicy.shipped(),
                    PluginLimits.shipped()),
            List.of(
                    new PolicySection.Part("grades", false),
                    new PolicySection.Part("strategy", true), // parameters of another plugin are of no use to this one
                    new PolicySection.Part("basis", false),
                    new PolicySection.Part("rfm", false),
                    new PolicySection.Part("scorecard", false),
                    new PolicySection.Part("silence", false),
                    new PolicySection.Part("lifecycle", false)));

    /** The settings that decide a grade. */
    public static final Set<String> GRADE_MADE_BY =
            Set.of("scoring.grades", "scoring.strategy", "scoring.basis", "scoring.rfm", "scoring.scorecard");

    /** Refuses parts that contradict each other. */
    public ScoringPolicy {
        if (strategy != null
                && SHIPPED.contains(strategy.id())
                && !strategy.parameters().isEmpty()) {
            throw new IllegalArgumentException("the strategy " + strategy.id() + " takes no parameters; it reads "
                    + "basis and its own part: grades, rfm or scorecard");
        }
        if (silence != null && lifecycle != null && lifecycle.lostMonths() < silence.atRiskMonths()) {
            throw new IllegalArgumentException("lifecycle.lostMonths " + lifecycle.lostMonths()
                    + " is below silence.atRiskMonths " + silence.atRiskMonths());
        }
    }

    /** {@return what the strategy in force is created with} */
    public Parameters parameters() {
        return switch (strategy.id()) {
            case ThresholdGrading.ID -> StrategySettings.write(new ThresholdGrading.Settings(basis, grades));
            case RfmGrading.ID -> StrategySettings.write(new RfmGrading.Settings(basis, rfm));
            case ScorecardGrading.ID -> StrategySettings.write(new ScorecardGrading.Settings(basis, scorecard));
            default -> Parameters.of(strategy.parameters());
        };
    }

    /** {@return the grades that the strategy in force gives, the best first; none when a plugin of others is in force} */
    public List<String> knownGrades() {
        Optional<GradeBands> bands = switch (strategy.id()) {
            case ThresholdGrading.ID -> Optional.of(grades);
            case RfmGrading.ID -> Optional.of(rfm.grades());
            case ScorecardGrading.ID -> Optional.of(scorecard.grades());
            default -> Optional.empty();
        };
        return bands.map(b -> b.bands().stream().map(GradeBands.Band::grade).toList())
                .orElse(List.of());
    }
}
