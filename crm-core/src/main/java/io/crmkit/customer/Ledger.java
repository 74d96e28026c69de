package io.crmkit.customer;

import io.crmkit.scoring.TradeHistory;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.IndexValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Optional;
import org.jmolecules.ddd.annotation.ValueObject;

/**
 * What one customer brought from one source, added up by day, in one currency. Immutable.
 *
 * @param currency ISO 4217 code; absent as long as there is nothing
 * @param history what there was, by day
 */
@ValueObject
public record Ledger(Optional<String> currency, TradeHistory history) {

    private static final Ledger NONE = new Ledger(Optional.empty(), TradeHistory.none());

    /** {@return a ledger in which nothing stands yet} */
    public static Ledger none() {
        return NONE;
    }

    /**
     * Whether an amount can be added: amounts of two currencies are never added up.
     *
     * @param amount the amount
     * @return whether it is in this ledger's currency, or the first
     */
    public boolean takes(Money amount) {
        return currency.filter(c -> !c.equals(amount.currency())).isEmpty();
    }

    Ledger plus(LocalDate day, Money amount) {
        return new Ledger(Optional.of(amount.currency()), history.plus(day, amount.amount()));
    }

    Ledger minus(LocalDate day, Money amount) {
        TradeHistory less = history.minus(day, amount.amount());
        return less.days().isEmpty() ? NONE : new Ledger(currency, less);
    }

    /** {@return the sum of everything} */
    public BigDecimal total() {
        return history.days().stream().map(TradeHistory.Day::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    void index(IndexValues.Builder values, TradeColumns columns) {
        values.text(columns.currency(), currency.orElse(null))
                .date(columns.first(), history.first().orElse(null))
                .date(columns.last(), history.last().orElse(null))
                .integer(columns.count(), history.purchases())
                .decimal(columns.total(), total().setScale(Money.MAX_SCALE, RoundingMode.UNNECESSARY));
    }
}
