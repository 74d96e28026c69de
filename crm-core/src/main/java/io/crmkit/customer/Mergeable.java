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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What refers to a customer by its id, and goes over to the other when two are merged (CUS-06): opportunities, contacts, follow-ups, complaints.
 * Each subject brings one of these for each of its kinds, and registers it where the CRM is put together; merge and undo then cover
 * it. What can never be written again keeps the id that it has, which resolves to the survivor: see {@link MergedIds#idsOf}. Safe
 * for use by many threads.
 */
public interface Mergeable {

    /** How many records are read at once. */
    int PAGE = 1_000;

    /**
     * An amount that a moved record adds to its customer's deals.
     *
     * @param day when it was signed
     * @param amount what it brings
     */
    record Sale(LocalDate day, Money amount) {}

    /** {@return the record type's name} */
    String kind();

    /**
     * All records of this kind that refer to a customer, whoever may see them.
     *
     * @param unit the unit of work
     * @param customer id of the customer
     * @param most how many at most
     * @return their ids
     */
    List<String> of(Unit unit, String customer, int most);

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
     * @return the kind, if its records are seen by nobody who does not see the customer, and are worth nothing without it
     */
    default Optional<Kind<?>> hanging() {
        return Optional.empty();
    }

    /**
     * Whether the actor may know that records of this kind refer to a customer: whoever sees none of them is not told that there are any
     * (CUS-10).
     *
     * @param unit the unit of work
     * @param customer id of the customer
     * @return whether the actor sees at least one; never, unless a kind says so
     */
    default boolean shows(Unit unit, String customer) {
        return false;
    }

    /**
     * Whether the actor sees a record that refers to a customer, and that it does.
     *
     * @param unit the unit of work
     * @param kind the records' kind, with an index {@code customer}
     * @param customer id of the customer
     * @param <T> their type
     * @return whether
     */
    static <T extends Entity<T>> boolean shows(Unit unit, Kind<T> kind, String customer) {
        return unit.standing().holds(Permission.of(kind.module(), "view"))
                && unit.walls().sees(kind.module(), "customer")
                && !unit.search(kind, Filter.equal("customer", customer), 1).isEmpty();
    }

    /**
     * The ids of all records that a filter finds, whoever may see them: what goes with a customer does not depend on who merges.
     *
     * @param unit the unit of work
     * @param kind the records' kind
     * @param filter which
     * @param most how many at most, rounded up to whole pages
     * @param <T> their type
     * @return their ids
     */
    static <T extends Entity<T>> List<String> ids(Unit unit, Kind<T> kind, Filter filter, int most) {
        List<String> ids = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<T> some = unit.everyone(kind, filter, PAGE, page);
            some.items().stream().map(Entity::id).forEach(ids::add);
            page = some.next();
        } while (page.isPresent() && ids.size() < most);
        return ids;
    }
}
