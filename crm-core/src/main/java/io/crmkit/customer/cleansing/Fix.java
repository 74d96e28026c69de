package io.crmkit.customer.cleansing;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.Locale;

/** What a cleansing proposes to do about a finding (CUS-10). */
public enum Fix {
    /** Another value takes the place of the one that was found. */
    REPLACE,
    /** The value goes; the field stays empty. */
    CLEAR,
    /** Somebody has to say what is right. */
    ASK,
    /** The customer goes into the recycle bin. */
    BIN,
    /** Somebody confirms that what is known is true, or changes it. */
    CONFIRM,
    /** The customer is merged with another. */
    MERGE;

    /** {@return the key that commands use, such as {@code replace}} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what people call it} */
    public Label label() {
        return Messages.label("cleansing.fix." + key());
    }
}
