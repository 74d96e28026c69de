package io.crmkit.spi.contract;

/**
 * The whole rule book for stores. A vendor's test is one nearly empty class:
 *
 * <pre>{@code
 * class MyStoreTest implements StorageContract {
 *     public StoreHarness harness() {
 *         return new MyHarness();
 *     }
 * }
 * }</pre>
 *
 * <p>Each clause is one test; its number stands in crm-spi's README and never changes its meaning. A clause that needs a
 * {@link io.crmkit.spi.storage.Capability} which the store does not declare is skipped, and clauses S180 to S186 prove
 * that the store refuses what it does not declare. A store may answer RETRY or {@link
 * io.crmkit.spi.storage.CommitResult.Unknown}; the kit then does what the core does: it tries again, or resolves.
 */
public interface StorageContract
        extends ChangeClauses,
                UniqueClauses,
                AtomicityClauses,
                ReceiptClauses,
                RaceClauses,
                ValueClauses,
                FilterClauses,
                PageClauses,
                ScopeClauses,
                TallyClauses,
                TenantClauses,
                SchemaClauses,
                CapabilityClauses,
                SnapshotClauses,
                LifeClauses,
                ModelClauses {}
