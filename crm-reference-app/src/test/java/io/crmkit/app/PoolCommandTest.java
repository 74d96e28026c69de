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

class PoolCommandTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void init() {
        shell = new Shell(directory);
        shell.file("data/users.csv", "name\nlan\nlin\n");
        shell.file("data/leads.csv", "company\nHuaxing\n");
        shell.file(
                "data/customers.csv",
                "name,owner\nJade Trading Ltd,\nOnyx Instruments Ltd,\nNeglected Pumps Ltd,lan\nAmber Works Ltd,lan\n");
        shell.file("m.yaml", """
                source: t
                steps:
                  - file: users.csv
                    entity: user
                    id: name
                    columns: { name: name }
                    defaults: { roles: sales-rep, trainedOn: 2016-01-04 }
                  - file: customers.csv
                    entity: customer
                    id: name
                    columns: { name: name, owner: owner }
                  - file: leads.csv
                    entity: lead
                    id: company
                    columns: { company: company }
                """);
        fine("init", "--at", "2026-03-02");
        fine("import", "--mapping", "m.yaml", "data", "--no-progress", "--at", "2026-03-02");
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private Answer refused(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(Exit.REFUSED);
        return answer;
    }

    private List<String> names(String... args) {
        return fine(args).rows().stream().map(row -> row.get("name")).toList();
    }

    @Test
    @DisplayName("CUS-12 crm pool lists, claims, releases and assigns, and says who may when")
    void story() {
        assertThat(names("pool", "list", "--as", "lan", "--at", "2026-03-02", "--format", "csv"))
                .containsExactlyInAnyOrder("Jade Trading Ltd", "Onyx Instruments Ltd");
        fine("pool", "claim", "Jade Trading Ltd", "--as", "lan", "--at", "2026-03-02");
        assertThat(fine("pool", "list", "--as", "lan", "--at", "2026-03-02").out())
                .contains("You claimed 1 of 20 today and own 3 of at most 200", "public (public pool): 1 records");
        assertThat(refused("pool", "claim", "Jade Trading Ltd", "--as", "lin", "--at", "2026-03-02")
                        .err())
                .contains("Jade Trading Ltd");
        fine("pool", "release", "Jade Trading Ltd", "--reason", "not mine", "--as", "lan", "--at", "2026-03-02");
        assertThat(refused("pool", "claim", "Jade Trading Ltd", "--as", "lan", "--at", "2026-03-03", "--lang", "zh")
                        .out())
                .contains("CUS-12", "2026-03-09", "其他人优先");
        fine("pool", "assign", "Jade Trading Ltd", "--to", "lin", "--reason", "hers", "--at", "2026-03-03");
        assertThat(names("pool", "list", "--kind", "lead", "--format", "csv", "--at", "2026-03-03"))
                .containsExactly("Huaxing");
        String lead = fine("pool", "list", "--kind", "lead", "--format", "csv", "--at", "2026-03-03")
                .rows()
                .get(0)
                .get("id");
        fine("pool", "claim", "--kind", "lead", lead, "--as", "lan", "--at", "2026-03-03");
    }

    @Test
    @DisplayName("CUS-12 crm pool preview tells what recycle then does, and why, in both languages")
    void recycling() {
        fine("pool", "exempt", "Amber Works Ltd", "--reason", "framework contract", "--at", "2026-03-02");
        List<Map<String, String>> foreseen = fine(
                        "pool", "preview", "--days", "30", "--at", "2026-03-02", "--format", "csv")
                .rows();
        assertThat(foreseen)
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("name", "Neglected Pumps Ltd")
                        .containsEntry("owner", "lan")
                        .containsEntry("on", "2026-04-01")
                        .containsEntry("why", "30 days without a follow-up, since 2026-03-02"));
        assertThat(fine("pool", "recycle", "--at", "2026-03-31").out()).contains("1 reminders");
        assertThat(fine("reminders", "--as", "lan", "--at", "2026-03-31", "--lang", "zh")
                        .out())
                .contains("2026-04-01 进入公海");
        assertThat(fine("pool", "recycle", "--at", "2026-04-01", "--format", "csv")
                        .rows())
                .isEqualTo(foreseen);
        assertThat(fine("pool", "recycle", "--at", "2026-04-01").out()).contains("0 to the pools", "exempt by hand");
        assertThat(fine("audit", "verify").out()).contains("intact");
        assertThat(refused("pool", "recycle", "--as", "lan").err()).contains("pool:recycle");
        assertThat(shell.crm("pool", "preview", "--days", "400").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    @DisplayName("CUS-11 crm customer history tells who changed a protected field, and why")
    void history() {
        assertThat(refused("customer", "fill", "Amber Works Ltd", "name=Amber Group Ltd")
                        .err())
                .contains("CUS-11", "reason");
        fine("customer", "fill", "Amber Works Ltd", "name=Amber Group Ltd", "--reason", "renamed by the register");
        assertThat(fine("customer", "history", "Amber Group Ltd", "name", "--format", "csv")
                        .rows())
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("before", "Amber Works Ltd")
                        .containsEntry("after", "Amber Group Ltd")
                        .containsEntry("by", "director")
                        .containsEntry("reason", "renamed by the register"));
        fine("pool", "release", "Amber Group Ltd", "--reason", "no time");
        assertThat(fine("customer", "history", "Amber Group Ltd", "owner", "--format", "csv")
                        .rows())
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("before", "lan").containsEntry("after", ""));
    }
}
