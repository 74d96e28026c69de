package io.crmkit.handover;

import io.crmkit.access.Owned;
import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a user has submitted for approval and what is not over (ACC-12, APR-01). It would be carried out by the rights of somebody who is
 * gone; so it is taken back and its locks end, before anything else changes hands. Who takes over can submit it again.
 */
public final class Submissions implements Owned {

    private static final int PAGE = 1_000;

    private final ApprovalEngine approvals;

    /**
     * For one CRM.
     *
     * @param approvals runs approvals
     */
    public Submissions(ApprovalEngine approvals) {
        this.approvals = approvals;
    }

    @Override
    public String kind() {
        return "submission";
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        Filter pending = Filter.and(
                Filter.equal("owner", userId),
                Filter.in("state", List.of(Approval.State.RUNNING.name(), Approval.State.RETURNED.name())));
        List<Holding> holdings = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Approval> some = unit.everyone(Approval.KIND, pending, PAGE, page);
            some.items()
                    .forEach(approval -> holdings.add(Holding.of(Approval.KIND.key(approval.id()))
                            .staying(Messages.label("handover.stays.submission"))));
            page = some.next();
        } while (page.isPresent());
        return holdings;
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        throw new IllegalStateException("what was submitted is nobody else's");
    }

    @Override
    public void stay(Unit unit, Holding holding, Terms terms) {
        approvals.takeBack(unit, holding.record().id(), terms.reason());
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Approval.KIND, id).isPresent();
    }
}
