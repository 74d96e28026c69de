package io.crmkit.internal.road;

import java.util.Optional;

/**
 * Who asks.
 *
 * @param userId the signed-in user
 * @param login the user's login when signing in
 * @param via the surface it comes through, for the audit
 * @param requestKey the idempotency key of this request, if it has one
 */
public record Actor(String userId, String login, String via, Optional<String> requestKey) {

    /**
     * The same actor with an idempotency key.
     *
     * @param key the key
     * @return the actor
     */
    public Actor withKey(String key) {
        return new Actor(userId, login, via, Optional.of(key));
    }
}
