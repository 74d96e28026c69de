package io.crmkit.insight;

import io.crmkit.shared.Label;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A report as data. Immutable.
 *
 * @param name such as {@code funnel}
 * @param title what it shows
 * @param columns its columns
 * @param rows its rows; a cell is of the type that its column names, or null where there is no figure
 * @param notes what else should be known
 */
public record Report(
        String name, Label title, List<Column> columns, List<List<@Nullable Object>> rows, List<Label> notes) {

    /** What the cells of a column are. */
    public enum CellType {
        /** {@link Label} or {@link String}. */
        TEXT,
        /** {@link Long}. */
        COUNT,
        /** {@link io.crmkit.shared.Money}. */
        MONEY,
        /** {@link java.math.BigDecimal}, in percent with two digits after the point. */
        PERCENT,
        /** {@link java.math.BigDecimal}, with two digits after the point. */
        NUMBER
    }

    /**
     * A column.
     *
     * @param key its name for programs
     * @param label its name for people
     * @param type what its cells are
     */
    public record Column(String key, Label label, CellType type) {}

    /** Copies the lists. */
    public Report {
        columns = List.copyOf(columns);
        notes = List.copyOf(notes);
        List<List<@Nullable Object>> copy = new ArrayList<>();
        for (List<@Nullable Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "a row of " + row.size() + " cells for " + columns.size() + " columns");
            }
            copy.add(Collections.unmodifiableList(new ArrayList<>(row)));
        }
        rows = Collections.unmodifiableList(copy);
    }
}
