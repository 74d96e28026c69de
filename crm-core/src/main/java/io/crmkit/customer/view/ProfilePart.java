package io.crmkit.customer.view;

import io.crmkit.audit.AuditEntry;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerFields;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What is known of the customer itself (CUS-02, CUS-07), and how it came to it (CUS-11). */
public final class ProfilePart implements CustomerPart {

    private static final String PROFILE = "profile.";
    private static final String FIELDS = "profile.fields.";

    /** For all CRMs alike. */
    public ProfilePart() {}

    @Override
    public String key() {
        return "profile";
    }

    @Override
    public Permission permission() {
        return Permission.of("customer", "view");
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Dictionary dictionary = CustomerFields.of(glance.unit().standing().policy());
        showing.records(Customer.KIND, List.of(glance.customer()), false, (customer, about) -> {
            Map<String, String> values = CustomerFields.values(customer.profile());
            for (Field field : dictionary.fields()) {
                Optional.ofNullable(values.get(field.key()))
                        .ifPresent(value -> about.fact(field.key(), field.label(), field.shown(value)));
            }
            if (!customer.profile().tags().isEmpty()) {
                about.fact("tags", String.join(", ", customer.profile().tags()));
            }
            about.fact(
                    "parent",
                    customer.profile()
                            .parent()
                            .map(id -> glance.unit()
                                    .visible(Customer.KIND, id)
                                    .map(Customer::name)
                                    .orElse(id)));
            about.fact(
                    "owner",
                    customer.owner().map(id -> glance.names(List.of(id)).get(id)));
            about.fact("created", glance.day(customer.trace().createdAt()));
            return Showing.plain(customer.name());
        });
        if (glance.ids().size() > 1) {
            showing.facts().fact("merged", glance.ids().size() - 1);
        }
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        Dictionary dictionary = CustomerFields.of(glance.unit().standing().policy());
        Listing<AuditEntry> page = glance.trail(limit, from);
        List<Happening> items = new ArrayList<>();
        for (AuditEntry entry : page.items()) {
            if (entry.done()) {
                words(entry, dictionary)
                        .ifPresent(what -> items.add(
                                new Happening(entry.at(), key(), entry.id(), Optional.of(entry.actor()), what)));
            }
        }
        return page.next().isEmpty()
                ? Happened.all(items)
                : new Happened(
                        items,
                        page.next(),
                        Optional.of(last(page.items().get(page.items().size() - 1))));
    }

    private Happening.Place last(AuditEntry entry) {
        return new Happening.Place(entry.at(), key(), entry.id());
    }

    /** What an entry tells of the customer itself; most of them tell only that something about it was recorded elsewhere. */
    private static Optional<Label> words(AuditEntry entry, Dictionary dictionary) {
        if (entry.changes().containsKey("*")) {
            return Optional.of(Messages.label("customer.view.happened.created"));
        }
        if (entry.changes().containsKey("owner")) {
            return Optional.of(Messages.label("customer.view.happened.owner"));
        }
        TreeSet<String> keys = entry.changes().keySet().stream()
                .filter(path -> path.startsWith(PROFILE))
                .map(path ->
                        path.startsWith(FIELDS) ? path.substring(FIELDS.length()) : path.substring(PROFILE.length()))
                .map(path -> path.contains(".") ? path.substring(0, path.indexOf('.')) : path)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!keys.isEmpty()) {
            List<Label> labels = keys.stream()
                    .map(key -> dictionary.field(key).map(Field::label).orElseGet(() -> Messages.label("field." + key)))
                    .toList();
            return Optional.of(Messages.label(
                    "customer.view.happened.edited",
                    new Label(
                            labels.stream().map(Label::zh).collect(Collectors.joining("、")),
                            labels.stream().map(Label::en).collect(Collectors.joining(", ")))));
        }
        return entry.changes().keySet().stream().anyMatch(path -> path.startsWith("attested"))
                ? Optional.of(Messages.label("customer.view.happened.attested"))
                : Optional.empty();
    }
}
