package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Follow-ups go over to the customer that theirs is merged into (CUS-06, CUS-08); those of its deals stay with the deals, which go over
 * as well. Safe for use by many threads.
 */
public final class MergeableFollowUps implements Mergeable {

    /** For all CRMs alike. */
    public MergeableFollowUps() {}

    @Override
    public String kind() {
        return FollowUp.KIND.name();
    }

    @Override
    public Optional<Kind<?>> hanging() {
        return Optional.of(FollowUp.KIND);
    }

    @Override
    public List<String> of(Unit unit, String customer, int most) {
        return Mergeable.ids(unit, FollowUp.KIND, Filter.equal("customer", customer), most);
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
