package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Answers;
import io.crmkit.internal.road.Authority;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Standing;
import io.crmkit.internal.validate.Validation;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.util.Optional;

/**
 * What users do with their own accounts, whatever roles they hold (ACC-01, ACC-02): it reaches no other account. Got from a session.
 */
public final class OwnAccount {

    private static final Operation PROFILE = Operation.of("user.edit-own-profile", "user", "view");

    private final Actor actor;
    private final DirectoryCache directory;
    private final Doorkeeper doorkeeper;
    private final SignIns signIns;
    private final Road road;

    /**
     * Made by the session.
     *
     * @param with what the road needs
     * @param validation checks commands
     * @param actor who asks
     * @param directory the organisation
     * @param doorkeeper knows who is signed in
     * @param signIns sets passwords
     */
    public OwnAccount(
            Road.Surroundings with,
            Validation validation,
            Actor actor,
            DirectoryCache directory,
            Doorkeeper doorkeeper,
            SignIns signIns) {
        this.actor = actor;
        this.directory = directory;
        this.doorkeeper = doorkeeper;
        this.signIns = signIns;
        Authority own = who -> {
            Outcome<Standing> standing = doorkeeper.standing(who);
            return standing instanceof Outcome.Done<Standing> known
                    ? Outcome.done(new Setup.Founder(
                            who, known.value().policy(), known.value().guard()))
                    : standing;
        };
        road = new Road(with, own, validation, Answers.PLAIN);
    }

    private record Edit(
            long expectedVersion, @Valid @NotNull UserProfile profile) {}

    /** {@return the user as it is now} */
    public Outcome<User> get() {
        Outcome<Standing> standing = doorkeeper.standing(actor);
        return standing.isDone()
                ? Outcome.done(directory.current().user(actor.userId()).orElseThrow())
                : Outcome.refused(standing.refusals());
    }

    /**
     * Changes name, e-mail and phone: nothing else can be changed so.
     *
     * @param expectedVersion the version that was read
     * @param profile all that shall be known from now on
     * @return the user as changed
     */
    public Outcome<User> update(long expectedVersion, UserProfile profile) {
        return road.write(actor, PROFILE, new Edit(expectedVersion, profile), User.class, unit -> {
            User before = unit.find(User.KIND, actor.userId()).orElseThrow();
            return before.version() == expectedVersion
                    ? Outcome.done(Users.profiled(unit, before, profile))
                    : Outcome.refused(
                            Refusals.conflict(Messages.label("kind.user"), expectedVersion, before.version()));
        });
    }

    /**
     * Changes the own password. All other sessions of the user end. A wrong present password counts as a failed sign-in.
     *
     * @param present the present password
     * @param fresh the new one
     * @return the user, or why not
     */
    public Outcome<User> changePassword(char[] present, char[] fresh) {
        Outcome<Standing> standing = doorkeeper.standing(actor);
        if (!standing.isDone()) {
            return Outcome.refused(standing.refusals());
        }
        // By id, not by the login of the actor: that one was read when the session began.
        String login = directory.current().user(actor.userId()).orElseThrow().login();
        return signIns.change(login, present, fresh, Optional.of(actor.session().orElse("")));
    }
}
