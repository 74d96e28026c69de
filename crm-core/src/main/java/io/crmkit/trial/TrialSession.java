package io.crmkit.trial;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;

/**
 * A customer who is signed in (CUS-13).
 *
 * @param id the id
 * @param version how often it was written
 * @param trial id of the trial
 * @param secret hash of what goes on with it
 * @param generation that of the password with which it began
 * @param startedAt since when
 * @param lastSeen last sign of life, to the minute
 */
record TrialSession(
        String id, long version, String trial, String secret, int generation, Instant startedAt, Instant lastSeen)
        implements Entity<TrialSession> {

    static final Kind<TrialSession> KIND =
            Kind.plain(RecordType.named("trial_session", 1).build(), TrialSession.class, (session, values) -> {});

    TrialSession seen(Instant now) {
        return new TrialSession(id, version, trial, secret, generation, startedAt, now);
    }

    @Override
    public TrialSession withVersion(long other) {
        return new TrialSession(id, other, trial, secret, generation, startedAt, lastSeen);
    }
}
