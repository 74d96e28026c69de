package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.app.Shell.Answer;
import io.crmkit.customer.NewCustomer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentCommandTest {

    @TempDir
    Path directory;

    private Answer run(Shell shell, int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        return answer;
    }

    @Test
    @DisplayName(
            "CUS-14 crm document keeps files in folders, version by version, gives them back, and refuses what the policy does not allow")
    void life() throws Exception {
        Shell shell = new Shell(directory);
        run(shell, 0, "init");
        try (Crm crm =
                Crm.builder().store("sqlite:" + directory.resolve("crm.db")).open()) {
            crm.signIn("director").customers().create(NewCustomer.named("甬江阀门")).orElseThrow();
        }
        Path file = Files.writeString(directory.resolve("合同.txt"), "one");
        run(shell, 0, "document", "add", "甬江阀门", "合同.txt", "--folder", "合同/2026", "--note", "draft");
        Files.writeString(file, "two");
        run(shell, 0, "document", "add", "甬江阀门", "合同.txt", "--folder", "合同/2026");

        Answer list = run(shell, 0, "document", "list", "甬江阀门", "--format", "csv");
        assertThat(list.rows())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("folder", "合同/2026")
                        .containsEntry("name", "合同.txt")
                        .containsEntry("versions", "2"));
        String id = list.rows().get(0).get("id");
        run(shell, 0, "document", "get", id, "--out", "latest.txt");
        run(shell, 0, "document", "get", id, "--number", "1", "--out", "first.txt");
        assertThat(Files.readString(directory.resolve("latest.txt"))).isEqualTo("two");
        assertThat(Files.readString(directory.resolve("first.txt"))).isEqualTo("one");
        assertThat(run(shell, Exit.USAGE, "document", "get", id, "--out", "first.txt")
                        .err())
                .contains("first.txt");
        assertThat(Files.isDirectory(directory.resolve("crm-documents"))).isTrue();

        Files.writeString(directory.resolve("run.exe"), "MZ");
        assertThat(run(shell, Exit.REFUSED, "document", "add", "甬江阀门", "run.exe")
                        .err())
                .contains("CUS-14", "EXE");
        assertThat(run(shell, Exit.REFUSED, "document", "add", "甬江阀门", "合同.txt", "--name", "../x.txt", "--lang", "zh")
                        .err())
                .contains("CUS-14");
        run(shell, 0, "document", "remove", id, "--reason", "old");
        assertThat(run(shell, 0, "document", "list", "甬江阀门", "--format", "csv").rows())
                .isEmpty();
        assertThat(run(shell, 0, "document", "collect").out()).contains("0");
    }
}
