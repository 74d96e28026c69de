package io.crmkit.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.crmkit.spi.grading.Grade;
import io.crmkit.spi.grading.GradingStrategy;
import io.crmkit.spi.grading.GradingStrategyProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PluginsTest {

    @TempDir
    Path jars;

    @Test
    @DisplayName("a plugin is found by its id")
    void found() throws IOException {
        Plugins<GradingStrategyProvider> plugins = discover(List.of(), Good.class.getName());
        assertThat(plugins.get("good")).isInstanceOf(Good.class);
        assertThat(plugins.ids()).containsExactly("good");
        assertThat(plugins.failures()).isEmpty();
    }

    @Test
    @DisplayName("two classes that claim one id are both kept aside; asking for it fails and names both")
    void twoOfOneId() throws IOException {
        Plugins<GradingStrategyProvider> plugins =
                discover(List.of(), Good.class.getName(), Twin.class.getName(), Other.class.getName());
        assertThatExceptionOfType(PluginException.class)
                .isThrownBy(() -> plugins.get("good"))
                .withMessageContainingAll("'good'", Good.class.getName(), Twin.class.getName())
                .extracting(PluginException::reason)
                .isEqualTo(PluginException.Reason.AMBIGUOUS_ID);
        assertThat(plugins.ids()).containsExactly("other");
        assertThat(plugins.ambiguous()).containsOnlyKeys("good");
    }

    @Test
    @DisplayName("what was registered by hand wins over what was found, also where the found ones clash")
    void registeredWins() throws IOException {
        Good mine = new Good();
        Plugins<GradingStrategyProvider> plugins =
                discover(List.of(mine), Good.class.getName(), Twin.class.getName(), Other.class.getName());
        assertThat(plugins.get("good")).isSameAs(mine);
        assertThat(plugins.ids()).containsExactly("good", "other");
    }

    @Test
    @DisplayName("two registered by hand with one id clash, and a found one does not settle it")
    void registeredTwice() throws IOException {
        Plugins<GradingStrategyProvider> plugins = discover(List.of(new Good(), new Twin()), Good.class.getName());
        assertThatExceptionOfType(PluginException.class)
                .isThrownBy(() -> plugins.get("good"))
                .withMessageContaining(Twin.class.getName());
    }

    @ParameterizedTest
    @DisplayName("a broken provider or services file never hides the good ones, and is reported")
    @ValueSource(
            strings = {
                "this is no class name",
                "io.example.Missing",
                "io.crmkit.spi.PluginsTest$Throwing",
                "io.crmkit.spi.PluginsTest$NoPublicConstructor",
                "io.crmkit.spi.PluginsTest$BrokenStatics",
                "io.crmkit.spi.PluginsTest$IdThrows",
                "io.crmkit.spi.PluginsTest"
            })
    void brokenOnesHideNothing(String broken) throws IOException {
        for (List<String> order :
                List.of(List.of(broken, Good.class.getName()), List.of(Good.class.getName(), broken))) {
            Plugins<GradingStrategyProvider> plugins = discover(List.of(), order.toArray(String[]::new));
            assertThat(plugins.get("good")).isInstanceOf(Good.class);
            assertThat(plugins.failures()).hasSize(1);
            assertThatExceptionOfType(PluginException.class)
                    .isThrownBy(() -> plugins.get("nonesuch"))
                    .withMessageContainingAll("good", plugins.failures().get(0).message());
        }
    }

    @Test
    @DisplayName("a plugin made for another SPI version is reported and not used")
    void otherSpiVersion() {
        Plugins<GradingStrategyProvider> plugins =
                Plugins.of(GradingStrategyProvider.class, List.of(new FromTheFuture()));
        assertThat(plugins.ids()).isEmpty();
        assertThat(plugins.failures().get(0).message()).contains("2").contains("" + Plugins.SPI_VERSION);
    }

    @ParameterizedTest
    @DisplayName("a plugin with a malformed id is reported and not used")
    @ValueSource(strings = {"", "Good", "1good", "go od", "-good", "göod", "good_one"})
    void malformedId(String id) {
        Plugins<GradingStrategyProvider> plugins = Plugins.of(GradingStrategyProvider.class, List.of(named(id)));
        assertThat(plugins.ids()).isEmpty();
        assertThat(plugins.failures()).hasSize(1);
        assertThat(plugins.failures().get(0).message()).contains("'" + id + "'");
    }

    @Test
    @DisplayName("an id has up to 64 characters, and is never null")
    void lengthOfIds() {
        assertThat(Plugins.of(GradingStrategyProvider.class, List.of(named("a".repeat(64))))
                        .ids())
                .hasSize(1);
        assertThat(Plugins.of(GradingStrategyProvider.class, List.of(named("a".repeat(65))))
                        .ids())
                .isEmpty();
        assertThat(Plugins.of(GradingStrategyProvider.class, List.of(named(null)))
                        .failures())
                .hasSize(1);
    }

    @Test
    @DisplayName("asking for what is not there says whether there is none at all, or none of this id")
    void missing() {
        assertThatExceptionOfType(PluginException.class)
                .isThrownBy(() ->
                        Plugins.of(GradingStrategyProvider.class, List.of()).get("good"))
                .withMessageContaining("'good'")
                .extracting(PluginException::reason)
                .isEqualTo(PluginException.Reason.NONE_FOUND);
        assertThatExceptionOfType(PluginException.class)
                .isThrownBy(() -> Plugins.of(GradingStrategyProvider.class, List.of(new Other()))
                        .get("good"))
                .withMessageContaining("other")
                .extracting(PluginException::reason)
                .isEqualTo(PluginException.Reason.UNKNOWN_ID);
    }

    /** Looks into directories that each have a services file with one line. */
    private Plugins<GradingStrategyProvider> discover(List<GradingStrategyProvider> registered, String... lines)
            throws IOException {
        List<URL> urls = new ArrayList<>();
        for (String line : lines) {
            Path jar = Files.createTempDirectory(jars, "jar");
            Path services = Files.createDirectories(jar.resolve("META-INF/services"));
            Files.writeString(services.resolve(GradingStrategyProvider.class.getName()), line + "\n");
            urls.add(jar.toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), getClass().getClassLoader())) {
            return Plugins.discover(GradingStrategyProvider.class, registered, loader);
        }
    }

    private static GradingStrategyProvider named(String id) {
        return new Good() {
            @Override
            public String id() {
                return id;
            }
        };
    }

    public static class Good implements GradingStrategyProvider {
        @Override
        public String id() {
            return "good";
        }

        @Override
        public GradingStrategy create(Parameters parameters) {
            return subject -> Grade.of("A");
        }
    }

    public static final class Twin extends Good {}

    public static final class Other extends Good {
        @Override
        public String id() {
            return "other";
        }
    }

    public static final class FromTheFuture extends Good {
        @Override
        public int spiVersion() {
            return 2;
        }
    }

    public static final class Throwing extends Good {
        public Throwing() {
            throw new IllegalStateException(Stream.of("no", "licence").collect(Collectors.joining(" ")));
        }
    }

    public static final class NoPublicConstructor extends Good {
        public NoPublicConstructor(Parameters needed) {
            needed.asMap();
        }
    }

    public static final class BrokenStatics extends Good {
        static final int BROKEN = Integer.parseInt("broken");
    }

    public static final class IdThrows extends Good {
        @Override
        public String id() {
            throw new IllegalStateException("no id today");
        }
    }
}
