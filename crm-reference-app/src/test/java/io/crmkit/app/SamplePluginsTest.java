package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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

    @Test
    @DisplayName(
            "SCO-03 without the plugin's jar regrading tells the cause once, with the first customers, and what to do, in one language")
    void regradedWithout() {
        assertThat(shell.crm("import", "--sample").exit()).isZero();
        Path policy = Path.of("examples", "steady-buyer.yaml").toAbsolutePath();
        assertThat(shell.crm("policy", "publish", policy.toString(), "--reason", "steady customers")
                        .exit())
                .isZero();
        for (String language : List.of("zh", "en")) {
            Answer without = new Shell(shell.directory).crm("grades", "regrade", "--lang", language);
            assertThat(without.exit()).as(without.toString()).isEqualTo(Exit.TROUBLE);
            List<String> told = without.out()
                    .lines()
                    .filter(line -> line.contains("steady-buyer"))
                    .toList();
            assertThat(told).singleElement().asString().contains(language.equals("zh") ? "另有" : " more");
            assertThat(without.out()).contains("--plugins");
            if (language.equals("zh")) {
                assertThat(without.out()).doesNotContain("There is", "plugin \"");
            }
        }
    }

    @Test
    @DisplayName(
            "NTF-01 a reminder goes out through the sample channel, once; what cannot be delivered waits, and is shown")
    void delivered() throws IOException {
        shell.file("people.csv", "login,name,email,role\nlan,Lan,lan@example.com,sales-rep\nlin,Lin,,sales-rep\n");
        shell.file("customers.csv", "id,name,owner\n1,Jade Ltd,lan\n2,Pearl Ltd,lin\n3,Opal Ltd,lan\n");
        shell.file(
                "bought.csv",
                "customer,date,quantity,amount\nJade Ltd,2026-01-05,1,100\nPearl Ltd,2026-01-06,1,200\nOpal Ltd,2026-01-07,1,300\n");
        Path mapping = shell.file("shop.yaml", """
                source: shop
                currency: CNY
                steps:
                  - file: people.csv
                    entity: user
                    id: login
                    columns: { login: login, name: name, email: email, role: roles }
                    defaults: { trainedOn: 2026-01-05 }
                  - file: customers.csv
                    entity: customer
                    id: id
                    columns: { name: name, owner: owner }
                  - file: bought.csv
                    entity: purchase
                    id: [customer, date]
                    columns: { customer: customer, date: { field: date, format: yyyy-MM-dd }, quantity: quantity, amount: amount }
                """);
        fine("import", "--mapping", mapping.toString(), shell.directory.toString(), "--at", "2026-01-08");
        fine(
                "policy",
                "publish",
                Path.of("examples", "mailbox.yaml").toAbsolutePath().toString(),
                "--reason",
                "mail",
                "--at",
                "2026-01-08");
        fine("grades", "regrade", "--at", "2026-05-01");

        Answer unopened = shell.crm("deliver", "--at", "2026-05-01", "--as", "admin");
        assertThat(unopened.exit()).as(unopened.toString()).isEqualTo(Exit.TROUBLE);
        assertThat(unopened.err()).contains("mailbox", "'directory'");
        assertThat(unopened.out()).contains("waiting for another attempt 2, parked 1");
        Path channels = shell.file("channels.properties", "mailbox.directory=" + directory.resolve("out"));
        Answer notYet = shell.crm("deliver", "--at", "2026-05-01", "--channels", channels.toString());
        assertThat(notYet.out()).as(notYet.toString()).contains("Delivered 0");
        Answer delivered = shell.crm("deliver", "--at", "2026-05-02", "--channels", channels.toString());
        assertThat(delivered.exit()).as(delivered.toString()).isZero();
        assertThat(delivered.out()).contains("Delivered 2, waiting for another attempt 0, parked 0");
        assertThat(mails())
                .hasSize(2)
                .allSatisfy(mail -> assertThat(Files.readString(mail)).contains("To: lan@example.com", "Reminder: "));

        fine("deliver", "--at", "2026-05-03", "--channels", channels.toString());
        assertThat(mails()).hasSize(2);
        assertThat(shell.crm("messages").rows()).singleElement().satisfies(row -> {
            assertThat(row).containsEntry("for", "Lin").containsEntry("subject", "Reminder: Pearl Ltd");
            assertThat(row.get("result")).contains("no mailbox");
            assertThat(shell.crm("messages", "--retry", row.get("id")).exit()).isZero();
        });
        assertThat(shell.crm("messages", "--state", "waiting").rows()).hasSize(1);
        Answer wrong = shell.crm(
                "deliver",
                "--channels",
                shell.file("wrong.properties", "directory=x").toString());
        assertThat(wrong.exit()).as(wrong.toString()).isEqualTo(Exit.USAGE);
        assertThat(wrong.err()).contains("directory", "wrong.properties");
    }

    private java.util.List<Path> mails() throws IOException {
        try (java.util.stream.Stream<Path> files = Files.list(directory.resolve("out"))) {
            return files.toList();
        }
    }

    private void fine(String... command) {
        Answer answer = shell.crm(command);
        assertThat(answer.exit()).as(answer.toString()).isZero();
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
