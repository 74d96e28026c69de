package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.app.Shell.Answer;
import io.crmkit.spi.Parameters;
import io.crmkit.spi.storage.RecordStore;
import io.crmkit.spi.storage.RecordType;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input is refused clearly, and nothing is changed. */
class BadInputTest {

    private static final String USERS = """
            source: team
            steps:
              - file: users.csv
                entity: user
                id: name
                columns:
                  name: name
                  boss: superior
                defaults: { roles: sales-rep }
            """;

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void store() {
        shell = new Shell(directory);
        assertThat(shell.crm("init").exit()).isZero();
    }

    private String everything() {
        return Subjects.NAMES.stream()
                .map(kind -> shell.crm("show", kind, "--format", "csv").out())
                .collect(Collectors.joining());
    }

    private Answer refused(int exit, String... args) {
        String before = everything();
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        assertThat(answer.err()).doesNotContain("\tat ", "Exception", "defect");
        assertThat(everything()).isEqualTo(before);
        return answer;
    }

    private Answer imports(int exit, String mapping, byte[] users) {
        shell.file("m.yaml", mapping);
        shell.file("data/users.csv", users);
        return refused(exit, "import", "--mapping", "m.yaml", "data");
    }

    private Answer imports(int exit, String mapping, String users) {
        return imports(exit, mapping, users.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    @DisplayName("CUS-16 a malformed CSV is refused as a whole, with the line")
    void malformed() {
        assertThat(imports(Exit.USAGE, USERS, "name,boss\nAda,\nBob,\"Ada\nEve,x\n")
                        .err())
                .contains("users.csv", "Nothing was imported");
        assertThat(imports(Exit.USAGE, USERS, "name,boss\nAda,\nBob,Ada,more\n").err())
                .contains("users.csv", "3");
    }

    @Test
    @DisplayName("CUS-16 a file in another encoding is refused")
    void encoding() {
        assertThat(imports(Exit.USAGE, USERS, "name,boss\n王小明,\n".getBytes(Charset.forName("GBK")))
                        .err())
                .contains("users.csv", "UTF-8");
        shell.file("m.yaml", USERS.getBytes(java.nio.charset.StandardCharsets.UTF_16));
        assertThat(refused(Exit.USAGE, "import", "--mapping", "m.yaml", "data").err())
                .contains("UTF-8");
    }

    @Test
    @DisplayName("CUS-16 an unknown column is refused and named")
    void unknown_column() {
        assertThat(imports(Exit.USAGE, USERS, "name,boss,salary\nAda,,1\n").err())
                .contains("salary");
        assertThat(imports(Exit.USAGE, USERS, "name,bos\nAda,\n").err()).contains("boss");
    }

    @Test
    @DisplayName("ACC-04 a cyclic organisation is refused, row by row")
    void cycle() {
        Answer answer = imports(Exit.REFUSED, USERS, "name,boss\nAda,Bob\nBob,Eve\nEve,Ada\n");
        assertThat(answer.out()).contains("3 rows were refused", "\"Bob\" stands in this file", "break the circle");
        assertThat(answer.err()).contains("import-errors");
    }

    @Test
    @DisplayName("CUS-16 an unknown user is refused with a suggestion, as author and in a file")
    void unknown_user() {
        assertThat(refused(Exit.REFUSED, "import", "--sample", "--as", "nobody").err())
                .contains("ACC-01", "nobody");
        Answer answer = imports(Exit.REFUSED, USERS, "name,boss\nAda,Administrater\n");
        assertThat(answer.out()).contains("Administrater", "Did you mean \"Administrator\"?");
    }

    @Test
    @DisplayName("POL-01 a policy with a wrong key names path and allowed values")
    void policy() {
        shell.file("p.yaml", "customer: {maxOwnd: 3}\npipeline: {stages: 7}\n");
        for (List<String> command :
                List.of(List.of("check", "p.yaml"), List.of("publish", "p.yaml", "--reason", "x"))) {
            List<String> args = new java.util.ArrayList<>(List.of("policy"));
            args.addAll(command);
            assertThat(refused(Exit.REFUSED, args.toArray(new String[0])).err())
                    .contains("POL-01", "customer.maxOwnd", "maxOwned, industries", "pipeline.stages");
        }
        shell.file("p.yaml", "customer: {maxOwned: 0}\n");
        assertThat(refused(Exit.REFUSED, "policy", "check", "p.yaml").err()).contains("customer.maxOwned");
    }

    @Test
    @DisplayName("CUS-16 a mapping with a wrong key names path and allowed values")
    void mapping() {
        Answer answer = imports(Exit.USAGE, USERS.replace("columns:", "colums:"), "name,boss\nAda,\n");
        assertThat(answer.err()).contains("colums", "columns");
        assertThat(imports(Exit.USAGE, USERS.replace("entity: user", "entity: usr"), "name,boss\nAda,\n")
                        .err())
                .contains("usr", "user");
        assertThat(imports(Exit.USAGE, USERS.replace("superior", "supervisor"), "name,boss\nAda,\n")
                        .err())
                .contains("supervisor", "superior");
        assertThat(refused(Exit.USAGE, "import", "--mapping", "m.yaml", "no-such-directory")
                        .err())
                .contains("no-such-directory");
        assertThat(refused(Exit.USAGE, "import", "--mapping", "none.yaml", "data")
                        .err())
                .contains("none.yaml");
    }

    @Test
    @DisplayName("a store of a newer version is refused and left alone")
    void newer_version() {
        RecordType current = Crm.recordTypes().stream()
                .filter(type -> type.name().equals("customer"))
                .findFirst()
                .orElseThrow();
        try (RecordStore store = Crm.builder()
                .storageFor("sqlite:x")
                .open("sqlite:" + directory.resolve("newer.db"), Parameters.none())) {
            store.prepare(List.of(new RecordType(
                    current.name(),
                    current.schemaVersion() + 1,
                    current.appendOnly(),
                    current.scoped(),
                    current.indexes(),
                    current.orders())));
        }
        Answer answer = shell.crm("report", "won", "--store", "newer.db");
        assertThat(answer.exit()).isEqualTo(Exit.TROUBLE);
        assertThat(answer.err()).contains("newer version").doesNotContain("\tat ");
        assertThat(shell.crm("import", "--sample", "--store", "newer.db").exit())
                .isEqualTo(Exit.TROUBLE);
    }

    @Test
    @DisplayName("a file that is no store is refused and left alone")
    void no_store() throws java.io.IOException {
        Path file = shell.file("notes.txt", "These are notes, not a database.\n".repeat(100));
        byte[] before = java.nio.file.Files.readAllBytes(file);
        Answer answer = shell.crm("import", "--sample", "--store", "notes.txt");
        assertThat(answer.exit()).isEqualTo(Exit.TROUBLE);
        assertThat(answer.err()).doesNotContain("\tat ", "defect");
        assertThat(file).hasBinaryContent(before);
    }

    @Test
    @DisplayName(
            "a store that runs full says so; what was committed is whole, and the import goes on when there is room")
    void full() throws java.io.IOException {
        assertThat(shell.crm("init", "--store", "full.db").exit()).isZero();
        long pages = java.nio.file.Files.size(directory.resolve("full.db")) / 4096;
        Answer answer =
                shell.crm("import", "--sample", "--store", "full.db", "--store-parameter", "max-pages=" + (pages + 20));
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(Exit.TROUBLE);
        assertThat(answer.err()).contains("No room is left").doesNotContain("\tat ");
        assertThat(shell.crm("audit", "verify", "--store", "full.db").exit()).isZero();
        assertThat(shell.crm("import", "--sample", "--store", "full.db").exit()).isZero();
        shell.crm("import", "--sample");
        for (String kind : Subjects.NAMES) {
            assertThat(shell.crm("show", kind, "--no-ids", "--format", "csv", "--store", "full.db")
                            .out())
                    .isEqualTo(shell.crm("show", kind, "--no-ids", "--format", "csv")
                            .out());
        }
    }

    @Test
    @DisplayName(
            "a value that is none of its type is told with the form that would do, in both languages, without Java's words")
    void forms() {
        for (String[] wrong : new String[][] {
            {"Asia/Shanghai", "report", "funnel", "--zone", "Wuhan"},
            {"50", "search", "公司", "--limit", "x"},
            {"open, accepted, declined, settled", "cleanse", "list", "--state", "gone"},
            {"table, csv, json", "report", "--format", "xml"},
            {"2026-03-31", "grades", "preview", "--on", "soon"}
        }) {
            for (String language : List.of("zh", "en")) {
                String[] args = java.util.Arrays.copyOfRange(wrong, 1, wrong.length + 2);
                args[wrong.length - 1] = "--lang";
                args[wrong.length] = language;
                Answer answer = shell.crm(args);
                assertThat(answer.exit()).as(answer.toString()).isEqualTo(Exit.USAGE);
                assertThat(answer.err())
                        .contains(wrong[0], wrong[wrong.length - 2], wrong[wrong.length - 1])
                        .doesNotContain("java", "is not an int", "case-insensitive", "cannot convert");
                assertThat(answer.err().contains("不可用")).isEqualTo(language.equals("zh"));
            }
        }
        assertThat(shell.crm("report", "nope").err()).contains("funnel", "customers", "growth", "repurchase");
    }
}
