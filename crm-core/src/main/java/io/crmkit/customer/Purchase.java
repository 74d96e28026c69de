package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.time.LocalDate;
import java.util.Optional;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A trade fact: something a customer bought (CUS-02, trade). It is never changed. Immutable.
 *
 * @param id the id
 * @param version always 1
 * @param customer id of the customer
 * @param date when it was bought
 * @param quantity how many, 1 or more
 * @param amount for how much; absent only for a reader who may not see it (ACC-07)
 * @param trace where it comes from
 */
@AggregateRoot
public record Purchase(
        @Identity String id,
        long version,
        String customer,
        LocalDate date,
        long quantity,
        Optional<Money> amount,
        Trace trace)
        implements Entity<Purchase> {

    /** The kind. */
    public static final Kind<Purchase> KIND = Kind.plain(
                    RecordType.named("purchase", 1)
                            .appendOnly()
                            .indexes(
                                    IndexSpec.text("customer"),
                                    IndexSpec.date("date"),
                                    IndexSpec.text("currency"),
                                    IndexSpec.decimal("amount", Money.MAX_SCALE),
                                    IndexSpec.text("external").asUniqueForever())
                            .orders(OrderSpec.descending("by_date", "date"))
                            .build(),
                    Purchase.class,
                    (p, values) -> values.text("customer", p.customer())
                            .date("date", p.date())
                            .text("currency", p.amount().map(Money::currency).orElse(null))
                            .decimal("amount", p.amount().map(Money::indexed).orElse(null))
                            .text("external", p.trace().external().orElse(null)))
            .behindWalls(WalledField.of(Purchase.class, "amount", "amount").toldBy("amount", "currency"))
            .underAudit();

    @Override
    public Purchase withVersion(long other) {
        return this;
    }
}
