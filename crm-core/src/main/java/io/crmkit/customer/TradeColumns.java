package io.crmkit.customer;

import io.crmkit.scoring.AmountSource;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.IndexSpec;
import java.util.List;

/**
 * The indexes of {@link TradeRecord} that hold the figures of one source: reports count and sum over those of the source in
 * force.
 *
 * @param currency of the amounts
 * @param first the day of the first
 * @param last the day of the last
 * @param count how many there were
 * @param total their sum
 */
public record TradeColumns(String currency, String first, String last, String count, String total) {

    private static final TradeColumns PURCHASES = new TradeColumns("currency", "first", "last", "purchases", "total");
    private static final TradeColumns DEALS =
            new TradeColumns("deal_currency", "first_deal", "last_deal", "deals", "deal_total");

    /**
     * The indexes of a source.
     *
     * @param source the source
     * @return their names
     */
    public static TradeColumns of(AmountSource source) {
        return source == AmountSource.PURCHASES ? PURCHASES : DEALS;
    }

    List<IndexSpec> specs() {
        return List.of(
                IndexSpec.text(currency),
                IndexSpec.date(first),
                IndexSpec.date(last),
                IndexSpec.integer(count),
                IndexSpec.decimal(total, Money.MAX_SCALE));
    }
}
