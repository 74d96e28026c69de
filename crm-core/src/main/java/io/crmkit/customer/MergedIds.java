package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Where the ids of customers lead that were merged (CUS-06). */
public final class MergedIds {

    /** How long a chain of merges is followed. */
    private static final int LONGEST = 100;

    private MergedIds() {}

    /**
     * A customer that the actor may see, also by the id of one that was merged into it.
     *
     * @param unit the unit of work
     * @param id the id
     * @return the customer
     */
    public static Optional<Customer> visible(Unit unit, String id) {
        return unit.visible(Customer.KIND, id)
                .or(() -> end(unit, id).filter(customer -> unit.sees(Customer.KIND, customer)));
    }

    static Optional<Customer> end(Unit unit, String id) {
        return unit.find(Customer.KIND, last(unit, id));
    }

    /** {@return the id of the last survivor, whether or not it is there} */
    static String last(Unit unit, String id) {
        String at = id;
        for (int i = 0; i < LONGEST; i++) {
            Optional<MergeRecord> merge = unit.find(MergeRecord.KIND, at).filter(MergeRecord::stands);
            if (merge.isEmpty()) {
                return at;
            }
            at = merge.get().survivor();
        }
        return at;
    }

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
                        .ifPresent(key -> end(unit, merge.id()).ifPresent(to -> survivors.put(key, to.id()))));
        return survivors;
    }
}
