package io.crmkit.customer.view;

import io.crmkit.access.DirectoryCache;
import io.crmkit.audit.AuditEntry;
import io.crmkit.audit.AuditTrail;
import io.crmkit.customer.Customer;
import io.crmkit.customer.MergedIds;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.spi.storage.StorageException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** What the parts of one view have at hand. What several parts need is read once. Not safe for use by many threads. */
public final class Glance {

    /** How many related records of a kind a view looks at: those that were touched last. */
    public static final int MOST_RELATED = 200;

    private static final Permission PEOPLE = Permission.of("user", "view");

    private final Unit unit;
    private final Customer customer;
    private final AuditTrail audit;
    private final ZoneId zone;
    private final int limit;
    private final List<CustomerPart> parts;
    private final Map<String, Object> known = new HashMap<>();

    Glance(Unit unit, Customer customer, Road road, int limit, List<CustomerPart> parts) {
        this.unit = unit;
        this.customer = customer;
        this.audit = road.with().audit();
        this.zone = road.with().zone();
        this.limit = limit;
        this.parts = parts;
    }

    /** {@return the unit of work, for reading} */
    public Unit unit() {
        return unit;
    }

    /** {@return the customer as it is stored; what of it is shown must pass {@link Unit#shown}} */
    public Customer customer() {
        return customer;
    }

    /** {@return how many records a part shows at most} */
    public int limit() {
        return limit;
    }

    /** {@return the enterprise's time zone} */
    public ZoneId zone() {
        return zone;
    }

    /**
     * The beginning of a day.
     *
     * @param day the day
     * @return when it began
     */
    public Instant beginning(LocalDate day) {
        return day.atStartOfDay(zone).toInstant();
    }

    /**
     * The day of a moment.
     *
     * @param at the moment
     * @return the day in the enterprise's time zone
     */
    public LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, zone);
    }

    /**
     * Reads something once for all parts.
     *
     * @param name names it
     * @param read reads it
     * @param <T> its type
     * @return what was read
     */
    @SuppressWarnings("unchecked") // one name is of one type
    public <T> T once(String name, Supplier<T> read) {
        Object before = known.get(name);
        if (before == null) {
            before = read.get();
            known.put(name, before);
        }
        return (T) before;
    }

    /** {@return all ids that lead to the customer: its own and those that were merged into it (CUS-06)} */
    public Set<String> ids() {
        return once("ids", () -> MergedIds.idsOf(unit, customer.id()));
    }

    /**
     * What the audit trail tells of the customer, newest first, as the reader may see it.
     *
     * @param most how many entries at most
     * @param from where to go on, or none
     * @return a page
     */
    public Listing<AuditEntry> trail(int most, Optional<String> from) {
        AtomicReference<String> next = new AtomicReference<>();
        List<AuditEntry> entries = audit.newest(
                AuditEntry.about(List.of(Customer.KIND.key(customer.id()).toString())),
                most,
                from.orElse(null),
                next::set);
        return new Listing<>(unit.shown(entries), Optional.ofNullable(next.get()));
    }

    /** {@return the customer and the records that belong to it, as far as the reader may know of them} */
    public List<Related<?>> related() {
        return once("related", () -> {
            List<Related<?>> all = new ArrayList<>();
            all.add(new Related<>(Customer.KIND, customer.id()));
            parts.stream()
                    .filter(part -> unit.standing().holds(part.permission()))
                    .forEach(part -> all.addAll(relatedBy(part)));
            return List.copyOf(all);
        });
    }

    /** A part that fails says so where it shows itself; others go on without what it knows. */
    private List<Related<?>> relatedBy(CustomerPart part) {
        try {
            return part.related(this);
        } catch (StorageException e) {
            throw e;
        } catch (RuntimeException e) {
            return List.of();
        }
    }

    /** {@return type and id of the customer and of the records that belong to it} */
    public Set<String> subjects() {
        Set<String> subjects = new TreeSet<>();
        related().forEach(one -> subjects.add(one.subject()));
        return subjects;
    }

    /**
     * What people call users, read together.
     *
     * @param ids ids of users, or of what else may do something
     * @return the names by id; the id itself where the reader may not see users, or there is no such user
     */
    public Map<String, Label> names(Collection<String> ids) {
        Map<String, Label> names = new HashMap<>();
        boolean seen = unit.standing().holds(PEOPLE);
        if (seen && !ids.isEmpty()) {
            unit.prefetch(DirectoryCache.USERS, new TreeSet<>(ids));
        }
        for (String id : ids) {
            String name = seen
                    ? unit.visible(DirectoryCache.USERS, id)
                            .map(user -> user.name())
                            .orElse(id)
                    : id;
            names.put(id, new Label(name, name));
        }
        return names;
    }
}
