package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;

/**
 * What a store may leave out. What it declares is proven by the contract kit; what it does not declare it must refuse
 * with {@link StorageException.Kind#UNSUPPORTED}, in {@link RecordStore#prepare} where a record type asks for it.
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public enum Capability {
    /** What was committed is still there after closing and opening again, and after the process was killed. */
    DURABLE,
    /** Several opened stores, also of several processes, may share one location. */
    SHARED,
    /** Unique indexes. */
    UNIQUE_INDEXES,
    /** Multi-valued indexes. */
    MULTI_VALUED_INDEXES,
    /** Scoped record types. */
    SCOPES,
    /** Declared orders beside the order of ids. */
    ORDERS,
    /** {@link RecordStore#snapshot} streams one consistent state while others write. */
    SNAPSHOT,
    /** {@link Change.Load}. */
    LOAD,
    /**
     * A promise, not a feature: every call ends by itself within a time that the provider documents, whatever becomes of disk,
     * network or server. The core calls such a store on the thread of its caller; any other store on threads that it can do
     * without, with a time limit. {@link StoreProfile#bounded()} declares it.
     */
    BOUNDED
}
