package io.crmkit.access;

import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Authority;
import io.crmkit.internal.road.Standing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.Duration;
import java.util.Optional;

/**
 * Asks at every call whether the session that it comes through is still open (ACC-02), beside what the directory says about the
 * user: so a session that ended on one node is over on every node at its next call. Whoever was signed in by a trusted product has
 * no such session. Safe for use by many threads.
 */
public final class Doorkeeper implements Authority {

    private final DirectoryCache directory;
    private final SessionPath sessions;

    /**
     * A doorkeeper.
     *
     * @param directory knows users and rights
     * @param sessions knows sessions
     */
    public Doorkeeper(DirectoryCache directory, SessionPath sessions) {
        this.directory = directory;
        this.sessions = sessions;
    }

    @Override
    public Outcome<Standing> standing(Actor actor) {
        Outcome<Standing> standing = directory.standing(actor);
        if (actor.session().isEmpty() || !(standing instanceof Outcome.Done<Standing> known)) {
            return standing;
        }
        int minutes =
                known.value().policy().get(AccessPolicy.SECTION).accounts().idleMinutes();
        Optional<Session> session = sessions.open(actor.session().get(), Duration.ofMinutes(minutes))
                .filter(s -> s.userId().equals(actor.userId()));
        if (session.isEmpty()) {
            return Outcome.refused(ended());
        }
        sessions.touch(session.get());
        return standing;
    }

    static Refusal ended() {
        return Refusal.of(Refusal.Kind.UNKNOWN_ACTOR, "ACC-02", "access.session-ended");
    }
}
