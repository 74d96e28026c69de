package io.crmkit.access;

import java.time.Instant;

/**
 * What a forgotten password is reset with, once (ACC-01). It is nowhere else: only its hash is kept.
 *
 * @param token the secret
 * @param until until when it may be redeemed
 */
public record ResetToken(String token, Instant until) {

    /** {@return without the secret} */
    @Override
    public String toString() {
        return "ResetToken[until=" + until + "]";
    }
}
