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
 * @param mode what becomes of good rows when others are bad
 * @param duplicates what becomes of suspected duplicates
 */
public record ImportOptions(
        Optional<Path> errors, Locale language, int maxCell, int maxWaiting, Mode mode, Duplicates duplicates) {

    /** What becomes of good rows when others are bad. */
    public enum Mode {
        /** They are loaded; bad ones are left out. */
        SKIP_BAD,
        /**
         * All rows are tried first, and nothing is loaded when one is bad. Then they are loaded in change sets of some hundred rows, with
         * a journal: when one is refused after all, or the import ends in the middle, what was loaded is taken back, by itself or by the
         * next import. Others see rows before all are there.
         */
        ALL_OR_NOTHING,
        /** Nothing is loaded; the report tells what would be. */
        PREVIEW
    }

    /** What becomes of rows that are suspected duplicates of what is there (CUS-05). */
    public enum Duplicates {
        /** Nothing is compared. */
        IGNORE,
        /** They are loaded, with a remark. */
        WARN,
        /** They are refused. */
        REFUSE
    }

    private static final int MOST = 100_000_000;

    /** Checks the ranges. */
    public ImportOptions {
        if (maxCell < 1 || maxCell > MOST || maxWaiting < 0) {
            throw new IllegalArgumentException("maxCell must be 1 to " + MOST + ", maxWaiting 0 or more");
        }
    }

    /**
     * Options for {@link Mode#SKIP_BAD}, with remarks about suspected duplicates.
     *
     * @param errors the directory for error files
     * @param language the language of the messages in error files
     * @param maxCell how many characters a cell may have
     * @param maxWaiting how many rows may wait
     */
    public ImportOptions(Optional<Path> errors, Locale language, int maxCell, int maxWaiting) {
        this(errors, language, maxCell, maxWaiting, Mode.SKIP_BAD, Duplicates.WARN);
    }

    /** {@return no error files, English, cells of up to a million characters, up to 100,000 rows waiting} */
    public static ImportOptions standard() {
        return new ImportOptions(Optional.empty(), Locale.ENGLISH, 1_000_000, 100_000, Mode.SKIP_BAD, Duplicates.WARN);
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
        return new ImportOptions(Optional.of(directory), messages, maxCell, maxWaiting, mode, duplicates);
    }

    /**
     * The same in another mode.
     *
     * @param other the mode
     * @return other options
     */
    public ImportOptions in(Mode other) {
        return new ImportOptions(errors, language, maxCell, maxWaiting, other, duplicates);
    }

    /**
     * The same with something else for suspected duplicates.
     *
     * @param other what becomes of them
     * @return other options
     */
    public ImportOptions forDuplicates(Duplicates other) {
        return new ImportOptions(errors, language, maxCell, maxWaiting, mode, other);
    }
}
