package io.crmkit.shared;

import java.util.Locale;
import java.util.Objects;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * A text in both languages.
 *
 * @param zh in Chinese
 * @param en in English
 */
@ValueObject
public record Label(String zh, String en) {

    /** Checks that neither is missing. */
    public Label {
        Objects.requireNonNull(zh, "zh");
        Objects.requireNonNull(en, "en");
    }

    /**
     * The text in a language: Chinese for any Chinese locale, English for all others.
     *
     * @param language the language
     * @return the text
     */
    public String in(Locale language) {
        return Messages.isChinese(language) ? zh : en;
    }
}
