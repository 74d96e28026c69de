package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * A sign-in. Sessions take a path of their own, without audit, so that being present costs no entry.
 *
 * @param id the id
 * @param version how often it was written
 * @param userId who
 * @param via the surface
 * @param startedAt since when
 * @param lastSeen last sign of life, to the minute
 * @param device the device, where the user proved who it is
 * @param secret hash of the secret that goes on with it, where the user proved who it is
 * @param over whether it has ended
 */
record Session(
        String id,
        long version,
        String userId,
        String via,
        Instant startedAt,
        Instant lastSeen,
        Optional<String> device,
        Optional<String> secret,
        boolean over)
        implements Entity<Session> {

    static final Kind<Session> KIND = Kind.plain(
            RecordType.named("session", 1)
                    .indexes(IndexSpec.text("user"), IndexSpec.instant("seen"))
                    .build(),
            Session.class,
            (s, values) ->
                    values.text("user", s.userId()).instant("seen", s.lastSeen().truncatedTo(ChronoUnit.MICROS)));

    @Override
    public Session withVersion(long other) {
        return new Session(id, other, userId, via, startedAt, lastSeen, device, secret, over);
    }

    Session ended() {
        return new Session(id, version, userId, via, startedAt, lastSeen, device, secret, true);
    }

    Session seen(Instant now) {
        return new Session(id, version, userId, via, startedAt, now, device, secret, over);
    }

    boolean open(Instant now, Duration idle) {
        return !over && now.isBefore(lastSeen.plus(idle));
    }
}
