package io.crmkit.access;

/**
 * Brings reset tokens to those who forgot their passwords (ACC-01), for instance by mail. The embedding product knows how; the
 * token is never put into a record, an audit entry or the outbox.
 */
@FunctionalInterface
public interface ResetPost {

    /**
     * Sends a token. Called on a thread of the builder's executor, so that nobody learns from the time it takes whether there is
     * such a user.
     *
     * @param user the user, who is active and has a mailbox
     * @param token the token
     */
    void send(User user, ResetToken token);
}
