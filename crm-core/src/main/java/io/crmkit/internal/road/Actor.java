package io.crmkit.internal.road;

import io.crmkit.audit.AuditAuthor;
import java.util.Optional;

/**
 * Who asks.
 *
 * @param userId the signed-in user
 * @param login the user's login when signing in
 * @param via the surface it comes through, for the audit
 * @param requestKey the idempotency key of this request, if it has one
 * @param session id of the session that must still be open, where the user signed in with a password (ACC-02)
 */
public record Actor(String userId, String login, String via, Optional<String> requestKey, Optional<String> session) {

    /**
     * An actor for whom the embedding product vouches.
     *
     * @param userId the signed-in user
     * @param login the user's login when signing in
     * @param via the surface it comes through
     * @param requestKey the idempotency key, if there is one
     */
    public Actor(String userId, String login, String via, Optional<String> requestKey) {
        this(userId, login, via, requestKey, Optional.empty());
    }

    /**
     * The same actor with an idempotency key.
     *
     * @param key the key
     * @return the actor
     */
    public Actor withKey(String key) {
        return new Actor(userId, login, via, Optional.of(key), session);
    }

    /** {@return the same actor without an idempotency key} */
    public Actor withoutKey() {
        return new Actor(userId, login, via, Optional.empty(), session);
    }

    /** {@return the actor as the audit names who did something} */
    AuditAuthor author() {
        return new AuditAuthor(userId, login, via);
    }
}
