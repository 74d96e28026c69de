package io.crmkit;

/**
 * What somebody has who proved to be a user (ACC-02).
 *
 * @param session what the user may do
 * @param token what {@link Crm#resume} takes, on any node: a secret between the user's device and the product. Only its hash is
 *     kept
 */
public record SignedIn(CrmSession session, String token) {

    /** {@return without the token} */
    @Override
    public String toString() {
        return "SignedIn[" + session.userId() + "]";
    }
}
