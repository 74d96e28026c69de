package io.crmkit.customer;

import io.crmkit.customer.cleansing.CleansingPolicy;
import io.crmkit.customer.duplicates.Cluster;
import io.crmkit.customer.duplicates.Duplicates;
import io.crmkit.internal.road.Unit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Customers that are probably one, among all that an actor sees in full, as a scan of them says (CUS-06, CUS-10): what agreement is worth is
 * learnt from just these customers, so that a cleansing and a scan never say different things of them. Immutable.
 */
final class Twins {

    private final boolean scanned;
    private final Map<String, Set<Pair>> pairs;

    private Twins(boolean scanned, Map<String, Set<Pair>> pairs) {
        this.scanned = scanned;
        this.pairs = pairs;
    }

    /** Two customers that are probably one, the smaller id first. */
    record Pair(String one, String other) {
        static Pair of(String some, String other) {
            return some.compareTo(other) < 0 ? new Pair(some, other) : new Pair(other, some);
        }
    }

    /**
     * Looks at all customers that the actor sees; at none where the policy does not want it, or the actor does not see customers in full
     * and could not merge them (ACC-07).
     *
     * @param unit the unit of work
     */
    static Twins among(Unit unit) {
        Map<String, Set<Pair>> pairs = new HashMap<>();
        boolean wanted = unit.standing().policy().get(CleansingPolicy.SECTION).duplicates()
                && unit.walls().sees(Customer.KIND);
        if (wanted) {
            for (Cluster cluster :
                    Duplicates.scan(unit, List.of(new MatchableCustomers())).clusters()) {
                List<String> ids = cluster.ids().stream()
                        .map(key -> key.substring(key.indexOf('/') + 1))
                        .sorted()
                        .toList();
                for (String id : ids.subList(1, ids.size())) {
                    Pair pair = Pair.of(ids.get(0), id);
                    pairs.computeIfAbsent(pair.one(), k -> new LinkedHashSet<>())
                            .add(pair);
                    pairs.computeIfAbsent(pair.other(), k -> new LinkedHashSet<>())
                            .add(pair);
                }
            }
        }
        return new Twins(wanted, pairs);
    }

    /** {@return whether anything was looked at} */
    boolean scanned() {
        return scanned;
    }

    /** {@return the pairs to which some customers belong} */
    Collection<Pair> of(List<Customer> customers) {
        List<Pair> all = new ArrayList<>();
        customers.forEach(customer -> all.addAll(pairs.getOrDefault(customer.id(), Set.of())));
        return all;
    }

    /** {@return whether two customers are one, as far as is known} */
    boolean are(String one, String other) {
        return pairs.getOrDefault(one, Set.of()).contains(Pair.of(one, other));
    }
}
