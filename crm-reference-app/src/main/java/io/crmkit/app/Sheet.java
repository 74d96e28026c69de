package io.crmkit.app;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Takes rows and writes them in the format that was asked for. */
interface Sheet extends AutoCloseable {

    /** What the cells of a column are. */
    enum Kind {
        /** Text, or whatever is shown as its text. */
        TEXT,
        /** {@link Long}. */
        COUNT,
        /** {@link java.math.BigDecimal}. */
        DECIMAL,
        /** {@link io.crmkit.shared.Money}. */
        MONEY
    }

    /**
     * A column.
     *
     * @param key its name for programs
     * @param heading its name for people
     * @param kind what its cells are
     */
    record Column(String key, String heading, Kind kind) {}

    /** Writes a row; a cell without a value is null. */
    void row(List<@Nullable Object> cells);

    /** Adds what else should be known. */
    void note(String text);

    /** Writes what is still to be written. Does not close what it writes to. */
    @Override
    void close();
}
