package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CrmSalesDirtTest {

    @TempDir
    Path directory;

    private Path untranslated() throws IOException {
        String mapping = Files.readString(PublicData.mapping("crm-sales.yaml"));
        String without = mapping.replaceAll(", values: \\{ GTXPro: GTX Pro \\}", "");
        assertThat(without).isNotEqualTo(mapping);
        return Files.writeString(directory.resolve("untranslated.yaml"), without);
    }

    @Test
    @DisplayName(
            "CUS-16 without translation exactly the 1,480 GTXPro rows are refused with a suggestion, come back as a file, and go in when corrected")
    void refused_corrected_imported() throws IOException {
        Path data = PublicData.directory("crm-sales");
        Shell shell = new Shell(directory);
        Answer first = shell.crm("import", "--mapping", untranslated().toString(), data.toString(), "--format", "csv");
        assertThat(first.exit()).isEqualTo(Exit.REFUSED);
        assertThat(first.rows().stream()
                        .mapToLong(row -> Long.parseLong(row.get("refused")))
                        .sum())
                .isEqualTo(1_480);
        assertThat(first.err()).contains("Did you mean \"GTX Pro\"?", "1,480 rows were refused");

        Path errors = directory.resolve("import-errors");
        Path rows = errors.resolve("sales_pipeline.csv");
        String refused = Files.readString(rows);
        assertThat(refused.lines()).hasSize(1_481);
        Files.writeString(rows, refused.replace(",GTXPro,", ",GTX Pro,"));
        Answer second = shell.crm("import", "--mapping", "untranslated.yaml", errors.toString());
        assertThat(second.exit()).as(second.toString()).isZero();
        assertThat(shell.crm("report", "won", "--format", "csv").out()).contains("total,4238,2473,63.15,10005534,USD");
    }

    @Test
    @DisplayName("CUS-16 a dry run answers as the import would and makes no store")
    void dry_run() throws IOException {
        Path data = PublicData.directory("crm-sales");
        Answer dry = new Shell(directory)
                .crm("import", "--dry-run", "--mapping", untranslated().toString(), data.toString());
        assertThat(dry.exit()).isEqualTo(Exit.REFUSED);
        assertThat(dry.out()).contains("1,480 rows were refused");
        assertThat(dry.err()).contains("dry run");
        assertThat(directory.resolve("crm.db")).doesNotExist();
    }
}
