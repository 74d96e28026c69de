package io.crmkit.shared;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The texts of the core in Chinese and English, by code ({@code io/crmkit/messages_zh.properties} and {@code _en}). A
 * code that has no text is a defect and throws.
 */
public final class Messages {

    private static final Map<String, MessageText> ZH = load("zh");
    private static final Map<String, MessageText> EN = load("en");

    private Messages() {}

    /**
     * Whether a locale reads Chinese.
     *
     * @param language the locale
     * @return whether its language is Chinese
     */
    public static boolean isChinese(Locale language) {
        return language.getLanguage().equals("zh");
    }

    /**
     * A text with its arguments filled in. Arguments that are {@link Label}s appear in the language asked for; all others
     * as their {@code toString()}.
     *
     * @param language Chinese for any Chinese locale, English for all others
     * @param code the code
     * @param args the arguments
     * @return the text
     */
    public static String text(Locale language, String code, Object... args) {
        MessageText text = (isChinese(language) ? ZH : EN).get(code);
        if (text == null) {
            throw new IllegalArgumentException("no message has the code '" + code + "'");
        }
        return text.filled(language, args);
    }

    /** {@return all codes that have a Chinese text} */
    public static Set<String> chineseCodes() {
        return ZH.keySet();
    }

    /** {@return all codes that have an English text} */
    public static Set<String> englishCodes() {
        return EN.keySet();
    }

    /**
     * Both texts of a code.
     *
     * @param code the code
     * @return the texts
     */
    public static Label label(String code, Object... args) {
        return new Label(text(Locale.CHINESE, code, args), text(Locale.ENGLISH, code, args));
    }

    private static Map<String, MessageText> load(String language) {
        String name = "/io/crmkit/messages_" + language + ".properties";
        try (InputStream in = Messages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + name + " is missing");
            }
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            Map<String, MessageText> texts = new TreeMap<>();
            properties
                    .stringPropertyNames()
                    .forEach(key -> texts.put(key, new MessageText(properties.getProperty(key))));
            return Collections.unmodifiableMap(texts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
