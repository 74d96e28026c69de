package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PluginsTest {

    @TempDir
    Path directory;

    private Shell shell;
    private PluginJars jars;

    @BeforeEach
    void jars() throws IOException {
        Path home = Files.createDirectories(directory.resolve("home"));
        shell = new Shell(home).always("--plugins", directory.resolve("plugins").toString());
        jars = new PluginJars(directory.resolve("work"), directory.resolve("plugins"));
        jars.store("acme.jar", "AcmeStore", "acme", "");
    }

    @Test
    @DisplayName("a vendor's store in a jar is found and used")
    void found() {
        assertThat(shell.crm("plugins").out()).contains("acme", "vendor.AcmeStore", "sqlite", "postgresql", "mariadb");
        Answer answer = shell.crm("import", "--sample", "--report", "--store", "acme:here");
        assertThat(answer.exit()).as(answer.toString()).isZero();
        assertThat(answer.out()).contains("71 won, 32 lost");
    }

    @Test
    @DisplayName("two plugins of one id are refused, both are named, and others stay usable")
    void two_of_one_id() throws IOException {
        jars.store("other.jar", "OtherStore", "acme", "");
        Answer answer = shell.crm("init", "--store", "acme:here");
        assertThat(answer.exit()).isEqualTo(Exit.TROUBLE);
        assertThat(answer.err())
                .contains("acme", "vendor.AcmeStore", "vendor.OtherStore")
                .doesNotContain("\tat ");
        assertThat(shell.crm("plugins", "--format", "csv").rows())
                .anyMatch(
                        row -> row.get("id").equals("acme") && row.get("state").contains("several classes"));
        assertThat(shell.crm("init").exit()).isZero();
    }

    @Test
    @DisplayName("a broken services file beside a good one hides nothing and is shown")
    void broken_services() throws IOException {
        jars.services("broken.jar", "this is no class name!");
        jars.services("missing.jar", "vendor.NotThere");
        Files.writeString(directory.resolve("plugins").resolve("junk.jar"), "this is no archive");
        jars.store(
                "failing.jar", "FailingStore", "failing", "if (true) throw new IllegalStateException(\"no licence\");");
        Answer plugins = shell.crm("plugins", "--format", "csv");
        assertThat(plugins.exit()).isZero();
        assertThat(plugins.out()).contains("broken.jar", "vendor.NotThere", "vendor.FailingStore");
        assertThat(plugins.rows())
                .filteredOn(row -> row.get("jar").equals("junk.jar"))
                .singleElement()
                .satisfies(row -> assertThat(row.get("state")).contains("not usable"));
        assertThat(plugins.rows())
                .filteredOn(row -> row.get("id").equals("acme"))
                .hasSize(1)
                .allMatch(row -> row.get("state").equals("usable"));
        assertThat(shell.crm("import", "--sample", "--store", "acme:here").exit())
                .isZero();
        Answer failing = shell.crm("init", "--store", "failing:here");
        assertThat(failing.exit()).isEqualTo(Exit.TROUBLE);
        assertThat(failing.err())
                .contains("failing", "vendor.FailingStore", "crm plugins")
                .doesNotContain("\tat ");
    }
}
