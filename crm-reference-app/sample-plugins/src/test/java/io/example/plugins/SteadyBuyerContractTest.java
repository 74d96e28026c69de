package io.example.plugins;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.GradingContract;
import io.crmkit.spi.contract.GradingHarness;
import io.crmkit.spi.contract.WrongParameters;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;

@DisplayName("the plugin steady-buyer keeps the contract")
class SteadyBuyerContractTest implements GradingContract, GradingHarness {

    @Override
    public GradingHarness harness() {
        return this;
    }

    @Override
    public GradingStrategyProvider provider() {
        return new SteadyBuyerGrading();
    }

    @Override
    public Parameters parameters() {
        return Parameters.of(Map.of(
                "floor-a", "500000",
                "floor-b", "100000.00",
                "purchases", "3",
                "regular-days", "60",
                "recent-days", "90",
                "lost-days", "365"));
    }

    @Override
    public List<WrongParameters> wrongParameters() {
        return List.of(
                WrongParameters.missing(parameters(), "floor-a"),
                WrongParameters.missing(parameters(), "floor-b"),
                WrongParameters.value(parameters(), "floor-a", "much"),
                WrongParameters.value(parameters(), "floor-a", "99999.99"),
                WrongParameters.value(parameters(), "floor-b", "0"),
                WrongParameters.value(parameters(), "floor-b", "1E15"),
                WrongParameters.value(parameters(), "purchases", "1"),
                WrongParameters.value(parameters(), "regular-days", "3651"),
                WrongParameters.value(parameters(), "recent-days", "365"),
                WrongParameters.value(parameters(), "lost-days", "1.5"),
                WrongParameters.value(parameters(), "flor-a", "500000"));
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
