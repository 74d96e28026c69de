package io.crmkit.customer.cleansing;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.Locale;

/** What a cleansing looks for (CUS-10). */
public enum Rule {
    /** A telephone number that is none (CUS-03), or is not in the form in which numbers are stored. */
    PHONE,
    /** An e-mail address that is none (CUS-03). */
    EMAIL,
    /** A value that stands for nothing. */
    PLACEHOLDER,
    /** A required value that is missing. */
    MISSING,
    /** A customer that nobody edited, confirmed or followed up for long. */
    UNTOUCHED,
    /** Two customers that are probably one (CUS-06). */
    DUPLICATE;

    /** {@return the key that commands use, such as {@code phone}} */
    public String key() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return what people call it} */
    public Label label() {
        return Messages.label("cleansing.rule." + key());
    }
}
