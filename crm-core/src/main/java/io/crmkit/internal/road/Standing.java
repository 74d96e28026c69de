package io.crmkit.internal.road;

import io.crmkit.policy.Policy;
import io.crmkit.shared.Wall;
import io.crmkit.spi.storage.Change;
import io.crmkit.spi.storage.Scope;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What an actor may do now. Immutable. */
public interface Standing {

    /** {@return who} */
    Actor actor();

    /** {@return the policy in force} */
    Policy policy();

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
     * Whether a record is in the actor's reach for a change: because of its owner, or as a member of its team who may
     * write.
     *
     * @param permission what for
     * @param recordId the record
     * @param owner the owner, if the record has one
     * @return whether it is
     */
    boolean reaches(Permission permission, String recordId, Optional<String> owner);

    /**
     * Whether a department is in the actor's reach for placing people there: all are for who reaches everybody; otherwise those that
     * are spanned by the reach, or that somebody in reach belongs to.
     *
     * @param permission what for
     * @param department id of the department, which need not exist
     * @return whether it is
     */
    boolean reachesDepartment(Permission permission, String department);

    /**
     * Whether the actor may give a role to others, or take it from them.
     *
     * @param role id of the role
     * @return whether
     */
    boolean gives(String role);

    /**
     * The departments that a user belongs to.
     *
     * @param userId the user
     * @return names of the user's department and of all above it; none for a user without a department
     */
    Set<String> departmentsOf(String userId);

    /** {@return the names of all departments} */
    Set<String> departmentNames();

    /** {@return whether a wall stands anywhere for the actor (ACC-07); when not, nothing needs to be asked} */
    boolean walled();

    /**
     * What a user meets at a field (ACC-07).
     *
     * @param userId the user, who need not be the actor
     * @param permission what for
     * @param module the module of the field
     * @param field module and name, such as {@code customer.remark}
     * @return the wall
     */
    Wall wall(String userId, Permission permission, String module, String field);

    /**
     * What follows from this user's rights and the policy alone, worked out once as long as both are as they are.
     *
     * @param what names it
     * @param type its type
     * @param work works it out; what it makes is shared by threads
     * @param <T> its type
     * @return what was worked out
     */
    <T> T once(String what, Class<T> type, Supplier<T> work);

    /** {@return the version of the directory by which this was decided} */
    long directory();

    /** {@return what must still hold when a change of this actor is committed} */
    Change guard();
}
