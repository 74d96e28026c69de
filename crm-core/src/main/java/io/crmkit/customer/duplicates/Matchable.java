package io.crmkit.customer.duplicates;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Entity;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * A kind of records that can be duplicates of each other (CUS-05): customers, leads, contacts. Each subject brings one of these and
 * registers it where the CRM is put together; checks before saving then cover it. Its record type declares a multi-valued text index {@link
 * #INDEX}, which it fills with {@link LookupKeys#stored} of what {@link #says} and {@link Kind#marking marks}. Safe for use by many threads.
 *
 * @param <T> the records' type
 */
public interface Matchable<T extends Entity<T>> {

    /** The index that holds the lookup keys of a record. It costs a write about ten rows of a side table. */
    String INDEX = "match_keys";

    /** {@return the kind} */
    Kind<T> kind();

    /**
     * What people call a record.
     *
     * @param object the record, as somebody may see it
     * @return its name
     */
    String name(T object);

    /**
     * What a record says of its bearer.
     *
     * @param policy the policy in force, which knows the fields that an enterprise added
     * @param object the record, stored or as somebody may see it
     * @return the values with their roles, under the record's id
     */
    MatchRecord says(Policy policy, T object);

    /**
     * The lookup keys of what a record says. A kind whose records are checked, compared and stored one after the other remembers them.
     *
     * @param policy the policy in force
     * @param object the record, as it is stored
     * @return the keys
     */
    default LookupKeys.Both keys(Policy policy, T object) {
        return LookupKeys.shipped().of(says(policy, object));
    }

    /**
     * What other records say of the bearers of this kind, such as the contacts of a customer, as far as the actor sees it in full (ACC-07)
     * and they share a phone or an address with a draft. Asked once for many drafts.
     *
     * @param unit the unit of work
     * @param drafts what is about to be saved
     * @param most how many other records are read at most
     * @return further values by the id of the record whose bearer they are of; none unless a kind has such records
     */
    default Map<String, List<MatchRecord.Value>> more(Unit unit, Collection<MatchRecord> drafts, int most) {
        return Map.of();
    }
}
