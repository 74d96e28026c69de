package io.crmkit.internal.store;

import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.util.Optional;

/**
 * Which approval holds a record of a kind that has no {@link AccessList} (APR-01). It is kept beside the record and stays when the
 * approval is over: whoever writes the record holds this one in the version that was read, or its absence, until the commit.
 *
 * @param id the record's type and id
 * @param version how often it was written
 * @param approval id of the approval, if one holds the record
 */
public record RecordLock(String id, long version, Optional<String> approval) implements Entity<RecordLock> {

    /** The kind. */
    public static final Kind<RecordLock> KIND =
            Kind.plain(RecordType.named("record_lock", 1).build(), RecordLock.class, (lock, values) -> {});

    @Override
    public RecordLock withVersion(long other) {
        return new RecordLock(id, other, approval);
    }
}
