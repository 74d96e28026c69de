package io.crmkit.document;

import io.crmkit.customer.Attachable;
import io.crmkit.customer.FollowedSubjects;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import java.util.Collection;
import java.util.List;

/** The documents that an actor may see and that were not removed (CUS-08, CUS-14). */
public final class SeenDocuments implements Attachable {

    private static final Permission VIEW = Permission.of("document", "view");

    private final FollowedSubjects subjects;

    /**
     * For one CRM.
     *
     * @param subjects what documents can be attached to
     */
    public SeenDocuments(FollowedSubjects subjects) {
        this.subjects = subjects;
    }

    @Override
    public List<String> unknown(Unit unit, Collection<String> ids) {
        unit.prefetch(Document.KIND, ids);
        return ids.stream().filter(id -> !sees(unit, id)).toList();
    }

    private boolean sees(Unit unit, String id) {
        return unit.find(Document.KIND, id)
                .filter(document -> document.removed().isEmpty())
                .filter(document -> unit.sees(Document.KIND, document))
                .filter(document ->
                        subjects.visible(unit, document.subject(), VIEW).isDone())
                .isPresent();
    }
}
