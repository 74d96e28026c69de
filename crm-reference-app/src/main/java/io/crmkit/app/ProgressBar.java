package io.crmkit.app;

import io.crmkit.exchange.ImportProgress;
import java.io.PrintStream;

/** One line on a terminal that tells how far an import is. */
final class ProgressBar implements ImportProgress {

    private static final int CELLS = 30;
    private static final String CLEAR_LINE = "\r\u001B[K";

    private final PrintStream err;
    private final Texts texts;
    private boolean drawn;

    ProgressBar(PrintStream err, Texts texts) {
        this.err = err;
        this.texts = texts;
    }

    @Override
    public void report(Position at) {
        int percent = at.totalBytes() <= 0 ? 100 : (int) Math.min(100, at.bytes() * 100 / at.totalBytes());
        int full = percent * CELLS / 100;
        String what = texts.get(
                at.phase() == Phase.CHECKING ? "progress.checking" : "progress.loading",
                at.step(),
                at.steps(),
                Safe.text(at.file()),
                at.entity(),
                at.rows());
        err.print(CLEAR_LINE + "[" + "#".repeat(full) + ".".repeat(CELLS - full) + "] " + percent + "% " + what);
        err.flush();
        drawn = true;
    }

    /** Takes the line away. */
    void end() {
        if (drawn) {
            err.print(CLEAR_LINE);
            err.flush();
        }
    }
}
