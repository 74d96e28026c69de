package io.crmkit.access;

/**
 * Makes passwords into what is kept of them, and compares (ACC-02). Implementations are safe for use by many threads and
 * slow on purpose.
 */
public interface PasswordHashing {

    /**
     * What is kept of a password: its slow, salted hash with all that is needed to compare.
     *
     * @param password the password
     * @param salt random bytes
     * @param cost what it shall cost
     * @return text of at most 500 characters that does not tell the password
     */
    String hash(char[] password, byte[] salt, AccountPolicy.Passwords cost);

    /**
     * Whether a password is the one that was hashed.
     *
     * @param password the password
     * @param hashed what is kept
     * @return whether; false for a text that this implementation did not make
     */
    boolean matches(char[] password, String hashed);

    /**
     * Whether a hash costs less than it should by now, so that it is made anew at the next sign-in.
     *
     * @param hashed what is kept
     * @param cost what it shall cost
     * @return whether
     */
    boolean outdated(String hashed, AccountPolicy.Passwords cost);
}
