package io.crmkit.spi.grading;

import io.crmkit.spi.CrmPlugin;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.PublicApi;

/** A grading plugin (SCO-03). Called through a guard: what it throws or does too slowly costs its own results only. */
@PublicApi(use = PublicApi.Use.IMPLEMENTING, since = "0.1")
public interface GradingStrategyProvider extends CrmPlugin {

    /**
     * Makes a strategy. Called when a policy names the plugin, once or more for each set of parameters, by any thread. What is
     * wrong with the parameters is said here, when a policy is published, and not when somebody is graded.
     *
     * @param parameters thresholds, weights, the place of a model, as the policy document gives them
     * @return the strategy
     * @throws IllegalArgumentException when a parameter is missing or wrong; the message names it
     */
    GradingStrategy create(Parameters parameters);
}
