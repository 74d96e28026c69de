package io.crmkit.access;

import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
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
        if (!unit.standing()
                .reaches(operation.permission(), before.id(), kind.owner().apply(before))) {
            return Outcome.refused(Refusals.outOfReach(operation.permission()));
        }
        Optional<Refusal> stale = stale(kind, id, before, expectedVersion);
        if (stale.isPresent()) {
            return Outcome.refused(stale.get());
        }
        Outcome<T> after = edit.apply(before);
        return after instanceof Outcome.Done<T> done
                ? new Outcome.Done<>(unit.change(kind, before, done.value(), reason), done.warnings())
                : after;
    }

    /**
     * Why a record is not the one that the actor read and means to change: somebody has written it since, or it became another
     * (CUS-06), whose versions count by themselves.
     *
     * @param kind its kind
     * @param id the id by which the actor knows it
     * @param record the record that the id leads to now
     * @param expectedVersion the version that the actor read
     * @param <T> its type
     * @return the refusal, if it is not
     */
    public static <T extends Entity<T>> Optional<Refusal> stale(
            Kind<T> kind, String id, T record, long expectedVersion) {
        Label what = Messages.label("kind." + kind.name());
        if (!record.id().equals(id)) {
            return Optional.of(Refusal.of(Refusal.Kind.CONFLICT, "CUS-06", "merge.became", what, id, record.id())
                    .missing(record.id()));
        }
        return record.version() == expectedVersion
                ? Optional.empty()
                : Optional.of(Refusals.conflict(what, expectedVersion, record.version()));
    }
}
