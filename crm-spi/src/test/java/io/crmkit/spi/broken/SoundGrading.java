package io.crmkit.spi.broken;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.GradingHarness;
import io.crmkit.spi.contract.WrongParameters;
import io.crmkit.spi.grading.AmountBasis;
import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.grading.Subject;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A grading plugin that is right in everything; what is broken overrides one thing. */
public class SoundGrading implements GradingStrategyProvider {

    /** As ServiceLoader wants it. */
    public SoundGrading() {}

    @Override
    public String id() {
        return "sound";
    }

    @Override
    public GradingStrategy create(Parameters parameters) {
        return new Strategy(floor(parameters), parameters.integer("days", 90, 1, 3_650));
    }

    static BigDecimal floor(Parameters parameters) {
        BigDecimal floor = parameters.decimal("floor");
        if (floor.signum() <= 0) {
            throw new IllegalArgumentException("parameter 'floor' is " + floor + "; allowed is more than 0");
        }
        return floor;
    }

    /** Grades by amount; silence costs half of the score. */
    static class Strategy implements GradingStrategy {
        final BigDecimal floor;
        private final int days;

        Strategy(BigDecimal floor, int days) {
            this.floor = floor;
            this.days = days;
        }

        @Override
        public Grade grade(Subject subject) {
            boolean reached = subject.amount(AmountBasis.TRAILING_12_MONTHS).compareTo(floor) >= 0;
            boolean recent = subject.lastPurchase()
                    .filter(last -> !last.isBefore(subject.asOf().minusDays(days)))
                    .isPresent();
            boolean retail = subject.fact("industry").filter("retail"::equals).isPresent();
            return Grade.of(reached ? "A" : "C")
                    .scored(recent ? (retail ? 100 : 80) : 40)
                    .because(
                            reached ? "\u91D1\u989D\u8FBE\u6807" : "\u91D1\u989D\u672A\u8FBE\u6807",
                            reached ? "reached" : "not reached");
        }
    }

    /** Declares all that can be declared. */
    static class Harness implements GradingHarness {

        private final GradingStrategyProvider provider;

        Harness() {
            this(new SoundGrading());
        }

        Harness(GradingStrategyProvider provider) {
            this.provider = provider;
        }

        @Override
        public GradingStrategyProvider provider() {
            return provider;
        }

        @Override
        public Parameters parameters() {
            return Parameters.of(Map.of("floor", "100000", "days", "90"));
        }

        @Override
        public List<WrongParameters> wrongParameters() {
            return List.of(
                    WrongParameters.missing(parameters(), "floor"),
                    WrongParameters.value(parameters(), "floor", "much"),
                    WrongParameters.value(parameters(), "days", "0"));
        }

        @Override
        public Set<String> facts() {
            return Set.of("industry");
        }

        @Override
        public Optional<List<String>> grades() {
            return Optional.of(List.of("C", "A"));
        }

        @Override
        public boolean risesWithAmount() {
            return true;
        }

        @Override
        public Optional<ClassLoader> discovery() {
            return Optional.of(ServicesOf.contract(GradingStrategyProvider.class, provider.getClass()));
        }
    }
}
