package io.crmkit.document;

import io.crmkit.customer.view.CustomerPart;
import io.crmkit.customer.view.Glance;
import io.crmkit.customer.view.Happened;
import io.crmkit.customer.view.Happening;
import io.crmkit.customer.view.Showing;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.List;
import java.util.Optional;

/** The documents of a customer and of what belongs to it (CUS-14, CUS-17). */
public final class CustomerDocuments implements CustomerPart {

    /** For all CRMs alike. */
    public CustomerDocuments() {}

    @Override
    public String key() {
        return "documents";
    }

    @Override
    public Permission permission() {
        return Permission.of("document", "view");
    }

    private static Listing<Document> some(Glance glance, int limit) {
        Filter filter = Filter.and(Filter.in("subject", glance.subjects()), Filter.present("slot"));
        return glance.unit().list(Document.KIND, filter, Document.BY_PLACE, limit, Optional.empty());
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Listing<Document> page = some(glance, glance.limit());
        showing.records(Document.KIND, page.items(), page.next().isPresent(), (document, about) -> {
            if (!document.place().folder().isEmpty()) {
                about.fact("folder", document.place().folder());
            }
            about.fact("version", document.latest().number())
                    .fact("size", Figures.count(document.latest().size()))
                    .fact("on", glance.day(document.latest().at()))
                    .fact("note", document.latest().note());
            return Showing.plain(document.place().name());
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        List<Document> documents = some(glance, Glance.MOST_RELATED).items();
        return Happened.all(documents.stream()
                .flatMap(document -> document.contents().stream()
                        .map(version -> new Happening(
                                version.at(),
                                key(),
                                document.id() + String.format("#%06d", version.number()),
                                Optional.of(version.by()),
                                Messages.label(
                                        "customer.view.happened.document",
                                        document.place().name(),
                                        version.number()))))
                .toList());
    }
}
