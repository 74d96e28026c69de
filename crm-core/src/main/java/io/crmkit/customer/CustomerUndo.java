package io.crmkit.customer;

import io.crmkit.access.Ownership;
import io.crmkit.exchange.Undo;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.AccessList;
import io.crmkit.spi.storage.Filter;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Takes back imported customers: those of which nobody has made anything since. */
final class CustomerUndo implements Undo.Subject<Customer> {

    private static final int LOOKED_AT = 10_000;

    private final List<Mergeable<?>> parts;
    private final Set<String> used = new HashSet<>();

    private CustomerUndo(List<Mergeable<?>> parts) {
        this.parts = parts;
    }

    /**
     * Takes back what nothing refers to.
     *
     * @param permission whoever takes back must hold it
     * @param parts what can refer to a customer
     */
    static Undo<Customer> of(Permission permission, List<Mergeable<?>> parts) {
        return new Undo<>(Customer.KIND, Customer::trace, permission, new CustomerUndo(parts));
    }

    @Override
    public void readAhead(Unit unit, List<Customer> records) {
        List<String> ids = records.stream().map(Customer::id).toList();
        used.clear();
        if (ids.isEmpty()) {
            return;
        }
        unit.prefetch(TradeRecord.KIND, ids);
        parts.forEach(part -> used.addAll(part.referred(unit, ids)));
        Set<String> own = records.stream().map(Customer::id).collect(Collectors.toSet());
        unit.query(Customer.KIND, Filter.in("parent", ids), LOOKED_AT).stream()
                .filter(child -> !own.contains(child.id()))
                .forEach(child -> child.profile().parent().ifPresent(used::add));
    }

    @Override
    public boolean stays(Unit unit, Customer record) {
        return used.contains(record.id())
                || unit.find(TradeRecord.KIND, record.id()).isPresent()
                || unit.find(AccessList.KIND, AccessList.idOf(Customer.KIND, record.id()))
                        .filter(list -> !list.tokens().isEmpty())
                        .isPresent();
    }

    @Override
    public void release(Unit unit, Customer record) {
        Ownership.ends(unit, Customer.KIND.name(), record.owner());
        unit.find(PrimaryContact.KIND, record.id()).ifPresent(none -> unit.drop(PrimaryContact.KIND, record.id()));
    }
}
