package io.crmkit.spi.contract;

/** What every group of clauses about notification needs: the channel under test. */
public interface ChannelClauses {

    /** {@return how to come by the channel under test} */
    ChannelHarness harness();
}
