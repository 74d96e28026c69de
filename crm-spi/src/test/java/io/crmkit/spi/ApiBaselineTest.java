package io.crmkit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.IOException;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Member;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Nothing becomes or ceases to be public API by accident. */
class ApiBaselineTest {

    private static final Path BASELINE = Path.of("src/test/resources/api-baseline.txt");
    private static final Path CLASSES = Path.of("target/classes");

    @Test
    @DisplayName("the public API is the one that was agreed on")
    void theApiIsTheAgreedOne() throws IOException {
        SortedSet<String> now = api();
        if (Boolean.getBoolean("crmkit.api.accept")) {
            Files.write(BASELINE, now);
            return;
        }
        SortedSet<String> agreed = new TreeSet<>(Files.readAllLines(BASELINE));
        SortedSet<String> added = new TreeSet<>(now);
        added.removeAll(agreed);
        SortedSet<String> removed = new TreeSet<>(agreed);
        removed.removeAll(now);
        if (!added.isEmpty() || !removed.isEmpty()) {
            fail(
                    "The public API of crm-spi has changed.\nAdded:\n  %s\nRemoved (this breaks vendors):\n  %s\n"
                            + "If that is meant: mvn -pl crm-spi test -Dtest=ApiBaselineTest -Dcrmkit.api.accept=true",
                    String.join("\n  ", added), String.join("\n  ", removed));
        }
    }

    @Test
    @DisplayName("every public type says what it is for, and no other type does")
    void everyPublicTypeIsMarked() throws IOException {
        for (Class<?> type : types()) {
            assertThat(type.isAnnotationPresent(PublicApi.class))
                    .as(type.getName())
                    .isEqualTo(isPublic(type));
        }
    }

    private static SortedSet<String> api() throws IOException {
        SortedSet<String> lines = new TreeSet<>();
        for (Class<?> type : types()) {
            if (isPublic(type)) {
                PublicApi mark = type.getAnnotation(PublicApi.class);
                String use = mark == null ? "" : " for " + mark.use() + " since " + mark.since();
                // newer JDKs also print whether a type is sealed
                lines.add(type.toGenericString().replaceFirst("\\b(non-)?sealed ", "") + use);
                Stream<Executable> executables =
                        Stream.concat(Stream.of(type.getDeclaredMethods()), Stream.of(type.getDeclaredConstructors()));
                executables
                        .filter(member -> visible(member))
                        .forEach(member -> lines.add(type.getName() + ": " + member.toGenericString()));
                for (Field field : type.getDeclaredFields()) {
                    if (visible(field)) {
                        lines.add(type.getName() + ": " + field.toGenericString());
                    }
                }
            }
        }
        return lines;
    }

    private static boolean visible(Member member) {
        return !member.isSynthetic() && (member.getModifiers() & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static boolean isPublic(Class<?> type) {
        Class<?> outer = type.getEnclosingClass();
        return Modifier.isPublic(type.getModifiers()) && (outer == null || isPublic(outer));
    }

    private static List<Class<?>> types() throws IOException {
        try (Stream<Path> files = Files.walk(CLASSES)) {
            List<Class<?>> types = files.map(file -> CLASSES.relativize(file).toString())
                    .filter(name -> name.endsWith(".class") && !name.endsWith("package-info.class"))
                    .sorted()
                    .<Class<?>>map(ApiBaselineTest::load)
                    .filter(type -> !type.isAnonymousClass() && !type.isSynthetic())
                    .toList();
            assertThat(types).hasSizeGreaterThan(50);
            return Collections.unmodifiableList(types);
        }
    }

    private static Class<?> load(String file) {
        String name = file.substring(0, file.length() - ".class".length()).replace('/', '.');
        try {
            return Class.forName(name, false, ApiBaselineTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
