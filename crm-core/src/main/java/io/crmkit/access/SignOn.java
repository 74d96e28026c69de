package io.crmkit.access;

/**
 * An embedding product's own way to find out whether somebody is who it is said (ACC-02), such as a directory service of the
 * enterprise. Where there is one, the CRM keeps no passwords: it asks this, and counts failures, locks accounts and ends sessions
 * as ever. Implementations are safe for use by many threads.
 */
@FunctionalInterface
public interface SignOn {

    /**
     * Whether a password is the user's. Also asked for logins that no user has, so that the answer takes about as long.
     *
     * @param login the login, as it is kept
     * @param password the password; not to be held on to
     * @return whether; one that throws is taken for false
     */
    boolean proves(String login, char[] password);
}
