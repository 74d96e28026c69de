package io.crmkit.customer;

import io.crmkit.access.AuditLog;
import io.crmkit.internal.road.Unit;
import io.crmkit.privacy.Keepsake;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.RecordKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What follow-ups tell of persons concerned, such as leads (ACC-18). That there was one, and when, stays. Safe for use by many threads. */
public final class PersonalFollowUps implements Keepsake {

    /** The one. */
    public PersonalFollowUps() {}

    @Override
    public List<Object> about(Unit unit, RecordKey person) {
        return List.copyOf(all(unit, person));
    }

    @Override
    public int erase(Unit unit, RecordKey person) {
        Label label = Messages.label("privacy.erased");
        String instead = label.zh() + " / " + label.en();
        int erased = 0;
        for (FollowUp followUp : all(unit, person)) {
            if (!followUp.said().content().equals(Optional.of(instead))) {
                FollowUp written = unit.keep(FollowUp.KIND, followUp.erased(instead));
                unit.tell(FollowUp.KIND, written, Optional.empty(), Map.of("erased", person.toString()));
                AuditLog.erase(unit, FollowUp.KIND.key(followUp.id()).toString(), person.toString());
                erased++;
            }
        }
        return erased;
    }

    private static List<FollowUp> all(Unit unit, RecordKey person) {
        return unit.query(FollowUp.KIND, Filter.equal("subject", person.toString()), TOGETHER);
    }
}
