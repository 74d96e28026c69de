package io.crmkit.exchange;

import io.crmkit.shared.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a subject brings so that its records can be imported, bound to who imports. Loading goes the one road: permission,
 * validation, rules, audit.
 */
public interface ImportEntity {

    /** {@return as mapping files call it, such as {@code customer}} */
    String name();

    /** {@return the fields that a mapping may fill} */
    List<ImportField> fields();

    /**
     * Loads rows, in one change set. A row whose external id is known is left as it is.
     *
     * @param rows the rows, at most {@link #batch()}
     * @return an outcome for each, in the same order. A refusal names the field concerned; one of kind {@link
     *     io.crmkit.shared.Refusal.Kind#NOT_FOUND} with code {@value #UNKNOWN_REFERENCE} means that the row refers to a record that is not
     *     there (yet): such rows are tried again when the rest of the file is loaded
     */
    List<Outcome<Loaded>> load(List<ImportRow> rows);

    /**
     * Loads rows while others of the file may be loaded at the same time.
     *
     * @param rows the rows, at most {@link #batch()}
     * @param turn their turn: an entity whose rows have to know of rows before them that share nothing with them ({@link #shared}) asks it
     * @return as {@link #load(List)} answers
     */
    default List<Outcome<Loaded>> load(List<ImportRow> rows, ImportTurn turn) {
        return load(rows);
    }

    /** {@return whether it can tell what would become of rows} */
    default boolean previews() {
        return false;
    }

    /**
     * What would become of rows; nothing is written. Rows of other calls are not seen.
     *
     * @param rows the rows, at most {@link #batch()}
     * @return an outcome for each, in the same order; none at all when this entity cannot tell
     */
    default Optional<List<Outcome<Loaded>>> preview(List<ImportRow> rows) {
        return Optional.empty();
    }

    /** {@return what takes back what an import made; none when this entity cannot take anything back} */
    default Optional<Undo<?>> undo() {
        return Optional.empty();
    }

    /** {@return the field by whose text other rows refer to a record, if they can} */
    default Optional<String> namedBy() {
        return Optional.empty();
    }

    /**
     * The same entity under the options of an import.
     *
     * @param options the options
     * @return the entity that loads
     */
    default ImportEntity under(ImportOptions options) {
        return this;
    }

    /** {@return how many rows one call takes} */
    default int batch() {
        return 500;
    }

    /**
     * What loading a row reads or writes that loading another one may write, beside the row's own record. Batches that have
     * none of it in common are loaded at the same time.
     *
     * @param row the row
     * @return names for it, the same for the same thing; empty when that is not known: then nothing is loaded beside the row
     */
    default Optional<Set<String>> shared(ImportRow row) {
        return Optional.empty();
    }

    /** The code of a refusal because a row refers to a record that is not there (yet). */
    String UNKNOWN_REFERENCE = "exchange.reference-unknown";

    /**
     * What became of a row.
     *
     * @param id the record's id
     * @param effect what was done
     */
    record Loaded(String id, Effect effect) {}

    /** What may become of a row. */
    enum Effect {
        /** The record is new. */
        NEW,
        /** The row was imported before, and says the same. */
        UNCHANGED,
        /** The row was imported before, and says something else now; the record was left as it is. */
        DIFFERENT
    }
}
