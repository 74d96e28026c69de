package io.crmkit.scoring;

import io.crmkit.spi.contract.GradingContract;
import io.crmkit.spi.contract.GradingHarness;
import org.junit.jupiter.api.DisplayName;

@DisplayName("SCO-03 the shipped strategy scorecard keeps the contract of plugins")
class ScorecardContractTest implements GradingContract {

    @Override
    public GradingHarness harness() {
        return new ShippedGrading(new ScorecardGrading(), "scoring: { strategy: { id: scorecard } }");
    }
}
