package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a tally computes for each group.
 *
 * @param function which
 * @param index of what: null for {@link Function#COUNT}; an integer or decimal index for {@link Function#SUM}; any
 *     single-valued index but a boolean for the others
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Measure(Function function, @Nullable String index) {

    /** The functions. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public enum Function {
        /** How many records; a {@link Long}. */
        COUNT,
        /**
         * The exact sum as a {@link java.math.BigDecimal} with the scale of the index (0 for integers), however great;
         * zero when no record has a value.
         */
        SUM,
        /** The smallest value, null when no record has one. */
        MIN,
        /** The greatest value, null when no record has one. */
        MAX
    }

    /** Checks that an index is given where one is needed. */
    public Measure {
        Objects.requireNonNull(function, "function");
        if ((function == Function.COUNT) != (index == null)) {
            throw new IllegalArgumentException(function + (index == null ? " needs an index" : " takes no index"));
        }
    }

    /** {@return how many records} */
    public static Measure count() {
        return new Measure(Function.COUNT, null);
    }

    /**
     * The exact sum.
     *
     * @param index of what
     * @return the measure
     */
    public static Measure sum(String index) {
        return new Measure(Function.SUM, index);
    }

    /**
     * The smallest value.
     *
     * @param index of what
     * @return the measure
     */
    public static Measure min(String index) {
        return new Measure(Function.MIN, index);
    }

    /**
     * The greatest value.
     *
     * @param index of what
     * @return the measure
     */
    public static Measure max(String index) {
        return new Measure(Function.MAX, index);
    }
}
