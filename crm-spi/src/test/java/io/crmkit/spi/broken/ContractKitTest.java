package io.crmkit.spi.broken;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.spi.broken.Breaks.Break;
import io.crmkit.spi.storage.RecordStore;
import java.lang.reflect.Method;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The kit itself is tested: a store that is broken in one way must fail the clause about it. */
class ContractKitTest {

    @TestFactory
    @DisplayName("each broken store fails the clause that is about it")
    Stream<DynamicTest> eachBrokenStoreFailsItsClause() {
        return Breaks.all().stream()
                .map(broken -> DynamicTest.dynamicTest(
                        broken.clause() + " notices: " + broken.name(),
                        () -> assertThat(failures(
                                        broken.store(), ClauseRun.group(BrokenStoreRun.class, broken.clause())))
                                .as("clauses that failed")
                                .contains(broken.clause())));
    }

    @Test
    @DisplayName("a sound store, wrapped as the broken ones are, fails no clause")
    void aSoundStoreFailsNone() {
        assertThat(failures(Sound::new, ClauseRun.clauses(BrokenStoreRun.class)))
                .isEmpty();
    }

    @Test
    @DisplayName("there are at least 40 broken stores, each broken in a way of its own")
    void enoughBrokenStores() {
        List<String> names = Breaks.all().stream().map(Break::name).toList();
        assertThat(new HashSet<>(names)).hasSameSizeAs(names).hasSizeGreaterThanOrEqualTo(40);
    }

    /** Runs clauses against a store and answers the numbers of those that failed. */
    private static Set<String> failures(Function<RecordStore, RecordStore> store, List<Method> clauses) {
        BrokenStoreRun.broken = store;
        try {
            return ClauseRun.of(BrokenStoreRun.class, clauses).failed().keySet();
        } finally {
            BrokenStoreRun.broken = Sound::new;
        }
    }
}
