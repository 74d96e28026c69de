package io.crmkit.customer;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is known of one customer out of what is known of two (CUS-06), and back again. Pure rules. */
final class United {

    /** What only makes sense together: the city of one and the street of another are no address. */
    private static final Set<String> ADDRESS = Set.of("region", "address");

    private static final String REMARK = "remark";
    private static final int LONGEST_REMARK = 1_000;

    private United() {}

    /**
     * Both in one: the survivor's values, the other's where it has none or somebody wants them; the address whole from one of both;
     * all tags; both remarks, if they fit.
     *
     * @param survivor the customer that stays
     * @param other the customer that goes
     * @param take keys of fields whose value shall be the other's
     * @return what is known of the survivor from now on
     */
    static Customer.Profile of(Customer survivor, Customer other, Set<String> take) {
        Map<String, String> known = CustomerFields.values(survivor.profile());
        Map<String, String> more = CustomerFields.values(other.profile());
        Map<String, String> changes = new TreeMap<>();
        for (Map.Entry<String, String> entry : more.entrySet()) {
            String key = entry.getKey();
            if (!ADDRESS.contains(key) && (take.contains(key) || !known.containsKey(key))) {
                changes.put(key, entry.getValue());
            }
        }
        boolean otherAddress =
                ADDRESS.stream().anyMatch(take::contains) || ADDRESS.stream().noneMatch(known::containsKey);
        if (otherAddress && ADDRESS.stream().anyMatch(more::containsKey)) {
            ADDRESS.forEach(key -> changes.put(key, more.getOrDefault(key, "")));
        }
        String one = known.get(REMARK);
        String two = more.get(REMARK);
        if (one != null && two != null && !take.contains(REMARK) && !one.contains(two)) {
            String both = one + "\n" + two;
            if (both.codePointCount(0, both.length()) <= LONGEST_REMARK) {
                changes.put(REMARK, both);
            }
        }
        TreeSet<String> tags = new TreeSet<>(survivor.profile().tags());
        tags.addAll(other.profile().tags());
        Optional<String> parent = survivor.profile()
                .parent()
                .filter(id -> !id.equals(other.id()))
                .or(() -> other.profile().parent().filter(id -> !id.equals(survivor.id())));
        return with(CustomerFields.with(survivor.profile(), changes), parent, new ArrayList<>(tags));
    }

    /**
     * What was known before, and what has changed since: a value that is as the merge made it is again what it was before.
     *
     * @param before what was known before the merge
     * @param made what the merge made of it
     * @param now what is known now
     * @return what is known without the merge
     */
    static Customer.Profile undone(Customer.Profile before, Customer.Profile made, Customer.Profile now) {
        if (now.equals(made)) {
            return before;
        }
        Map<String, String> was = CustomerFields.values(before);
        Map<String, String> merged = CustomerFields.values(made);
        Map<String, String> is = CustomerFields.values(now);
        Map<String, String> changes = new TreeMap<>();
        TreeSet<String> keys = new TreeSet<>(was.keySet());
        keys.addAll(merged.keySet());
        for (String key : keys) {
            if (Objects.equals(merged.get(key), is.get(key))) {
                changes.put(key, was.getOrDefault(key, ""));
            }
        }
        TreeSet<String> tags = new TreeSet<>(now.tags());
        tags.removeIf(tag -> made.tags().contains(tag) && !before.tags().contains(tag));
        Optional<String> parent = now.parent().equals(made.parent()) ? before.parent() : now.parent();
        return with(CustomerFields.with(now, changes), parent, new ArrayList<>(tags));
    }

    /** The same with another parent. */
    static Customer.Profile below(Customer.Profile profile, Optional<String> parent) {
        return with(profile, parent, profile.tags());
    }

    private static Customer.Profile with(Customer.Profile profile, Optional<String> parent, List<String> tags) {
        return new Customer.Profile(
                profile.name(),
                profile.shortName(),
                profile.industry(),
                profile.region(),
                profile.employees(),
                profile.annualRevenue(),
                profile.foundedYear(),
                parent,
                profile.source(),
                profile.remark(),
                profile.type(),
                profile.purchasingPower(),
                tags,
                profile.fields());
    }
}
