package io.crmkit.internal.road;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Work;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Refusal;
import java.util.Collection;
import java.util.Optional;

/** Which approvals hold which records in a unit: what is under approval is locked (APR-01). Not safe for use by many threads. */
public final class Locks {

    private final Unit unit;
    private final Work work;
    private final Keeper keeper;

    Locks(Unit unit, Work work, Keeper keeper) {
        this.unit = unit;
        this.work = work;
        this.keeper = keeper;
    }

    /**
     * Lets an approval hold a record. Ends the decision when another one does.
     *
     * @param kind the record's kind
     * @param id its id
     * @param approval id of the approval
     * @param <T> its type
     */
    public <T extends Entity<T>> void hold(Kind<T> kind, String id, String approval) {
        requireFree(kind, id);
        work.lock(kind, id, Optional.of(approval));
    }

    /**
     * Ends the hold of an approval on a record.
     *
     * @param kind the record's kind
     * @param id its id
     * @param approval id of the approval; nothing happens when another one, or none, holds the record
     * @param <T> its type
     */
    public <T extends Entity<T>> void release(Kind<T> kind, String id, String approval) {
        if (work.lockOf(kind, id).filter(approval::equals).isPresent()) {
            work.lock(kind, id, Optional.empty());
        }
    }

    /**
     * Which approval holds a record.
     *
     * @param kind the record's kind
     * @param id its id
     * @param <T> its type
     * @return id of the approval, if one does
     */
    public <T extends Entity<T>> Optional<String> holder(Kind<T> kind, String id) {
        return kind.lockable() ? work.lockOf(kind, id) : Optional.empty();
    }

    /**
     * Why a record cannot be written now, if an approval holds it: for decisions that go on without it.
     *
     * @param kind the record's kind
     * @param id its id
     * @param <T> its type
     * @return the refusal
     */
    public <T extends Entity<T>> Optional<Refusal> refusal(Kind<T> kind, String id) {
        return holder(kind, id).map(approval -> keeper.locked(unit, kind, id, approval));
    }

    /**
     * Reads locks ahead for writes of many records.
     *
     * @param kind the records' kind
     * @param wanted their ids
     * @param <T> their type
     */
    public <T extends Entity<T>> void prefetch(Kind<T> kind, Collection<String> wanted) {
        work.prefetchLocks(kind, wanted);
    }

    /** Ends the decision when an approval holds the record: every write of a record comes by here. */
    <T extends Entity<T>> void requireFree(Kind<T> kind, String id) {
        refusal(kind, id).ifPresent(refusal -> {
            throw new Barred(refusal);
        });
    }
}
