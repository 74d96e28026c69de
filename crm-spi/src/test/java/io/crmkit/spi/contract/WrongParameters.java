package io.crmkit.spi.contract;

import io.crmkit.spi.Parameters;
import java.util.Map;
import java.util.TreeMap;

/**
 * Parameters that a plugin must refuse.
 *
 * @param name the parameter that is missing or wrong; the refusal names it
 * @param parameters all of them
 */
public record WrongParameters(String name, Parameters parameters) {

    /**
     * Good parameters without one that must be given.
     *
     * @param good good parameters
     * @param name the one to leave out
     * @return parameters that must be refused
     */
    public static WrongParameters missing(Parameters good, String name) {
        Map<String, String> less = new TreeMap<>(good.asMap());
        if (less.remove(name) == null) {
            throw new IllegalArgumentException("the good parameters have no '" + name + "'");
        }
        return new WrongParameters(name, Parameters.of(less));
    }

    /**
     * Good parameters with one wrong value.
     *
     * @param good good parameters
     * @param name the one to replace
     * @param value the wrong value
     * @return parameters that must be refused
     */
    public static WrongParameters value(Parameters good, String name, String value) {
        return new WrongParameters(name, good.with(name, value));
    }
}
