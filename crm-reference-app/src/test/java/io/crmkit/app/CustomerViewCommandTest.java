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

    @Test
    @DisplayName("INS-01 crm report customers, growth and repurchase answer in both languages, as a table and as data")
    void reports() {
        Shell shell = new Shell(directory);
        fine(shell, "import", "--sample");
        assertThat(fine(shell, "report").out()).contains("repurchase", "growth", "customers by industry");
        assertThat(fine(shell, "report", "customers", "--by", "industry").out())
                .contains("Customers by industry", "40");
        assertThat(fine(shell, "report", "customers", "--by", "lifecycle", "--lang", "zh")
                        .out())
                .contains("客户分布", "潜在");
        assertThat(fine(shell, "report", "growth", "--months", "3", "--format", "csv")
                        .rows())
                .hasSize(3)
                .allMatch(row -> row.containsKey("won-back"));
        assertThat(fine(shell, "report", "repurchase", "--from", "2020-01-01", "--lang", "zh")
                        .out())
                .contains("复购率");
        Answer unknown = shell.crm("report", "customers", "--by", "industri");
        assertThat(unknown.exit()).isEqualTo(Exit.REFUSED);
        assertThat(unknown.err()).contains("INS-01", "industry");
    }

    @Test
    @DisplayName("LIF-02 LIF-03 LIF-06 LIF-07 LIF-09 crm duties tells each duty with the rule that asks for it")
    void duties() {
        Shell shell = new Shell(directory);
        fine(shell, "import", "--sample");
        String lost = "广州凌云物流有限公司"; // of whose deals one was lost and none is open
        fine(shell, "pool", "assign", lost, "--to", "director", "--reason", "hers");
        assertThat(fine(shell, "duties", lost, "--format", "csv").rows())
                .extracting(row -> row.get("rule"))
                .contains("LIF-02", "LIF-06", "LIF-07", "LIF-09");
        assertThat(fine(shell, "duties", "--lang", "zh", "--owner", "director", "--on", "2099-01-01")
                        .out())
                .contains("对客户应尽的事项", "已逾期", lost);
        assertThat(fine(shell, "duties", "answer", lost, "--asked", "2020-01-01T00:00:00Z")
                        .out())
                .contains("LIF-03", "overdue");
        assertThat(fine(shell, "duties", "answer", lost, "--asked", "2099-01-01T00:00:00Z", "--lang", "zh")
                        .out())
                .contains("LIF-03", "待办");
        assertThat(shell.crm("duties", "--owner", "nobody").exit()).isEqualTo(Exit.REFUSED);
    }
}
