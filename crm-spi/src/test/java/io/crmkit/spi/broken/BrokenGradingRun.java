package io.crmkit.spi.broken;

import io.crmkit.spi.contract.GradingContract;
import io.crmkit.spi.contract.GradingHarness;
import java.util.function.Supplier;

/** The kit against a grading plugin that another test chose. Not named like a test, so that it does not run by itself. */
class BrokenGradingRun implements GradingContract {

    /** What is tested; the tests run one after the other. */
    static volatile Supplier<GradingHarness> broken = SoundGrading.Harness::new;

    @Override
    public GradingHarness harness() {
        return broken.get();
    }
}
