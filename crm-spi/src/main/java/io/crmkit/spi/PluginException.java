package io.crmkit.spi;

/**
 * A plugin cannot be had: none of that id, two of that id, or one that could not be loaded. The message names the id,
 * the classes concerned and what to do. Thrown when something is opened, never in the middle of work.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public final class PluginException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Why the plugin cannot be had. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public enum Reason {
        /** No plugin of the contract was found at all. */
        NONE_FOUND,
        /** Plugins were found, but none has this id. */
        UNKNOWN_ID,
        /** Two different classes claim the same id. */
        AMBIGUOUS_ID
    }

    private final Reason reason;

    /**
     * Creates the exception.
     *
     * @param reason which of the three it is
     * @param message what happened and what to do
     */
    public PluginException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    /** {@return which of the three it is} */
    public Reason reason() {
        return reason;
    }
}
