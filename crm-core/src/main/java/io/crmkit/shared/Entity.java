package io.crmkit.shared;

/**
 * A record of the business with an identity and a version. Immutable: a change makes another object.
 *
 * @param <T> the type itself
 */
public interface Entity<T extends Entity<T>> {

    /** {@return the id, which never changes} */
    String id();

    /** {@return how often it was written; 1 when new. A writer names the version that it read, so that no edit is lost (DAT-03)} */
    long version();

    /**
     * The same with another version.
     *
     * @param version the version
     * @return the other object
     */
    T withVersion(long version);
}
