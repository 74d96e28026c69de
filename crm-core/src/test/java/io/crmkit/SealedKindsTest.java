package io.crmkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.internal.store.Kind;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** No kind is forgotten: by the rotation of keys, by the store, by the check of the audit trail. */
class SealedKindsTest {

    @Test
    @DisplayName("ACC-11 every kind is kept by some subject, and every kind with sensitive fields is rotated")
    void everyKind() throws Exception {
        List<Kind<?>> sensitive = new ArrayList<>();
        List<Kind<?>> all = new ArrayList<>();
        for (Class<?> type : classes()) {
            for (Field field : type.getDeclaredFields()) {
                if (field.getType() == Kind.class && Modifier.isStatic(field.getModifiers())) {
                    field.setAccessible(true);
                    Kind<?> kind = (Kind<?>) field.get(null);
                    all.add(kind);
                    if (!kind.sensitive().isEmpty()) {
                        sensitive.add(kind);
                    }
                }
            }
        }
        assertThat(Subjects.KINDS)
                .as("what subjects say they keep")
                .containsAll(all)
                .doesNotHaveDuplicates();
        assertThat(sensitive).hasSizeGreaterThanOrEqualTo(9);
        assertThat(Subjects.SEALED).containsAll(sensitive);
        assertThat(Subjects.SEALED).doesNotHaveDuplicates();
    }

    @Test
    @DisplayName(
            "ACC-10 what people decide about is on record in each of its versions, and the check of the trail looks for it")
    void audited() {
        assertThat(Subjects.AUDITED)
                .containsExactlyInAnyOrder(
                        "absence",
                        "access_grant",
                        "account_application",
                        "approval",
                        "audit_erasure",
                        "consent",
                        "contact",
                        "customer",
                        "department",
                        "document",
                        "export_ticket",
                        "follow_up",
                        "handover",
                        "handover_part",
                        "lead",
                        "opportunity",
                        "policy",
                        "product",
                        "purchase",
                        "sales_code",
                        "saved_query",
                        "trial",
                        "user");
    }

    private static List<Class<?>> classes() throws IOException, ClassNotFoundException {
        Path root = Path.of(
                Crm.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        List<Class<?>> classes = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root.resolve("io/crmkit"))) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                String name = root.relativize(file).toString().replace('/', '.');
                if (!name.endsWith("package-info.class") && !name.contains("TinkFieldKeys")) {
                    classes.add(Class.forName(
                            name.substring(0, name.length() - ".class".length()), false, Crm.class.getClassLoader()));
                }
            }
        }
        return classes;
    }
}
