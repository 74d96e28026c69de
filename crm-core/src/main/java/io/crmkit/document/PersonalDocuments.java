package io.crmkit.document;

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

/**
 * Documents that are attached to persons concerned, such as leads (ACC-18). Their contents are named by nobody any more, and go with the
 * next collection. Safe for use by many threads.
 */
public final class PersonalDocuments implements Keepsake {

    /** The one. */
    public PersonalDocuments() {}

    @Override
    public List<Object> about(Unit unit, RecordKey person) {
        return List.copyOf(all(unit, person));
    }

    @Override
    public int erase(Unit unit, RecordKey person) {
        Label label = Messages.label("privacy.erased");
        String instead = label.zh() + " / " + label.en();
        int erased = 0;
        for (Document document : all(unit, person)) {
            if (!document.removed().equals(Optional.of(instead))) {
                Document written = unit.keep(Document.KIND, document.erased(instead));
                unit.tell(Document.KIND, written, Optional.empty(), Map.of("erased", person.toString()));
                AuditLog.erase(unit, Document.KIND.key(document.id()).toString(), person.toString());
                erased++;
            }
        }
        return erased;
    }

    private static List<Document> all(Unit unit, RecordKey person) {
        return unit.query(Document.KIND, Filter.equal("subject", person.toString()), TOGETHER);
    }
}
