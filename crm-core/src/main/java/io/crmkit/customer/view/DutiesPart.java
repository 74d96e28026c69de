package io.crmkit.customer.view;

import io.crmkit.customer.CustomerDuties;
import io.crmkit.customer.Deals;
import io.crmkit.customer.Duties;
import io.crmkit.customer.Duty;
import io.crmkit.internal.road.Permission;
import java.util.function.Function;

/** What the owner owes the customer, each duty under the rule that asks for it (LIF-02, LIF-06, LIF-07), by the deals that the reader sees. */
public final class DutiesPart implements CustomerPart {

    private final Function<Glance, Deals.Known> deals;

    /**
     * For one CRM.
     *
     * @param deals the opportunities that the reader sees
     */
    public DutiesPart(Function<Glance, Deals.Known> deals) {
        this.deals = deals;
    }

    @Override
    public String key() {
        return "duties";
    }

    @Override
    public Permission permission() {
        return Permission.of("customer", "view");
    }

    @Override
    public void show(Glance glance, Showing showing) {
        CustomerDuties duties = Duties.of(
                glance.unit(),
                glance.customer(),
                deals.apply(glance),
                glance.zone(),
                glance.unit().today());
        duties.duties().stream()
                .filter(duty -> duty.state().waits())
                .forEach(duty -> showing.facts().fact(duty.rule(), Showing.plain(duty.rule()), duty.text()));
        showing.facts()
                .fact(
                        "overdue",
                        duties.duties().stream()
                                .filter(duty -> duty.state() == Duty.State.OVERDUE)
                                .count());
    }
}
