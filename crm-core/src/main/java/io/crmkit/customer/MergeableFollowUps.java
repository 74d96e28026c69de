package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.Optional;

/**
 * Follow-ups go over to the customer that theirs is merged into (CUS-06, CUS-08); those of its deals stay with the deals, which go over
 * as well. Safe for use by many threads.
 */
public final class MergeableFollowUps implements Mergeable<FollowUp> {

    /** For all CRMs alike. */
    public MergeableFollowUps() {}

    @Override
    public Kind<FollowUp> kind() {
        return FollowUp.KIND;
    }

    @Override
    public Filter referringTo(Collection<String> customers) {
        return Filter.in("customer", customers);
    }

    @Override
    public Optional<String> customer(FollowUp followUp) {
        return followUp.customer();
    }

    @Override
    public boolean hanging() {
        return true;
    }

    @Override
    public void move(Unit unit, Collection<String> ids, String from, String to, String reason) {
        unit.prefetch(FollowUp.KIND, ids);
        for (String id : ids) {
            FollowUp before = unit.find(FollowUp.KIND, id).orElse(null);
            if (before != null && before.customer().equals(Optional.of(from))) {
                Trace touched = before.trace().touched(unit.now(), unit.actorId());
                unit.change(FollowUp.KIND, before, before.of(from, to, touched), Optional.of(reason));
            }
        }
    }
}
