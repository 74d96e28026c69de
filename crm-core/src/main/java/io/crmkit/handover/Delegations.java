package io.crmkit.handover;

import io.crmkit.access.Owned;
import io.crmkit.approval.Absence;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.List;

/** The absences of others during which a user decides instead of them (ACC-12, APR-01). */
public final class Delegations implements Owned {

    private static final int MOST = 10_000;

    /** For all CRMs alike. */
    public Delegations() {}

    @Override
    public String kind() {
        return Absence.KIND.name();
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        return unit.query(Absence.KIND, Filter.anyOf("delegate", List.of(userId)), MOST).stream()
                .filter(absence -> absence.leaves().stream()
                        .anyMatch(leave ->
                                leave.delegate().equals(userId) && leave.until().isAfter(unit.now())))
                .map(absence -> Holding.of(Absence.KIND.key(absence.id())))
                .toList();
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        String absent = assigned.holding().record().id();
        if (absent.equals(assigned.to())) {
            return List.of(Refusal.of(Refusal.Kind.RULE, "APR-01", "approval.absence.oneself"));
        }
        Absence before = unit.find(Absence.KIND, absent).orElseThrow();
        unit.change(Absence.KIND, before, before.handedOver(terms.from().orElseThrow(), assigned.to()), terms.reason());
        return List.of();
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Absence.KIND, id).isPresent();
    }
}
