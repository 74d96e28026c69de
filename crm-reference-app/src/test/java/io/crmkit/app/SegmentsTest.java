package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentsTest {

    private static final String MAPPING = """
            source: shop
            currency: CNY
            steps:
              - file: customers.csv
                entity: customer
                id: no
                columns: {name: name, type: type, power: purchasingPower, tags: tags}
              - file: purchases.csv
                entity: purchase
                id: [who, day]
                columns: {who: customer, day: date, paid: amount}
            """;

    @TempDir
    private Path directory;

    private Shell shell = new Shell(Path.of(""));

    @BeforeEach
    void shop() {
        shell = new Shell(directory);
        shell.file("mapping.yaml", MAPPING);
        shell.file("data/customers.csv", """
                no,name,type,power,tags
                1,Jade,大客户,high,VIP; 连锁
                2,Moss,small,Low,
                3,Clay,,,
                """);
        shell.file("data/purchases.csv", """
                who,day,paid
                Jade,2026-08-20,700000
                Moss,2026-08-20,700000
                Clay,2026-08-20,700000
                """);
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    @Test
    @DisplayName("CUS-07, POL-04 the example is tried, published, explained for a customer, and counted by segment")
    void example() {
        String policy = PublicData.mapping("segments.yaml").toString();
        fine("import", "--mapping", "mapping.yaml", "data");
        assertThat(fine("import", "--mapping", "mapping.yaml", "data", "--format", "csv")
                        .rows())
                .isNotEmpty()
                .allMatch(row ->
                        row.get("new").equals("0") && row.get("different").equals("0"));
        assertThat(fine("show", "customers", "Jade").out())
                .contains("type", "large", "purchasing power", "high", "VIP, 连锁");
        assertThat(fine("show", "customers", "--format", "csv").rows())
                .extracting(row -> row.get("name") + " " + row.get("type") + " " + row.get("tags"))
                .containsExactlyInAnyOrder("Jade large VIP, 连锁", "Moss small ", "Clay  ");

        fine("policy", "check", policy);
        Answer tried = fine("grades", "preview", policy, "--format", "csv");
        assertThat(tried.rows()).extracting(row -> row.get("customer")).contains("Jade");
        fine("policy", "publish", policy, "--reason", "key customers first");
        fine("grades", "regrade");
        assertThat(fine("grades", "show", "Jade").out()).contains("key customers", "customer type: large", "at risk");
        assertThat(fine("grades", "show", "Jade", "--lang", "zh").out()).contains("客户分群", "客户类型为大客户");
        assertThat(fine("grades", "show", "Moss").out())
                .contains("small customers", "purchasing power: low", "best customers", "grade: A");
        assertThat(fine("report", "silence", "--format", "csv").rows())
                .filteredOn(row -> !row.get("customers").equals("0"))
                .extracting(row -> row.get("silence"))
                .hasSize(3);
        assertThat(fine("report", "silence").out()).contains("small customers + best customers", "all others");
    }

    @Test
    @DisplayName(
            "POL-04 a policy whose segments cannot be is refused with rule, field and what to do, in both languages")
    void refused() {
        shell.file("wrong.yaml", """
                segments:
                  - {name: best, when: {grade: [A]}, set: {scoring: {basis: LIFETIME}}}
                """);
        Answer english = shell.crm("policy", "check", "wrong.yaml");
        assertThat(english.exit()).isEqualTo(Exit.REFUSED);
        assertThat(english.err()).contains("POL-04", "segments[0]", "scoring.basis", "Leave out one of both");
        assertThat(shell.crm("policy", "check", "wrong.yaml", "--lang", "zh").err())
                .contains("POL-04", "请去掉其中一项");
    }
}
