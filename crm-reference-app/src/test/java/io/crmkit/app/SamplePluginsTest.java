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

class SamplePluginsTest {

    @TempDir
    Path directory;

    private Path plugins;
    private PluginJars jars;
    private Shell shell;

    @BeforeEach
    void jars() throws IOException {
        plugins = directory.resolve("plugins");
        jars = new PluginJars(directory.resolve("work"), plugins);
        jars.module("sample.jar", Path.of("sample-plugins"));
        Path home = Files.createDirectories(directory.resolve("home"));
        shell = new Shell(home).always("--plugins", plugins.toString(), "--format", "csv");
    }

    @Test
    @DisplayName(
            "the sample jar in a directory: its grading and its notification plugin are listed, with class, version and jar")
    void listed() {
        Answer answer = shell.crm("plugins");
        assertThat(answer.exit()).as(answer.toString()).isZero();
        assertThat(answer.rows())
                .filteredOn(row -> row.get("id").equals("steady-buyer"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("contract", "grading")
                        .containsEntry("class", "io.example.plugins.SteadyBuyerGrading")
                        .containsEntry("spi_version", "1")
                        .containsEntry("jar", "sample.jar")
                        .containsEntry("state", "usable"));
        assertThat(answer.rows())
                .filteredOn(row -> row.get("id").equals("mailbox"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("contract", "notification")
                        .containsEntry("class", "io.example.plugins.MailboxChannel")
                        .containsEntry("spi_version", "1")
                        .containsEntry("jar", "sample.jar")
                        .containsEntry("state", "usable"));
    }

    @Test
    @DisplayName("without the directory the sample is not there: nothing of it is on the application's own class path")
    void notWithoutTheDirectory() {
        assertThat(new Shell(directory).crm("plugins").out()).doesNotContain("steady-buyer", "mailbox");
    }

    @Test
    @DisplayName("broken grading and notification plugins are listed beside the good ones, with jar and reason")
    void brokenOnes() throws IOException {
        jars.grading("old.jar", "OldGrading", "return \"old\";", "return 7;");
        jars.grading("misnamed.jar", "MisnamedGrading", "return \"Mis Named\";", "return 1;");
        jars.grading("failing.jar", "FailingGrading", "throw new IllegalStateException(\"no licence\");", "return 1;");
        jars.grading("twin.jar", "TwinGrading", "return \"twin\";", "return 1;");
        jars.grading("other-twin.jar", "OtherTwinGrading", "return \"twin\";", "return 1;");
        jars.service("gone.jar", "io.crmkit.spi.notification.NotificationChannelProvider", "vendor.GoneChannel");

        Answer answer = shell.crm("plugins");

        assertThat(answer.exit()).as(answer.toString()).isZero();
        assertBroken(answer, "vendor.OldGrading", "old.jar", "version 7");
        assertBroken(answer, "vendor.MisnamedGrading", "misnamed.jar", "'Mis Named'");
        assertBroken(answer, "vendor.FailingGrading", "failing.jar", "no licence");
        assertBroken(
                answer, "vendor.OtherTwinGrading, vendor.TwinGrading", "other-twin.jar, twin.jar", "several classes");
        assertThat(answer.rows())
                .filteredOn(row -> row.get("state").contains("vendor.GoneChannel"))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("contract", "notification")
                        .containsEntry("jar", "gone.jar"));
        assertThat(answer.rows())
                .filteredOn(row -> row.get("state").equals("usable"))
                .extracting(row -> row.get("id"))
                .contains("steady-buyer", "mailbox", "threshold");
    }

    @Test
    @DisplayName(
            "SCO-03 the example policy puts the sample plugin in force; a parameter that it refuses is named, and nothing changes")
    void published() throws IOException {
        assertThat(shell.crm("init").exit()).isZero();
        Path policy = Path.of("examples", "steady-buyer.yaml").toAbsolutePath();
        String wrong = Files.readString(policy).replace("regular-days: 60", "regular-days: 0");
        Path wrongPolicy = shell.file("wrong.yaml", wrong);

        Answer refused = shell.crm("policy", "publish", wrongPolicy.toString(), "--reason", "steady customers");
        assertThat(refused.exit()).as(refused.toString()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err())
                .contains("SCO-03", "steady-buyer", "regular-days")
                .doesNotContain("\tat ");

        Answer published = shell.crm("policy", "publish", policy.toString(), "--reason", "steady customers");
        assertThat(published.exit()).as(published.toString()).isZero();
        assertThat(shell.crm("policy", "show").out()).contains("steady-buyer");

        Answer without = new Shell(shell.directory)
                .crm("policy", "publish", policy.toString(), "--reason", "without the plugin's jar");
        assertThat(without.exit()).as(without.toString()).isEqualTo(Exit.REFUSED);
        assertThat(without.err()).contains("steady-buyer", "threshold");
    }

    private static void assertBroken(Answer answer, String classes, String jar, String reason) {
        assertThat(answer.rows())
                .filteredOn(row -> row.get("class").equals(classes))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row).containsEntry("contract", "grading").containsEntry("jar", jar);
                    assertThat(row.get("state")).startsWith("not usable").contains(reason);
                });
    }
}
