package io.crmkit.internal.store;

import io.crmkit.spi.storage.RecordKey;

/**
 * What may happen to a payload between the domain and the store, such as the encryption of sensitive fields. The key binds
 * it to its row.
 */
public interface FieldProtection {

    /** Leaves payloads as they are. */
    FieldProtection NONE = new FieldProtection() {
        @Override
        public String seal(String tenant, RecordKey key, String payload) {
            return payload;
        }

        @Override
        public String open(String tenant, RecordKey key, String payload) {
            return payload;
        }
    };

    /**
     * Before storing.
     *
     * @param tenant whose
     * @param key which record
     * @param payload the clear payload
     * @return what is stored
     */
    String seal(String tenant, RecordKey key, String payload);

    /**
     * After reading.
     *
     * @param tenant whose
     * @param key which record
     * @param payload what is stored
     * @return the clear payload
     */
    String open(String tenant, RecordKey key, String payload);
}
