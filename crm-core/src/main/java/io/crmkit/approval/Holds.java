package io.crmkit.approval;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

/** Holds what approvals are about, and lets it go again (APR-01). Immutable. */
final class Holds {

    private final Map<String, Kind<?>> lockable = new HashMap<>();

    Holds(Collection<ApprovalKind<?, ?>> kinds) {
        kinds.forEach(kind -> kind.locks().forEach(locked -> lockable.put(locked.name(), locked)));
    }

    private interface Each {
        void take(Kind<?> kind, String id);
    }

    /** From now on nobody changes what the approval is about; ends the decision where another one holds it. */
    void take(Unit unit, Approval approval) {
        each(approval, (kind, id) -> hold(unit, kind, id, approval));
    }

    /** What the approval is about can be changed again. */
    void release(Unit unit, Approval approval) {
        each(approval, (kind, id) -> release(unit, kind, id, approval));
    }

    private void each(Approval approval, Each each) {
        for (String text : approval.request().locks()) {
            int slash = text.indexOf('/');
            Kind<?> kind = lockable.get(text.substring(0, slash));
            if (kind == null) {
                throw new IllegalArgumentException("the kind of approval "
                        + approval.request().kind() + " does not say that it locks records such as " + text);
            }
            each.take(kind, text.substring(slash + 1));
        }
    }

    private static <E extends Entity<E>> void hold(Unit unit, Kind<E> kind, String id, Approval approval) {
        unit.locks().hold(kind, id, approval.id());
    }

    private static <E extends Entity<E>> void release(Unit unit, Kind<E> kind, String id, Approval approval) {
        unit.locks().release(kind, id, approval.id());
    }
}
