package io.crmkit.pipeline;

import io.crmkit.access.Owned;
import io.crmkit.customer.ContactState;
import io.crmkit.internal.road.Unit;
import io.crmkit.pool.Custody;
import io.crmkit.pool.RecycleNotice;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The leads of a user (ACC-12): open ones can be taken over, those that came to nothing stay with their author. */
public final class OwnedLeads implements Owned {

    private static final int PAGE = 1_000;

    /** For all CRMs alike. */
    public OwnedLeads() {}

    @Override
    public String kind() {
        return Lead.KIND.name();
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        List<Holding> holdings = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Lead> some = unit.everyone(Lead.KIND, Filter.equal("owner", userId), PAGE, page);
            some.items().forEach(lead -> holdings.add(holding(lead)));
            page = some.next();
        } while (page.isPresent());
        return holdings;
    }

    private static Holding holding(Lead lead) {
        Holding holding = Holding.of(Lead.KIND.key(lead.id()));
        return lead.status() == ContactState.INVALID
                ? holding.staying(Messages.label("handover.stays.closed-lead"))
                : holding;
    }

    @Override
    public void readAhead(Unit unit, List<Assigned> assigned) {
        unit.prefetchToWrite(
                Lead.KIND,
                assigned.stream().map(each -> each.holding().record().id()).toList());
        RecycleNotice.readAhead(
                unit, assigned.stream().map(each -> each.holding().record()).toList());
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        Lead lead = unit.find(Lead.KIND, assigned.holding().record().id()).orElseThrow();
        Optional<Refusal> locked = unit.locks().refusal(Lead.KIND, lead.id());
        if (locked.isPresent()) {
            return List.of(locked.get());
        }
        Optional<String> to = Optional.of(assigned.to());
        OptionalInt cap = terms.lifted() ? OptionalInt.empty() : PooledLeads.most(unit);
        List<Refusal> wrong = PooledLeads.give(unit, lead, to, cap, terms.permission());
        if (wrong.isEmpty()) {
            unit.changeAlike(
                    Lead.KIND,
                    lead,
                    lead.withOwner(to, Custody.PUBLIC, lead.trace().touched(unit.now(), unit.actorId())),
                    terms.reason());
        }
        return wrong;
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Lead.KIND, id).isPresent();
    }
}
