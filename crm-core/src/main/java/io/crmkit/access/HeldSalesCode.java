package io.crmkit.access;

import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Refusal;
import java.util.List;

/** The sales code of a user (ACC-03): it goes to nobody else, and ends with the account. */
final class HeldSalesCode implements Owned {

    @Override
    public String kind() {
        return "sales_code";
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        return unit.find(User.KIND, userId).flatMap(User::salesCode).stream()
                .map(code -> Holding.of(SalesCode.KIND.key(code)).staying(Messages.label("handover.stays.sales-code")))
                .toList();
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        throw new IllegalStateException("a sales code stays with its user");
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.find(SalesCode.KIND, id)
                .filter(code ->
                        unit.sees(User.KIND, unit.find(User.KIND, code.userId()).orElseThrow()))
                .isPresent();
    }
}
