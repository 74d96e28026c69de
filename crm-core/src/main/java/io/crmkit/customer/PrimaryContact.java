package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.util.Optional;

/**
 * Which contact is a customer's primary one (CUS-18). It is one record for each customer, and whoever makes a contact the primary one
 * writes it: so two who do at once meet, on whatever nodes, and there is never more than one.
 *
 * @param id id of the customer
 * @param version how often it was written
 * @param contact id of the contact, if there is one
 */
public record PrimaryContact(String id, long version, Optional<String> contact) implements Entity<PrimaryContact> {

    /** The kind. */
    public static final Kind<PrimaryContact> KIND =
            Kind.plain(RecordType.named("primary_contact", 1).build(), PrimaryContact.class, (p, values) -> {});

    @Override
    public PrimaryContact withVersion(long other) {
        return new PrimaryContact(id, other, contact);
    }

    /** {@return id of a customer's primary contact, if there is one; nobody else becomes it until the commit} */
    static Optional<String> of(Unit unit, String customer) {
        return last(unit, customer)
                .filter(id -> unit.find(Contact.KIND, id)
                        .filter(contact -> contact.customer().equals(customer))
                        .isPresent());
    }

    /** {@return id of the contact that was a customer's primary one last, also when a merge took it elsewhere since} */
    static Optional<String> last(Unit unit, String customer) {
        unit.check(KIND, customer);
        return unit.find(KIND, customer).flatMap(PrimaryContact::contact);
    }

    /** Says who is the primary contact from now on, and tells it of the one who was. */
    static void become(Unit unit, String customer, Optional<String> contact) {
        Optional<String> before = of(unit, customer);
        if (before.equals(contact)) {
            return;
        }
        before.flatMap(id -> unit.find(Contact.KIND, id))
                .filter(Contact::primary)
                .ifPresent(was -> unit.change(
                        Contact.KIND,
                        was,
                        was.asPrimary(false, was.trace().touched(unit.now(), unit.actorId())),
                        Optional.empty()));
        unit.keep(KIND, new PrimaryContact(customer, 1, contact));
    }
}
