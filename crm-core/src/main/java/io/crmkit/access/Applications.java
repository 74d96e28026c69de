package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Decides about applications for accounts (ACC-01): for those who give rights, since applicants belong to nobody's branch yet. Got from
 * a session.
 */
public final class Applications {

    private static final Operation VIEW = Operation.of("user.view-applications", "user", "assign");
    private static final Operation APPROVE = Operation.of("user.approve", "user", "assign");
    private static final Operation REFUSE = Operation.of("user.refuse-application", "user", "assign");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public Applications(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * Applications in a state, the oldest first.
     *
     * @param state which
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<AccountApplication>> list(
            AccountApplication.State state, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(unit.list(
                        AccountApplication.KIND, Filter.equal("state", state.name()), "by_at", limit, pageToken)));
    }

    /**
     * An application.
     *
     * @param id the id
     * @return the application
     */
    public Outcome<AccountApplication> get(String id) {
        return road.read(actor, VIEW, unit -> found(unit, id));
    }

    /**
     * Approves an application: it becomes an account with the rights that the approver gives.
     *
     * @param id the application
     * @param expectedVersion the version that was read
     * @param place where the user belongs and what the user may; of it, department, superior, roles, login and training count
     * @return the user; active, unless training must be confirmed first
     */
    public Outcome<User> approve(String id, long expectedVersion, NewUser place) {
        record Command(String id, long expectedVersion, NewUser place) {}
        return road.write(
                actor,
                APPROVE,
                new Command(id, expectedVersion, place),
                User.class,
                unit -> open(unit, id, expectedVersion).flatMap(application -> {
                    UserProfile profile = application.draft().profile();
                    NewUser draft = new NewUser(
                            profile.name(),
                            place.login(),
                            profile.email(),
                            profile.phone(),
                            place.department(),
                            place.superior(),
                            new TreeSet<>(place.roles()),
                            place.trainedOn());
                    if (!road.violations(draft).isEmpty()) {
                        return Outcome.refused(road.violations(draft));
                    }
                    return Users.create(unit, draft, Optional.empty()).map(user -> {
                        unit.change(
                                AccountApplication.KIND,
                                application,
                                application.approved(unit.actorId(), user.id()),
                                Optional.empty());
                        return user;
                    });
                }));
    }

    /**
     * Refuses an application.
     *
     * @param id the application
     * @param expectedVersion the version that was read
     * @param reason why
     * @return the application as changed
     */
    public Outcome<AccountApplication> refuse(String id, long expectedVersion, String reason) {
        record Command(
                String id,
                long expectedVersion,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(
                actor,
                REFUSE,
                new Command(id, expectedVersion, reason),
                AccountApplication.class,
                unit -> open(unit, id, expectedVersion)
                        .map(application -> unit.change(
                                AccountApplication.KIND,
                                application,
                                application.refused(unit.actorId(), reason),
                                Optional.of(reason))));
    }

    private static Outcome<AccountApplication> open(Unit unit, String id, long expectedVersion) {
        return found(unit, id).flatMap(application -> {
            if (application.version() != expectedVersion) {
                return Outcome.refused(Refusals.conflict(
                        Messages.label("kind.account_application"), expectedVersion, application.version()));
            }
            return application.state() == AccountApplication.State.OPEN
                    ? Outcome.done(application)
                    : Outcome.refused(Refusal.of(Refusal.Kind.RULE, "ACC-01", "access.application-decided"));
        });
    }

    private static Outcome<AccountApplication> found(Unit unit, String id) {
        return unit.find(AccountApplication.KIND, id)
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Refusals.notFound(Messages.label("kind.account_application"), id)));
    }

    /**
     * The applications that became a user's account, for the person concerned (ACC-18).
     *
     * @param unit the unit of work
     * @param user id of the user
     * @param limit how many at most
     * @return the applications
     */
    public static List<Object> of(Unit unit, String user, int limit) {
        return List.copyOf(unit.query(AccountApplication.KIND, Filter.equal("user", user), limit));
    }

    /**
     * Takes mailbox and telephone out of them (ACC-18).
     *
     * @param unit the unit of work
     * @param user id of the user
     * @param limit how many at most
     * @return how many applications were changed
     */
    public static int erase(Unit unit, String user, int limit) {
        int erased = 0;
        for (AccountApplication before : unit.query(AccountApplication.KIND, Filter.equal("user", user), limit)) {
            List<String> fields = AccountApplication.KIND.present(before, AccountApplication.KIND.sensitive());
            if (!fields.isEmpty()) {
                AccountApplication written =
                        unit.keep(AccountApplication.KIND, AccountApplication.KIND.without(before, fields));
                unit.tell(AccountApplication.KIND, written, Optional.empty(), Map.of("erased", fields));
                erased++;
            }
        }
        return erased;
    }
}
