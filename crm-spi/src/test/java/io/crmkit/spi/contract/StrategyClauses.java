package io.crmkit.spi.contract;

/** What every group of clauses about grading needs: the strategy under test. */
public interface StrategyClauses {

    /** {@return how to come by the strategy under test} */
    GradingHarness harness();
}
