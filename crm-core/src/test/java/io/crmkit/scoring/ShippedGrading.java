package io.crmkit.scoring;

import io.crmkit.spi.Parameters;
import io.crmkit.spi.contract.GradingHarness;
import io.crmkit.spi.contract.WrongParameters;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The shipped strategies are held to the contract of plugins: what the kit needs to know of each. */
record ShippedGrading(GradingStrategyProvider provider, String document) implements GradingHarness {

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
