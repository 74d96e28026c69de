package io.crmkit.dictionary;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.Locale;

/**
 * What the values of a field are (CUS-01), and the one text by which a value is stored, compared and sent back. Reading a
 * stored text gives the same text.
 */
public enum FieldType {
    /** Text, as it was entered without white space around it. */
    TEXT,
    /** A whole number that fits a {@code long}, such as {@code -12}. */
    INTEGER,
    /** A number of at most {@value #MOST_SCALE} digits after the point, such as {@code 12.5}; no zeros at its end. */
    DECIMAL,
    /** An amount, such as {@code 480000 CNY}. */
    MONEY,
    /** A day, such as {@code 2026-01-31}. */
    DATE,
    /** {@code true} or {@code false}. */
    BOOLEAN,
    /** The key of one option. */
    SINGLE_CHOICE,
    /** Keys of options, in the order of the dictionary, parted by commas. */
    MULTIPLE_CHOICE,
    /** A phone number with its country, such as {@code +8613800138000}. */
    PHONE,
    /** An e-mail address. */
    EMAIL,
    /** The address of a page, with {@code https://} or {@code http://}. */
    URL;

    static final int MOST_SCALE = 9;

    /** {@return whether its values are on a list} */
    public boolean isChoice() {
        return this == SINGLE_CHOICE || this == MULTIPLE_CHOICE;
    }

    boolean isNumber() {
        return this == INTEGER || this == DECIMAL || this == MONEY;
    }

    /** {@return what people call it} */
    public Label label() {
        return Messages.label(
                "dictionary.type." + name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
