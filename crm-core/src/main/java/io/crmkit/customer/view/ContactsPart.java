package io.crmkit.customer.view;

import io.crmkit.customer.Contact;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The persons at the customer (CUS-18). */
public final class ContactsPart implements CustomerPart {

    /** For all CRMs alike. */
    public ContactsPart() {}

    @Override
    public String key() {
        return "contacts";
    }

    @Override
    public Permission permission() {
        return Permission.of("contact", "view");
    }

    private static Listing<Contact> some(Glance glance, int limit) {
        return glance.unit()
                .all(Contact.KIND, Filter.equal("customer", glance.customer().id()), limit, Optional.empty());
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Listing<Contact> page = some(glance, glance.limit());
        showing.records(Contact.KIND, page.items(), page.next().isPresent(), (contact, about) -> {
            about.fact("title", contact.details().title())
                    .fact("phone", contact.details().phone())
                    .fact("email", contact.details().email())
                    .fact("state", contact.state().label());
            if (contact.primary()) {
                about.fact("primary", Messages.label("customer.view.yes"));
            }
            about.fact("left", contact.leftOn());
            return name(contact);
        });
    }

    private static Label name(Contact contact) {
        return contact.details().name().map(Showing::plain).orElseGet(() -> Messages.label("kind.contact"));
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        List<Happening> items = new ArrayList<>();
        for (Contact contact :
                glance.unit().shown(some(glance, Glance.MOST_RELATED).items())) {
            items.add(new Happening(
                    contact.trace().createdAt(),
                    key(),
                    contact.id() + "#0",
                    Optional.of(contact.trace().createdBy()),
                    Messages.label("customer.view.happened.contact", name(contact))));
            contact.leftOn()
                    .ifPresent(day -> items.add(new Happening(
                            glance.beginning(day),
                            key(),
                            contact.id() + "#1",
                            Optional.empty(),
                            Messages.label("customer.view.happened.contact-left", name(contact)))));
        }
        return Happened.all(items);
    }
}
