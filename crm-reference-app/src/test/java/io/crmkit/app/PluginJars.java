package io.crmkit.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** Compiles plugins of a vendor and packs them. */
final class PluginJars {

    private static final String SERVICE = "META-INF/services/io.crmkit.spi.storage.StorageProvider";

    private final Path work;
    private final Path plugins;

    PluginJars(Path work, Path plugins) throws IOException {
        this.work = Files.createDirectories(work);
        this.plugins = Files.createDirectories(plugins);
    }

    /** A store in memory under another name. */
    void store(String jar, String className, String id, String constructor) throws IOException {
        String source = """
                package vendor;
                import io.crmkit.spi.Parameters;
                import io.crmkit.spi.storage.*;
                public final class %s implements StorageProvider {
                    private final StorageProvider memory = new InMemoryStorageProvider();
                    public %s() { %s }
                    public String id() { return "%s"; }
                    public RecordStore open(String where, Parameters p) { return memory.open("memory:", p); }
                }
                """.formatted(className, className, constructor, id);
        Path directory = Files.createDirectories(work.resolve(jar));
        Path file = Files.writeString(directory.resolve(className + ".java"), source);
        int result = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-proc:none",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        directory.toString(),
                        file.toString());
        if (result != 0) {
            throw new IllegalStateException("the plugin does not compile");
        }
        jar(jar, List.of("vendor." + className), directory);
    }

    /** A jar whose services file says whatever. */
    void services(String jar, String... lines) throws IOException {
        jar(jar, List.of(lines), Files.createDirectories(work.resolve(jar)));
    }

    private void jar(String name, List<String> services, Path classes) throws IOException {
        try (OutputStream out = Files.newOutputStream(plugins.resolve(name));
                JarOutputStream jar = new JarOutputStream(out);
                Stream<Path> files = Files.walk(classes)) {
            jar.putNextEntry(new ZipEntry(SERVICE));
            jar.write(String.join("\n", services).getBytes(StandardCharsets.UTF_8));
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).toList()) {
                jar.putNextEntry(
                        new ZipEntry(classes.relativize(file).toString().replace('\\', '/')));
                jar.write(Files.readAllBytes(file));
            }
        }
    }
}
