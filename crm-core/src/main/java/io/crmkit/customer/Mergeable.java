package io.crmkit.customer;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.Filter;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What refers to a customer by its id, and goes over to the other when two are merged (CUS-06): opportunities, contacts, follow-ups, complaints.
 * Each subject brings one of these for each of its kinds, and registers it where the CRM is put together; merge and undo then cover
 * it. What can never be written again keeps the id that it has, which resolves to the survivor: see {@link MergedIds#idsOf}. Safe
 * for use by many threads.
 *
 * @param <T> the records' type
 */
public interface Mergeable<T extends Entity<T>> {

    /** How many records are read at once. */
    int PAGE = 1_000;

    /**
     * An amount that a moved record adds to its customer's deals.
     *
     * @param day when it was signed
     * @param amount what it brings
     */
    record Sale(LocalDate day, Money amount) {}

    /** {@return the kind} */
    Kind<T> kind();

    /**
     * Which records of this kind refer to customers.
     *
     * @param customers ids of the customers, at least one
     * @return the filter
     */
    Filter referringTo(Collection<String> customers);

    /**
     * The customer to which a record refers.
     *
     * @param record the record
     * @return its id, if it refers to one
     */
    Optional<String> customer(T record);

    /**
     * Lets records refer to another customer, with all that follows, such as who may read it because of them. Nothing else of them
     * changes. One that does not refer to the first customer any more is left alone; a locked one ends the decision.
     *
     * @param unit the unit of work
     * @param ids the records
     * @param from id of the customer that they refer to
     * @param to id of the other
     * @param reason why, for the record
     */
    void move(Unit unit, Collection<String> ids, String from, String to, String reason);

    /**
     * What records of this kind add to the deals of a customer, as they are now.
     *
     * @param unit the unit of work
     * @param ids the records
     * @return by id; none for kinds that bring nothing
     */
    default Map<String, Sale> sales(Unit unit, Collection<String> ids) {
        return Map.of();
    }

    /**
     * What goes into the recycle bin with its customer, and is purged with it (CUS-10). Records of all other kinds keep a customer out of
     * the bin: who brings a new kind need not think of the bin for nothing to get lost.
     *
     * @return whether its records are seen by nobody who does not see the customer, and are worth nothing without it
     */
    default boolean hanging() {
        return false;
    }

    /**
     * Whether the actor may know that records of this kind refer to a customer: whoever sees none of them is not told that there are any
     * (CUS-10).
     *
     * @param unit the unit of work
     * @param customer id of the customer
     * @return whether the actor sees at least one, and that it refers to the customer; never for what hangs on it
     */
    default boolean shows(Unit unit, String customer) {
        return !hanging()
                && unit.standing().holds(Permission.of(kind().module(), "view"))
                && unit.walls().sees(kind().module(), "customer")
                && !unit.search(kind(), referringTo(List.of(customer)), 1).isEmpty();
    }

    /**
     * The ids of all records that refer to a customer, whoever may see them: what goes with a customer does not depend on who merges.
     *
     * @param unit the unit of work
     * @param customer id of the customer
     * @param most how many at most, rounded up to whole pages
     * @return their ids
     */
    default List<String> of(Unit unit, String customer, int most) {
        List<String> ids = new ArrayList<>();
        each(unit, List.of(customer), record -> {
            ids.add(record.id());
            return ids.size() < most;
        });
        return ids;
    }

    /**
     * Which of some customers records of this kind refer to, whoever may see them.
     *
     * @param unit the unit of work
     * @param customers ids of the customers
     * @return ids of those that something refers to
     */
    default Set<String> referred(Unit unit, Collection<String> customers) {
        Set<String> referred = new HashSet<>();
        if (!customers.isEmpty()) {
            each(unit, customers, record -> {
                customer(record).ifPresent(referred::add);
                return true;
            });
        }
        return referred;
    }

    /** Reads page after page; a page is gone through to its end, and is the last one once one of its records was enough. */
    private void each(Unit unit, Collection<String> customers, Predicate<T> more) {
        Optional<String> page = Optional.empty();
        boolean on = true;
        do {
            Listing<T> some = unit.everyone(kind(), referringTo(customers), PAGE, page);
            for (T record : some.items()) {
                on &= more.test(record);
            }
            page = some.next();
        } while (on && page.isPresent());
    }
}
