package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Contacts go over to the customer that theirs is merged into (CUS-06, CUS-18). The survivor's primary contact stays that; where there is
 * none, the other's becomes it. Who was primary before is primary again when the merge is undone.
 */
public final class MergeableContacts implements Mergeable {

    /** For all CRMs alike. */
    public MergeableContacts() {}

    @Override
    public String kind() {
        return Contact.KIND.name();
    }

    @Override
    public Optional<Kind<?>> hanging() {
        return Optional.of(Contact.KIND);
    }

    @Override
    public List<String> of(Unit unit, String customer, int most) {
        return Mergeable.ids(unit, Contact.KIND, Filter.equal("customer", customer), most);
    }

    @Override
    public void move(Unit unit, Collection<String> ids, String from, String to, String reason) {
        unit.prefetchToWrite(Contact.KIND, ids);
        for (String id : ids) {
            Contact before = unit.find(Contact.KIND, id).orElse(null);
            if (before == null || !before.customer().equals(from)) {
                continue;
            }
            boolean again = PrimaryContact.last(unit, to).equals(Optional.of(id)); // before the merge that is undone
            boolean free = PrimaryContact.of(unit, to).isEmpty();
            boolean first = before.active() && (again || (before.primary() && free));
            if (first && !again) {
                unit.keep(PrimaryContact.KIND, new PrimaryContact(to, 1, Optional.of(id)));
            }
            // What the other customer says of its primary contact stays, for undoing the merge.
            Trace touched = before.trace().touched(unit.now(), unit.actorId());
            unit.change(Contact.KIND, before, before.at(to, first, touched), Optional.of(reason));
        }
    }
}
