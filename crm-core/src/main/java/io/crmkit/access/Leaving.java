package io.crmkit.access;

import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What becomes of an account whose holder leaves or moves (ACC-12): first a fence, behind which nothing new can be taken, then its end
 * or another place; or the fence is taken away again. Each is part of a unit of work. Safe for use by many threads.
 */
public final class Leaving {

    private final DirectoryCache directory;

    /**
     * For one organisation.
     *
     * @param directory the organisation
     */
    public Leaving(DirectoryCache directory) {
        this.directory = directory;
    }

    /**
     * What users hold of the organisation itself.
     *
     * @param directory the organisation
     * @return for the register of what can be handed over
     */
    public static List<Owned> owned(DirectoryCache directory) {
        return List.of(new Subordinates(directory), new HeadedDepartments(directory), new HeldSalesCode());
    }

    /**
     * Somebody else whom the actor may know of and reaches.
     *
     * @param unit the unit of work
     * @param operation what is done
     * @param userId the user
     * @return the user
     */
    public Outcome<User> leaver(Unit unit, Operation operation, String userId) {
        return Accounts.other(unit, operation, userId);
    }

    /**
     * Whether somebody may take things over: an active user within the actor's reach.
     *
     * @param unit the unit of work
     * @param operation what is done
     * @param userId the user
     * @return why not; empty when it is fine
     */
    public List<Refusal> receiverProblems(Unit unit, Operation operation, String userId) {
        if (!UserDirectory.isActive(unit, userId)) {
            return List.of(Refusal.of(Refusal.Kind.INVALID, "ACC-12", "access.unknown-user", userId)
                    .onField("to")
                    .ofValue(userId));
        }
        return userId.equals(unit.actorId()) || unit.standing().reaches(operation.permission(), "", Optional.of(userId))
                ? List.of()
                : List.of(Refusals.outOfReach(operation.permission()).onField("to"));
    }

    /**
     * Fences an account: from the next call on, on every node, its sessions are over and nothing can be given to it or taken by it.
     *
     * @param unit the unit of work
     * @param user the user
     * @param reason why
     * @return the user as changed; refused when there is a fence already, or nobody would be left to administer
     */
    public Outcome<User> fence(Unit unit, User user, Optional<String> reason) {
        if (user.state() == User.State.FENCED) {
            return Outcome.refused(fenced(user));
        }
        Users.ended(unit, user.id());
        return changed(unit, user, user.in(User.State.FENCED, Users.touched(unit, user)), reason);
    }

    /**
     * Takes the fence away, because the handover is given up.
     *
     * @param unit the unit of work
     * @param userId the user
     * @param before how the account was before the fence
     * @param reason why
     * @return the user as changed
     */
    public Outcome<User> unfence(Unit unit, String userId, User.State before, Optional<String> reason) {
        return behind(unit, userId)
                .flatMap(user -> changed(unit, user, user.in(before, Users.touched(unit, user)), reason));
    }

    /**
     * The account of somebody who left: it may not be used any more, and its sales code ends.
     *
     * @param unit the unit of work
     * @param userId the user
     * @param reason why
     * @return the user as changed
     */
    public Outcome<User> leave(Unit unit, String userId, Optional<String> reason) {
        return behind(unit, userId).flatMap(user -> {
            SalesCodes.end(unit, user);
            User after = user.withSalesCode(Optional.empty(), Users.touched(unit, user));
            return changed(unit, user, after.in(User.State.DISABLED, after.trace()), reason);
        });
    }

    /**
     * The account of somebody who moved: other roles, another department, and no fence any more.
     *
     * @param unit the unit of work
     * @param userId the user
     * @param place the new place
     * @param before how the account was before the fence
     * @param reason why
     * @return the user as changed
     */
    public Outcome<User> move(Unit unit, String userId, Place place, User.State before, Optional<String> reason) {
        return behind(unit, userId).flatMap(user -> {
            List<Refusal> wrong = placeProblems(unit, user, place);
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            OrganisationChange.note(
                    unit, User.KIND, userId, OrganisationChange.What.DEPARTMENT, user.department(), place.department());
            User after = user.withRoles(place.roles(), Users.touched(unit, user))
                    .withDepartment(place.department(), Users.touched(unit, user))
                    .in(before, Users.touched(unit, user));
            return changed(unit, user, after, reason);
        });
    }

    /**
     * Where somebody moves to.
     *
     * @param roles ids of all roles from now on
     * @param department id of the department, or none
     */
    public record Place(Set<String> roles, Optional<String> department) {

        /** Copies the roles. */
        public Place {
            roles = java.util.Collections.unmodifiableSet(new TreeSet<>(roles));
        }
    }

    /**
     * What keeps somebody from moving to a place.
     *
     * @param unit the unit of work
     * @param user the user
     * @param place the place
     * @return why not; empty when it is fine
     */
    public List<Refusal> placeProblems(Unit unit, User user, Place place) {
        List<Refusal> wrong = new ArrayList<>(Users.roleProblems(unit, Users.changed(user, place.roles())));
        place.department()
                .filter(id -> unit.find(Department.KIND, id).isEmpty())
                .ifPresent(id -> wrong.add(
                        Refusals.notFound(Messages.label("kind.department"), id).onField("department")));
        return wrong;
    }

    private static Refusal fenced(User user) {
        return Refusal.of(Refusal.Kind.RULE, "ACC-12", "access.fenced", user.name());
    }

    private static Outcome<User> behind(Unit unit, String userId) {
        return unit.find(User.KIND, userId)
                .filter(user -> user.state() == User.State.FENCED)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-12", "access.not-fenced", userId)));
    }

    private Outcome<User> changed(Unit unit, User before, User after, Optional<String> reason) {
        Optional<Refusal> lockedOut = Users.lockedOut(unit, directory, after);
        if (lockedOut.isPresent()) {
            return Outcome.refused(lockedOut.get());
        }
        DirectoryCache.moved(unit);
        return Outcome.done(unit.change(User.KIND, before, after, reason));
    }
}
