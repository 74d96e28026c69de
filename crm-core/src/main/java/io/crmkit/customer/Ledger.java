package io.crmkit.customer;

import io.crmkit.scoring.TradeHistory;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.IndexValues;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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

    /** Both together; they must be in one currency. */
    Ledger plus(Ledger other) {
        if (other.history.days().isEmpty()) {
            return this;
        }
        List<TradeHistory.Day> all = new ArrayList<>(history.days());
        all.addAll(other.history.days());
        return new Ledger(other.currency, TradeHistory.of(all));
    }

    /** This without what another has; what is not there stays away. */
    Ledger minus(Ledger other) {
        Map<LocalDate, TradeHistory.Day> less = new TreeMap<>();
        history.days().forEach(day -> less.put(day.day(), day));
        other.history
                .days()
                .forEach(gone -> less.computeIfPresent(
                        gone.day(),
                        (day, known) -> known.purchases() <= gone.purchases()
                                ? null
                                : new TradeHistory.Day(
                                        day,
                                        known.purchases() - gone.purchases(),
                                        known.amount().subtract(gone.amount()))));
        return less.isEmpty() ? NONE : new Ledger(currency, new TradeHistory(List.copyOf(less.values())));
    }

    /** Whether both can be added up: amounts of two currencies never are. */
    boolean takes(Ledger other) {
        return currency.isEmpty() || other.currency.isEmpty() || currency.equals(other.currency);
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
