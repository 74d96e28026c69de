package io.crmkit.app;

import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Refusal;
import java.text.MessageFormat;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
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

    /** {@return what this command can do about a refusal, where it has something to add to what the refusal says itself} */
    Optional<String> advice(Refusal refusal) {
        String key = "advice." + refusal.code();
        return bundle.containsKey(key) ? Optional.of(get(key)) : Optional.empty();
    }

    /** {@return whether something else was meant, as the end of a sentence; empty when nothing is near} */
    String near(String given, Collection<String> known) {
        return NearMiss.of(given, known)
                .map(near -> get("error.suggestion", near))
                .orElse("");
    }

    String get(String key, Object... args) {
        return new MessageFormat(bundle.getString(key), Locale.ROOT).format(args);
    }
}
