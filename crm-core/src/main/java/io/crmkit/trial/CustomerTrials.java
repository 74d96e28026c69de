package io.crmkit.trial;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The trials of a customer that the reader sees (CUS-13, CUS-17). */
public final class CustomerTrials implements CustomerPart {

    /** For all CRMs alike. */
    public CustomerTrials() {}

    @Override
    public String key() {
        return "trials";
    }

    @Override
    public Permission permission() {
        return Permission.of("trial", "view");
    }

    private static Listing<Trial> some(Glance glance, int limit) {
        return Trials.page(
                glance.unit(), Filter.equal("customer", glance.customer().id()), "by_updated", limit, Optional.empty());
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Listing<Trial> page = some(glance, glance.limit());
        showing.records(Trial.KIND, page.items(), page.next().isPresent(), (trial, about) -> {
            about.fact("until", trial.until().map(glance::day))
                    .fact("extensions", trial.extensions())
                    .fact("contact", trial.registrant().contact());
            return trial.standing(glance.unit().now()).label();
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        List<Happening> items = new ArrayList<>();
        for (Trial trial : some(glance, Glance.MOST_RELATED).items()) {
            for (int i = 0; i < trial.history().size(); i++) {
                Trial.Event event = trial.history().get(i);
                items.add(new Happening(
                        event.at(),
                        key(),
                        trial.id() + String.format(Locale.ROOT, "#%06d", i),
                        Optional.of(event.by()),
                        Messages.label("customer.view.happened.trial", move(event.what()))));
            }
        }
        return Happened.all(items);
    }

    private static Label move(TrialStanding.Move move) {
        return Messages.label(
                "customer.view.trial." + move.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }
}
