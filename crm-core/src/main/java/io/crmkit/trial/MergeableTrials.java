package io.crmkit.trial;

import io.crmkit.customer.Customer;
import io.crmkit.customer.Mergeable;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.Optional;

/** Trials go over to the customer that theirs is merged into (CUS-06, CUS-13). Safe for use by many threads. */
public final class MergeableTrials implements Mergeable<Trial> {

    /** For all CRMs alike. */
    public MergeableTrials() {}

    @Override
    public Kind<Trial> kind() {
        return Trial.KIND;
    }

    @Override
    public Filter referringTo(Collection<String> customers) {
        return Filter.in("customer", customers);
    }

    @Override
    public Optional<String> customer(Trial trial) {
        return trial.customer();
    }

    @Override
    public void move(Unit unit, Collection<String> ids, String from, String to, String reason) {
        unit.prefetch(Trial.KIND, ids);
        Optional<String> owner = unit.find(Customer.KIND, to).flatMap(Customer::owner);
        for (String id : ids) {
            unit.find(Trial.KIND, id)
                    .filter(trial -> trial.customer().equals(Optional.of(from)))
                    .ifPresent(trial -> unit.change(
                            Trial.KIND,
                            trial,
                            trial.of(Optional.of(to), owner, Trials.touched(unit, trial)),
                            Optional.of(reason)));
        }
    }
}
