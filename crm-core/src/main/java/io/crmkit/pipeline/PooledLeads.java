package io.crmkit.pipeline;

import io.crmkit.access.Ownership;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.pool.Custody;
import io.crmkit.pool.PoolPolicy;
import io.crmkit.pool.Pooled;
import io.crmkit.pool.RecycleNotice;
import io.crmkit.pool.Recycling;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Leads in pools (CUS-12). They have no grade, no purchases and no opportunities: what counts is the days without a follow-up. Of the
 * facts that segments ask for they have the department of their owner.
 */
public final class PooledLeads implements Pooled<Lead> {

    /** For all CRMs alike. */
    public PooledLeads() {}

    @Override
    public Kind<Lead> kind() {
        return Lead.KIND;
    }

    @Override
    public Held held(Lead lead) {
        return new Held(name(lead), lead.owner(), lead.pool(), lead.custody(), lead.trace());
    }

    @Override
    public Optional<String> nameField() {
        return Optional.of("company");
    }

    /** Not the contact, who is a person. */
    private static String name(Lead lead) {
        return lead.facts().company().orElse(lead.id());
    }

    @Override
    public Lead with(Lead lead, Optional<String> owner, Custody custody, Trace touched) {
        return lead.withCustody(owner, custody, touched);
    }

    @Override
    public OptionalInt cap(Unit unit) {
        return most(unit);
    }

    static OptionalInt most(Unit unit) {
        return OptionalInt.of(unit.standing().policy().get(PoolPolicy.SECTION).maxLeads());
    }

    /** Moves ownership and ends the reminders of the owner before; the lead itself is for the caller to write. */
    static List<Refusal> give(Unit unit, Lead lead, Optional<String> to, OptionalInt cap, Permission permission) {
        List<Refusal> wrong = Ownership.move(unit, Lead.KIND.name(), lead.owner(), to, cap, permission);
        if (wrong.isEmpty() && !lead.owner().equals(to)) {
            RecycleNotice.settle(unit, Lead.KIND.key(lead.id()));
        }
        return wrong;
    }

    @Override
    public List<Refusal> give(Unit unit, Lead lead, Optional<String> to, Permission permission) {
        if (to.isPresent()) {
            return give(unit, lead, to, most(unit), permission);
        }
        Ownership.pooled(unit, Lead.KIND.name(), lead.owner());
        RecycleNotice.settle(unit, Lead.KIND.key(lead.id()));
        return List.of();
    }

    @Override
    public void concluded(Unit unit, List<String> ids) {}

    @Override
    public PoolPolicy policy(Unit unit, Lead lead) {
        return of(unit, lead.owner());
    }

    static String into(Unit unit, Optional<String> owner) {
        return of(unit, owner).into();
    }

    private static PoolPolicy of(Unit unit, Optional<String> owner) {
        return unit.standing()
                .policy()
                .variant(fact -> fact.equals("department")
                        ? owner.map(unit.standing()::departmentsOf).orElse(Set.of())
                        : Set.of())
                .policy()
                .get(PoolPolicy.SECTION);
    }

    @Override
    public List<Known> known(Unit unit, List<Lead> leads, ZoneId zone) {
        unit.prefetchToWrite(Lead.KIND, leads.stream().map(Lead::id).toList());
        return leads.stream()
                .map(lead -> new Known(
                        new Recycling.Facts(
                                LocalDate.ofInstant(
                                        lead.custody()
                                                .since()
                                                .orElse(lead.trace().createdAt()),
                                        zone),
                                LocalDate.ofInstant(lead.idleSince(), zone),
                                Optional.empty(),
                                Optional.empty(),
                                false,
                                lead.custody().exempt().isPresent()),
                        day -> Optional.empty(),
                        grade -> policy(unit, lead)))
                .toList();
    }
}
