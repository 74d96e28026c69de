package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DuplicatesCommandTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(directory);
    }

    private static Map<String, String> measures(Answer answer) {
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer.rows().stream().collect(Collectors.toMap(r -> r.get("measure"), r -> r.get("value")));
    }

    @Test
    @DisplayName(
            "CUS-06 crm duplicates evaluate measures pairs after closure against a column of truth, without a store")
    void column() throws IOException {
        String[] first = {
            "Amber", "Birch", "Cedar", "Delta", "Kestrel", "Falcon", "Granite", "Harbour", "Indigo", "Juniper"
        };
        String[] second = {"Foods", "Motors", "Textile", "Paper", "Tools", "Travel"};
        String[] given = {"Oliver", "Amelia", "Noah", "Sophia", "Jakob", "Ingrid", "Mateo", "Yuki", "Bashir", "Celeste"
        };
        String[] family = {"Whitfield", "Okafor", "Lindqvist", "Moreau", "Tanaka", "Petrov"};
        StringBuilder csv = new StringBuilder("company,contact,mail,tel,owner\n");
        for (int i = 0; i < 60; i++) {
            String company = first[i % 10] + " " + second[i / 10];
            csv.append(company).append(" Inc,");
            csv.append(given[i % 10]).append(' ').append(family[i / 10]).append(',');
            csv.append(company.replace(" ", "")).append("@example.org,021");
            csv.append(1_000_000 + i * 149_993).append(",c").append(i).append('\n');
        }
        csv.append("Brich Foods Limited,Amelia Whitfield,birchfoods@example.org,(021) 1149993,c1\n");
        Files.writeString(directory.resolve("base.csv"), csv);
        Map<String, String> found = measures(shell.crm(
                "duplicates",
                "evaluate",
                "base.csv",
                "--roles",
                "company=organisation,contact=person,mail=email,tel=phone",
                "--truth",
                "owner",
                "--format",
                "csv",
                "--lang",
                "en"));
        assertThat(found)
                .containsEntry("records", "61")
                .containsEntry("pairs that belong together", "1")
                .containsEntry("found", "1")
                .containsEntry("wrongly put together", "0")
                .containsEntry("F1", "1.0000");
        assertThat(directory.resolve("crm.db")).doesNotExist();
    }

    @Test
    @DisplayName(
            "CUS-06 with a file of pairs: two restaurant guides, each a source, reach F1 0.97 with the shipped settings")
    void pairs() {
        Path guides = PublicData.directory("duplicates/restaurants");
        Map<String, String> found = measures(shell.crm(
                "duplicates",
                "evaluate",
                guides.resolve("fodors.csv").toString(),
                guides.resolve("zagats.csv").toString(),
                "--roles",
                "name=organisation,addr=street,city=city,phone=phone,type=category",
                "--truth",
                guides.resolve("match_fodors_zagats_more_attrs.csv").toString(),
                "--truth-columns",
                "fodors_id,zagats_id",
                "--format",
                "csv",
                "--lang",
                "zh"));
        assertThat(found).containsEntry("记录数", "864").containsEntry("实为重复的对数", "112");
        assertThat(Double.parseDouble(found.getOrDefault("F1", "0"))).isGreaterThanOrEqualTo(0.97);
    }

    @Test
    @DisplayName("CUS-06 what is wrong with the call is said: role, column, file, pairs without columns")
    void mistakes() throws IOException {
        Files.writeString(directory.resolve("base.csv"), "company,tel\nAcme,1\n");
        Files.writeString(directory.resolve("pairs.csv"), "a,b\n1,2\n");
        assertThat(said("base.csv", "--roles", "company=firm", "--truth", "tel"))
                .contains("company=firm", "given-name");
        assertThat(said("base.csv", "--roles", "compani=organisation", "--truth", "tel"))
                .contains("compani", "Did you mean \"company\"");
        assertThat(said("gone.csv", "--roles", "company=organisation", "--truth", "tel"))
                .contains("gone.csv");
        assertThat(said("base.csv", "--roles", "company=organisation", "--truth", "pairs.csv", "--id", "tel"))
                .contains("--truth-columns");
        assertThat(said(
                        "base.csv",
                        "--roles",
                        "company=organisation",
                        "--truth",
                        "pairs.csv",
                        "--id",
                        "tel",
                        "--truth-columns",
                        "a,b"))
                .contains("pairs.csv", "2");
    }

    private String said(String... args) {
        String[] all = new String[args.length + 4];
        all[0] = "duplicates";
        all[1] = "evaluate";
        System.arraycopy(args, 0, all, 2, args.length);
        all[args.length + 2] = "--lang";
        all[args.length + 3] = "en";
        Answer answer = shell.crm(all);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(2);
        return answer.err();
    }
}
