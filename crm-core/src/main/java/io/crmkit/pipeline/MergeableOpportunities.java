package io.crmkit.pipeline;

import io.crmkit.customer.Customer;
import io.crmkit.customer.Mergeable;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Tokens;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Opportunities go over to the customer that theirs is merged into (CUS-06); owner, team, stage and history stay. */
public final class MergeableOpportunities implements Mergeable<Opportunity> {

    /** For all CRMs alike. */
    public MergeableOpportunities() {}

    @Override
    public Kind<Opportunity> kind() {
        return Opportunity.KIND;
    }

    @Override
    public Filter referringTo(Collection<String> customers) {
        return Filter.in("customer", customers);
    }

    @Override
    public Optional<String> customer(Opportunity opportunity) {
        return Optional.of(opportunity.terms().customer());
    }

    @Override
    public void move(Unit unit, Collection<String> ids, String from, String to, String reason) {
        unit.prefetchToWrite(Opportunity.KIND, ids);
        for (String id : ids) {
            Opportunity before = unit.find(Opportunity.KIND, id).orElse(null);
            if (before == null || !before.terms().customer().equals(from)) {
                continue;
            }
            unit.changeAlike(
                    Opportunity.KIND,
                    before,
                    before.withCustomer(to, before.trace().touched(unit.now(), unit.actorId())),
                    Optional.of(reason));
            related(unit, before, from, -1);
            related(unit, before, to, 1);
        }
    }

    /** Who works on a deal may read its customer. */
    private static void related(Unit unit, Opportunity opportunity, String customer, int by) {
        unit.relate(Customer.KIND, customer, Tokens.related(opportunity.owner()), by);
        if (!opportunity.team().isEmpty()) {
            unit.relate(Customer.KIND, customer, Tokens.team(opportunity.id()), by);
        }
    }

    @Override
    public Map<String, Sale> sales(Unit unit, Collection<String> ids) {
        unit.prefetch(Opportunity.KIND, ids);
        Map<String, Sale> sales = new TreeMap<>();
        for (String id : ids) {
            unit.find(Opportunity.KIND, id)
                    .flatMap(opportunity -> opportunity.progress().deal())
                    .ifPresent(deal -> deal.amount()
                            .ifPresent(amount ->
                                    deal.closedOn().ifPresent(day -> sales.put(id, new Sale(day, amount)))));
        }
        return sales;
    }
}
