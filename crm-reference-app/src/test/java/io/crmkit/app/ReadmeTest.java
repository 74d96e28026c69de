package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The project's README is compiled and run, so that it stays true. */
class ReadmeTest {

    private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);
    private static final Pattern CLASS = Pattern.compile("public final class (\\w+)");
    private static final String IMPORTS = """
            import io.crmkit.*;
            import io.crmkit.access.*;
            import io.crmkit.customer.*;
            import io.crmkit.pipeline.*;
            import io.crmkit.shared.*;
            import io.crmkit.spi.*;
            import io.crmkit.spi.grading.*;
            import java.math.BigDecimal;
            import java.util.Locale;
            """;

    @TempDir
    Path directory;

    private static Path top() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("CHANGELOG.md"))) {
            here = here.getParent();
        }
        return here;
    }

    private static List<String> examples() throws IOException {
        List<String> found = new ArrayList<>();
        Matcher matcher = JAVA.matcher(Files.readString(top().resolve("README.md")));
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    @Test
    @DisplayName("each door of the README compiles and has at most 15 lines")
    void doors() throws IOException {
        assertThat(examples()).hasSize(2);
        for (String example : examples()) {
            assertThat(example.lines().count()).isLessThanOrEqualTo(15);
            compile(example);
        }
    }

    @Test
    @DisplayName("the first door runs, and says what a won deal lacks, in Chinese")
    void embedding() throws Exception {
        String location = directory.resolve("embed.db").toString().replace('\\', '/');
        compile(examples().get(0).replace("sqlite:target/embed.db", "sqlite:" + location));
        PrintStream before = System.out;
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (URLClassLoader loader = new URLClassLoader(
                new URL[] {directory.toUri().toURL()}, getClass().getClassLoader())) {
            System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
            loader.loadClass("Embed").getMethod("main", String[].class).invoke(null, (Object) new String[0]);
        } finally {
            System.setOut(before);
        }
        assertThat(said.toString(StandardCharsets.UTF_8).lines())
                .containsExactly("PIP-05 请录入签约日期。", "PIP-05 请录入合同编号。", "PIP-05 请录入合同金额，且须大于零。");
    }

    private void compile(String example) {
        Matcher name = CLASS.matcher(example);
        assertThat(name.find()).isTrue();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavaFileObject source =
                new SimpleJavaFileObject(
                        URI.create("string:///" + name.group(1) + ".java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return IMPORTS + example;
                    }
                };
        List<String> options =
                List.of("-d", directory.toString(), "-proc:none", "-classpath", System.getProperty("java.class.path"));
        boolean compiled = compiler.getTask(null, null, problems, options, null, List.of(source))
                .call();
        assertThat(problems.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR))
                .isEmpty();
        assertThat(compiled).isTrue();
    }
}
