package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContactCommandTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void customers() throws Exception {
        shell = new Shell(directory);
        fine("init");
        shell.file("customers.csv", "公司\n甬江阀门\n北仑轴承\n");
        Path mapping = shell.file("customers.yaml", """
                source: old-crm
                steps:
                  - { file: customers.csv, entity: customer, id: 公司, columns: { 公司: name } }
                """);
        fine("import", "--mapping", mapping.toString(), directory.toString());
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private static String id(Answer answer) {
        return java.util.regex.Pattern.compile("01[0-9a-z]{24}")
                .matcher(answer.toString())
                .results()
                .findFirst()
                .orElseThrow()
                .group();
    }

    @Test
    @DisplayName("CUS-18 CUS-19 contacts are added, found however the number is written, made primary, left and moved")
    void story() {
        String wang = id(fine("contact", "add", "甬江阀门", "--name", "王小明", "--phone", "138 0013 8000", "--state", "有意向"));
        String li = id(fine("contact", "add", "甬江阀门", "--name", "李丽", "--phone", "0574-87654321", "--primary"));
        Answer listed = fine("--lang", "en", "contact", "list", "甬江阀门");
        assertThat(listed.toString()).contains("王小明", "李丽", "interested", "+8613800138000");
        assertThat(fine("contact", "find", "--phone", "+86-138-0013-8000").toString())
                .contains(wang);
        assertThat(fine("--lang", "zh", "contact", "primary", wang).toString()).contains("是");
        assertThat(fine("contact", "leave", li, "--on", "2020-05-01").toString())
                .contains("2020-05-01");
        assertThat(fine("contact", "return", li).toString()).doesNotContain("2020-05-01");
        assertThat(fine("contact", "move", li, "--to", "北仑轴承", "--reason", "电话告知")
                        .toString())
                .contains("北仑轴承", "甬江阀门");
        assertThat(fine("contact", "edit", li, "--title", "采购总监").toString()).contains("采购总监");
        Answer wrong = shell.crm("contact", "add", "甬江阀门", "--name", "A", "--phone", "12345");
        assertThat(wrong.exit()).isEqualTo(Exit.REFUSED);
        assertThat(shell.crm("contact", "find").exit()).isEqualTo(Exit.USAGE);
        assertThat(shell.crm("contact", "edit", li, "--state", "keen").exit()).isEqualTo(Exit.USAGE);
    }
}
