package io.crmkit.customer.cleansing;

import java.util.Optional;

/**
 * Something that is wrong with a value, and what would set it right (CUS-10).
 *
 * @param rule what is wrong
 * @param field the field's key; {@code id} for what is wrong with a record as a whole
 * @param found the value that is there; absent where it is missing
 * @param fix what to do
 * @param proposed what shall be there instead, for {@link Fix#REPLACE}; the other record for {@link Fix#MERGE}
 */
public record Finding(Rule rule, String field, Optional<String> found, Fix fix, Optional<String> proposed) {

    /** The field of findings about a record as a whole. */
    public static final String WHOLE = "id";

    static Finding replaced(Rule rule, String field, String found, String by) {
        return new Finding(rule, field, Optional.of(found), Fix.REPLACE, Optional.of(by));
    }

    /**
     * The same with something else to do.
     *
     * @param other what
     * @return the other
     */
    public Finding fixedBy(Fix other) {
        return new Finding(rule, field, found, other, proposed);
    }

    /** What may be empty is emptied; what may not is asked for. */
    static Finding without(Rule rule, String field, String found, boolean required) {
        return new Finding(rule, field, Optional.of(found), required ? Fix.ASK : Fix.CLEAR, Optional.empty());
    }
}
