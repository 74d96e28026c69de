package io.crmkit.trial;

import io.crmkit.access.Owned;
import io.crmkit.customer.Customer;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The trials that a user looks after (ACC-12, CUS-13). One of a customer goes wherever its customer goes, whatever else a plan says; of the
 * others, those that are over stay with whoever looked after them.
 */
public final class OwnedTrials implements Owned {

    private static final int PAGE = 1_000;

    /** For all CRMs alike. */
    public OwnedTrials() {}

    @Override
    public String kind() {
        return Trial.KIND.name();
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        return all(unit, Filter.equal("owner", userId)).stream()
                .map(OwnedTrials::holding)
                .toList();
    }

    private static List<Trial> all(Unit unit, Filter filter) {
        List<Trial> all = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Trial> some = unit.everyone(Trial.KIND, filter, PAGE, page);
            all.addAll(some.items());
            page = some.next();
        } while (page.isPresent());
        return all;
    }

    private static Holding holding(Trial trial) {
        Holding holding = Holding.of(Trial.KIND.key(trial.id()));
        if (trial.customer().isPresent()) {
            return holding.partOf(Customer.KIND.key(trial.customer().get()));
        }
        return trial.phase() == Trial.Phase.ENDED || trial.phase() == Trial.Phase.DECLINED
                ? holding.staying(Messages.label("handover.stays.trial-over"))
                : holding;
    }

    @Override
    public void readAhead(Unit unit, List<Assigned> assigned) {
        unit.prefetch(
                Trial.KIND,
                assigned.stream().map(each -> each.holding().record().id()).toList());
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        unit.find(Trial.KIND, assigned.holding().record().id())
                .ifPresent(trial -> unit.changeAlike(
                        Trial.KIND,
                        trial,
                        trial.ownedBy(Optional.of(assigned.to()), Trials.touched(unit, trial)),
                        terms.reason()));
        return List.of();
    }

    @Override
    public void follow(Unit unit, Collection<RecordKey> wholes) {
        List<String> customers = wholes.stream()
                .filter(key -> key.type().equals(Customer.KIND.name()))
                .map(RecordKey::id)
                .toList();
        if (customers.isEmpty()) {
            return;
        }
        List<String> ids = all(unit, Filter.in("customer", customers)).stream()
                .map(Trial::id)
                .toList();
        unit.prefetch(Trial.KIND, ids);
        for (String id : ids) {
            Trial trial = unit.find(Trial.KIND, id).orElseThrow();
            Optional<String> owner = Trials.owner(unit, trial);
            if (!owner.equals(trial.owner())) {
                unit.changeAlike(
                        Trial.KIND, trial, trial.ownedBy(owner, Trials.touched(unit, trial)), Optional.empty());
            }
        }
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return Trials.visible(unit, id).isPresent();
    }
}
