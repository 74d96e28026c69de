package io.crmkit.pipeline;

import io.crmkit.customer.duplicates.MatchRecord;
import io.crmkit.customer.duplicates.Matchable;
import io.crmkit.customer.duplicates.Role;
import io.crmkit.internal.store.Kind;
import io.crmkit.policy.Policy;
import java.util.ArrayList;
import java.util.List;

/** What a lead says of its bearer (CUS-05). */
public final class MatchableLeads implements Matchable<Lead> {

    /** For all CRMs alike. */
    public MatchableLeads() {}

    @Override
    public Kind<Lead> kind() {
        return Lead.KIND;
    }

    @Override
    public String name(Lead lead) {
        return lead.facts().company().or(() -> lead.facts().contact()).orElse(lead.id());
    }

    @Override
    public MatchRecord says(Policy policy, Lead lead) {
        return says(lead.id(), lead.facts());
    }

    /** What is known says, whatever the policy. */
    static MatchRecord says(String id, Lead.Facts facts) {
        List<MatchRecord.Value> values = new ArrayList<>();
        facts.company().ifPresent(name -> values.add(new MatchRecord.Value(Role.ORGANISATION, name)));
        facts.contact().ifPresent(name -> values.add(new MatchRecord.Value(Role.PERSON, name)));
        facts.phone().ifPresent(phone -> values.add(new MatchRecord.Value(Role.PHONE, phone)));
        return new MatchRecord(id, "", values);
    }
}
