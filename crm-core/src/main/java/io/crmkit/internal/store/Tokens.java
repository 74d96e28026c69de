package io.crmkit.internal.store;

/** Visibility tokens. */
public final class Tokens {

    private Tokens() {}

    /**
     * Owned by a user.
     *
     * @param userId the user
     * @return the token
     */
    public static String owner(String userId) {
        return "u:" + userId;
    }

    /**
     * Readable by a user because of something related that the user owns.
     *
     * @param userId the user
     * @return the token
     */
    public static String related(String userId) {
        return "r:" + userId;
    }

    /**
     * Readable by the team of a record; who is in the team, and until when, is kept with the users.
     *
     * @param recordId the record that has the team
     * @return the token
     */
    public static String team(String recordId) {
        return "t:" + recordId;
    }

    /**
     * In a pool, for whoever may claim from it (CUS-12).
     *
     * @param pool key of the pool
     * @return the token
     */
    public static String pool(String pool) {
        return "p:" + pool;
    }
}
