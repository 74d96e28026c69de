package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;

/** What values an index holds, and which Java type carries them in {@link IndexValues}. */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public enum IndexKind {
    /** {@link String} of at most 255 characters (code points), ordered by code point. */
    TEXT,
    /** {@link Long}. */
    INTEGER,
    /** {@link java.math.BigDecimal} of the declared scale, which fits a {@code long} when unscaled. */
    DECIMAL,
    /** {@link java.time.LocalDate} in the years 1 to 9999. */
    DATE,
    /** {@link java.time.Instant} in the years 1 to 9999, in whole microseconds. */
    INSTANT,
    /** {@link Boolean}; false comes before true. */
    BOOLEAN
}
