package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.scoring.TradeHistory;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import java.util.Set;

/**
 * What a customer bought, added up, so that grades, silence and lifecycle need no second look at the purchases. Kept by
 * {@link Purchases} in the same change set as each purchase. Its owner is the customer's, so that reports keep to scopes.
 *
 * @param id id of the customer
 * @param version how often it was written
 * @param owner id of the customer's owner, if it has one
 * @param currency ISO 4217 code; a customer buys in one currency
 * @param history what was bought, by day
 */
public record TradeRecord(String id, long version, Optional<String> owner, String currency, TradeHistory history)
        implements Entity<TradeRecord> {

    /** The kind. Who may see customers may see what they bought. */
    public static final Kind<TradeRecord> KIND = new Kind<>(
            RecordType.named("trade", 1)
                    .scoped()
                    .indexes(
                            IndexSpec.text("owner"),
                            IndexSpec.text("currency"),
                            IndexSpec.date("first"),
                            IndexSpec.date("last"),
                            IndexSpec.integer("purchases"),
                            IndexSpec.decimal("total", Money.MAX_SCALE))
                    .build(),
            "customer",
            TradeRecord.class,
            (t, values) -> values.text("owner", t.owner().orElse(null))
                    .text("currency", t.currency())
                    .date("first", t.history().first().orElse(null))
                    .date("last", t.history().last().orElse(null))
                    .integer("purchases", t.history().purchases())
                    .decimal("total", t.total().setScale(Money.MAX_SCALE, RoundingMode.UNNECESSARY)),
            TradeRecord::owner,
            t -> Set.of(),
            false);

    /** {@return the sum of all purchases} */
    public BigDecimal total() {
        return history.days().stream().map(TradeHistory.Day::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    TradeRecord plus(LocalDate day, BigDecimal amount) {
        return new TradeRecord(id, version, owner, currency, history.plus(day, amount));
    }

    TradeRecord withOwner(Optional<String> other) {
        return new TradeRecord(id, version, other, currency, history);
    }

    @Override
    public TradeRecord withVersion(long other) {
        return new TradeRecord(id, other, owner, currency, history);
    }
}
