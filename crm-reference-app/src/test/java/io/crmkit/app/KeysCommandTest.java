package io.crmkit.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.app.Shell.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysCommandTest {

    @TempDir
    Path directory;

    private Shell shell;

    @BeforeEach
    void shell() {
        shell = new Shell(directory);
    }

    private Answer fine(String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isZero();
        return answer;
    }

    private Answer refused(int exit, String... args) {
        Answer answer = shell.crm(args);
        assertThat(answer.exit()).as(answer.toString()).isEqualTo(exit);
        return answer;
    }

    private List<Map<String, String>> status() {
        return fine("keys", "status", "--format", "csv", "--lang", "en").rows();
    }

    private String key(String state) {
        return status().stream()
                .filter(row -> row.get("state").startsWith(state))
                .map(row -> row.get("key"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("ACC-11 a store in clear is sealed, its key replaced and dropped, and cannot be read without")
    void life() throws Exception {
        fine("init");
        fine("user", "apply", "Zhao Min", "--email", "canary.zhao@example.com", "--reason", "joins sales");
        assertThat(refused(Exit.USAGE, "keys", "rotate", "--new").err())
                .contains("CRM_FIELD_KEYS_FILE", "crm keys new");
        assertThat(fine("keys", "new", "keys.json").out()).contains("keys.json", "CRM_FIELD_KEYS_FILE");
        refused(Exit.USAGE, "keys", "new", "keys.json");
        shell.with("CRM_FIELD_KEYS_FILE", "keys.json");
        String first = key("primary");
        assertThat(status()).anySatisfy(row -> assertThat(row.get("state")).startsWith("none"));
        assertThat(fine("keys", "rotate").out()).contains(first);
        assertThat(status()).hasSize(1);

        fine("keys", "add");
        String second = key("opens");
        fine("keys", "promote", second);
        assertThat(refused(Exit.REFUSED, "keys", "drop", first).err()).contains("crm keys rotate");
        fine("keys", "rotate", "--lang", "zh");
        fine("keys", "drop", first);
        assertThat(refused(Exit.USAGE, "keys", "drop", first).err()).contains(first);
        assertThat(refused(Exit.USAGE, "keys", "drop", second).err()).contains("primary");
        assertThat(fine("user", "applications").out()).contains("canary.zhao@example.com");

        assertThat(fine("keys", "rotate", "--new").out()).doesNotContain(second);
        fine("audit", "verify");
        String before = Files.readString(directory.resolve("keys.json"));
        Files.delete(directory.resolve("keys.json"));
        fine("keys", "new", "other.json");
        shell.with("CRM_FIELD_KEYS_FILE", "other.json");
        Answer lost = shell.crm("user", "applications");
        assertThat(lost.exit()).isNotZero();
        assertThat(lost.err()).contains("draft.profile.email of account_application/", "ACC-11");
        assertThat(refused(Exit.REFUSED, "keys", "status", "--as", "director").err())
                .contains("ACC-09");
        shell.with("CRM_FIELD_KEYS_FILE", "missing.json");
        assertThat(refused(Exit.USAGE, "user", "applications").err()).contains("CRM_FIELD_KEYS_FILE", "missing.json");
        Files.writeString(directory.resolve("missing.json"), before.substring(0, 100));
        assertThat(refused(Exit.USAGE, "user", "applications").err()).doesNotContain(before.substring(20, 90));
    }
}
