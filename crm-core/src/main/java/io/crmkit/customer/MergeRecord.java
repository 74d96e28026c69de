package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * That a customer was merged into another, and all that it takes to undo that (CUS-06). It stands under the id of the customer that is gone,
 * so that the id leads to the survivor.
 *
 * @param id id of the customer that was merged
 * @param version how often it was written
 * @param survivor id of the customer that it was merged into
 * @param other the customer that was merged, as it was
 * @param before the survivor as it was
 * @param after the survivor as it was made
 * @param otherTrade what the other had brought, if it had brought anything
 * @param tradeBefore what the survivor had brought
 * @param tradeAfter what it had brought with the other's
 * @param moved ids of what referred to the other, by record type
 * @param sales what of that added to the other's deals, by id
 * @param children ids of the customers that belonged to the other
 * @param reminders ids of the reminders about the other that waited
 * @param at when
 * @param by id of the user who merged them
 * @param reason why
 * @param undoneAt when it was undone, if it was
 */
record MergeRecord(
        String id,
        long version,
        String survivor,
        Customer other,
        Customer before,
        Customer after,
        Optional<TradeRecord> otherTrade,
        Optional<TradeRecord> tradeBefore,
        Optional<TradeRecord> tradeAfter,
        Map<String, List<String>> moved,
        Map<String, Mergeable.Sale> sales,
        List<String> children,
        List<String> reminders,
        Instant at,
        String by,
        String reason,
        Optional<Instant> undoneAt)
        implements Entity<MergeRecord> {

    /** The kind. Merges that were undone lead nowhere: they are found by no index. */
    static final Kind<MergeRecord> KIND = Kind.plain(
                    RecordType.named("customer_merge", 1)
                            .indexes(IndexSpec.text("survivor"), IndexSpec.text("external"))
                            .build(),
                    MergeRecord.class,
                    (merge, values) -> {
                        if (merge.stands()) {
                            values.text("survivor", merge.survivor())
                                    .text(
                                            "external",
                                            merge.other().trace().external().orElse(null));
                        }
                    })
            .sealing("other", "before", "after");

    /** Copies what is many. */
    MergeRecord {
        moved = Map.copyOf(moved);
        sales = Map.copyOf(sales);
        children = List.copyOf(children);
        reminders = List.copyOf(reminders);
    }

    /** {@return id of the customer that it leads to, unless it was undone} */
    Optional<String> heir() {
        return Optional.of(survivor).filter(to -> stands());
    }

    boolean stands() {
        return undoneAt.isEmpty();
    }

    MergeRecord undone(Instant when) {
        return new MergeRecord(
                id,
                version,
                survivor,
                other,
                before,
                after,
                otherTrade,
                tradeBefore,
                tradeAfter,
                moved,
                sales,
                children,
                reminders,
                at,
                by,
                reason,
                Optional.of(when));
    }

    @Override
    public MergeRecord withVersion(long next) {
        return new MergeRecord(
                id,
                next,
                survivor,
                other,
                before,
                after,
                otherTrade,
                tradeBefore,
                tradeAfter,
                moved,
                sales,
                children,
                reminders,
                at,
                by,
                reason,
                undoneAt);
    }
}
