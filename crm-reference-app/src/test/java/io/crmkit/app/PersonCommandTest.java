package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersonCommandTest {

    @TempDir
    Path directory;

    private Answer run(Shell shell, int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        return answer;
    }

    private boolean isZhao(Shell shell, String person) {
        return run(shell, 0, "person", "show", person).out().contains("canary.zhao");
    }

    @Test
    @DisplayName("ACC-18 consent is given and withdrawn, what is kept is told and taken along, and erased for good")
    void life() throws Exception {
        Shell shell = new Shell(directory);
        run(shell, 0, "init");
        run(shell, 0, "user", "apply", "Zhao Min", "--email", "canary.zhao@example.com", "--reason", "joins sales");
        String application = run(shell, 0, "user", "applications", "--format", "csv")
                .rows()
                .get(0)
                .get("id");
        run(shell, 0, "user", "approve", application, "--role", "sales-rep", "--superior", "director");
        String person = run(shell, 0, "audit", "--format", "csv").rows().stream()
                .map(row -> row.get("subject"))
                .filter(subject -> subject.startsWith("user/"))
                .distinct()
                .filter(subject -> isZhao(shell, subject))
                .findFirst()
                .orElseThrow();
        assertThat(run(shell, 0, "person", "consent", person, "--purpose", "marketing", "--source", "form 7")
                        .out())
                .contains("marketing", "form 7");
        assertThat(run(shell, Exit.REFUSED, "person", "consent", person, "--purpose", "gossip", "--source", "x")
                        .err())
                .contains("ACC-18", "sales-contact");
        run(shell, 0, "person", "withdraw", person, "--purpose", "marketing", "--source", "letter", "--lang", "zh");
        assertThat(run(shell, 0, "person", "consents", person, "--format", "csv")
                        .rows()
                        .get(0)
                        .get("withdrawn"))
                .isNotEmpty();
        assertThat(run(shell, 0, "person", "show", person).out()).contains("canary.zhao@example.com", "marketing");
        run(shell, 0, "person", "export", person, "--out", "zhao.json");
        assertThat(Files.readString(directory.resolve("zhao.json"))).contains("canary.zhao@example.com");
        run(shell, Exit.USAGE, "person", "export", person, "--out", "zhao.json");
        assertThat(run(shell, Exit.REFUSED, "person", "show", person, "--as", "director")
                        .err())
                .contains("ACC-09");
        run(shell, 0, "person", "erase", person, "--reason", "letter 12");
        assertThat(run(shell, 0, "person", "show", person).out())
                .doesNotContain("canary.zhao@example.com")
                .contains("letter 12");
        assertThat(run(shell, 0, "audit", "verify").out()).contains("intact");
        assertThat(run(shell, Exit.REFUSED, "person", "show", "customer/7").err())
                .contains("lead/…", "user/…");
    }
}
