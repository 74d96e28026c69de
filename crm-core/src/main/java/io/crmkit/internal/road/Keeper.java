package io.crmkit.internal.road;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Refusal;

/** Tells who can lift the lock of a record that is under approval (APR-01); a higher floor knows. */
@FunctionalInterface
public interface Keeper {

    /** Where nothing can be under approval. */
    Keeper NONE = (unit, kind, id, approval) -> {
        throw new IllegalStateException(kind.key(id) + " is under the approval " + approval + ", which nobody knows");
    };

    /**
     * Why a record cannot be written now.
     *
     * @param unit the unit of work
     * @param kind the record's kind
     * @param id its id
     * @param approval id of the approval that holds it
     * @return the refusal: rule, approval and whom to ask
     */
    Refusal locked(Unit unit, Kind<?> kind, String id, String approval);
}
