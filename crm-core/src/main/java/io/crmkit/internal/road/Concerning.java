package io.crmkit.internal.road;

/**
 * An answer that tells of a record other than itself: what is kept of it under a request key goes when that record's contents go (ACC-18,
 * CUS-10).
 */
public interface Concerning {

    /** {@return the id of the record that it tells of} */
    String concerned();
}
