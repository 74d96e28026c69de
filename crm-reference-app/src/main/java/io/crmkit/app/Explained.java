package io.crmkit.app;

/** Ends a command with a text for the user and an exit code; not an error of the program. */
final class Explained extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int exitCode;

    Explained(int exitCode, String text) {
        super(text, null, false, false);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
