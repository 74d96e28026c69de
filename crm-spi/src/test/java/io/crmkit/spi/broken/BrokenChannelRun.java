package io.crmkit.spi.broken;

import io.crmkit.spi.contract.ChannelHarness;
import io.crmkit.spi.contract.NotificationContract;
import java.util.function.Supplier;

/** The kit against a channel that another test chose. Not named like a test, so that it does not run by itself. */
class BrokenChannelRun implements NotificationContract {

    /** What is tested; the tests run one after the other. */
    static volatile Supplier<ChannelHarness> broken = SoundChannel.Harness::new;

    @Override
    public ChannelHarness harness() {
        return broken.get();
    }
}
