package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;

/**
 * When a customer was seen last (CUS-15). It stands beside the customer, so that no report changes the customer's version.
 *
 * @param id id of the customer
 * @param version how often it was written
 * @param at when
 */
public record CustomerSeen(String id, long version, Instant at) implements Entity<CustomerSeen> {

    /** The order of those seen, the last first. */
    static final String LATEST = "latest";

    /** The kind. */
    public static final Kind<CustomerSeen> KIND = new Kind<>(
            RecordType.named("customer_seen", 1)
                    .indexes(IndexSpec.instant("at"))
                    .orders(OrderSpec.descending(LATEST, "at"))
                    .build(),
            "presence",
            CustomerSeen.class,
            (s, values) -> values.instant("at", s.at().truncatedTo(ChronoUnit.MICROS)),
            s -> Optional.empty(),
            s -> Set.of(),
            false);

    CustomerSeen at(Instant now) {
        return new CustomerSeen(id, version, now);
    }

    @Override
    public CustomerSeen withVersion(long other) {
        return new CustomerSeen(id, other, at);
    }
}
