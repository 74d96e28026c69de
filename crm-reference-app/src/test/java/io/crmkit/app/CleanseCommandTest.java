package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CleanseCommandTest {

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
            "CUS-10 the story of a cleansing: tried, run, accepted, declined; a customer to the bin and back, and purged")
    void story() {
        Shell shell = new Shell(directory);
        fine(shell, "init");
        String jade = id(fine(shell, "customer", "create", "Jade", "contactName=无", "address=test"));
        List<Map<String, String>> would =
                fine(shell, "cleanse", "run", "--dry-run", "--format", "csv").rows();
        assertThat(would).hasSize(2).allMatch(row -> row.get("rule").equals("placeholder"));
        assertThat(fine(shell, "cleanse", "list", "--format", "csv").rows()).isEmpty();
        assertThat(fine(shell, "cleanse", "run").out()).contains("2 proposals");
        assertThat(fine(shell, "cleanse", "run", "--if-due").out()).contains("not due");
        assertThat(fine(shell, "cleanse", "run", "--lang", "zh").out()).contains("提出 0 条建议");
        fine(shell, "cleanse", "accept", "placeholder:customer/" + jade + ":contactName", "--reason", "nobody");
        fine(shell, "cleanse", "decline", "placeholder:customer/" + jade + ":address", "--reason", "so be it");
        assertThat(fine(shell, "cleanse", "list", "--format", "csv").rows()).isEmpty();
        assertThat(fine(shell, "cleanse", "list", "--state", "declined", "--customer", jade, "--format", "csv")
                        .rows())
                .hasSize(1);
        assertThat(shell.crm("cleanse", "accept", "nothing", "--reason", "x").exit())
                .isEqualTo(Exit.REFUSED);

        assertThat(fine(shell, "bin", "put", "Jade", "--reason", "no such company")
                        .out())
                .contains("crm bin restore " + jade);
        Answer asked = shell.crm("customer", "complete", jade);
        assertThat(asked.exit()).isEqualTo(Exit.REFUSED);
        assertThat(asked.err()).contains("CUS-10", "recycle bin");
        assertThat(fine(shell, "bin", "list", "--format", "csv").rows())
                .extracting(row -> row.get("id"))
                .containsExactly(jade);
        fine(shell, "bin", "restore", jade, "--reason", "there after all");
        fine(shell, "customer", "complete", jade);
        fine(shell, "bin", "put", jade, "--reason", "no such company");
        assertThat(fine(shell, "bin", "purge").out()).contains("0 customers");
        assertThat(fine(shell, "bin", "purge", "--at", "2036-01-01").out()).contains("1 customers");
        assertThat(shell.crm("bin", "restore", jade, "--reason", "late").exit()).isEqualTo(Exit.REFUSED);
        fine(shell, "audit", "verify");
    }

    @Test
    @DisplayName("CUS-10 proposals tell names, owners, fields and what would be done, and accepting them what was done")
    void inWords() {
        Shell shell = new Shell(directory);
        fine(shell, "init");
        id(fine(shell, "customer", "create", "武汉青山科技有限公司", "contactName=无", "contactPhone=027-88881234"));
        fine(shell, "customer", "create", "武汉市青山科技有限公司", "contactPhone=027-88881234", "--reason", "not sure");
        fine(shell, "cleanse", "run");
        String listed = fine(shell, "cleanse", "list").out();
        assertThat(listed.lines().filter(line -> line.contains("placeholder")))
                .singleElement()
                .asString()
                .startsWith("武汉青山科技有限公司")
                .contains("无", "clear")
                .doesNotContain("contactName  ");
        assertThat(listed.lines().filter(line -> line.contains("duplicate")))
                .singleElement()
                .asString()
                .containsPattern("merge with 武汉市?青山科技有限公司")
                .containsPattern("duplicate:\\w{26}:\\w{26}$");
        assertThat(fine(shell, "cleanse", "list", "--limit", "1").out()).contains("1 shown, there are more");
        assertThat(shell.crm("cleanse", "list", "--limit", "0").exit()).isEqualTo(Exit.USAGE);
        List<Map<String, String>> rows =
                fine(shell, "cleanse", "list", "--format", "csv").rows();
        assertThat(rows)
                .filteredOn(row -> row.get("rule").equals("duplicate"))
                .singleElement()
                .satisfies(row -> assertThat(List.of(row.get("customer"), row.get("other")))
                        .containsExactlyInAnyOrder("武汉青山科技有限公司", "武汉市青山科技有限公司"));
        String[] ids = {"", ""};
        rows.forEach(row -> ids[row.get("rule").equals("duplicate") ? 1 : 0] = row.get("proposal"));
        assertThat(fine(shell, "cleanse", "accept", ids[0], "--reason", "nobody", "--lang", "zh")
                        .out())
                .contains("武汉青山科技有限公司：", "已清空");
        assertThat(fine(shell, "cleanse", "accept", ids[1], "--reason", "one company")
                        .out())
                .containsPattern("武汉市?青山科技有限公司 is merged into 武汉市?青山科技有限公司")
                .containsPattern("crm customer unmerge \\w{26}");
    }

    @Test
    @DisplayName("CUS-10 before a refusal there is no heading of a table")
    void refusedWithoutHeading() {
        Shell shell = new Shell(directory);
        fine(shell, "init");
        for (String[] wrong : new String[][] {
            {"cleanse", "list", "--customer", "nobody"},
            {"handover", "list", "--as", "nobody"},
            {"contact", "list", "nobody"}
        }) {
            Answer answer = shell.crm(wrong);
            assertThat(answer.exit()).as(answer.toString()).isEqualTo(Exit.REFUSED);
            assertThat(answer.out()).isEmpty();
            assertThat(answer.err()).contains("nobody");
        }
    }
}
