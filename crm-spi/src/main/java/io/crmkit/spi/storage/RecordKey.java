package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Comparator;
import java.util.Objects;

/**
 * Which record of a tenant. Ordered by type, then id, both by code point.
 *
 * @param type the name of the record type
 * @param id 1 to 128 characters, compared byte for byte
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record RecordKey(String type, String id) implements Comparable<RecordKey> {

    private static final Comparator<RecordKey> ORDER =
            Comparator.comparing(RecordKey::type, CodePoints.ORDER).thenComparing(RecordKey::id, CodePoints.ORDER);

    /** Checks that both are there; {@link StorageChecks} checks what they may contain. */
    public RecordKey {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(id, "id");
    }

    @Override
    public int compareTo(RecordKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return type + "/" + id;
    }
}
