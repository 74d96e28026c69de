package io.crmkit.app;

import io.crmkit.spi.CrmPlugin;
import io.crmkit.spi.Plugins;
import io.crmkit.spi.grading.GradingStrategyProvider;
import io.crmkit.spi.notification.NotificationChannelProvider;
import io.crmkit.spi.storage.StorageProvider;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
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
            rows(sheet, texts.get("plugins.storage"), desk.builder().storagePlugins());
            rows(sheet, texts.get("plugins.grading"), found(GradingStrategyProvider.class));
            rows(sheet, texts.get("plugins.notification"), found(NotificationChannelProvider.class));
        }
        return Exit.FINE;
    }

    private <P extends CrmPlugin> Plugins<P> found(Class<P> contract) {
        return Plugins.discover(contract, List.of(), desk.pluginLoader());
    }

    private void rows(Sheet sheet, String contract, Plugins<?> plugins) {
        Texts texts = desk.texts();
        plugins.all().forEach((id, plugin) -> {
            String name = plugin.getClass().getName();
            sheet.row(Arrays.asList(
                    contract, id, name, (long) plugin.spiVersion(), jar(name), texts.get("plugins.usable")));
        });
        new TreeMap<>(plugins.ambiguous())
                .forEach((id, classes) -> sheet.row(Arrays.asList(
                        contract,
                        id,
                        String.join(", ", classes),
                        null,
                        classes.stream().map(this::jar).distinct().collect(Collectors.joining(", ")),
                        texts.get("plugins.ambiguous"))));
        plugins.failures()
                .forEach(failure -> sheet.row(Arrays.asList(
                        contract,
                        null,
                        failure.provider(),
                        null,
                        jar(failure.provider()),
                        texts.get("plugins.failed", failure.message()))));
    }

    /** The file that a class comes from; empty when the class is nowhere. What is wrong with a services file names its own. */
    private String jar(String className) {
        URL place = desk.pluginLoader().getResource(className.replace('.', '/') + ".class");
        if (place == null
                || className.equals(GradingStrategyProvider.class.getName())
                || className.equals(NotificationChannelProvider.class.getName())
                || className.equals(StorageProvider.class.getName())) {
            return "";
        }
        Matcher archive = JAR.matcher(URLDecoder.decode(place.getPath().replace("+", "%2B"), StandardCharsets.UTF_8));
        return archive.find() ? archive.group(1) : "";
    }
}
