package io.crmkit.handover;

import io.crmkit.access.Owned;
import io.crmkit.approval.Approval;
import io.crmkit.approval.Approval.Task;
import io.crmkit.approval.Approval.TaskState;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a user has to decide, now or when those before have decided (ACC-12, APR-01). */
public final class PendingApprovals implements Owned {

    private static final int PAGE = 1_000;

    private final ApprovalEngine approvals;

    /**
     * For one CRM.
     *
     * @param approvals runs approvals
     */
    public PendingApprovals(ApprovalEngine approvals) {
        this.approvals = approvals;
    }

    @Override
    public String kind() {
        return Approval.KIND.name();
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        List<Holding> holdings = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Approval> some =
                    unit.everyone(Approval.KIND, Filter.anyOf("assigned", List.of(userId)), PAGE, page);
            some.items().stream()
                    .filter(approval -> approval.tasks().stream().anyMatch(task -> decides(task, userId)))
                    .forEach(approval -> holdings.add(Holding.of(Approval.KIND.key(approval.id()))));
            page = some.next();
        } while (page.isPresent());
        return holdings;
    }

    private static boolean decides(Task task, String userId) {
        return (task.open() || task.state() == TaskState.WAITING)
                && task.deciders().contains(userId);
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        return approvals
                .handOver(unit, assigned.holding().record().id(), terms.from().orElseThrow(), assigned.to())
                .refusals();
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Approval.KIND, id).isPresent();
    }
}
