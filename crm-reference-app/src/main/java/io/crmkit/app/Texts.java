package io.crmkit.app;

import io.crmkit.shared.Messages;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.ResourceBundle;

/** The command's own texts in one language ({@code io/crmkit/app/messages_zh.properties} and {@code _en}). */
final class Texts {

    private static final ResourceBundle.Control AS_ASKED =
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES);

    private final Locale language;
    private final ResourceBundle bundle;

    private Texts(Locale language) {
        this.language = language;
        bundle = ResourceBundle.getBundle("io.crmkit.app.messages", language, AS_ASKED);
    }

    /** {@return Chinese texts for any Chinese locale, English ones for all others} */
    static Texts in(Locale locale) {
        return new Texts(Messages.isChinese(locale) ? Locale.CHINESE : Locale.ENGLISH);
    }

    Locale language() {
        return language;
    }

    /** {@return the texts as usage messages want them} */
    ResourceBundle bundle() {
        return bundle;
    }

    String get(String key, Object... args) {
        return new MessageFormat(bundle.getString(key), Locale.ROOT).format(args);
    }
}
