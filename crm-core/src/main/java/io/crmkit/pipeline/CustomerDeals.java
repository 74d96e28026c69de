package io.crmkit.pipeline;

import io.crmkit.customer.Deals;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.pipeline.PipelinePolicy.Meaning;
import io.crmkit.shared.Listing;
import io.crmkit.spi.storage.Filter;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The opportunities with customers. */
public final class CustomerDeals implements Deals {

    private static final int PAGE = 1_000;

    /** For all CRMs alike. */
    public CustomerDeals() {}

    /** Reads one page of opportunities after the other. */
    @FunctionalInterface
    private interface Reading {
        Listing<Opportunity> page(Filter filter, Optional<String> from);
    }

    @Override
    public Map<String, Known> with(Unit unit, Collection<String> customers, ZoneId zone) {
        return known(unit, customers, zone, (filter, from) -> unit.everyone(Opportunity.KIND, filter, PAGE, from));
    }

    @Override
    public Map<String, Known> shown(Unit unit, Collection<String> customers, ZoneId zone) {
        String module = Opportunity.KIND.module();
        return unit.standing().holds(Permission.of(module, "view"))
                        && unit.walls().sees(module, "customer")
                ? known(unit, customers, zone, (filter, from) -> unit.all(Opportunity.KIND, filter, PAGE, from))
                : Map.of();
    }

    private static Map<String, Known> known(Unit unit, Collection<String> customers, ZoneId zone, Reading reading) {
        Map<String, Known> known = new HashMap<>();
        if (customers.isEmpty()) {
            return known;
        }
        PipelinePolicy policy = unit.standing().policy().get(PipelinePolicy.SECTION);
        Filter filter = Filter.in("customer", List.copyOf(customers));
        Optional<String> page = Optional.empty();
        do {
            Listing<Opportunity> some = reading.page(filter, page);
            some.items()
                    .forEach(deal ->
                            known.merge(deal.terms().customer(), known(deal, policy, zone), CustomerDeals::both));
            page = some.next();
        } while (page.isPresent());
        return known;
    }

    /**
     * What some opportunities are to the rules about their customer.
     *
     * @param deals the opportunities
     * @param policy what their stages mean
     * @param zone the enterprise's time zone
     * @return what is known
     */
    static Known known(Collection<Opportunity> deals, PipelinePolicy policy, ZoneId zone) {
        return deals.stream().map(deal -> known(deal, policy, zone)).reduce(Known.NONE, CustomerDeals::both);
    }

    private static Known known(Opportunity deal, PipelinePolicy policy, ZoneId zone) {
        Meaning meaning = policy.get(deal.stage()).meaning();
        return new Known(
                meaning == Meaning.OPEN,
                Optional.of(LocalDate.ofInstant(deal.trace().createdAt(), zone)),
                meaning == Meaning.LOST
                        ? deal.progress().deal().flatMap(Opportunity.Deal::closedOn)
                        : Optional.empty());
    }

    private static Known both(Known one, Known other) {
        return new Known(
                one.open() || other.open(),
                later(one.lastOpened(), other.lastOpened()),
                later(one.lastLost(), other.lastLost()));
    }

    private static Optional<LocalDate> later(Optional<LocalDate> one, Optional<LocalDate> other) {
        return Stream.of(one, other).flatMap(Optional::stream).max(LocalDate::compareTo);
    }
}
