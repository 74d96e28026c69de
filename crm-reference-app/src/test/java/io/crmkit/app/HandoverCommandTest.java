package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HandoverCommandTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void init() {
        shell = new Shell(directory);
        fine("import", "--sample", "--no-progress");
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private Answer ended(int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        return answer;
    }

    /** Two reps of the sample who own deals. */
    private List<String> reps() {
        return fine("report", "reps", "--format", "csv").rows().stream()
                .map(row -> row.values().iterator().next())
                .filter(name -> !name.isBlank())
                .limit(2)
                .map(this::login)
                .toList();
    }

    private String login(String name) {
        return fine("show", "users", "--format", "csv").rows().stream()
                .filter(row -> row.containsValue(name))
                .map(row -> row.get("login"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName(
            "ACC-12 crm handover previews, and what it previewed then happens; the record tells of it in both languages")
    void run() {
        List<String> reps = reps();
        String[] plan = {reps.get(0), "--to", reps.get(1), "--rule", "kind=lead: director", "--reason", "goes home"};
        List<Map<String, String>> preview =
                fine(of("preview", plan, "--format", "csv")).rows();
        assertThat(preview).isNotEmpty().extracting(row -> row.get("fate")).contains("moved");
        assertThat(fine("handover", "list", "--format", "csv").rows()).isEmpty();
        assertThat(fine(of("preview", plan, "--lang", "zh")).out())
                .contains("将转移 ")
                .doesNotContain("已转移");
        List<Map<String, String>> done =
                fine(of("run", plan, "--format", "csv")).rows();
        assertThat(done).isEqualTo(preview);
        String id = fine("handover", "list", "--format", "csv").rows().get(0).get("id");
        assertThat(fine("handover", "show", id, "--format", "csv").rows()).isEqualTo(preview);
        assertThat(fine("handover", "show", id, "--lang", "zh").out()).contains("已完成", "已转移", reps.get(1));
        assertThat(ended(Exit.REFUSED, "report", "funnel", "--as", reps.get(0)).err())
                .contains("ACC-01");
        assertThat(ended(Exit.REFUSED, "handover", "give-up", id, "--reason", "late")
                        .err())
                .contains("ACC-12");
    }

    private static String[] of(String what, String[] plan, String... more) {
        return java.util.stream.Stream.of(new String[] {"handover", what}, plan, more)
                .flatMap(java.util.Arrays::stream)
                .toArray(String[]::new);
    }

    @Test
    @DisplayName("ACC-12 crm handover prepare fences, explain tells so, give-up takes the fence away")
    void fence() {
        List<String> reps = reps();
        String told = fine("handover", "prepare", reps.get(0), "--to", reps.get(1), "--reason", "goes")
                .out();
        assertThat(told).contains("fenced");
        String id = fine("handover", "list", "--format", "csv").rows().get(0).get("id");
        assertThat(fine("handover", "show", id).out())
                .contains("Nothing has moved yet")
                .doesNotContain("nothing to hand over");
        assertThat(fine("access", "explain", reps.get(0), "view", "customer").out())
                .contains("fenced");
        assertThat(fine("handover", "lift-caps", id, "--reason", "she can", "--ask")
                        .err())
                .contains("crm approval show");
        String asked = fine("approval", "inbox", "--as", "director", "--format", "csv")
                .rows()
                .get(0)
                .get("id");
        fine("approval", "approve", asked, "--as", "director");
        fine("handover", "give-up", id, "--reason", "stays");
        fine("report", "funnel", "--as", reps.get(0));
        assertThat(ended(Exit.USAGE, "handover", "run", reps.get(0), "--to", "nobody", "--reason", "x")
                        .err())
                .contains("nobody");
        assertThat(ended(
                                Exit.USAGE,
                                "handover",
                                "run",
                                reps.get(0),
                                "--to",
                                reps.get(1),
                                "--reason",
                                "x",
                                "--rule",
                                "all")
                        .err())
                .contains("region=");
    }

    @Test
    @DisplayName("ACC-12 crm transfer moves what it may, and says of the rest why not")
    void transfer() {
        List<String> reps = reps();
        String owner = fine("show", "users", "--format", "csv").rows().stream()
                .filter(row -> reps.get(0).equals(row.get("login")))
                .map(row -> row.get("name"))
                .findFirst()
                .orElseThrow();
        String id = fine("show", "opportunities", "--format", "csv", "--purpose", "ids to transfer by").rows().stream()
                .filter(row -> owner.equals(row.get("owner")))
                .map(row -> row.get("id"))
                .findFirst()
                .orElseThrow();
        Answer answer =
                ended(Exit.REFUSED, "transfer", "opportunity", id, "none", "--to", reps.get(1), "--reason", "nearer");
        assertThat(answer.out()).contains("moved", "refused", "ACC-06");
        assertThat(ended(
                                Exit.REFUSED,
                                "transfer",
                                "lead",
                                "x",
                                "--to",
                                reps.get(1),
                                "--reason",
                                "r",
                                "--as",
                                reps.get(0))
                        .out())
                .contains("ACC-09");
    }
}
