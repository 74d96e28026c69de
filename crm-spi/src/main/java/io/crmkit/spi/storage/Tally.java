package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Counts, sums and extremes of records, by groups.
 *
 * @param tenant whose records
 * @param type the record type's name
 * @param scope what the reader may come across
 * @param filter which of those are wanted
 * @param groupBy indexes to group by, possibly none; at most one of them multi-valued: a record counts once for each of
 *     its values there
 * @param measures what to compute, one at least
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record Tally(
        String tenant, String type, Scope scope, Filter filter, List<String> groupBy, List<Measure> measures) {

    /** Checks that nothing is missing. */
    public Tally {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(scope, "scope");
        Objects.requireNonNull(filter, "filter");
        groupBy = List.copyOf(groupBy);
        measures = List.copyOf(measures);
        if (measures.isEmpty()) {
            throw new IllegalArgumentException("a tally without a measure");
        }
    }

    /**
     * One group. Groups come in the order of their keys, small values first, nulls last. Without grouping there is
     * exactly one, also when no record matches.
     *
     * @param keys the values of the indexes grouped by, null where the records have none
     * @param measures the measures, in the order asked for
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public record Group(List<@Nullable Object> keys, List<@Nullable Object> measures) {
        /** Copies both lists; they may hold nulls. */
        public Group {
            keys = Collections.unmodifiableList(new ArrayList<>(keys));
            measures = Collections.unmodifiableList(new ArrayList<>(measures));
        }
    }
}
