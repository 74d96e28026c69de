package io.crmkit.trial;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.Optional;

/**
 * What a customer signs in with (CUS-13): hashes, never what was hashed.
 *
 * @param id id of the trial
 * @param version how often it was written
 * @param hash of the password, if there is one
 * @param failures how many wrong passwords in a row
 * @param lockedUntil until when nobody signs in
 * @param resetHash hash of the token with which a new password can be set, if there is one
 * @param resetUntil until when
 * @param generation counts resets and new passwords; sessions of an earlier one are over
 */
record TrialCredential(
        String id,
        long version,
        Optional<String> hash,
        int failures,
        Optional<Instant> lockedUntil,
        Optional<String> resetHash,
        Optional<Instant> resetUntil,
        int generation)
        implements Entity<TrialCredential> {

    static final Kind<TrialCredential> KIND = Kind.plain(
            RecordType.named("trial_credential", 1).build(), TrialCredential.class, (credential, values) -> {});

    static TrialCredential none(String trial) {
        return new TrialCredential(
                trial, 1, Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty(), 0);
    }

    /** The password of before is good no more: whoever lost it may not be the only one who knows it. */
    TrialCredential resetting(String token, Instant until) {
        return new TrialCredential(
                id,
                version,
                Optional.empty(),
                0,
                Optional.empty(),
                Optional.of(token),
                Optional.of(until),
                generation + 1);
    }

    TrialCredential set(String password) {
        return new TrialCredential(
                id,
                version,
                Optional.of(password),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                generation + 1);
    }

    TrialCredential failed(int tries, Instant lock) {
        boolean locks = failures + 1 >= tries;
        return new TrialCredential(
                id,
                version,
                hash,
                locks ? 0 : failures + 1,
                locks ? Optional.of(lock) : lockedUntil,
                resetHash,
                resetUntil,
                generation);
    }

    TrialCredential passed() {
        return new TrialCredential(id, version, hash, 0, Optional.empty(), resetHash, resetUntil, generation);
    }

    /** Nobody signs in with it any more, and whoever is signed in is out. */
    TrialCredential erased() {
        return new TrialCredential(
                id, version, Optional.empty(), 0, Optional.empty(), Optional.empty(), Optional.empty(), generation + 1);
    }

    boolean blank() {
        return generation > 0 && failures == 0 && hash.isEmpty() && resetHash.isEmpty() && lockedUntil.isEmpty();
    }

    @Override
    public TrialCredential withVersion(long other) {
        return new TrialCredential(id, other, hash, failures, lockedUntil, resetHash, resetUntil, generation);
    }
}
