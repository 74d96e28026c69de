package io.crmkit.access;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What proves that a user is that user (ACC-02). Nothing in it tells a password or a token, and none of it is ever put into the
 * audit.
 *
 * @param id id of the user
 * @param version how often it was written
 * @param hash the slow salted hash of the password; absent when there is none, and until a reset is redeemed
 * @param changedAt when the password was last set
 * @param former hashes of former passwords, the newest first
 * @param resetHash hash of the reset token that is open, if one is
 * @param resetUntil until when the token may be redeemed
 * @param resetAt when the token was made
 */
record Credential(
        String id,
        long version,
        Optional<String> hash,
        Optional<Instant> changedAt,
        List<String> former,
        Optional<String> resetHash,
        Optional<Instant> resetUntil,
        Optional<Instant> resetAt)
        implements Entity<Credential> {

    static final Kind<Credential> KIND =
            Kind.plain(RecordType.named("credential", 1).build(), Credential.class, (c, values) -> {});

    Credential {
        former = former == null ? List.of() : List.copyOf(former);
    }

    static Credential none(String userId) {
        return new Credential(
                userId,
                1,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    @Override
    public Credential withVersion(long other) {
        return new Credential(id, other, hash, changedAt, former, resetHash, resetUntil, resetAt);
    }

    /** A new password: the one before joins the former ones, and an open reset is over. */
    Credential changed(String newHash, Instant now, int history) {
        return new Credential(
                id,
                version,
                Optional.of(newHash),
                Optional.of(now),
                remembered(Math.max(0, history - 1)),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    /** The same password under a hash that costs more. */
    Credential rehashed(String newHash) {
        return new Credential(id, version, Optional.of(newHash), changedAt, former, resetHash, resetUntil, resetAt);
    }

    /** A reset may be redeemed; the password goes on, unless an administrator ends it. */
    Credential resetting(String tokenHash, Instant now, Instant until, boolean ended) {
        return new Credential(
                id,
                version,
                ended ? Optional.empty() : hash,
                changedAt,
                ended ? remembered(Integer.MAX_VALUE) : former,
                Optional.of(tokenHash),
                Optional.of(until),
                Optional.of(now));
    }

    Credential withoutReset() {
        return new Credential(
                id, version, hash, changedAt, former, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The passwords that may not come again. */
    List<String> known() {
        List<String> all = new ArrayList<>(former);
        hash.ifPresent(present -> all.add(0, present));
        return all;
    }

    private List<String> remembered(int most) {
        List<String> all = known();
        return all.subList(0, Math.min(all.size(), most));
    }
}
