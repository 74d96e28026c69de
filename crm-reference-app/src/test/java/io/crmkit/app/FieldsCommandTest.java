package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FieldsCommandTest {

    private static final String CUSTOMER = "甬江阀门有限公司";

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void customers() throws IOException {
        shell = new Shell(directory);
        fine("init");
        shell.file(
                "customers.csv",
                "公司,账期,结算,手机,行业\n" + CUSTOMER + ",60,月结,138 0013 8000,制造业\n北仑轴承有限公司,400,monthly,1380013,retail\n");
        Path mapping = shell.file("customers.yaml", """
                source: old-crm
                steps:
                  - file: customers.csv
                    entity: customer
                    id: 公司
                    columns:
                      公司: name
                      账期: creditDays
                      结算: settlementTerms
                      手机: contactPhone
                      行业: industry
                """);
        Answer imported = shell.crm("import", "--mapping", mapping.toString(), directory.toString());
        assertThat(imported.toString()).contains("CUS-03");
        Files.copy(Path.of("examples/fields.yaml"), directory.resolve("fields.yaml"));
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

    @Test
    @DisplayName("CUS-16 an import fills fields of the dictionary, and refuses a row with all that is wrong in it")
    void imported() {
        assertThat(fine("customer", "find", "settlementTerms=月结", "--format", "csv")
                        .rows())
                .extracting(row -> row.get("name"))
                .containsExactly(CUSTOMER);
        assertThat(fine("customer", "complete", CUSTOMER).out())
                .contains("+8613800138000", "60 days", "monthly account", "5 of 75", "Ask next: main contact");
    }

    @Test
    @DisplayName("CUS-01 the dictionary is listed, shown and checked in both languages")
    void read() {
        assertThat(fine("fields", "list").out()).contains("108 fields, 75 of which count");
        assertThat(fine("fields", "list", "--module", "payment", "--lang", "zh").out())
                .contains("账期", "付款关键信息");
        assertThat(fine("fields", "show", "账期").out()).contains("creditDays", "0 … 365", "Days from where");
        assertThat(refused("fields", "show", "creditDay").err()).contains("creditDays");
        assertThat(fine("fields", "check", "fields.yaml").out()).contains("110 fields, 75 of which count");
        assertThat(fine("fields", "list", "--format", "csv").rows()).hasSize(108);
    }

    @Test
    @DisplayName("CUS-03 filling tells all that is wrong at once, with what was meant; then what is still missing")
    void filled() {
        Answer wrong = refused(
                "customer",
                "fill",
                CUSTOMER,
                "主要联系人=王磊",
                "contactEmail=wang.lei",
                "paymentMethods=transfr",
                "--lang",
                "zh");
        assertThat(wrong.err()).contains("联系人邮箱", "付款方式", "transfer").doesNotContain("王磊");

        assertThat(fine("customer", "fill", CUSTOMER, "主要联系人=王磊", "paymentMethods=银行转账（电汇）、支票", "--attest")
                        .out())
                .contains("bank transfer, cheque", "7 of 75");
        assertThat(shell.crm("customer", "fill", CUSTOMER, "creditDays").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    @DisplayName("CUS-01 a field that is published can be filled, filtered and reported at once")
    void published() throws IOException {
        assertThat(fine("fields", "publish", "fields.yaml", "--reason", "kilns").out())
                .contains("counted anew: 1");
        fine("customer", "fill", CUSTOMER, "窑型=回转窑", "kilnTemperature=1450℃");
        assertThat(fine("customer", "find", "kilnType=rotary", "--format", "csv")
                        .rows())
                .hasSize(1);
        Map<String, String> all =
                fine("report", "completeness", "--format", "csv").rows().get(0);
        assertThat(List.of(all.get("customers"), all.get("filled"))).containsExactly("1", "6.00");

        Files.writeString(
                directory.resolve("fields.yaml"),
                Files.readString(directory.resolve("fields.yaml"))
                        .replace("type: DECIMAL", "type: TEXT")
                        .replaceAll("(?m)^    (unit|range): .*\n", ""));
        assertThat(refused("fields", "publish", "fields.yaml", "--reason", "as text")
                        .err())
                .contains("kilnTemperature", "1 customers");
    }
}
