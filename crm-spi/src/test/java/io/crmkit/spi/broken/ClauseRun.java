package io.crmkit.spi.broken;

import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Label;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs clauses of a contract, and tells which did not hold.
 *
 * @param failed the numbers of the clauses that failed, with the reason
 * @param skipped the numbers of the clauses that were skipped, with the reason
 * @param held the numbers of the clauses that held
 */
public record ClauseRun(Map<String, String> failed, Map<String, String> skipped, Set<String> held) {

    /** Runs the clauses; the class says what is tested. */
    public static ClauseRun of(Class<?> test, Collection<Method> clauses) {
        ClauseRun run = new ClauseRun(new TreeMap<>(), new TreeMap<>(), new TreeSet<>());
        List<Method> tests =
                clauses.stream().filter(c -> c.isAnnotationPresent(Test.class)).toList();
        if (!tests.isEmpty()) {
            run.take(
                    "junit-jupiter",
                    tests.stream().map(clause -> selectMethod(test, clause)).toList());
        }
        if (tests.size() < clauses.size()) { // jqwik finds inherited properties by their class only
            run.take("jqwik", List.of(selectClass(test)));
        }
        return run;
    }

    private void take(String engine, List<? extends DiscoverySelector> clauses) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(clauses)
                .filters(EngineFilter.includeEngines(engine))
                .configurationParameter("jqwik.reporting.onlyfailures", "true")
                .configurationParameter(
                        "jqwik.database",
                        "target/jqwik-database-broken-"
                                + ProcessHandle.current().pid())
                .build();
        LauncherFactory.create().execute(request, new TestExecutionListener() {
            @Override
            public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                String number = number(test.getDisplayName());
                String why = result.getThrowable().map(String::valueOf).orElse("");
                switch (result.getStatus()) {
                    case FAILED -> failed.put(number, why);
                    case ABORTED -> skipped.put(number, why);
                    case SUCCESSFUL -> {
                        if (test.isTest()) {
                            held.add(number);
                        }
                    }
                }
            }
        });
    }

    /** All clauses of a test class. */
    public static List<Method> clauses(Class<?> test) {
        return Arrays.stream(test.getMethods())
                .filter(method -> name(method) != null)
                .toList();
    }

    /** The numbers of all clauses of a test class. */
    static Set<String> numbers(Class<?> test) {
        return clauses(test).stream()
                .map(clause -> number(name(clause)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The clause of a number. */
    static Method clause(Class<?> test, String number) {
        return clauses(test).stream()
                .filter(method -> number(name(method)).equals(number))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no clause has the number " + number));
    }

    /** All clauses that are told together with the one of a number. */
    static List<Method> group(Class<?> test, String number) {
        Class<?> group = clause(test, number).getDeclaringClass();
        return clauses(test).stream()
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
