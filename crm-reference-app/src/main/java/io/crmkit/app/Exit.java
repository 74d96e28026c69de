package io.crmkit.app;

/** The exit codes. */
final class Exit {

    /** All is well. */
    static final int FINE = 0;

    /** The answer is no: refused, some rows refused, a broken audit trail. */
    static final int REFUSED = 1;

    /** The command was called wrongly, or what it was given cannot be read; nothing was done. */
    static final int USAGE = 2;

    /** The store or a plugin cannot do it; nothing was done. */
    static final int TROUBLE = 3;

    private Exit() {}
}
