package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalCommandTest {

    private static final String REP = "chen.siyuan";

    @TempDir
    private Path directory = Path.of("");

    private Shell shell = new Shell(directory);

    @BeforeEach
    void sample() {
        shell = new Shell(directory);
        fine("import", "--sample");
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private static String id(Answer answer) {
        Matcher found = Pattern.compile("approval (\\w{26})").matcher(answer.err());
        assertThat(found.find()).as(answer.toString()).isTrue();
        return found.group(1);
    }

    /** The login of the one whom an approval of the rep's asks. */
    private String asks(String id) {
        Map<String, String> logins = fine("show", "users", "--format", "csv").rows().stream()
                .collect(Collectors.toMap(row -> row.get("name"), row -> row.get("login"), (a, b) -> a));
        String name = fine("approval", "mine", "--as", REP, "--format", "csv").rows().stream()
                .filter(row -> row.get("id").equals(id))
                .findFirst()
                .orElseThrow()
                .get("asks");
        return logins.getOrDefault(name, name);
    }

    @Test
    @DisplayName("ACC-13 a rep's CSV is an export: refused without a purpose, then asked for, approved and written")
    void export() {
        Answer refused = shell.crm("show", "customers", "--format", "csv", "--as", REP);
        assertThat(refused.exit()).isEqualTo(Exit.REFUSED);
        assertThat(refused.err()).contains("ACC-13", "--purpose");
        assertThat(refused.out()).isEmpty();
        fine("show", "customers", "--as", REP);
        assertThat(shell.exported("customers", REP).rows()).isNotEmpty();
        assertThat(fine("show", "customers", "--format", "csv").rows()).isNotEmpty();
    }

    @Test
    @DisplayName("ACC-08 a right is asked for, decided, executed, listed and revoked; crossings and figures tell of it")
    void request() {
        Answer asked = fine(
                "access",
                "request",
                "--role",
                "finance",
                "--until",
                "2026-12-31",
                "--why",
                "covers",
                "--evidence",
                "order 7",
                "--as",
                REP);
        String id = id(asked);
        String superior = asks(id);
        assertThat(fine("approval", "inbox", "--as", superior).out()).contains(id);
        assertThat(shell.crm("approval", "approve", id, "--as", REP).err()).contains("ACC-19");
        fine("approval", "approve", id, "--note", "fine", "--as", superior);
        assertThat(fine("approval", "approve", id, "--as", "admin").out()).contains("approved");
        assertThat(fine("approval", "show", id, "--as", "admin").out()).contains("submitted", "fine", "order 7");
        Map<String, String> grant =
                fine("access", "grants", "--format", "csv").rows().get(0);
        assertThat(grant).containsEntry("login", REP).containsEntry("state", "holds");
        assertThat(fine("access", "crossings", "--format", "csv").rows())
                .anySatisfy(row -> assertThat(row).containsEntry("login", REP));
        fine("access", "revoke", grant.get("id"), "--reason", "duties changed");
        assertThat(fine("access", "grants", "--format", "csv").rows().get(0)).containsEntry("state", "revoked");
        assertThat(fine("approval", "figures").out()).contains("execution by an administrator", "bottleneck");
        assertThat(fine("approval", "figures", "--lang", "zh").out()).contains("管理员执行", "瓶颈");
        assertThat(fine("approval", "escalate").out()).contains("0 became overdue");
    }

    @Test
    @DisplayName("APR-01 given back and submitted again, recalled, an approver added, a delegate during absence")
    void others() {
        String id = id(fine(
                "access", "request", "--role", "finance", "--why", "covers", "--evidence", "order 7", "--as", REP));
        String superior = asks(id);
        fine("approval", "return", id, "--reason", "which order?", "--as", superior);
        fine("approval", "resubmit", id, "--note", "order 8", "--as", REP);
        fine("approval", "add", id, "--approver", "admin", "--as", superior);
        fine(
                "approval",
                "away",
                "--from",
                "2026-11-01",
                "--until",
                "2026-11-05",
                "--delegate",
                "admin",
                "--as",
                superior);
        fine("approval", "back", "--as", superior);
        assertThat(fine("approval", "recall", id, "--as", REP).out()).contains("recalled");
        assertThat(shell.crm("approval", "refuse", id, "--reason", "no", "--as", superior)
                        .exit())
                .isEqualTo(Exit.REFUSED);
        Answer zh = new Shell(directory).in(Locale.CHINESE).crm("approval", "show", id, "--as", REP);
        assertThat(zh.out()).contains("已撤回", "退回", "重新提交", "加签");
    }
}
