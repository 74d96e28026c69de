package io.crmkit.scoring;

import io.crmkit.spi.contract.GradingContract;
import io.crmkit.spi.contract.GradingHarness;
import org.junit.jupiter.api.DisplayName;

@DisplayName("SCO-03 the shipped strategy rfm keeps the contract of plugins")
class RfmContractTest implements GradingContract {

    @Override
    public GradingHarness harness() {
        return new ShippedGrading(new RfmGrading(), "scoring: { strategy: { id: rfm } }");
    }
}
