package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.Optional;

/**
 * Contacts go over to the customer that theirs is merged into (CUS-06, CUS-18). The survivor's primary contact stays that; where there is
 * none, the other's becomes it. Who was primary before is primary again when the merge is undone.
 */
public final class MergeableContacts implements Mergeable<Contact> {

    /** For all CRMs alike. */
    public MergeableContacts() {}

    @Override
    public Kind<Contact> kind() {
        return Contact.KIND;
    }

    @Override
    public Filter referringTo(Collection<String> customers) {
        return Filter.in("customer", customers);
    }

    @Override
    public Optional<String> customer(Contact contact) {
        return Optional.of(contact.customer());
    }

    @Override
    public boolean hanging() {
        return true;
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
