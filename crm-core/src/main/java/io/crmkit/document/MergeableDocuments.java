package io.crmkit.document;

import io.crmkit.customer.Customer;
import io.crmkit.customer.Mergeable;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.Optional;

/**
 * Documents go over to the customer that theirs is merged into (CUS-06, CUS-14). Where another stands in the same place there, they go
 * into a folder that is called by the id of the customer that they come from, and out of it when the merge is undone. Safe for use by many threads.
 */
public final class MergeableDocuments implements Mergeable<Document> {

    /** For all CRMs alike. */
    public MergeableDocuments() {}

    @Override
    public Kind<Document> kind() {
        return Document.KIND;
    }

    @Override
    public Filter referringTo(Collection<String> customers) {
        return Filter.in(
                "subject",
                customers.stream().map(id -> Customer.KIND.key(id).toString()).toList());
    }

    @Override
    public Optional<String> customer(Document document) {
        return document.customer();
    }

    @Override
    public boolean hanging() {
        return true;
    }

    @Override
    public void move(Unit unit, Collection<String> ids, String from, String to, String reason) {
        unit.prefetch(Document.KIND, ids);
        String subject = Customer.KIND.key(from).toString();
        for (String id : ids) {
            Document before = unit.find(Document.KIND, id).orElse(null);
            if (before != null && before.subject().equals(subject)) {
                Trace touched = before.trace().touched(unit.now(), unit.actorId());
                Document there = before.of(Customer.KIND.key(to).toString(), to, out(before.place(), to), touched);
                boolean taken = unit.query(Document.KIND, Document.sameSlot(there), 2).stream()
                        .anyMatch(other -> !other.id().equals(id));
                Document after = taken && there.removed().isEmpty()
                        ? there.at(
                                new Document.Place(
                                        from + "/" + there.place().folder(),
                                        there.place().name()),
                                touched)
                        : there;
                unit.change(Document.KIND, before, after, Optional.of(reason));
            }
        }
    }

    private static Document.Place out(Document.Place place, String back) {
        String folder = place.folder();
        return folder.equals(back) || folder.startsWith(back + "/")
                ? new Document.Place(folder.substring(back.length()), place.name())
                : place;
    }
}
