package io.crmkit.access.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.worlds.Naive.Twin;
import io.crmkit.spi.storage.InMemoryStore;
import io.crmkit.spi.storage.RecordStore;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine, with its predicates pushed down into the store, against an evaluator that is written from the rules alone. */
public class DifferentialTest {

    /** How many worlds; {@code -Dcrmkit.worlds=10000}, and a million in a long run. */
    private static final int WORLDS = Integer.getInteger("crmkit.worlds", 1_000);

    private static final long SEED = Long.getLong("crmkit.worlds.seed", 20_260_302);

    /** The first difference in so many worlds, each in a tenant of its own. */
    public static Optional<String> difference(int worlds, long seed, Supplier<RecordStore> stores) {
        return difference(worlds, seed, stores, Twin.SOUND);
    }

    private static Optional<String> difference(int worlds, long seed, Supplier<RecordStore> stores, Twin twin) {
        for (int i = 0; i < worlds; i++) {
            long one = seed + i;
            try (Built built = new Built(World.random(new Random(one)), stores.get(), "w" + i)) {
                Optional<String> difference = Comparison.difference(built, twin, one);
                if (difference.isPresent()) {
                    return difference.map(d -> "world " + one + " " + built.world.roles() + " " + built.world.people()
                            + " " + built.world.depts() + ": " + d);
                }
            }
        }
        return Optional.empty();
    }

    @Test
    @DisplayName(
            "ACC-04 ACC-05 ACC-06 ACC-07 engine and rules agree on every answer: get, list, filter, page, search, count, sum, group, edit, explain")
    void agree() {
        long begun = System.nanoTime();
        assertThat(difference(WORLDS, SEED, () -> new InMemoryStore(new InMemoryStore.Space())))
                .isEmpty();
        System.Logger log = System.getLogger(DifferentialTest.class.getName());
        log.log(
                System.Logger.Level.INFO,
                "{0} worlds, {1} answers compared in {2} ms",
                WORLDS,
                Comparison.answers,
                (System.nanoTime() - begun) / 1_000_000);
        assertThat(Comparison.answers).isGreaterThan(WORLDS * 20L);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOUND")
    @DisplayName("a twin that breaks one rule is told from the engine")
    void twins(Twin twin) {
        assertThat(difference(1_000, SEED, () -> new InMemoryStore(new InMemoryStore.Space()), twin))
                .isPresent();
    }
}
