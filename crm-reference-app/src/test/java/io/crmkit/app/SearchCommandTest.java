package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.Crm;
import io.crmkit.app.Shell.Answer;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewCustomer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SearchCommandTest {

    @TempDir
    Path directory;

    private Shell shell = new Shell(Path.of("."));

    @BeforeEach
    void customers() {
        shell = new Shell(directory);
        run(0, "init");
        try (Crm crm =
                Crm.builder().store("sqlite:" + directory.resolve("crm.db")).open()) {
            Map<String, String> industries = Map.of(
                    "上海华信科技有限公司", "software",
                    "甬江阀门有限公司", "manufacturing",
                    "Anderson Trading Ltd", "retail");
            industries.forEach((name, industry) -> crm.signIn("director")
                    .customers()
                    .create(NewCustomer.of(Customer.Profile.named(name).inIndustry(industry)))
                    .orElseThrow());
        }
    }

    private Answer run(int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        return answer;
    }

    @Test
    @DisplayName(
            "CUS-09 crm search finds by two Chinese characters, by part of a Latin name and by filters, and says what is wrong")
    void found() {
        assertThat(run(0, "search", "华信").out()).contains("上海华信科技有限公司").doesNotContain("甬江");
        assertThat(run(0, "search", "nders").out()).contains("Anderson Trading Ltd");
        assertThat(run(0, "search", "公司", "--having", "industry=manufacturing", "--format", "csv")
                        .rows())
                .extracting(row -> row.get("name"))
                .containsExactly("甬江阀门有限公司");
        assertThat(run(0, "search", "公司", "--limit", "1").out()).contains("1 shown");
        assertThat(run(Exit.REFUSED, "search", "华").err()).contains("CUS-09");
        assertThat(run(Exit.REFUSED, "search", "华", "--lang", "zh").err()).contains("关键词太短");
        assertThat(run(Exit.USAGE, "search", "公司", "--lifecycle", "gone").err()).contains("at-risk");
        assertThat(run(Exit.USAGE, "search", "公司", "--limit", "0").err()).contains("--limit");
        assertThat(run(Exit.USAGE, "search", "公司", "--contacts", "--leads").err())
                .contains("--contacts", "--leads");
    }

    @Test
    @DisplayName("CUS-18 CUS-09 crm search shows customers by their contacts, and leads")
    void contactsAndLeads() {
        String valves = run(0, "search", "甬江", "--format", "csv").rows().get(0).get("id");
        run(0, "contact", "add", valves, "--name", "王晓明", "--phone", "13800138000");
        assertThat(run(0, "search", "晓明").out()).contains("Customers by their contacts", "甬江阀门有限公司");
        assertThat(run(0, "search", "13800138000", "--contacts", "--format", "csv")
                        .rows())
                .extracting(row -> row.get("contact"))
                .containsExactly("王晓明");
        assertThat(run(0, "search", "nobody", "--leads", "--lang", "zh").out()).contains("线索");
    }

    @Test
    @DisplayName("CUS-09 a query is kept, run again and forgotten")
    void kept() {
        run(0, "search", "公司", "--sort", "name", "--save", "firms");
        assertThat(run(0, "search", "--list-saved").out()).contains("firms", "公司");
        assertThat(run(0, "search", "--saved", "firms").out()).contains("甬江阀门有限公司", "上海华信科技有限公司");
        assertThat(run(0, "search", "--list-saved", "--as", "admin").out()).doesNotContain("firms");
        assertThat(run(Exit.REFUSED, "search", "--saved", "firm").err()).contains("firms");
        run(0, "search", "--forget", "firms");
        run(Exit.REFUSED, "search", "--saved", "firms");
    }

    @Test
    @DisplayName("CUS-08 crm follow-up records, amends and lists what was said and done")
    void followUps() {
        Answer made = run(
                0,
                "follow-up",
                "add",
                "甬江阀门有限公司",
                "看了新泵",
                "--method",
                "visit",
                "--needs",
                "20 台泵",
                "--next",
                "发报价",
                "--next-on",
                "2030-01-02",
                "--participant",
                "王总",
                "--at",
                "2026-03-02",
                "--when",
                "2026-03-02 09:30");
        String id = made.out().replaceAll("(?s).*Recorded as (\\w+)\\..*", "$1");
        run(0, "follow-up", "amend", id, "是 30 台");
        assertThat(run(0, "follow-up", "list", "甬江阀门有限公司", "--format", "csv").rows())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("content", "看了新泵")
                        .containsEntry("method", "visit")
                        .containsEntry("at", "2026-03-02 09:30")
                        .containsEntry("needs", "20 台泵")
                        .containsEntry("next", "发报价 (2030-01-02)")
                        .containsEntry("participants", "王总")
                        .hasEntrySatisfying(
                                "additions", text -> assertThat(text).endsWith("是 30 台")));
        assertThat(run(0, "follow-up", "list", "甬江阀门有限公司", "--lang", "zh").out())
                .contains("拜访");
        assertThat(run(Exit.USAGE, "follow-up", "add", "甬江阀门有限公司", "x", "--method", "fax")
                        .err())
                .contains("visit");
        assertThat(run(Exit.REFUSED, "follow-up", "add", "product/7", "x").err())
                .contains("product/7");
        assertThat(run(Exit.REFUSED, "follow-up", "add", "甬江阀门有限公司", "x", "--when", "2999-01-01")
                        .err())
                .contains("CUS-08");
    }
}
