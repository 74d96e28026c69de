package io.crmkit;

import static org.assertj.core.api.Assertions.assertThat;

import io.crmkit.access.NewUser;
import io.crmkit.exchange.ImportOptions;
import io.crmkit.exchange.ImportProgress;
import io.crmkit.exchange.Mapping;
import io.crmkit.protection.KeyFile;
import io.crmkit.protection.TinkFieldKeys;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an embedder is told who has left out an optional library that turns out to be needed. */
class MissingLibrariesTest {

    private static final String YAML = "tools.jackson.dataformat.";
    private static final String CSV = "de.siegmar.";
    private static final String TINK = "com.google.crypto.tink.";

    @TempDir
    Path directory;

    /** Loads everything anew, and finds nothing of one library. */
    private static final class Without extends ClassLoader {

        private final String hidden;

        Without(String hidden) {
            super(MissingLibrariesTest.class.getClassLoader());
            this.hidden = hidden;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(hidden)) {
                throw new ClassNotFoundException(name);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                if (!name.startsWith("io.crmkit.")
                        && !name.startsWith("tools.jackson.")
                        && !name.startsWith("de.siegmar.")) {
                    return super.loadClass(name, resolve);
                }
                try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
                    if (in == null) {
                        throw new ClassNotFoundException(name);
                    }
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    /** What an embedder does, run where a library is missing; answers with the message of what is thrown. */
    public static final class Embedder {

        private Embedder() {}

        public static String publishes(String directory) {
            try (Crm crm = Crm.builder().store("memory:").open()) {
                crm.setUp(NewUser.of("Admin", "administrator"));
                return told(() -> crm.signIn("admin").policies().publish("customer: { maxOwned: 5 }", "a test"));
            }
        }

        public static String maps(String directory) {
            return told(() -> Mapping.parse("source: test"));
        }

        public static String imports(String directory) {
            try (Crm crm = Crm.builder().store("memory:").open()) {
                crm.setUp(NewUser.of("Admin", "administrator"));
                Mapping mapping = Mapping.parse("""
                        { "source": "test", "steps": [ { "file": "c.csv", "entity": "customer", "id": "name",
                          "columns": { "name": "name" } } ] }
                        """).orElseThrow();
                return told(() -> crm.signIn("admin")
                        .importer()
                        .run(mapping, Path.of(directory), ImportOptions.standard(), ImportProgress.NONE));
            }
        }

        public static String opensKeys(String directory) {
            return told(() -> KeyFile.open(Path.of(directory, "keys.json")));
        }

        private static String told(Runnable work) {
            try {
                work.run();
                return "nothing";
            } catch (IllegalStateException e) {
                return String.valueOf(e.getMessage());
            }
        }
    }

    private String told(String hidden, String what) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        Without without = new Without(hidden);
        thread.setContextClassLoader(without);
        try {
            Method method = without.loadClass(Embedder.class.getName()).getMethod(what, String.class);
            return String.valueOf(method.invoke(null, directory.toString()));
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    @DisplayName("without the library of YAML a policy document and a mapping name it")
    void yaml() throws Exception {
        assertThat(told(YAML, "publishes")).contains("tools.jackson.dataformat:jackson-dataformat-yaml");
        assertThat(told(YAML, "maps")).contains("tools.jackson.dataformat:jackson-dataformat-yaml");
    }

    @Test
    @DisplayName("without FastCSV an import names it")
    void csv() throws Exception {
        Files.writeString(directory.resolve("c.csv"), "name\nJade\n");
        assertThat(told(CSV, "imports")).contains("de.siegmar:fastcsv");
    }

    @Test
    @DisplayName("without Tink a key file names it")
    void tink() throws Exception {
        KeyFile.create(directory.resolve("keys.json"), TinkFieldKeys.generate());
        assertThat(told(TINK, "opensKeys")).contains("com.google.crypto.tink:tink");
    }

    @Test
    @DisplayName("with all of them nothing is missing")
    void all() throws Exception {
        KeyFile.create(directory.resolve("keys.json"), TinkFieldKeys.generate());
        assertThat(told("no.such.", "opensKeys")).isEqualTo("nothing");
        Files.writeString(directory.resolve("c.csv"), "name\nJade\n");
        assertThat(told("no.such.", "publishes")).isEqualTo("nothing");
        assertThat(told("no.such.", "imports")).isEqualTo("nothing");
    }
}
