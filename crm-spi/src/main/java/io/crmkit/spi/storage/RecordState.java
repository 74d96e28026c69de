package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;

/** Whether a record is there. */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public enum RecordState {
    /** It is found and counted. */
    LIVE,
    /** A tombstone: neither found nor counted, but it can be restored, and its id stays taken. */
    DELETED,
    /** Nothing but id and version remains, for good. */
    ERASED
}
