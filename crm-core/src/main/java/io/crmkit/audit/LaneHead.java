package io.crmkit.audit;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;

/**
 * Where a lane ends.
 *
 * @param id the lane
 * @param version how often it was written
 * @param sequence the place of its last entry
 * @param hash hash of its last entry
 */
record LaneHead(String id, long version, long sequence, String hash) implements Entity<LaneHead> {

    static final Kind<LaneHead> KIND =
            Kind.plain(RecordType.named("audit_lane", 1).build(), LaneHead.class, (head, values) -> {});

    @Override
    public LaneHead withVersion(long other) {
        return new LaneHead(id, other, sequence, hash);
    }
}
