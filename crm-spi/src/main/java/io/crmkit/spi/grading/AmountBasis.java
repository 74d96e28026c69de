package io.crmkit.spi.grading;

import io.crmkit.spi.PublicApi;

/** Over which time an amount is added up (SCO-01). */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public enum AmountBasis {
    /** The twelve months before the day of grading. */
    TRAILING_12_MONTHS,
    /** All that is known. */
    LIFETIME,
    /** From the first of January to the day of grading. */
    CALENDAR_YEAR
}
