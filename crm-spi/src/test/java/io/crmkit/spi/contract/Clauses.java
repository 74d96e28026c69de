package io.crmkit.spi.contract;

/** What every group of clauses needs: the store under test. */
public interface Clauses {

    /** {@return how to come by the store under test} */
    StoreHarness harness();
}
