package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CustomerViewCommandTest {

    @TempDir
    Path directory;

    private Answer fine(Shell shell, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    @Test
    @DisplayName("CUS-17 crm customer 360 and timeline show all modules in both languages, as a table and as data")
    void story() {
        Shell shell = new Shell(directory);
        fine(shell, "import", "--sample");
        String customer = fine(shell, "show", "customers", "--format", "csv")
                .rows()
                .get(0)
                .get("id");
        fine(shell, "follow-up", "add", customer, "asked for a quote");
        assertThat(fine(shell, "customer", "360", customer).out())
                .contains("grade, stage and rhythm", "asked for a quote", "ask next for");
        assertThat(fine(shell, "customer", "360", customer, "--lang", "zh").out())
                .contains("等级、阶段与购买节奏", "下一步询问");
        assertThat(fine(shell, "customer", "360", customer, "--format", "json").out())
                .contains("\"record\" : \"follow_up/");
        assertThat(fine(shell, "customer", "timeline", customer).out()).contains("call: asked for a quote");
        assertThat(fine(shell, "customer", "timeline", customer, "--lang", "zh", "--format", "csv")
                        .rows())
                .anyMatch(row -> row.get("what").contains("电话跟进"))
                .anyMatch(row -> row.get("what").contains("创建了客户"));
        assertThat(fine(shell, "customer", "timeline", customer, "--most", "1").out())
                .contains("--most shows more");
        assertThat(shell.crm("customer", "360", customer, "--limit", "0").exit())
                .isEqualTo(Exit.REFUSED);
        assertThat(shell.crm("customer", "timeline", customer, "--most", "0").exit())
                .isEqualTo(Exit.USAGE);
        assertThat(shell.crm("customer", "360", "nobody").exit()).isEqualTo(Exit.REFUSED);
    }
}
