package io.crmkit.app;

import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.storage.StorageProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.ZipFile;
import picocli.CommandLine.Command;

/** Lists the plugins that were found, and those that were not usable. */
@Command(name = "plugins")
final class PluginsCommand implements Callable<Integer> {

    /** A name with its ending, within a location such as {@code file:/x/acme.jar!/vendor/Store.class}. */
    private static final Pattern JAR = Pattern.compile("([^/]+\\.jar)!/");

    private final Desk desk;

    PluginsCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        Texts texts = desk.texts();
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("contract", texts.get("column.contract"), Sheet.Kind.TEXT),
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                new Sheet.Column("class", texts.get("column.class"), Sheet.Kind.TEXT),
                new Sheet.Column("spi_version", texts.get("column.spi-version"), Sheet.Kind.COUNT),
                new Sheet.Column("jar", texts.get("column.jar"), Sheet.Kind.TEXT),
                new Sheet.Column("state", texts.get("column.state"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(texts.get("plugins.title"), columns)) {
            rows(sheet, StorageProvider.class, "plugins.storage", desk.builder().storagePlugins());
            rows(
                    sheet,
                    GradingStrategyProvider.class,
                    "plugins.grading",
                    desk.builder().gradingPlugins());
            rows(
                    sheet,
                    NotificationChannelProvider.class,
                    "plugins.notification",
                    desk.builder().notificationPlugins());
            for (Path jar : desk.pluginJars()) {
                damage(jar)
                        .ifPresent(what -> sheet.row(Arrays.asList(
                                null,
                                null,
                                null,
                                null,
                                jar.getFileName().toString(),
                                texts.get("plugins.damaged", what))));
            }
        }
        return Exit.FINE;
    }

    /** What is wrong with a file that is no archive: Java leaves such a file out without a word. */
    private static Optional<String> damage(Path jar) {
        try (ZipFile archive = new ZipFile(jar.toFile())) {
            return archive.size() > 0 ? Optional.empty() : Optional.of("0 files");
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void rows(Sheet sheet, Class<?> contract, String title, Plugins<?> plugins) {
        Texts texts = desk.texts();
        String called = texts.get(title);
        plugins.all().forEach((id, plugin) -> {
            String name = plugin.getClass().getName();
            sheet.row(Arrays.asList(
                    called, id, name, (long) plugin.spiVersion(), jar(name), texts.get("plugins.usable")));
        });
        new TreeMap<>(plugins.ambiguous())
                .forEach((id, classes) -> sheet.row(Arrays.asList(
                        called,
                        id,
                        String.join(", ", classes),
                        null,
                        classes.stream().map(this::jar).distinct().collect(Collectors.joining(", ")),
                        texts.get("plugins.ambiguous"))));
        plugins.failures()
                .forEach(failure -> sheet.row(Arrays.asList(
                        called,
                        null,
                        failure.provider(),
                        null,
                        failure.provider().equals(contract.getName())
                                ? jarOfServices(contract, failure.message())
                                : jar(failure.provider()),
                        texts.get("plugins.failed", failure.message()))));
    }

    /** The jar that a class comes from; empty when it comes from none. */
    private String jar(String className) {
        URL place = desk.pluginLoader().getResource(className.replace('.', '/') + ".class");
        return place == null ? "" : jar(place);
    }

    /** The jar whose services file names a class that cannot be had; empty when it cannot be told. */
    private String jarOfServices(Class<?> contract, String message) {
        Set<String> jars = new TreeSet<>();
        try {
            for (URL file :
                    Collections.list(desk.pluginLoader().getResources("META-INF/services/" + contract.getName()))) {
                URLConnection connection = file.openConnection();
                connection.setUseCaches(false);
                try (InputStream in = connection.getInputStream()) {
                    boolean named = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                            .lines()
                            .map(line -> line.replaceFirst("#.*", "").strip())
                            .anyMatch(line -> !line.isEmpty() && message.contains(line));
                    if (named) {
                        jars.add(jar(file));
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return String.join(", ", jars);
    }

    private static String jar(URL place) {
        Matcher archive = JAR.matcher(URLDecoder.decode(place.getPath().replace("+", "%2B"), StandardCharsets.UTF_8));
        return archive.find() ? archive.group(1) : "";
    }
}
