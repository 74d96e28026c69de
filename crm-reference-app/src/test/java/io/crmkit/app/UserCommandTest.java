package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserCommandTest {

    private static final String FIRST = "Correct-horse-1";
    private static final String SECOND = "Correct-horse-2";

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void init() {
        shell = new Shell(directory);
        fine("init");
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private Answer refused(int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        return answer;
    }

    private void zhao() {
        fine("user", "apply", "Zhao Min", "--email", "zhao.min@example.com", "--reason", "joins sales");
        String id =
                fine("user", "applications", "--format", "csv").rows().get(0).get("id");
        assertThat(fine("user", "approve", id, "--role", "sales-rep", "--superior", "director")
                        .out())
                .contains("zhao.min", "crm user train");
    }

    @Test
    @DisplayName("ACC-14 here an account waits for its training: applied for, approved, trained, enabled")
    void life() {
        zhao();
        assertThat(refused(Exit.REFUSED, "user", "enable", "zhao.min").err()).contains("ACC-14");
        assertThat(refused(Exit.REFUSED, "report", "funnel", "--as", "zhao.min").err())
                .contains("ACC-01");
        fine("user", "train", "zhao.min");
        fine("user", "enable", "zhao.min");
        fine("report", "funnel", "--as", "zhao.min");
        assertThat(fine("user", "history", "zhao.min", "--lang", "zh").out()).contains("上级");
        fine("user", "disable", "zhao.min");
        assertThat(refused(Exit.REFUSED, "report", "funnel", "--as", "zhao.min").err())
                .contains("ACC-01");
        fine("user", "delete", "zhao.min");
        assertThat(refused(Exit.REFUSED, "user", "enable", "zhao.min").err()).contains("ACC-01");
        assertThat(fine("policy", "show").out()).contains("\"training\" : true");
        fine("user", "apply", "Nobody", "--reason", "wants to");
        String id =
                fine("user", "applications", "--format", "csv").rows().get(0).get("id");
        fine("user", "refuse", id, "--reason", "unknown");
        assertThat(fine("user", "applications", "--format", "csv").rows()).isEmpty();
    }

    @Test
    @DisplayName("ACC-02 a password is set by a token and changed by who knows it, and is nowhere to be seen")
    void passwords() {
        zhao();
        fine("user", "train", "zhao.min");
        fine("user", "enable", "zhao.min");
        String token = fine("user", "reset", "zhao.min").out().strip();
        Answer unasked = refused(Exit.USAGE, "user", "passwd");
        assertThat(unasked.err()).contains("CRM_RESET_TOKEN");
        shell.with("CRM_RESET_TOKEN", token).with("CRM_NEW_PASSWORD", "short");
        assertThat(refused(Exit.REFUSED, "user", "passwd").err())
                .contains("ACC-02")
                .doesNotContain("short");
        shell.with("CRM_NEW_PASSWORD", FIRST);
        assertThat(fine("user", "passwd").toString()).contains("zhao.min").doesNotContain(FIRST, token);
        assertThat(refused(Exit.REFUSED, "user", "passwd").err()).contains("ACC-01");
        shell.with("CRM_PASSWORD", SECOND).with("CRM_NEW_PASSWORD", SECOND);
        for (int i = 0; i < 5; i++) {
            refused(Exit.REFUSED, "user", "passwd", "zhao.min");
        }
        shell.with("CRM_PASSWORD", FIRST);
        refused(Exit.REFUSED, "user", "passwd", "zhao.min");
        fine("user", "unlock", "zhao.min");
        fine("user", "passwd", "zhao.min");
        assertThat(fine("audit", "--format", "csv").out())
                .contains("user.lock", "user.unlock", "user.change-password", "user.redeem-reset")
                .doesNotContain(FIRST, SECOND, token);
    }

    @Test
    @DisplayName("ACC-02 a new password is asked for twice, where somebody can be asked")
    void asked() {
        shell.typing("something");
        refused(Exit.REFUSED, "user", "passwd", "admin");
        assertThat(shell.prompts()).hasSize(3).allMatch(p -> !p.contains("something"));
    }

    @Test
    @DisplayName("ACC-03 a rep gets a code, and an imported customer that names it is the rep's")
    void codes() {
        zhao();
        fine("user", "train", "zhao.min");
        fine("user", "enable", "zhao.min");
        assertThat(refused(Exit.USAGE, "user", "code", "zhao.min").err()).contains("--range");
        assertThat(refused(Exit.REFUSED, "user", "code", "zhao.min", "--range", "1234")
                        .err())
                .contains("ACC-03");
        assertThat(fine("user", "code", "zhao.min", "--range", "hb12").out()).contains("HB1201");
        shell.file("customers.csv", "name,code\nJade Ltd,hb1201\nOpal Ltd,HB1299\n");
        Path mapping = shell.file("shop.yaml", """
                source: shop
                steps:
                  - file: customers.csv
                    entity: customer
                    id: name
                    columns: { name: name, code: salesCode }
                """);
        Answer imported = refused(Exit.REFUSED, "import", "--mapping", mapping.toString(), directory.toString());
        assertThat(imported.toString()).contains("HB1299");
        assertThat(fine("show", "customers", "--as", "zhao.min").out())
                .contains("Jade Ltd")
                .doesNotContain("Opal");
        fine("user", "code", "zhao.min", "--end");
    }
}
