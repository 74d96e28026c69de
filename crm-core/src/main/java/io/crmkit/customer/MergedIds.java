package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The ids of customers that were merged, where one alone is not enough (CUS-06); see {@link Unit#visible} for all else. */
public final class MergedIds {

    private MergedIds() {}

    /**
     * All ids that lead to a customer: its own and those of the customers that were merged into it. Records that are never written
     * again, such as purchases, are found by all of them.
     *
     * @param unit the unit of work
     * @param customer id of the customer
     * @return the ids
     */
    public static Set<String> idsOf(Unit unit, String customer) {
        Set<String> all = new LinkedHashSet<>(Set.of(customer));
        List<String> next = List.of(customer);
        while (!next.isEmpty()) {
            next = unit.query(MergeRecord.KIND, Filter.in("survivor", next), 10_000).stream()
                    .map(MergeRecord::id)
                    .filter(all::add)
                    .toList();
        }
        return all;
    }

    /**
     * Which customers the rows of an import became that were merged since.
     *
     * @param unit the unit of work
     * @param keys keys of the rows, as they stand in {@code external}
     * @return id of the survivor by key
     */
    static Map<String, String> imported(Unit unit, Collection<String> keys) {
        Map<String, String> survivors = new TreeMap<>();
        unit.query(MergeRecord.KIND, Filter.in("external", keys), 10_000)
                .forEach(merge -> merge.other()
                        .trace()
                        .external()
                        .ifPresent(key -> unit.find(Customer.KIND, unit.heir(Customer.KIND, merge.id()))
                                .ifPresent(to -> survivors.put(key, to.id()))));
        return survivors;
    }
}
