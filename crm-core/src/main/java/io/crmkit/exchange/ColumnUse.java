package io.crmkit.exchange;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One column that fills one field.
 *
 * @param path where the mapping says so
 * @param column the column
 * @param field the field
 * @param given which options the mapping names, to refuse those that do not fit the field
 * @param values translations of cells
 * @param dates patterns of dates, tried in this order
 * @param decimal what stands before the fraction of a number
 * @param group what may stand between groups of three digits
 * @param multiply what numbers are multiplied with
 * @param correctNearMisses whether a text that is nearly a choice is taken for it, when not as in the step
 * @param currency of money, when not as in the step
 */
record ColumnUse(
        String path,
        String column,
        String field,
        Set<String> given,
        Map<String, String> values,
        List<DatePattern> dates,
        char decimal,
        Optional<Character> group,
        Optional<BigDecimal> multiply,
        Optional<Boolean> correctNearMisses,
        Optional<String> currency) {

    /** A default's text: as plain as can be. */
    static ColumnUse plain(String path, String field) {
        return new ColumnUse(
                path,
                "",
                field,
                Set.of(),
                Map.of(),
                List.of(DatePattern.ISO),
                '.',
                Optional.empty(),
                Optional.empty(),
                Optional.of(false),
                Optional.empty());
    }
}
