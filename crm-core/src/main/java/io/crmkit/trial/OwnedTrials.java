package io.crmkit.trial;

import io.crmkit.access.Owned;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The trials that a user looks after (ACC-12, CUS-13); those that are over stay with whoever looked after them. */
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
        List<Holding> holdings = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Trial> some = unit.everyone(Trial.KIND, Filter.equal("owner", userId), PAGE, page);
            some.items().forEach(trial -> holdings.add(holding(trial)));
            page = some.next();
        } while (page.isPresent());
        return holdings;
    }

    private static Holding holding(Trial trial) {
        Holding holding = Holding.of(Trial.KIND.key(trial.id()));
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
    public boolean seen(Unit unit, String id) {
        return unit.visible(Trial.KIND, id).isPresent();
    }
}
