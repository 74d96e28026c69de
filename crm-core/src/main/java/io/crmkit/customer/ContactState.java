package io.crmkit.customer;

import io.crmkit.exchange.ImportField;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** How contact with somebody stands: one vocabulary for leads and contacts (CUS-19). */
public enum ContactState {
    /** 未联系. */
    NOT_CONTACTED,
    /** 联系中. */
    IN_CONTACT,
    /** 有意向. */
    INTERESTED,
    /** 暂缓. */
    PAUSED,
    /** 无效. */
    INVALID;

    /** {@return the key that files and reports use, such as {@code in-contact}} */
    public String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@return what people call it} */
    public Label label() {
        return Messages.label("contact-state." + key());
    }

    /**
     * The state of a key.
     *
     * @param key the key
     * @return the state, if there is one
     */
    public static Optional<ContactState> of(String key) {
        return Arrays.stream(values()).filter(state -> state.key().equals(key)).findFirst();
    }

    /** {@return the states as the values of an imported field} */
    public static List<ImportField.Choice> choices() {
        return Arrays.stream(values())
                .map(state -> new ImportField.Choice(state.key(), state.label()))
                .toList();
    }
}
