package io.crmkit.exchange;

import io.crmkit.shared.Label;
import java.util.List;
import java.util.Objects;

/**
 * A field that an entity can be given by an import.
 *
 * @param name as mapping files call it, such as {@code annualRevenue}
 * @param label what people call it
 * @param type what its values are
 * @param required whether a row without it is refused
 * @param choices the values allowed, for {@link Type#CHOICE} and {@link Type#OPEN_CHOICE}
 */
public record ImportField(String name, Label label, Type type, boolean required, List<Choice> choices) {

    /** What the values of a field are, and which Java type carries them in {@link ImportRow}. */
    public enum Type {
        /** {@link String}, stripped, not empty. */
        TEXT,
        /** {@link Long}. */
        INTEGER,
        /** {@link java.math.BigDecimal}. */
        DECIMAL,
        /** {@link io.crmkit.shared.Money}; the currency comes from the mapping. */
        MONEY,
        /** {@link java.time.LocalDate}. */
        DATE,
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link String}, the key of one of the choices; a text that is no choice is refused, with a suggestion. */
        CHOICE,
        /** {@link String}, the key of a choice or any other text; one that is nearly a choice is reported. */
        OPEN_CHOICE,
        /** {@link String}: name, login or external id of another record, looked up by the entity itself. */
        REFERENCE
    }

    /**
     * A value that is allowed.
     *
     * @param key as it is stored
     * @param label what people call it; a file may use key or either label
     */
    public record Choice(String key, Label label) {}

    /** Copies the choices. */
    public ImportField {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(type, "type");
        choices = List.copyOf(choices);
    }

    /**
     * A field without choices.
     *
     * @param name its name
     * @param label what people call it
     * @param type what its values are
     * @return the field
     */
    public static ImportField of(String name, Label label, Type type) {
        return new ImportField(name, label, type, false, List.of());
    }

    /** {@return the same field, required} */
    public ImportField asRequired() {
        return new ImportField(name, label, type, true, choices);
    }
}
