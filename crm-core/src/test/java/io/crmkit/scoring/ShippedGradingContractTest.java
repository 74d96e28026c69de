package io.crmkit.scoring;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.GradingContract;
import io.crmkit.spi.contract.GradingHarness;
import io.crmkit.spi.contract.WrongParameters;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;

/** The shipped strategies keep the contract that plugins are held to. */
class ShippedGradingContractTest {

    private record Shipped(GradingStrategyProvider provider, String document) implements GradingHarness {

        @Override
        public Parameters parameters() {
            return Policies.scoring(document).parameters();
        }

        @Override
        public List<WrongParameters> wrongParameters() {
            return parameters().asMap().keySet().stream()
                    .map(name -> WrongParameters.value(parameters(), name, "{ no such thing"))
                    .toList();
        }

        @Override
        public Set<String> facts() {
            return Set.of("industry", "satisfaction");
        }

        @Override
        public Optional<List<String>> grades() {
            return Optional.of(List.of("C", "B", "A"));
        }

        @Override
        public boolean risesWithAmount() {
            return true;
        }
    }

    @DisplayName("SCO-03 threshold keeps the contract")
    static class ThresholdContractTest implements GradingContract {
        @Override
        public GradingHarness harness() {
            return new Shipped(new ThresholdGrading(), "");
        }
    }

    @DisplayName("SCO-03 rfm keeps the contract")
    static class RfmContractTest implements GradingContract {
        @Override
        public GradingHarness harness() {
            return new Shipped(new RfmGrading(), "scoring: { strategy: { id: rfm } }");
        }
    }

    @DisplayName("SCO-03 scorecard keeps the contract")
    static class ScorecardContractTest implements GradingContract {
        @Override
        public GradingHarness harness() {
            return new Shipped(new ScorecardGrading(), "scoring: { strategy: { id: scorecard } }");
        }
    }
}
