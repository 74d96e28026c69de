package io.crmkit.handover;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.util.List;
import java.util.Locale;

/**
 * Some of the items of a handover record, which may be too many for one payload. Written once, in the change set of the handover.
 *
 * @param id id of the handover and number of the part
 * @param version always 1
 * @param handover id of the handover
 * @param items the items
 */
record HandoverPart(String id, long version, String handover, List<HandoverItem> items)
        implements Entity<HandoverPart> {

    static final int ITEMS = 500;

    static final Kind<HandoverPart> KIND = Kind.plain(
                    RecordType.named("handover_part", 1)
                            .appendOnly()
                            .indexes(IndexSpec.text("handover"))
                            .build(),
                    HandoverPart.class,
                    (part, values) -> values.text("handover", part.handover()))
            .underAudit();

    HandoverPart {
        items = List.copyOf(items);
    }

    static HandoverPart of(String handover, int number, List<HandoverItem> items) {
        return new HandoverPart(String.format(Locale.ROOT, "%s-%06d", handover, number), 1, handover, items);
    }

    @Override
    public HandoverPart withVersion(long other) {
        return this;
    }
}
