package io.crmkit.pool;

import io.crmkit.shared.Entity;

/**
 * What can be in a pool, as its subject brings it (CUS-12). Safe for use by many threads.
 *
 * @param <T> the records' type
 */
public interface Pooled<T extends Entity<T>> {

    /** The text index of the pool that a record is in; absent for one that somebody owns. */
    String POOL = "pool";

    /** The instant index of since when an owner has done nothing about a record; absent for one in a pool. */
    String IDLE_SINCE = "idle_since";
}
