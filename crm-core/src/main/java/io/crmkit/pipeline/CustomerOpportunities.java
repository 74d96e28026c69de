package io.crmkit.pipeline;

import io.crmkit.customer.Deals;
import io.crmkit.customer.view.CustomerPart;
import io.crmkit.customer.view.Glance;
import io.crmkit.customer.view.Happened;
import io.crmkit.customer.view.Happening;
import io.crmkit.customer.view.Related;
import io.crmkit.customer.view.Showing;
import io.crmkit.internal.road.Permission;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The opportunities with a customer that the reader sees, with their contracts and first payments (CUS-17, PIP-03, PIP-05). */
public final class CustomerOpportunities implements CustomerPart {

    /** For all CRMs alike. */
    public CustomerOpportunities() {}

    @Override
    public String key() {
        return "opportunities";
    }

    @Override
    public Permission permission() {
        return Permission.of("opportunity", "view");
    }

    /** Those that were touched last; read once for all parts of a view. */
    private static Listing<Opportunity> some(Glance glance) {
        return glance.once("opportunities", () -> {
            Listing<Opportunity> page = glance.unit()
                    .list(
                            Opportunity.KIND,
                            Filter.equal("customer", glance.customer().id()),
                            "by_updated",
                            Glance.MOST_RELATED,
                            Optional.empty());
            return new Listing<>(glance.unit().shown(page.items()), page.next());
        });
    }

    @Override
    public List<Related<?>> related(Glance glance) {
        List<Related<?>> related = new ArrayList<>();
        some(glance).items().forEach(deal -> related.add(new Related<>(Opportunity.KIND, deal.id())));
        return related;
    }

    /**
     * What the opportunities that the reader sees are to the rules about their customer.
     *
     * @param glance the view
     * @return what is known; nothing for a reader who may not see opportunities
     */
    public static Deals.Known known(Glance glance) {
        return glance.unit().standing().holds(Permission.of("opportunity", "view"))
                ? CustomerDeals.known(some(glance).items(), policy(glance), glance.zone())
                : Deals.Known.NONE;
    }

    private static PipelinePolicy policy(Glance glance) {
        return glance.unit().standing().policy().get(PipelinePolicy.SECTION);
    }

    private static Label stage(PipelinePolicy policy, Stage stage) {
        return policy.find(stage).map(PipelinePolicy.StageDefinition::name).orElseGet(() -> Showing.plain(stage.id()));
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Listing<Opportunity> page = some(glance);
        PipelinePolicy policy = policy(glance);
        List<Opportunity> shown =
                page.items().subList(0, Math.min(glance.limit(), page.items().size()));
        Map<String, Label> names =
                glance.names(shown.stream().map(Opportunity::owner).toList());
        boolean more = shown.size() < page.items().size() || page.next().isPresent();
        showing.records(Opportunity.KIND, shown, more, (deal, about) -> {
            about.fact("stage", stage(policy, deal.stage()))
                    .fact("owner", Optional.ofNullable(names.get(deal.owner())))
                    .fact("expected", deal.terms().expectedAmount().map(Figures::amount))
                    .fact("expected-close", deal.terms().expectedClose());
            deal.progress()
                    .deal()
                    .ifPresent(decided -> about.fact("closed-on", decided.closedOn())
                            .fact("amount", decided.amount().map(Figures::amount))
                            .fact("contract", decided.contractNumber())
                            .fact("paid-to", decided.paidTo()));
            return Showing.plain(deal.terms().name());
        });
    }

    @Override
    public Happened happened(Glance glance, int limit, Optional<String> from) {
        PipelinePolicy policy = policy(glance);
        List<Happening> items = new ArrayList<>();
        for (Opportunity deal : some(glance).items()) {
            items.add(new Happening(
                    deal.trace().createdAt(),
                    key(),
                    deal.id() + "#",
                    Optional.of(deal.trace().createdBy()),
                    Messages.label("customer.view.happened.deal", deal.terms().name())));
            List<Opportunity.StageChange> moves = deal.progress().history();
            for (int i = 0; i < moves.size(); i++) {
                Opportunity.StageChange move = moves.get(i);
                if (move.from().isPresent()) {
                    items.add(new Happening(
                            move.at(),
                            key(),
                            deal.id() + String.format("#%06d", i),
                            Optional.of(move.by()),
                            Messages.label(
                                    "customer.view.happened.deal-moved",
                                    deal.terms().name(),
                                    stage(policy, move.to()))));
                }
            }
        }
        return Happened.all(items);
    }
}
