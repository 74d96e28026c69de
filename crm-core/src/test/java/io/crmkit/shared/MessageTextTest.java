package io.crmkit.shared;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Locale;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MessageTextTest {

    private static final Object[] ARGS = {"a", 1234567, "it's {0}", new io.crmkit.shared.Label("中", "en"), 'x', 2.5};

    private static String byMessageFormat(String pattern, Object[] args) {
        Object[] shown = Arrays.stream(args)
                .map(arg -> arg instanceof io.crmkit.shared.Label label ? label.en() : String.valueOf(arg))
                .toArray();
        return new MessageFormat(pattern, Locale.ROOT).format(shown);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.of(
                        "'",
                        "''",
                        "'{'",
                        "{0}",
                        "{1}",
                        "{2}",
                        "{3}",
                        "{7}",
                        "{10}",
                        "}",
                        " text ",
                        "文",
                        "\n",
                        "$1",
                        "\\",
                        "{4,number}",
                        "{5,choice,0#none|1#one|2<many}",
                        "{ 0 }",
                        "{00}")
                .list()
                .ofMaxSize(7)
                .map(parts -> String.join("", parts));
    }

    @Property
    @Label("a message says what MessageFormat says of its pattern, plain or not, with arguments too few or too many")
    void alike(@ForAll("patterns") String pattern, @ForAll @IntRange(max = 4) int count) {
        Object[] args = Arrays.copyOf(ARGS, count);
        String wanted;
        try {
            wanted = byMessageFormat(pattern, args);
        } catch (IllegalArgumentException refused) {
            assertThatThrownBy(() -> new MessageText(pattern).filled(Locale.ENGLISH, args))
                    .isInstanceOf(IllegalArgumentException.class);
            return;
        }
        assertThat(new MessageText(pattern).filled(Locale.ENGLISH, args)).isEqualTo(wanted);
    }

    @Example
    @Label("every message of the core says what MessageFormat says of it")
    void bundles() throws IOException {
        for (String language : new String[] {"zh", "en"}) {
            Properties properties = new Properties();
            try (InputStream in = getClass().getResourceAsStream("/io/crmkit/messages_" + language + ".properties")) {
                properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
            assertThat(properties).isNotEmpty();
            for (String code : properties.stringPropertyNames()) {
                for (int count = 0; count <= 3; count++) {
                    Object[] args = Arrays.copyOf(ARGS, count);
                    assertThat(Messages.text(Locale.forLanguageTag(language), code, args))
                            .isEqualTo(byMessageFormat(properties.getProperty(code), args));
                }
            }
        }
    }
}
