package io.crmkit.access.worlds;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.worlds.Naive.Twin;
import io.crmkit.spi.storage.RecordStore;
import java.util.Optional;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The engine, with its predicates pushed down into the store, against an evaluator that is written from the rules alone. */
public class DifferentialTest {

    /**
     * How many worlds; {@code -Dcrmkit.worlds=1000000} in a long run. The seeds of worlds follow each other from {@code
     * -Dcrmkit.worlds.seed} on, so that a long run can be done in parts: 100,000 worlds from seed S on, then 100,000 from S + 100,000.
     */
    private static final int WORLDS = Integer.getInteger("crmkit.worlds", 10_000);

    private static final long SEED = Long.getLong("crmkit.worlds.seed", 20_260_302);

    /** The first difference in so many worlds, each in a tenant of its own. */
    public static Optional<String> difference(int worlds, long seed, Supplier<RecordStore> stores) {
        return difference(worlds, seed, stores, Twin.SOUND);
    }

    private static Optional<String> difference(int worlds, long seed, Supplier<RecordStore> stores, Twin twin) {
        return IntStream.range(0, worlds)
                .parallel()
                .mapToObj(i -> inWorld(i, seed + i, stores, twin))
                .flatMap(Optional::stream)
                .findAny();
    }

    private static Optional<String> inWorld(int tenant, long seed, Supplier<RecordStore> stores, Twin twin) {
        try (Built built = new Built(World.random(new Random(seed)), stores.get(), "w" + tenant)) {
            return Comparison.difference(built, twin, seed)
                    .map(d -> "world " + seed + " " + built.world.roles() + " " + built.world.people() + " "
                            + built.world.depts() + ": " + d);
        }
    }

    @Test
    @DisplayName(
            "ACC-04 ACC-05 ACC-06 ACC-07 engine and rules agree on every answer: get, list, filter, page, search, count, sum, group, export, edit, explain")
    void agree() {
        long begun = System.nanoTime();
        assertThat(difference(WORLDS, SEED, Stores::memory)).isEmpty();
        System.Logger log = System.getLogger(DifferentialTest.class.getName());
        log.log(
                System.Logger.Level.INFO,
                "{0} worlds, {1} answers compared in {2} ms",
                WORLDS,
                Comparison.ANSWERS.sum(),
                (System.nanoTime() - begun) / 1_000_000);
        assertThat(Comparison.ANSWERS.sum()).isGreaterThan(WORLDS * 30L);
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOUND")
    @DisplayName("a twin that breaks one rule is told from the engine")
    void twins(Twin twin) {
        assertThat(difference(1_000, SEED, Stores::memory, twin)).isPresent();
    }
}
