package io.crmkit.spi.broken;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.crmkit.spi.broken.Breaks.Break;
import io.crmkit.spi.storage.RecordStore;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import net.jqwik.api.Label;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** The kit itself is tested: a store that is broken in one way must fail the clause about it. */
class ContractKitTest {

    @TestFactory
    @DisplayName("each broken store fails the clause that is about it")
    Stream<DynamicTest> eachBrokenStoreFailsItsClause() {
        return Breaks.all().stream()
                .map(broken -> DynamicTest.dynamicTest(
                        broken.clause() + " notices: " + broken.name(),
                        () -> assertThat(failures(broken.store(), group(broken.clause())))
                                .as("clauses that failed")
                                .contains(broken.clause())));
    }

    @Test
    @DisplayName("a sound store, wrapped as the broken ones are, fails no clause")
    void aSoundStoreFailsNone() {
        assertThat(failures(Sound::new, clauses())).isEmpty();
    }

    @Test
    @DisplayName("there are at least 40 broken stores, each broken in a way of its own")
    void enoughBrokenStores() {
        List<String> names = Breaks.all().stream().map(Break::name).toList();
        assertThat(new HashSet<>(names)).hasSameSizeAs(names).hasSizeGreaterThanOrEqualTo(40);
    }

    /** Runs clauses against a store and answers the numbers of those that failed. */
    private static Set<String> failures(Function<RecordStore, RecordStore> store, List<Method> clauses) {
        Set<String> failed = new TreeSet<>();
        List<Method> tests =
                clauses.stream().filter(c -> c.isAnnotationPresent(Test.class)).toList();
        if (!tests.isEmpty()) {
            failed.addAll(failures(
                    store,
                    "junit-jupiter",
                    tests.stream()
                            .map(clause -> selectMethod(BrokenStoreRun.class, clause))
                            .toList()));
        }
        if (tests.size() < clauses.size()) { // jqwik finds inherited properties by their class only
            failed.addAll(failures(store, "jqwik", List.of(selectClass(BrokenStoreRun.class))));
        }
        return failed;
    }

    private static Set<String> failures(
            Function<RecordStore, RecordStore> store, String engine, List<? extends DiscoverySelector> clauses) {
        Set<String> failed = new TreeSet<>();
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(clauses)
                .filters(EngineFilter.includeEngines(engine))
                .configurationParameter("jqwik.reporting.onlyfailures", "true")
                .configurationParameter("jqwik.database", "target/jqwik-database-broken")
                .build();
        BrokenStoreRun.broken = store;
        try {
            LauncherFactory.create().execute(request, new TestExecutionListener() {
                @Override
                public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                    if (result.getStatus() == TestExecutionResult.Status.FAILED) {
                        failed.add(number(test.getDisplayName()));
                    }
                }
            });
        } finally {
            BrokenStoreRun.broken = Sound::new;
        }
        return failed;
    }

    private static List<Method> clauses() {
        return Arrays.stream(BrokenStoreRun.class.getMethods())
                .filter(method -> name(method) != null)
                .toList();
    }

    private static List<Method> group(String number) {
        Class<?> group = clauses().stream()
                .filter(method -> number(name(method)).equals(number))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no clause has the number " + number))
                .getDeclaringClass();
        return clauses().stream()
                .filter(method -> method.getDeclaringClass() == group)
                .toList();
    }

    private static String name(Method method) {
        DisplayName displayed = method.getAnnotation(DisplayName.class);
        Label label = method.getAnnotation(Label.class);
        return displayed != null ? displayed.value() : label != null ? label.value() : null;
    }

    private static String number(String name) {
        int end = name.indexOf(' ');
        return end < 0 ? name : name.substring(0, end);
    }
}
