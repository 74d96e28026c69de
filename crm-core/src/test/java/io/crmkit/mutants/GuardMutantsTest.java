package io.crmkit.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Breaks the guards one check at a time, and asks whether the tests that shall notice do: each mutant is compiled by itself and
 * loaded before the sound classes, in a class loader of its own.
 */
class GuardMutantsTest {

    /** As many random worlds as a mutant meets. */
    private static final String WORLDS = "300";

    static Stream<Mutant> mutants() {
        return GuardMutants.ALL.stream();
    }

    @Test
    @DisplayName("there are more than a hundred mutants, and the guards have not grown away from them")
    void there() {
        List<Mutant> gone =
                GuardMutants.ALL.stream().filter(mutant -> mutant.places() != 1).toList();
        assertThat(gone).as("their checks stand elsewhere by now").hasSizeLessThan(GuardMutants.ALL.size() / 10);
        assertThat(GuardMutants.ALL).hasSizeGreaterThan(100).doesNotHaveDuplicates();
    }

    @Tag("long")
    @Test
    @DisplayName("the tests that shall notice are green as long as nothing is broken")
    void sound(@TempDir Path nothing) throws Exception {
        List<String> tests = GuardMutants.ALL.stream()
                .flatMap(m -> m.by().stream())
                .distinct()
                .toList();
        TestExecutionSummary summary = run(nothing, tests);
        assertThat(failures(summary)).isEmpty();
        assertThat(summary.getTestsSucceededCount()).isGreaterThanOrEqualTo(tests.size());
    }

    @Tag("long")
    @ParameterizedTest
    @MethodSource("mutants")
    @DisplayName("ACC-01 to ACC-09: a guard with one check broken is noticed")
    void killed(Mutant mutant, @TempDir Path classes) throws Exception {
        assertThat(mutant.places()).as("where it stands").isEqualTo(1);
        compile(mutant, classes);
        TestExecutionSummary summary = run(classes, mutant.by());
        assertThat(summary.getTestsFoundCount()).isPositive();
        assertThat(failures(summary)).as("nobody noticed " + mutant).isNotEmpty();
        assertThat(summary.getFailures())
                .allSatisfy(failure -> assertThat(failure.getException()).isNotInstanceOf(LinkageError.class));
    }

    private static List<String> failures(TestExecutionSummary summary) {
        return summary.getFailures().stream()
                .map(failure -> failure.getTestIdentifier().getDisplayName() + ": " + failure.getException())
                .toList();
    }

    private static void compile(Mutant mutant, Path classes) {
        JavaFileObject source =
                new SimpleJavaFileObject(
                        URI.create("mutant:///io/crmkit/" + mutant.source() + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return mutant.mutated();
                    }
                };
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-d",
                classes.toString(),
                "-proc:none",
                "-nowarn",
                "-parameters",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
        boolean compiled = compiler.getTask(said, null, null, options, null, List.of(source))
                .call();
        assertThat(compiled).as("%s %s", mutant, said).isTrue();
    }

    private static TestExecutionSummary run(Path mutants, List<String> tests) throws IOException {
        System.setProperty("crmkit.worlds", WORLDS);
        System.setProperty("crmkit.pairs", WORLDS);
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (Isolated loader = new Isolated(mutants)) {
            Thread.currentThread().setContextClassLoader(loader);
            LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                    .selectors(tests.stream()
                            .map(test -> DiscoverySelectors.selectMethod(
                                    loader.type(test.substring(0, test.indexOf('#'))),
                                    test.substring(test.indexOf('#') + 1)))
                            .collect(Collectors.toList()))
                    .filters(EngineFilter.includeEngines("junit-jupiter"))
                    .build();
            SummaryGeneratingListener listener = new SummaryGeneratingListener();
            LauncherFactory.create().execute(request, listener);
            return listener.getSummary();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
            System.clearProperty("crmkit.worlds");
            System.clearProperty("crmkit.pairs");
        }
    }

    /** Loads the core and its tests anew, mutants first; all else is as it was. */
    private static final class Isolated extends URLClassLoader {

        Isolated(Path mutants) throws IOException {
            super(urls(mutants), GuardMutantsTest.class.getClassLoader());
        }

        private static URL[] urls(Path mutants) throws IOException {
            List<URL> urls = new ArrayList<>();
            urls.add(Files.createDirectories(mutants).toUri().toURL());
            urls.add(Crm.class.getProtectionDomain().getCodeSource().getLocation());
            urls.add(
                    GuardMutantsTest.class.getProtectionDomain().getCodeSource().getLocation());
            return urls.toArray(URL[]::new);
        }

        Class<?> type(String name) {
            try {
                return loadClass("io.crmkit." + name);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> known = findLoadedClass(name);
                if (known == null && name.startsWith("io.crmkit.") && !name.startsWith("io.crmkit.spi.")) {
                    known = findClass(name);
                }
                return known != null ? known : super.loadClass(name, resolve);
            }
        }
    }
}
