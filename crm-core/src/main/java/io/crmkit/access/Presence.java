package io.crmkit.access;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a user comes and goes (ACC-02, ACC-17): attempts to sign in, the lock that follows from too many, devices and open
 * sessions. It is kept without audit; what must be on record is told beside it. A few of these stand for logins that nobody has, so
 * that a wrong login costs what a wrong password costs.
 *
 * @param id id of the user
 * @param version how often it was written
 * @param tries when it was tried to sign in, without success so far, within the window that counts
 * @param lockedUntil until when the account is locked, if it is
 * @param devices the devices that the user has signed in from, the newest last
 * @param sessions ids of the sessions that may be open, the oldest first
 */
record Presence(
        String id,
        long version,
        List<Instant> tries,
        Optional<Instant> lockedUntil,
        List<String> devices,
        List<String> sessions)
        implements Entity<Presence> {

    static final Kind<Presence> KIND =
            Kind.plain(RecordType.named("presence", 1).build(), Presence.class, (p, values) -> {});

    private static final int MOST_DEVICES = 50;

    Presence {
        tries = List.copyOf(tries);
        devices = List.copyOf(devices);
        sessions = List.copyOf(sessions);
    }

    static Presence of(Unit unit, String userId) {
        return unit.find(KIND, userId)
                .orElseGet(() -> new Presence(userId, 1, List.of(), Optional.empty(), List.of(), List.of()));
    }

    @Override
    public Presence withVersion(long other) {
        return new Presence(id, other, tries, lockedUntil, devices, sessions);
    }

    boolean locked(Instant now) {
        return lockedUntil.filter(now::isBefore).isPresent();
    }

    /** Tries before {@code since} no longer count. */
    Presence recent(Instant since) {
        return new Presence(
                id, version, tries.stream().filter(at -> at.isAfter(since)).toList(), lockedUntil, devices, sessions);
    }

    Presence tried(Instant now) {
        List<Instant> more = new ArrayList<>(tries);
        more.add(now);
        return new Presence(id, version, more, lockedUntil, devices, sessions);
    }

    Presence lockedUntil(Instant until) {
        return new Presence(id, version, List.of(), Optional.of(until), devices, sessions);
    }

    Presence cleared() {
        return new Presence(id, version, List.of(), Optional.empty(), devices, sessions);
    }

    Presence from(String device) {
        List<String> known = new ArrayList<>(devices);
        known.remove(device);
        known.add(device);
        return new Presence(
                id,
                version,
                tries,
                lockedUntil,
                known.subList(Math.max(0, known.size() - MOST_DEVICES), known.size()),
                sessions);
    }

    Presence withSessions(List<String> open) {
        return new Presence(id, version, tries, lockedUntil, devices, open);
    }

    /**
     * Ends sessions of a user, as part of a unit of work.
     *
     * @param unit the unit
     * @param userId the user
     * @param except the session that goes on, if one does
     */
    static void endSessions(Unit unit, String userId, Optional<String> except) {
        unit.find(KIND, userId).ifPresent(presence -> {
            List<String> left = new ArrayList<>();
            for (String id : presence.sessions()) {
                if (except.filter(id::equals).isPresent()) {
                    left.add(id);
                } else {
                    unit.find(Session.KIND, id).ifPresent(session -> unit.keep(Session.KIND, session.ended()));
                }
            }
            unit.keep(KIND, presence.withSessions(left));
        });
    }
}
