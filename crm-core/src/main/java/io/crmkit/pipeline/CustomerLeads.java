package io.crmkit.pipeline;

import io.crmkit.customer.view.CustomerPart;
import io.crmkit.customer.view.Glance;
import io.crmkit.customer.view.Happened;
import io.crmkit.customer.view.Happening;
import io.crmkit.customer.view.Showing;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.Map;
import java.util.Optional;

/** The leads of a customer's company that the reader sees (CUS-17, PIP-01): a lead names its company as the customer is called. */
public final class CustomerLeads implements CustomerPart {

    /** For all CRMs alike. */
    public CustomerLeads() {}

    @Override
    public String key() {
        return "leads";
    }

    @Override
    public Permission permission() {
        return Permission.of("lead", "view");
    }

    private static Listing<Lead> some(Glance glance, int limit, Optional<String> from) {
        return glance.unit()
                .list(Lead.KIND, Filter.equal("company", glance.customer().name()), "by_updated", limit, from);
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Listing<Lead> page = some(glance, glance.limit(), Optional.empty());
        Map<String, Label> names = glance.names(
                page.items().stream().flatMap(lead -> lead.owner().stream()).toList());
        showing.records(Lead.KIND, page.items(), page.next().isPresent(), (lead, about) -> {
            about.fact("state", lead.status().label())
                    .fact("owner", lead.owner().flatMap(id -> Optional.ofNullable(names.get(id))))
                    .fact("needs", lead.facts().needs())
                    .fact("source", lead.facts().source())
                    .fact("created", glance.day(lead.trace().createdAt()));
            return lead.facts().contact().map(Showing::plain).orElseGet(() -> Messages.label("kind.lead"));
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        return Happened.all(glance
                .unit()
                .shown(some(glance, Glance.MOST_RELATED, Optional.empty()).items())
                .stream()
                .map(lead -> new Happening(
                        lead.trace().createdAt(),
                        key(),
                        lead.id(),
                        Optional.of(lead.trace().createdBy()),
                        Messages.label("customer.view.happened.lead")))
                .toList());
    }
}
