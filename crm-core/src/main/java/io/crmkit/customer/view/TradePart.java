package io.crmkit.customer.view;

import io.crmkit.customer.Purchase;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.Optional;

/** What the customer bought (CUS-02), and what those bought that were merged into it. */
public final class TradePart implements CustomerPart {

    /** For all CRMs alike. */
    public TradePart() {}

    @Override
    public String key() {
        return "purchases";
    }

    @Override
    public Permission permission() {
        return Permission.of("purchase", "view");
    }

    private static Listing<Purchase> some(Glance glance, int limit, Optional<String> from) {
        return glance.unit().list(Purchase.KIND, Filter.in("customer", glance.ids()), "by_date", limit, from);
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Listing<Purchase> page = some(glance, glance.limit(), Optional.empty());
        showing.records(Purchase.KIND, page.items(), page.next().isPresent(), (purchase, about) -> {
            about.fact("quantity", Figures.count(purchase.quantity()))
                    .fact("amount", purchase.amount().map(Figures::amount));
            return Showing.plain(purchase.date());
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        Listing<Purchase> page = some(glance, limit, from);
        return Happened.page(
                glance.unit().shown(page.items()).stream()
                        .map(purchase -> new Happening(
                                glance.beginning(purchase.date()),
                                key(),
                                purchase.id(),
                                Optional.of(purchase.trace().createdBy()),
                                words(purchase)))
                        .toList(),
                page.next());
    }

    private static Label words(Purchase purchase) {
        return purchase.amount()
                .map(amount -> Messages.label(
                        "customer.view.happened.bought-for",
                        Figures.count(purchase.quantity()),
                        Figures.amount(amount)))
                .orElseGet(() -> Messages.label("customer.view.happened.bought", Figures.count(purchase.quantity())));
    }
}
