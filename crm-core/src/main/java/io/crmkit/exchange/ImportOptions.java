package io.crmkit.exchange;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * How an import is run.
 *
 * @param errors the directory for error files; without one none are written
 * @param language the language of the messages in error files
 * @param maxCell how many characters a cell may have, 1 to 100 million; a file with a longer one is refused
 * @param maxWaiting how many rows may wait for records that come later in their file; further ones are refused at once
 */
public record ImportOptions(Optional<Path> errors, Locale language, int maxCell, int maxWaiting) {

    private static final int MOST = 100_000_000;

    /** Checks the ranges. */
    public ImportOptions {
        if (maxCell < 1 || maxCell > MOST || maxWaiting < 0) {
            throw new IllegalArgumentException("maxCell must be 1 to " + MOST + ", maxWaiting 0 or more");
        }
    }

    /** {@return no error files, English, cells of up to a million characters, up to 100,000 rows waiting} */
    public static ImportOptions standard() {
        return new ImportOptions(Optional.empty(), Locale.ENGLISH, 1_000_000, 100_000);
    }

    /**
     * The same with error files. There is one for each file of the mapping when a row was refused, and none when not, so
     * that the directory can be corrected and imported by the same mapping. An error file has the columns of its source,
     * unchanged, and {@code crm_line}, {@code crm_column}, {@code crm_rule}, {@code crm_message} and {@code crm_id}, which
     * an import knows and leaves out. Cells that begin with {@code =}, {@code +}, {@code -} or {@code @} stay as they are,
     * so that nothing changes on the way: open such a file as text where a spreadsheet would execute formulas.
     *
     * @param directory where to write; made if need be; files that are there are never overwritten
     * @param messages the language
     * @return other options
     */
    public ImportOptions errorsTo(Path directory, Locale messages) {
        return new ImportOptions(Optional.of(directory), messages, maxCell, maxWaiting);
    }
}
