package io.crmkit.spi.notification;

import io.crmkit.spi.PublicApi;
import java.util.Objects;

/**
 * What became of a message.
 *
 * @param status what
 * @param detail the channel's own reference when delivered, else what went wrong and what to do; without secrets, without
 *     control characters, and at most 500 characters
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Receipt(Status status, String detail) {

    /** What may become of a message. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public enum Status {
        /** The channel took it. */
        DELIVERED,
        /** Not now; trying again later may help. */
        RETRY,
        /** Trying again does not help, for instance because the address is wrong. */
        REJECTED
    }

    /** Checks that nothing is missing. */
    public Receipt {
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(detail, "detail");
    }

    /**
     * It was delivered.
     *
     * @param reference the channel's own reference
     * @return the receipt
     */
    public static Receipt delivered(String reference) {
        return new Receipt(Status.DELIVERED, reference);
    }

    /**
     * Not now.
     *
     * @param why what went wrong
     * @return the receipt
     */
    public static Receipt retry(String why) {
        return new Receipt(Status.RETRY, why);
    }

    /**
     * Never.
     *
     * @param why what went wrong
     * @return the receipt
     */
    public static Receipt rejected(String why) {
        return new Receipt(Status.REJECTED, why);
    }
}
