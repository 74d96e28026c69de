package io.crmkit.customer;

import io.crmkit.internal.road.Unit;
import io.crmkit.privacy.Keepsake;
import io.crmkit.spi.storage.RecordKey;
import java.util.List;

/** What proposals of a cleansing tell of persons concerned, such as contacts (ACC-18, CUS-10). Safe for use by many threads. */
public final class PersonalProposals implements Keepsake {

    /** The one. */
    public PersonalProposals() {}

    @Override
    public List<Object> about(Unit unit, RecordKey person) {
        return List.copyOf(all(unit, person));
    }

    @Override
    public int erase(Unit unit, RecordKey person) {
        int erased = 0;
        for (Proposal proposal : all(unit, person)) {
            if (proposal.finding().found().isPresent()) {
                Proposal bare = proposal.withoutValues();
                unit.keep(Proposal.KIND, bare.state() == Proposal.State.OPEN ? bare.in(Proposal.State.SETTLED) : bare);
                erased++;
            }
        }
        return erased;
    }

    /** By their ids, which stay the same when the person comes to another customer, by a move or a merge. */
    private static List<Proposal> all(Unit unit, RecordKey person) {
        if (!person.type().equals(Contact.KIND.name())) {
            return List.of();
        }
        List<String> ids = Proposal.idsOf(person, CleansingPage.CONTACT_FIELDS);
        unit.prefetch(Proposal.KIND, ids);
        return ids.stream().flatMap(id -> unit.find(Proposal.KIND, id).stream()).toList();
    }
}
