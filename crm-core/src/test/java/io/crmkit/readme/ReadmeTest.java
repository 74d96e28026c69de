package io.crmkit.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.spi.CrmPlugin;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the module's README are compiled, so that whoever copies one can go on from there. */
class ReadmeTest {

    /** A Java block and the heading above it. */
    private static final Pattern BLOCK =
            Pattern.compile("^#+ ([^\n]+)$|```java\n(.*?)```", Pattern.DOTALL | Pattern.MULTILINE);

    /** The packages of the module that an embedder sees, by their names below io.crmkit. */
    private static final List<String> PACKAGES = List.of(
            "access",
            "approval",
            "audit",
            "automation",
            "catalogue",
            "customer",
            "customer.duplicates",
            "dictionary",
            "document",
            "exchange",
            "handover",
            "insight",
            "pipeline",
            "pool",
            "privacy",
            "protection",
            "scoring",
            "shared",
            "trial");

    /** What the examples are about and do not say themselves. Variables of their own hide these. */
    private static final String GIVEN = """
            static Crm crm;
            static CrmSession session, admin, lan, manager;
            static String id, userId, customerId, document, text, where, yaml, delegateId;
            static long version;
            static char[] password, present, fresh;
            static UserProfile profile;
            static List<String> ids;
            static Opportunity deal;
            static Instant at, from, until, to, end;
            static LocalDate day;
            static InputStream stream;
            static List<MatchRecord> records, known;
            static MatchRecord says;
            static NewCustomer draft;
            static Customer survivor, other;
            static Path directory, errors;
            """;

    /** What means something else in one example, by its heading. */
    private static final Map<String, String> HERE = Map.of(
            "Handover and transfer", "User lan = null, lin = null, qiu = null, ma = null;",
            "Approvals, requests for permission, exports", "CrmSession ma = null;",
            "Documents and presence", "Document document = null;",
            "Field dictionary and completeness", "",
            "Follow-ups and search", "Optional<LocalDate> day = Optional.empty();");

    @TempDir
    Path directory;

    @Test
    @DisplayName("every Java block of the README is compiled")
    void everyBlock() throws IOException {
        StringBuilder source = new StringBuilder();
        PACKAGES.forEach(each -> source.append("import io.crmkit.").append(each).append(".*;\n"));
        source.append(
                        "import io.crmkit.*; import io.crmkit.audit.AuditTrail.Verification; import io.crmkit.customer.duplicates.Role;\n")
                .append("import java.io.*; import java.nio.file.*; import java.time.*; import java.util.*;\n")
                .append("class Examples {\n")
                .append(GIVEN);
        int blocks = 0;
        String heading = "";
        Matcher matcher = BLOCK.matcher(Files.readString(Path.of("README.md")));
        while (matcher.find()) {
            if (matcher.group(1) != null) {
                heading = matcher.group(1);
                continue;
            }
            source.append("static void example")
                    .append(blocks++)
                    .append("() throws Exception {\n")
                    .append(HERE.getOrDefault(heading, ""))
                    .append('\n')
                    .append(matcher.group(2))
                    .append("}\n");
        }
        assertThat(blocks).isGreaterThan(10);
        assertThat(errors(source.append("}\n").toString())).isEmpty();
    }

    private static String place(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private List<String> errors(String source) {
        DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
        JavaFileObject file =
                new SimpleJavaFileObject(URI.create("string:///Examples.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return source;
                    }
                };
        List<String> options = List.of(
                "-d",
                directory.toString(),
                "-proc:none",
                "-classpath",
                place(Crm.class) + File.pathSeparator + place(CrmPlugin.class));
        ToolProvider.getSystemJavaCompiler()
                .getTask(null, null, found, options, null, List.of(file))
                .call();
        List<String> lines = source.lines().toList();
        return found.getDiagnostics().stream()
                .filter(each -> each.getKind() == Diagnostic.Kind.ERROR)
                .map(each -> each.getMessage(Locale.ENGLISH) + " in: " + lines.get((int) each.getLineNumber() - 1))
                .toList();
    }
}
