package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Objects;

/**
 * A record as a store holds it.
 *
 * @param tenant whose it is
 * @param key which it is
 * @param version 1 when inserted, one more with every change except {@link Change.Reindex} and {@link Change.Rewrite}
 * @param state whether it is there
 * @param body what was written; of an erased record {@link #ERASED_BODY}
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record StoredRecord(String tenant, RecordKey key, long version, RecordState state, RecordBody body) {

    /** All that is left of the contents of an erased record. */
    public static final RecordBody ERASED_BODY = new RecordBody(1, "", Visibility.none(), IndexValues.none());

    /** Checks that nothing is missing. */
    public StoredRecord {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(body, "body");
    }

    /** {@return the id} */
    public String id() {
        return key.id();
    }

    /** {@return the payload} */
    public String payload() {
        return body.payload();
    }
}
