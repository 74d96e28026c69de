package io.crmkit.exchange;

/** Hears how far an import is. Called by the importing thread, about every five hundred rows; it should return soon. */
@FunctionalInterface
public interface ImportProgress {

    /** Hears nothing. */
    ImportProgress NONE = at -> {};

    /**
     * The import has come to a place.
     *
     * @param at the place
     */
    void report(Position at);

    /** What an import does. */
    enum Phase {
        /** Files are read through once, before anything is loaded. */
        CHECKING,
        /** It is tried what would become of rows; nothing is loaded. */
        TRYING,
        /** Rows are loaded. */
        LOADING
    }

    /**
     * How far an import is.
     *
     * @param phase what it does
     * @param step which file it checks or which step it does, from 1
     * @param steps how many there are
     * @param file the file
     * @param entity the entity; empty when checking
     * @param rows how many rows of the file were read
     * @param bytes how many bytes of the file were read
     * @param totalBytes how many the file has
     */
    record Position(
            Phase phase, int step, int steps, String file, String entity, long rows, long bytes, long totalBytes) {}
}
