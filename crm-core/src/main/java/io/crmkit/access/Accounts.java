package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What administrators do with accounts (ACC-01, ACC-02). Got from a session. */
public final class Accounts {

    private static final Operation RESET = Operation.of("user.reset-password", "user", "edit");
    private static final Operation UNLOCK = Operation.of("user.unlock", "user", "edit");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public Accounts(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    private record About(String userId) {}

    private record Issued(Instant until) {}

    /**
     * Resets a password (ACC-01): the present one no longer works, all sessions end, and whoever has the token sets another one,
     * once. Nobody resets the own password so, nor that of somebody whose roles are not the administrator's to give.
     *
     * @param userId the user
     * @return the token, to be handed to the user
     */
    public Outcome<ResetToken> reset(String userId) {
        String secret = Secret.fresh(road.with().random());
        // Without a request key: an answer that is kept would keep the token.
        return road.write(actor.withoutKey(), RESET, new About(userId), Issued.class, unit -> {
                    Outcome<User> target = other(unit, RESET, userId).flatMap(user -> ranked(unit, user));
                    if (!(target instanceof Outcome.Done<User> done)) {
                        return Outcome.refused(target.refusals());
                    }
                    if (!done.value().active()) {
                        return Outcome.refused(Refusal.of(
                                Refusal.Kind.RULE,
                                "ACC-01",
                                "access.not-active",
                                done.value().name()));
                    }
                    AccountPolicy.Passwords rule =
                            SignIns.accounts(unit.standing().policy()).passwords();
                    Instant until = unit.now().plus(Duration.ofMinutes(rule.resetMinutes()));
                    Credential before = unit.find(Credential.KIND, userId).orElseGet(() -> Credential.none(userId));
                    Credential written =
                            unit.keep(Credential.KIND, before.resetting(Secret.hash(secret), unit.now(), until, true));
                    unit.tell(
                            Credential.KIND,
                            written,
                            Optional.empty(),
                            Map.of("password", "reset", "resetUntil", List.of("", until)));
                    Presence.endSessions(unit, userId, Optional.empty());
                    return Outcome.done(new Issued(until));
                })
                .map(issued -> new ResetToken(new Secret(userId, secret).token(), issued.until()));
    }

    /**
     * Unlocks an account that was locked after too many failures (ACC-02).
     *
     * @param userId the user
     * @return the user
     */
    public Outcome<User> unlock(String userId) {
        return road.write(
                actor,
                UNLOCK,
                new About(userId),
                User.class,
                unit -> other(unit, UNLOCK, userId).map(user -> {
                    Presence before = Presence.of(unit, userId);
                    if (before.locked(unit.now()) || !before.tries().isEmpty()) {
                        Presence after = unit.keep(Presence.KIND, before.cleared());
                        unit.tell(Presence.KIND, after, Optional.empty(), Map.of("locked", "ended"));
                    }
                    return user;
                }));
    }

    /** Somebody else, whom the actor may know of and reaches. */
    static Outcome<User> other(Unit unit, Operation operation, String userId) {
        Outcome<User> found = Users.reached(unit, operation, userId);
        return userId.equals(unit.actorId()) && found.isDone()
                ? Outcome.refused(Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-08", "access.not-oneself"))
                : found;
    }

    /** Whoever takes over an account has its rights: so all of them must be the actor's to give. */
    static Outcome<User> ranked(Unit unit, User user) {
        return user.roles().stream()
                .filter(role -> !unit.standing().gives(role))
                .findFirst()
                .<Outcome<User>>map(role -> Outcome.refused(
                        Refusal.of(Refusal.Kind.FORBIDDEN, "ACC-08", "access.role-not-yours-to-give", role)
                                .onField("roles")))
                .orElseGet(() -> Outcome.done(user));
    }
}
