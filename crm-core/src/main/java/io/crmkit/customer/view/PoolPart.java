package io.crmkit.customer.view;

import io.crmkit.customer.Customer;
import io.crmkit.customer.Deals;
import io.crmkit.customer.PooledCustomers;
import io.crmkit.internal.road.Permission;
import io.crmkit.pool.PoolPolicy;
import io.crmkit.pool.Recycling;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.util.Optional;
import java.util.function.Function;

/**
 * In which pool the customer is, or how long it is protected from going there (CUS-12). A deal that the reader does not see may protect it for
 * longer, never for less: it is told "not before", and nothing of such deals.
 */
public final class PoolPart implements CustomerPart {

    private final Function<Glance, Deals.Known> deals;

    /**
     * For one CRM.
     *
     * @param deals the opportunities that the reader sees
     */
    public PoolPart(Function<Glance, Deals.Known> deals) {
        this.deals = deals;
    }

    @Override
    public String key() {
        return "pool";
    }

    @Override
    public Permission permission() {
        return Permission.of("customer", "view");
    }

    @Override
    public void show(Glance glance, Showing showing) {
        Customer customer = glance.customer();
        Optional<String> pool = customer.pool();
        if (pool.isPresent()) {
            PoolPolicy policy = glance.unit().standing().policy().get(PoolPolicy.SECTION);
            showing.facts()
                    .fact(
                            "pool",
                            Optional.ofNullable(policy.pools().get(pool.get()))
                                    .map(PoolPolicy.Definition::name)
                                    .orElseGet(() -> Showing.plain(pool.get())));
            return;
        }
        showing.facts().fact("held-since", customer.custody().since().map(glance::day));
        Recycling.Verdict verdict =
                PooledCustomers.verdict(glance.unit(), customer, deals.apply(glance), glance.zone());
        if (verdict.exemptions().isEmpty()) {
            verdict.due().ifPresent(due -> {
                showing.facts().fact("protected-until", due);
                showing.facts().fact("cause", cause(verdict));
            });
        } else {
            verdict.exemptions().forEach(exemption -> showing.facts().fact("exempt", exemption.label()));
        }
    }

    private static Optional<Label> cause(Recycling.Verdict verdict) {
        return verdict.cause()
                .flatMap(cause -> verdict.since()
                        .map(since -> Messages.label(
                                "pool.cause."
                                        + cause.name()
                                                .toLowerCase(java.util.Locale.ROOT)
                                                .replace('_', '-'),
                                verdict.days(),
                                since)));
    }
}
