package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * Purchases go in, and who has gone silent and who is worth what comes out: the figures of shared/data/README.md, on
 * whatever store the subclass brings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PurchasesStory {

    @TempDir
    static Path scratch;

    Shell shell;
    Answer imported;

    /** {@return a shell whose commands work on the store} */
    abstract Shell shell(Path directory);

    @BeforeAll
    void importing() {
        Path data = PublicData.directory("purchases");
        shell = shell(scratch);
        imported = run(data);
    }

    private Answer run(Path data) {
        return shell.crm(
                "import",
                "--mapping",
                PublicData.mapping("purchases.yaml").toString(),
                data.toString(),
                "--format",
                "csv");
    }

    private List<Map<String, String>> report(String name) {
        Answer answer = shell.crm("report", name, "--at", "2022-07-01", "--format", "csv");
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer.rows();
    }

    private static List<String> column(Answer answer, String column) {
        return answer.rows().stream().map(row -> row.get(column)).toList();
    }

    @Test
    @DisplayName("CUS-16 all of it goes in, copies of a row included: 23,544 customers, 69,659 purchases, 2,500,315.63")
    void allGoesIn() {
        assertThat(imported.exit()).as(imported.toString()).isZero();
        assertThat(column(imported, "new")).containsExactly("23544", "69659");
        assertThat(column(imported, "refused")).containsOnly("0");
        assertThat(report("grades").stream()
                        .filter(row -> !row.get("amount").isEmpty())
                        .map(row -> new java.math.BigDecimal(row.get("amount")))
                        .reduce(java.math.BigDecimal.ZERO, java.math.BigDecimal::add))
                .isEqualByComparingTo("2500315.63");
    }

    @Test
    @DisplayName("CUS-16 importing twice changes nothing")
    void twice() {
        Answer again = run(PublicData.directory("purchases"));
        assertThat(again.exit()).as(again.toString()).isZero();
        assertThat(column(again, "new")).containsOnly("0");
        assertThat(column(again, "unchanged")).containsExactly("23544", "69659");
    }

    @Test
    @DisplayName("LIF-04 as of 2022-07-01: 769 to be reminded, 20,227 at risk, of whom 18,170 dormant (LIF-08)")
    void silence() {
        assertThat(report("silence").stream().map(row -> row.get("customers")))
                .containsExactly("2548", "769", "20227", "18170");
        assertThat(report("silence").stream().map(row -> row.get("ownerless")))
                .as("they have no owners, so they are reported and nobody is reminded")
                .containsExactly("2548", "769", "20227", "18170");
    }

    @Test
    @DisplayName("SCO-01 with A from 1,000 and B from 100: 200 A, 6,036 B, 17,308 C")
    void grades() {
        Path policy = PublicData.mapping("purchases-policy.yaml");
        Answer published = shell.crm("policy", "publish", policy.toString(), "--reason", "a small shop");
        assertThat(published.exit()).as(published.toString()).isZero();
        assertThat(report("grades").stream().collect(Collectors.toMap(r -> r.get("grade"), r -> r.get("customers"))))
                .isEqualTo(Map.of("A", "200", "B", "6036", "C", "17308"));
        Answer regraded = shell.crm("grades", "regrade", "--at", "2022-07-01", "--format", "csv");
        assertThat(regraded.exit()).as(regraded.toString()).isZero();
        assertThat(report("grades").stream().collect(Collectors.toMap(r -> r.get("grade"), r -> r.get("customers"))))
                .as("counted in the store")
                .isEqualTo(Map.of("A", "200", "B", "6036", "C", "17308"));
        assertThat(shell.crm("reminders").out()).as("nobody owns them").contains("0 reminders");
    }
}
