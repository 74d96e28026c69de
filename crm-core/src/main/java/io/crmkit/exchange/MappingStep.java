package io.crmkit.exchange;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** One step of a mapping, well-formed but not yet held against entity and file. */
record MappingStep(
        String path,
        FileFormat format,
        String entity,
        List<String> id,
        boolean ordinal,
        boolean distinct,
        Map<String, Condition> when,
        List<ColumnUse> columns,
        Map<String, Template> templates,
        Map<String, String> defaults,
        Ignored ignored,
        boolean skipIncomplete,
        boolean correctNearMisses,
        Optional<String> currency) {

    /** What a cell must be for its row to belong to the step. */
    sealed interface Condition {

        boolean holds(String cell);

        record Filled(boolean wanted) implements Condition {
            @Override
            public boolean holds(String cell) {
                return cell.isEmpty() != wanted;
            }
        }

        record OneOf(Set<String> values) implements Condition {
            @Override
            public boolean holds(String cell) {
                return values.contains(cell);
            }
        }
    }

    /** Columns that are knowingly not imported. */
    record Ignored(Set<String> columns, boolean others) {}
}
