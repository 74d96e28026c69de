package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;

/** How two values of one index kind compare. */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class Values {

    private Values() {}

    /**
     * Compares two values of the same kind: text by code point, numbers by size, dates and instants by time, false
     * before true.
     *
     * @param a one value
     * @param b another of the same kind
     * @return negative, zero or positive
     * @throws IllegalArgumentException when they are of different kinds or of none
     */
    public static int compare(Object a, Object b) {
        if (a instanceof String x && b instanceof String y) {
            return CodePoints.compare(x, y);
        }
        if (a instanceof Long x && b instanceof Long y) {
            return x.compareTo(y);
        }
        if (a instanceof BigDecimal x && b instanceof BigDecimal y) {
            return x.compareTo(y);
        }
        if (a instanceof LocalDate x && b instanceof LocalDate y) {
            return x.compareTo(y);
        }
        if (a instanceof Instant x && b instanceof Instant y) {
            return x.compareTo(y);
        }
        if (a instanceof Boolean x && b instanceof Boolean y) {
            return x.compareTo(y);
        }
        throw new IllegalArgumentException("values of different kinds: "
                + a.getClass().getSimpleName() + " and " + b.getClass().getSimpleName());
    }
}
