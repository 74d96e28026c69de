package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.access.Department;
import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Departments are named to commands by people: by a name that is near, by one that two of them bear. */
class DepartmentsTest {

    @TempDir
    private Path directory;

    private static Answer ended(Shell shell, int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        return answer;
    }

    @Test
    @DisplayName("ACC-02 a name that two departments bear asks for the id, one that none bears is told what is near")
    void named() {
        Shell shell = new Shell(directory);
        ended(shell, Exit.FINE, "init");
        Department north;
        try (Crm crm =
                Crm.builder().store("sqlite:" + directory.resolve("crm.db")).open()) {
            var departments = crm.signIn("admin").departments();
            north = departments.create("销售一部", Optional.empty()).orElseThrow();
            departments.create("销售一部", Optional.empty()).orElseThrow();
            departments.create("Wuhan office", Optional.empty()).orElseThrow();
        }
        assertThat(ended(shell, Exit.REFUSED, "access", "head", "销售一部", "director")
                        .err())
                .contains("several", north.id());
        assertThat(ended(shell, Exit.FINE, "access", "head", north.id(), "director")
                        .out())
                .contains("销售一部");
        assertThat(ended(shell, Exit.REFUSED, "access", "head", "Wuhan ofice", "director")
                        .err())
                .contains("\"Wuhan ofice\"", "Did you mean \"Wuhan office\"?");
        assertThat(ended(shell, Exit.REFUSED, "access", "head", "Wuhan ofice", "director", "--lang", "zh")
                        .err())
                .contains("“Wuhan ofice”", "是否为“Wuhan office”？");
        assertThat(ended(shell, Exit.FINE, "access", "head", "Wuhan office", "director")
                        .out())
                .contains("Wuhan office");
    }
}
