package io.crmkit.internal.road;

import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Scope;
import java.util.Optional;

/** What an actor may do now. Immutable. */
public interface Standing {

    /** {@return who} */
    Actor actor();

    /**
     * Whether any role grants this.
     *
     * @param permission what
     * @return whether one does
     */
    boolean holds(Permission permission);

    /**
     * What the actor may come across with this permission.
     *
     * @param permission what for
     * @return the scope; nothing when the permission is not held
     */
    Scope reads(Permission permission);

    /**
     * Whether a record that this user owns is in the actor's reach for a change.
     *
     * @param permission what for
     * @param owner the owner, if the record has one
     * @return whether it is
     */
    boolean reaches(Permission permission, Optional<String> owner);

    /** {@return what must still hold when a change of this actor is committed} */
    Change.Check guard();
}
