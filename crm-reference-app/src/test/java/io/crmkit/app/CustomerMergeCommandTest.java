package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomerMergeCommandTest {

    @TempDir
    Path directory;

    private Answer fine(Shell shell, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private static String id(Answer created) {
        Matcher id = Pattern.compile(": (\\S+)\\s*$").matcher(created.out());
        assertThat(id.find()).as(created.toString()).isTrue();
        return id.group(1);
    }

    @Test
    @DisplayName(
            "CUS-05 CUS-06 the story of a duplicate: warned of, found by a scan, merged, its id leads to the survivor, undone")
    void story() {
        Shell shell = new Shell(directory);
        fine(shell, "import", "--sample");
        String one = id(fine(shell, "customer", "create", "深圳市腾云科技有限公司", "contactPhone=13812345678", "contactName=王伟"));
        Answer twin = fine(
                shell,
                "customer",
                "create",
                "腾云科技（深圳）有限责任公司",
                "contactPhone=138 1234 5678",
                "contactName=王伟",
                "contactEmail=wang@tengyun.example");
        String two = id(twin);
        assertThat(twin.out()).contains("Suspected duplicate, please check", "深圳市腾云科技有限公司");
        Answer scan = fine(shell, "duplicates", "scan", "--type", "customer", "--format", "csv");
        assertThat(scan.rows()).extracting(row -> row.get("record")).contains("customer/" + one, "customer/" + two);
        assertThat(shell.crm("duplicates", "scan", "--type", "carrot").exit()).isEqualTo(Exit.REFUSED);
        assertThat(shell.crm("duplicates", "scan", "--most", "0").exit()).isEqualTo(Exit.USAGE);
        assertThat(fine(shell, "customer", "merge", one, two, "--reason", "one company", "--take", "contactEmail")
                        .out())
                .contains("customer unmerge " + two);
        assertThat(fine(shell, "customer", "complete", two).out()).contains("深圳市腾云科技有限公司", "wang@tengyun.example");
        assertThat(fine(shell, "customer", "unmerge", two, "--reason", "two companies", "--lang", "zh")
                        .out())
                .contains("腾云科技（深圳）有限责任公司", "已恢复");
        assertThat(fine(shell, "customer", "complete", one).out()).doesNotContain("wang@tengyun.example");
        assertThat(shell.crm("customer", "unmerge", two, "--reason", "again").exit())
                .isEqualTo(Exit.REFUSED);
    }
}
