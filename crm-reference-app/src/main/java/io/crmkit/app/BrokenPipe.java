package io.crmkit.app;

/** Nobody reads the answer any more: there is nothing to say and nobody to say it to. */
final class BrokenPipe extends RuntimeException {

    private static final long serialVersionUID = 1L;

    BrokenPipe() {
        super("nobody reads any more", null, false, false);
    }
}
