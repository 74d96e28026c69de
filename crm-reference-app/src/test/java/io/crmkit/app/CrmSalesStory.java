package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real sales data set goes in, and exact answers come out: the figures of shared/data/README.md, on whatever store the
 * subclass brings.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CrmSalesStory {

    static final List<String> KINDS =
            List.of("customers", "leads", "opportunities", "products", "users", "departments");

    @TempDir
    static Path scratch;

    Shell shell;
    Answer imported;

    /** {@return a shell whose commands work on the store} */
    abstract Shell shell(Path directory);

    @BeforeAll
    void importing() {
        Path data = PublicData.directory("crm-sales");
        shell = shell(scratch);
        imported = shell.crm(
                "import",
                "--mapping",
                PublicData.mapping("crm-sales.yaml").toString(),
                data.toString(),
                "--format",
                "csv");
    }

    private Answer again() {
        return shell.crm(
                "import",
                "--mapping",
                PublicData.mapping("crm-sales.yaml").toString(),
                PublicData.directory("crm-sales").toString(),
                "--format",
                "csv");
    }

    private static long sum(Answer answer, String entity, String column) {
        return answer.rows().stream()
                .filter(row -> row.get("entity").equals(entity))
                .mapToLong(row -> Long.parseLong(row.get(column)))
                .sum();
    }

    private List<Map<String, String>> report(String name, String... more) {
        Answer answer = shell.crm(join(List.of("report", name, "--format", "csv"), more));
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer.rows();
    }

    private static String[] join(List<String> first, String... more) {
        List<String> all = new java.util.ArrayList<>(first);
        all.addAll(List.of(more));
        return all.toArray(new String[0]);
    }

    private static Map<String, String> amounts(List<Map<String, String>> rows, String key) {
        return rows.stream().collect(Collectors.toMap(row -> row.get(key), row -> row.get("amount")));
    }

    private static BigDecimal total(List<Map<String, String>> rows) {
        return rows.stream()
                .map(row -> row.get("amount"))
                .filter(amount -> !amount.isEmpty())
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private String notes(String report) {
        JsonNode json = JsonMapper.builder()
                .build()
                .readTree(shell.crm("report", report, "--format", "json").out());
        return json.get("notes").toString();
    }

    private long count(String kind, String... more) {
        Answer answer = shell.crm(join(List.of("show", kind, "--format", "csv"), more));
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer.rows().size();
    }

    @Test
    @DisplayName(
            "CUS-16 all of it goes in: 85 customers, 7 products, 35 reps, 6 managers, 3 offices, 1,425 leads, 7,375 opportunities")
    void all_goes_in() {
        assertThat(imported.exit()).as(imported.toString()).isZero();
        assertThat(sum(imported, "customer", "new")).isEqualTo(85);
        assertThat(sum(imported, "product", "new")).isEqualTo(7);
        assertThat(sum(imported, "user", "new")).isEqualTo(35 + 6);
        assertThat(sum(imported, "department", "new")).isEqualTo(3);
        assertThat(sum(imported, "lead", "new")).isEqualTo(1_425);
        assertThat(sum(imported, "opportunity", "new") + sum(imported, "opportunity-history", "new"))
                .isEqualTo(7_375);
        assertThat(count("customers")).isEqualTo(85);
        assertThat(count("products")).isEqualTo(7);
        assertThat(count("departments")).isEqualTo(3);
        assertThat(count("users")).as("with admin and director").isEqualTo(43);
        assertThat(count("leads")).isEqualTo(1_425);
        assertThat(count("opportunities")).isEqualTo(7_375);
    }

    @Test
    @DisplayName("ACC-04 35 reps report to 6 managers, and logins are made from names")
    void organisation() {
        List<Map<String, String>> users =
                shell.crm("show", "users", "--format", "csv").rows();
        Set<String> superiors = users.stream()
                .map(u -> u.get("superior"))
                .filter(s -> !s.isEmpty())
                .collect(Collectors.toSet());
        assertThat(superiors).hasSize(6).contains("Melvin Marxen");
        assertThat(users.stream().filter(u -> u.get("roles").equals("sales-rep")))
                .hasSize(35)
                .allMatch(u -> superiors.contains(u.get("superior")));
        assertThat(users).extracting(u -> u.get("login")).contains("melvin.marxen", "darcel.schlecht");
    }

    @Test
    @DisplayName("CUS-16 near misses are taken for what they nearly are, and reported")
    void near_misses() {
        assertThat(imported.err())
                .contains("12 ×", "\"technolgy\" was taken for \"technology\"")
                .contains("1 ×", "\"Philipines\" was taken for \"Philippines\"");
    }

    @Test
    @DisplayName("INS-04 report funnel: 4,238 won, 2,473 lost, 501 in-depth talks, 163 initial contact, 1,425 leads")
    void funnel() {
        Map<String, Map<String, String>> stages =
                report("funnel").stream().collect(Collectors.toMap(row -> row.get("stage"), row -> row));
        assertThat(stages.get("won")).containsEntry("opportunities", "4238");
        assertThat(stages.get("won")).containsEntry("amount", "10005534").containsEntry("amount_currency", "USD");
        assertThat(stages.get("lost")).containsEntry("opportunities", "2473");
        assertThat(stages.get("in-depth talks")).containsEntry("opportunities", "501");
        assertThat(stages.get("initial contact")).containsEntry("opportunities", "163");
        assertThat(notes("funnel")).contains("7,375", "63.15", "1,425", "1,088", "337");
    }

    @Test
    @DisplayName("INS-04 report won: 10,005,534 in all, win rate 63.15%")
    void won() {
        List<Map<String, String>> rows = report("won");
        Map<String, String> last = rows.get(rows.size() - 1);
        assertThat(last).containsEntry("amount", "10005534").containsEntry("win_rate", "63.15");
        assertThat(last).containsEntry("won", "4238").containsEntry("lost", "2473");
        assertThat(total(rows.subList(0, rows.size() - 1))).isEqualByComparingTo("10005534");
    }

    @Test
    @DisplayName("INS-04 report reps: the first is Darcel Schlecht with 1,153,214; five have no deals")
    void reps() {
        List<Map<String, String>> rows = report("reps");
        assertThat(rows).hasSize(30);
        assertThat(rows.get(0)).containsEntry("owner", "Darcel Schlecht").containsEntry("amount", "1153214");
        assertThat(total(rows)).isEqualByComparingTo("10005534");
    }

    @Test
    @DisplayName("INS-04 report managers: the first is Melvin Marxen with 2,251,930")
    void managers() {
        List<Map<String, String>> rows = report("managers");
        assertThat(rows).hasSize(6);
        assertThat(rows.get(0)).containsEntry("owner", "Melvin Marxen").containsEntry("amount", "2251930");
        assertThat(total(rows)).isEqualByComparingTo("10005534");
    }

    @Test
    @DisplayName("INS-04 report offices: West 3,568,647, Central 3,346,293, East 3,090,594")
    void offices() {
        assertThat(amounts(report("offices"), "owner"))
                .containsExactlyInAnyOrderEntriesOf(Map.of("West", "3568647", "Central", "3346293", "East", "3090594"));
    }

    @Test
    @DisplayName("INS-04 report products: the first is GTX Pro with 3,510,578")
    void products() {
        List<Map<String, String>> rows = report("products");
        assertThat(rows).hasSize(7);
        assertThat(rows.get(0)).containsEntry("product", "GTX Pro").containsEntry("amount", "3510578");
        assertThat(total(rows)).isEqualByComparingTo("10005534");
    }

    @Test
    @DisplayName("INS-04 report accounts: the first is Kan-code with 341,455; by amount won 0 are A, 51 B, 34 C")
    void accounts() {
        List<Map<String, String>> rows = report("accounts");
        assertThat(rows).hasSize(85);
        assertThat(rows.get(0)).containsEntry("customer", "Kan-code").containsEntry("amount", "341455");
        assertThat(rows.stream().collect(Collectors.groupingBy(row -> row.get("grade"), Collectors.counting())))
                .isEqualTo(Map.of("B", 51L, "C", 34L));
        assertThat(notes("accounts")).contains("A 0", "B 51", "C 34");
    }

    @Test
    @DisplayName("INS-06 report cycle: 51.78 days when won, 41.48 when lost")
    void cycle() {
        Map<String, String> days = report("cycle").stream()
                .collect(Collectors.toMap(row -> row.get("result"), row -> row.get("mean_days")));
        assertThat(days).isEqualTo(Map.of("won", "51.78", "lost", "41.48"));
    }

    @Test
    @DisplayName("ACC-06 the manager Melvin Marxen sees his people only: 2,251,930")
    void manager_sees_his_people() {
        String[] him = {"--as", "melvin.marxen"};
        List<Map<String, String>> won = report("won", him);
        assertThat(won.get(won.size() - 1)).containsEntry("amount", "2251930");
        assertThat(amounts(report("managers", him), "owner")).isEqualTo(Map.of("Melvin Marxen", "2251930"));
        for (String name : List.of("reps", "offices", "products", "accounts")) {
            assertThat(total(report(name, him))).as(name).isEqualByComparingTo("2251930");
        }
        assertThat(report("funnel", him))
                .filteredOn(row -> row.get("stage").equals("won"))
                .allMatch(row -> row.get("amount").equals("2251930"));
        Set<String> people = shell.crm("show", "users", "--format", "csv").rows().stream()
                .filter(u -> u.get("superior").equals("Melvin Marxen"))
                .map(u -> u.get("name"))
                .collect(Collectors.toSet());
        assertThat(shell.exported("opportunities", "melvin.marxen").err())
                .as("nobody is above him to approve, and he lacks the permission to export")
                .contains("ACC-13", "opportunity:export");
        shell.file("free.yaml", "approval: { kinds: { export: { steps: [] } } }");
        assertThat(shell.crm("policy", "publish", "free.yaml", "--reason", "exports need no approval")
                        .exit())
                .isZero();
        Set<String> owners = shell.exported("opportunities", "melvin.marxen").rows().stream()
                .map(o -> o.get("owner"))
                .collect(Collectors.toSet());
        assertThat(people).containsAll(owners);
        assertThat(owners).isNotEmpty();
    }

    @Test
    @DisplayName(
            "ACC-06 CUS-12 a rep sees own deals only, the customers of these, and those that nobody owns and who claims may have")
    void rep_sees_own() {
        List<Map<String, String>> reps = report("reps", "--as", "darcel.schlecht");
        assertThat(amounts(reps, "owner")).isEqualTo(Map.of("Darcel Schlecht", "1153214"));
        List<Map<String, String>> deals =
                shell.exported("opportunities", "darcel.schlecht").rows();
        assertThat(deals).isNotEmpty().allMatch(o -> o.get("owner").equals("Darcel Schlecht"));
        Set<String> sold = deals.stream().map(o -> o.get("customer")).collect(Collectors.toSet());
        assertThat(shell.exported("customers", "darcel.schlecht").rows())
                .allMatch(c -> sold.contains(c.get("name")) || c.get("owner").isEmpty())
                .extracting(c -> c.get("name"))
                .containsAll(sold);
        assertThat(report("reps", "--as", "mei.mei.johns")).isEmpty();
    }

    @Test
    @DisplayName("CUS-16 importing twice changes nothing")
    void twice_changes_nothing() {
        List<String> before = everything();
        Answer second = again();
        assertThat(second.exit()).as(second.toString()).isZero();
        assertThat(second.rows())
                .allMatch(row -> row.get("new").equals("0")
                        && row.get("different").equals("0")
                        && row.get("refused").equals("0"));
        assertThat(sum(second, "opportunity-history", "unchanged")).isEqualTo(6_711);
        assertThat(everything()).isEqualTo(before);
    }

    private List<String> everything() {
        return KINDS.stream()
                .map(kind -> shell.crm("show", kind, "--format", "csv").out())
                .toList();
    }

    @Test
    @DisplayName("ACC-10 the audit trail of it all is intact and names the operating system's user")
    void audited() {
        Answer verified = shell.crm("audit", "verify");
        assertThat(verified.exit()).as(verified.toString()).isZero();
        assertThat(verified.out()).contains("intact");
        assertThat(shell.crm("audit", "--limit", "700", "--format", "csv").rows())
                .hasSize(700)
                .allMatch(entry -> entry.get("via").equals("crm (os user somebody)"));
    }
}
