package io.crmkit.pipeline;

import io.crmkit.access.Owned;
import io.crmkit.access.Ownership;
import io.crmkit.customer.Customer;
import io.crmkit.customer.OwnedCustomers;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Tokens;
import io.crmkit.pipeline.PipelinePolicy.Meaning;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The opportunities of a user (ACC-12), of every stage: someone sees to the payment of a deal that is won, and revisits the customer of
 * one that is lost. Stage, history and who moved it when stay. Each belongs to its customer.
 */
public final class OwnedOpportunities implements Owned {

    private static final int PAGE = 1_000;

    /** For all CRMs alike. */
    public OwnedOpportunities() {}

    @Override
    public String kind() {
        return Opportunity.KIND.name();
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        return holdings(unit, all(unit, Filter.equal("owner", userId)));
    }

    @Override
    public List<Holding> partsOf(Unit unit, Map<RecordKey, String> wholes) {
        List<String> customers = wholes.keySet().stream()
                .filter(key -> key.type().equals(Customer.KIND.name()))
                .map(RecordKey::id)
                .toList();
        if (customers.isEmpty()) {
            return List.of();
        }
        List<Opportunity> all = all(unit, Filter.in("customer", customers));
        all.removeIf(opportunity -> !opportunity
                .owner()
                .equals(wholes.get(Customer.KIND.key(opportunity.terms().customer()))));
        return holdings(unit, all);
    }

    private static List<Opportunity> all(Unit unit, Filter filter) {
        List<Opportunity> all = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Opportunity> some = unit.everyone(Opportunity.KIND, filter, PAGE, page);
            all.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        return all;
    }

    private static List<Holding> holdings(Unit unit, List<Opportunity> opportunities) {
        unit.prefetch(Customer.KIND, customers(opportunities));
        PipelinePolicy policy = unit.standing().policy().get(PipelinePolicy.SECTION);
        return opportunities.stream()
                .map(opportunity -> holding(unit, opportunity, policy))
                .toList();
    }

    private static Holding holding(Unit unit, Opportunity opportunity, PipelinePolicy policy) {
        Meaning meaning = policy.get(opportunity.stage()).meaning();
        return about(unit, Holding.of(Opportunity.KIND.key(opportunity.id())), opportunity)
                .partOf(Customer.KIND.key(opportunity.terms().customer()))
                .finished(meaning == Meaning.LOST || meaning == Meaning.CLOSED);
    }

    /** What plans ask of a customer, they can ask of its deals. */
    static Holding about(Unit unit, Holding holding, Opportunity opportunity) {
        return unit.find(Customer.KIND, opportunity.terms().customer())
                .map(customer -> holding.knowing(OwnedCustomers.facts(customer)))
                .orElse(holding);
    }

    static Collection<String> customers(Collection<Opportunity> opportunities) {
        LinkedHashSet<String> customers = new LinkedHashSet<>();
        opportunities.forEach(opportunity -> customers.add(opportunity.terms().customer()));
        return customers;
    }

    @Override
    public void readAhead(Unit unit, List<Assigned> assigned) {
        List<String> ids =
                assigned.stream().map(each -> each.holding().record().id()).toList();
        unit.prefetchToWrite(Opportunity.KIND, ids);
        unit.prefetchToWrite(
                Customer.KIND,
                customers(ids.stream()
                        .flatMap(id -> unit.find(Opportunity.KIND, id).stream())
                        .toList()));
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        Opportunity before =
                unit.find(Opportunity.KIND, assigned.holding().record().id()).orElseThrow();
        Optional<Refusal> locked = unit.locks().refusal(Opportunity.KIND, before.id());
        if (locked.isPresent()) {
            return List.of(locked.get());
        }
        List<Refusal> wrong = give(unit, before, assigned.to(), terms.permission());
        if (wrong.isEmpty()) {
            unit.changeAlike(
                    Opportunity.KIND,
                    before,
                    before.withOwner(assigned.to(), before.trace().touched(unit.now(), unit.actorId())),
                    terms.reason());
        }
        return wrong;
    }

    /** Moves ownership, and who may read the customer because of it; the opportunity itself is for the caller to write. */
    static List<Refusal> give(Unit unit, Opportunity before, String to, Permission permission) {
        List<Refusal> wrong = Ownership.move(
                unit,
                Opportunity.KIND.name(),
                Optional.of(before.owner()),
                Optional.of(to),
                OptionalInt.empty(),
                permission);
        if (wrong.isEmpty() && !before.owner().equals(to)) {
            String customer = before.terms().customer();
            unit.relate(Customer.KIND, customer, Tokens.related(before.owner()), -1);
            unit.relate(Customer.KIND, customer, Tokens.related(to), 1);
        }
        return wrong;
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Opportunity.KIND, id).isPresent();
    }
}
