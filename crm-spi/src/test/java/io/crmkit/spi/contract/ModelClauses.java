package io.crmkit.spi.contract;

import io.crmkit.spi.storage.Capability;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AddLifecycleHook;

/**
 * The random comparison with the reference store. The system property {@code crmkit.contract.tries} says how many
 * sequences are tried, 25 by default; a failure is shrunk and prints the seed that repeats it.
 */
public interface ModelClauses extends Clauses {

    @Property
    @AddLifecycleHook(Tries.class)
    @Label("S210 whatever is done to it, the store answers as the reference store does")
    default void answersAsTheReferenceStore(@ForAll("steps") List<ModelStep> steps) {
        try (Bench bench = Bench.open(harness());
                RecordStore oracle = new InMemoryStore()) {
            oracle.prepare(bench.types());
            ModelRun run = new ModelRun(bench, oracle);
            for (ModelStep step : steps) {
                run.take(step);
            }
            run.compareEverything();
            if (bench.profile.can(Capability.DURABLE)) {
                bench.reopen();
                run.compareEverything();
            }
        }
    }

    @Provide
    default Arbitrary<List<ModelStep>> steps() {
        Arbitrary<Integer> percent = Arbitraries.integers().between(0, 99);
        Arbitrary<Integer> seed = Arbitraries.integers().between(0, 1_000_000);
        return Combinators.combine(percent, seed)
                .as(ModelStep::new)
                .list()
                .ofMinSize(20)
                .ofMaxSize(80);
    }
}
