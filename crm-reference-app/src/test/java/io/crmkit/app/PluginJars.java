package io.crmkit.app;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import javax.tools.ToolProvider;

/** Compiles plugins of a vendor and packs them. */
final class PluginJars {

    private static final String STORAGE = "io.crmkit.spi.storage.StorageProvider";

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
        compile(directory, List.of(Files.writeString(directory.resolve(className + ".java"), source)));
        jar(jar, STORAGE, List.of("vendor." + className), directory);
    }

    /** A grading plugin that grades everybody A, whose id and version are what these statements answer. */
    void grading(String jar, String className, String id, String version) throws IOException {
        String source = """
                package vendor;
                import io.crmkit.spi.Parameters;
                import io.crmkit.spi.grading.*;
                public final class %s implements GradingStrategyProvider {
                    public String id() { %s }
                    public int spiVersion() { %s }
                    public GradingStrategy create(Parameters p) { return subject -> Grade.of("A"); }
                }
                """.formatted(className, id, version);
        Path directory = Files.createDirectories(work.resolve(jar));
        compile(directory, List.of(Files.writeString(directory.resolve(className + ".java"), source)));
        jar(jar, "io.crmkit.spi.grading.GradingStrategyProvider", List.of("vendor." + className), directory);
    }

    /**
     * The jar of a module. The one that the build made, if it did and nothing has changed since; in a build that stops before it
     * packs, what the jar would hold.
     */
    void module(String jar, Path module) throws IOException {
        Path sources = module.resolve("src").resolve("main");
        Optional<Path> built = built(module.resolve("target"), newest(sources));
        if (built.isPresent()) {
            Files.copy(built.get(), plugins.resolve(jar));
            return;
        }
        Path directory = Files.createDirectories(work.resolve(jar));
        compile(directory, files(sources.resolve("java")));
        Path resources = sources.resolve("resources");
        try (OutputStream out = Files.newOutputStream(plugins.resolve(jar));
                JarOutputStream archive = new JarOutputStream(out)) {
            add(archive, directory, files(directory));
            add(archive, resources, files(resources));
        }
    }

    private static Optional<Path> built(Path target, FileTime newest) throws IOException {
        if (!Files.isDirectory(target)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(target)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".jar")).toList()) {
                if (Files.getLastModifiedTime(file).compareTo(newest) > 0) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    private static FileTime newest(Path directory) throws IOException {
        FileTime newest = FileTime.fromMillis(0);
        for (Path file : files(directory)) {
            FileTime time = Files.getLastModifiedTime(file);
            newest = time.compareTo(newest) > 0 ? time : newest;
        }
        return newest;
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private static void compile(Path directory, List<Path> sources) {
        List<String> arguments = new ArrayList<>(List.of(
                "-proc:none",
                "-encoding",
                "UTF-8",
                "-cp",
                System.getProperty("java.class.path"),
                "-d",
                directory.toString()));
        sources.forEach(source -> arguments.add(source.toString()));
        int result = ToolProvider.getSystemJavaCompiler().run(null, null, null, arguments.toArray(String[]::new));
        if (result != 0) {
            throw new IllegalStateException("the plugin does not compile");
        }
    }

    /** A jar whose services file says whatever. */
    void services(String jar, String... lines) throws IOException {
        jar(jar, STORAGE, List.of(lines), Files.createDirectories(work.resolve(jar)));
    }

    /** A jar with a services file of one line and nothing else. */
    void service(String jar, String contract, String line) throws IOException {
        jar(jar, contract, List.of(line), Files.createDirectories(work.resolve(jar)));
    }

    private void jar(String name, String contract, List<String> services, Path classes) throws IOException {
        try (OutputStream out = Files.newOutputStream(plugins.resolve(name));
                JarOutputStream jar = new JarOutputStream(out)) {
            jar.putNextEntry(new ZipEntry("META-INF/services/" + contract));
            jar.write(String.join("\n", services).getBytes(StandardCharsets.UTF_8));
            add(
                    jar,
                    classes,
                    files(classes).stream()
                            .filter(f -> f.toString().endsWith(".class"))
                            .toList());
        }
    }

    private static void add(JarOutputStream jar, Path root, List<Path> files) throws IOException {
        for (Path file : files) {
            jar.putNextEntry(new ZipEntry(root.relativize(file).toString().replace('\\', '/')));
            jar.write(Files.readAllBytes(file));
        }
    }
}
