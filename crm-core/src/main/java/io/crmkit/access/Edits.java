package io.crmkit.access;

import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import java.util.Optional;
import java.util.function.Function;

/** The way of every change of a record: visible, in reach, in the version that was read, then edited. */
public final class Edits {

    private Edits() {}

    /**
     * Changes a record.
     *
     * @param unit the unit of work
     * @param kind its kind
     * @param id its id
     * @param expectedVersion the version that the actor read
     * @param operation what is done; its permission must reach the record's owner
     * @param reason why, if a reason was given
     * @param edit makes the other record, or refuses
     * @param <T> its type
     * @return the record as changed
     */
    public static <T extends Entity<T>> Outcome<T> change(
            Unit unit,
            Kind<T> kind,
            String id,
            long expectedVersion,
            Operation operation,
            Optional<String> reason,
            Function<T, Outcome<T>> edit) {
        Label what = Messages.label("kind." + kind.name());
        Optional<T> found = unit.visible(kind, id);
        if (found.isEmpty()) {
            return Outcome.refused(Refusals.notFound(what, id));
        }
        T before = found.get();
        if (!unit.standing().reaches(operation.permission(), id, kind.owner().apply(before))) {
            return Outcome.refused(Refusals.outOfReach(operation.permission()));
        }
        if (before.version() != expectedVersion) {
            return Outcome.refused(Refusals.conflict(what, expectedVersion, before.version()));
        }
        Outcome<T> after = edit.apply(before);
        return after instanceof Outcome.Done<T> done
                ? new Outcome.Done<>(unit.change(kind, before, done.value(), reason), done.warnings())
                : after;
    }
}
