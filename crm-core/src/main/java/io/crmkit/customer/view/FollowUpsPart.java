package io.crmkit.customer.view;

import io.crmkit.customer.FollowUp;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.Map;
import java.util.Optional;

/** What was said and done with the customer and about what belongs to it (CUS-08), as far as the reader may know of that. */
public final class FollowUpsPart implements CustomerPart {

    private static final int WORDS = 80;

    /** For all CRMs alike. */
    public FollowUpsPart() {}

    @Override
    public String key() {
        return "follow-ups";
    }

    @Override
    public Permission permission() {
        return Permission.of("follow-up", "view");
    }

    /** What is about a deal that the reader does not see is not asked for, so that no page is shorter for it. */
    private static Listing<FollowUp> some(Glance glance, int limit, Optional<String> from) {
        Filter filter =
                Filter.and(Filter.equal("customer", glance.customer().id()), Filter.in("subject", glance.subjects()));
        return glance.unit().list(FollowUp.KIND, filter, FollowUp.BY_CUSTOMER, limit, from);
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Listing<FollowUp> page = some(glance, glance.limit(), Optional.empty());
        Map<String, Label> names =
                glance.names(page.items().stream().map(FollowUp::author).toList());
        showing.records(FollowUp.KIND, page.items(), page.next().isPresent(), (followUp, about) -> {
            about.fact("at", glance.day(followUp.said().at()))
                    .fact("author", names.getOrDefault(followUp.author(), Showing.plain(followUp.author())))
                    .fact("content", followUp.said().content())
                    .fact("needs", followUp.said().needs())
                    .fact("next", followUp.said().next().map(FollowUp.NextStep::what))
                    .fact("next-on", followUp.said().next().flatMap(FollowUp.NextStep::on));
            return method(followUp);
        });
    }

    private static Label method(FollowUp followUp) {
        return Messages.label("customer.view.method." + followUp.said().method().key());
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        Listing<FollowUp> page = some(glance, limit, from);
        return Happened.page(
                glance.unit().shown(page.items()).stream()
                        .map(followUp -> new Happening(
                                followUp.said().at(),
                                key(),
                                followUp.id(),
                                Optional.of(followUp.author()),
                                followUp.said()
                                        .content()
                                        .map(text -> Messages.label(
                                                "customer.view.happened.said", method(followUp), beginning(text)))
                                        .orElseGet(() -> method(followUp))))
                        .toList(),
                page.next());
    }

    private static String beginning(String text) {
        return text.codePointCount(0, text.length()) <= WORDS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, WORDS)) + "…";
    }
}
