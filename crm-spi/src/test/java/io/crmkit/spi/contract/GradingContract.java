package io.crmkit.spi.contract;

/**
 * The whole rule book for grading plugins. A vendor's test is one nearly empty class:
 *
 * <pre>{@code
 * class MyGradingTest implements GradingContract {
 *     public GradingHarness harness() {
 *         return new MyHarness();
 *     }
 * }
 * }</pre>
 *
 * <p>Each clause is one test; its number stands in crm-spi's README and never changes its meaning. A clause about something
 * that the harness does not declare is skipped and says so. How fast a strategy is, is not tested: the core's guard limits it.
 */
public interface GradingContract extends CreationClauses, GradeLawClauses, BatchClauses, FactClauses, GradeClauses {}
