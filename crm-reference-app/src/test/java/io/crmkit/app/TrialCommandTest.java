package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrialCommandTest {

    @TempDir
    Path directory;

    private Answer fine(Shell shell, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    @Test
    @DisplayName("CUS-13 the story of a trial: applied for, approved, a login made, extended, converted, ended")
    void story() {
        Shell shell = new Shell(directory);
        fine(shell, "import", "--sample");
        String rep = fine(shell, "show", "users", "--format", "csv").rows().stream()
                .filter(row -> row.get("roles").equals("sales-rep"))
                .findFirst()
                .orElseThrow()
                .get("login");
        fine(shell, "customer", "create", "Jade", "--as", rep);
        Answer asked = fine(
                shell,
                "trial",
                "apply",
                "Jade",
                "--as",
                rep,
                "--contact",
                "Wang",
                "--phone",
                "13812345678",
                "--email",
                "wang@example.com",
                "--reason",
                "wants to try");
        Matcher approval = Pattern.compile("[0-9a-zA-Z-]{20,}").matcher(asked.err() + asked.out());
        assertThat(approval.find()).as(asked.toString()).isTrue();
        String superior = fine(shell, "show", "users", "--format", "csv").rows().stream()
                .filter(row -> row.get("login").equals(rep))
                .findFirst()
                .orElseThrow()
                .get("superior");
        String above = fine(shell, "show", "users", "--format", "csv").rows().stream()
                .filter(row ->
                        row.get("name").equals(superior) || row.get("login").equals(superior))
                .findFirst()
                .orElseThrow()
                .get("login");
        fine(shell, "approval", "approve", approval.group(), "--as", above);
        var trial = fine(shell, "trial", "list", "--as", rep, "--format", "csv")
                .rows()
                .get(0);
        assertThat(trial.get("standing")).isEqualTo("running");
        assertThat(fine(shell, "trial", "reset", trial.get("id"), "--as", rep).out())
                .contains(trial.get("id") + ".");
        assertThat(fine(shell, "trial", "list", "--due", "31", "--as", rep).out())
                .contains("Jade");
        assertThat(shell.crm("trial", "list", "--due", "999").exit()).isEqualTo(Exit.USAGE);
        Answer longer = fine(shell, "trial", "extend", trial.get("id"), "--reason", "more", "--as", rep);
        Matcher extension = Pattern.compile("[0-9a-zA-Z-]{20,}").matcher(longer.err() + longer.out());
        assertThat(extension.find()).as(longer.toString()).isTrue();
        assertThat(shell.crm("trial", "convert", trial.get("id"), "--reason", "buys", "--as", rep)
                        .err())
                .as("while its extension waits for an approval")
                .contains("APR-01");
        fine(shell, "approval", "recall", extension.group(), "--as", rep);
        assertThat(fine(shell, "trial", "convert", trial.get("id"), "--reason", "buys", "--as", rep, "--lang", "zh")
                        .out())
                .contains("已转为客户");
        assertThat(fine(shell, "trial", "end", trial.get("id"), "--reason", "closed", "--as", rep)
                        .out())
                .contains("ended");
        assertThat(shell.crm(
                                "trial",
                                "register",
                                "Coral",
                                "--contact",
                                "Li",
                                "--phone",
                                "13812345679",
                                "--email",
                                "li@example.com")
                        .exit())
                .isEqualTo(Exit.REFUSED);
        fine(shell, "audit", "verify");
    }
}
