package io.crmkit.spi;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Named settings handed to a plugin when it is opened: thresholds, weights, the place of a trained model, a pool size.
 * Immutable and safe for use by many threads. Reading a value of the wrong form throws an {@link
 * IllegalArgumentException} that names the parameter, the value and what is allowed.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class Parameters {

    private static final Parameters NONE = new Parameters(Map.of());

    private final Map<String, String> values;

    private Parameters(Map<String, String> values) {
        this.values = Collections.unmodifiableMap(new TreeMap<>(values));
    }

    /** {@return no parameters at all} */
    public static Parameters none() {
        return NONE;
    }

    /**
     * Parameters from texts.
     *
     * @param values names and texts
     * @return the parameters
     */
    public static Parameters of(Map<String, String> values) {
        return new Parameters(values);
    }

    /**
     * The same parameters and one more, or one replaced.
     *
     * @param name the name
     * @param value the text
     * @return new parameters
     */
    public Parameters with(String name, String value) {
        Map<String, String> copy = new TreeMap<>(values);
        copy.put(Objects.requireNonNull(name, "name"), Objects.requireNonNull(value, "value"));
        return new Parameters(copy);
    }

    /** {@return all names and texts; names that may hold secrets are not marked, so do not log it} */
    public Map<String, String> asMap() {
        return values;
    }

    /**
     * A text, if given.
     *
     * @param name the name
     * @return the text
     */
    public Optional<String> find(String name) {
        return Optional.ofNullable(values.get(name));
    }

    /**
     * A text that must be given.
     *
     * @param name the name
     * @return the text
     */
    public String text(String name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("parameter '" + name + "' is missing"));
    }

    /**
     * A text, or another when it is not given.
     *
     * @param name the name
     * @param otherwise what to answer when it is not given
     * @return the text
     */
    public String text(String name, String otherwise) {
        return find(name).orElse(otherwise);
    }

    /**
     * An exact decimal number that must be given.
     *
     * @param name the name
     * @return the number
     */
    public BigDecimal decimal(String name) {
        String value = text(name);
        try {
            return new BigDecimal(value);
        } catch (NumberFormatException e) {
            throw wrong(name, value, "a decimal number", e);
        }
    }

    /**
     * A whole number, or another when it is not given.
     *
     * @param name the name
     * @param otherwise what to answer when it is not given
     * @param from the smallest allowed
     * @param to the greatest allowed
     * @return the number
     */
    public int integer(String name, int otherwise, int from, int to) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        String allowed = "a whole number from " + from + " to " + to;
        int number;
        try {
            number = Integer.parseInt(value.strip());
        } catch (NumberFormatException e) {
            throw wrong(name, value, allowed, e);
        }
        if (number < from || number > to) {
            throw wrong(name, value, allowed, null);
        }
        return number;
    }

    /**
     * Yes or no, or another when it is not given.
     *
     * @param name the name
     * @param otherwise what to answer when it is not given
     * @return the value
     */
    public boolean bool(String name, boolean otherwise) {
        String value = values.get(name);
        if (value == null) {
            return otherwise;
        }
        return switch (value) {
            case "true" -> true;
            case "false" -> false;
            default -> throw wrong(name, value, "true or false", null);
        };
    }

    private static IllegalArgumentException wrong(
            String name, String value, String allowed, @org.jspecify.annotations.Nullable Throwable cause) {
        return new IllegalArgumentException(
                "parameter '" + name + "' is '" + value + "'; allowed is " + allowed, cause);
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
        return other instanceof Parameters p && p.values.equals(values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /** {@return the names only: values may be secrets} */
    @Override
    public String toString() {
        return "Parameters" + values.keySet();
    }
}
