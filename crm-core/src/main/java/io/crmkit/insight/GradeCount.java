package io.crmkit.insight;

import io.crmkit.customer.Evaluation;
import io.crmkit.customer.Evaluation.Graded;
import io.crmkit.customer.Ledger;
import io.crmkit.customer.TradeColumns;
import io.crmkit.customer.TradeRecord;
import io.crmkit.internal.road.Unit;
import io.crmkit.scoring.AmountSource;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How many customers have a grade, and what they brought, by currency. Not safe for use by many threads. */
final class GradeCount {

    private static final int PAGE = 1_000;

    /** What those of one currency brought. */
    private static final class Brought {
        private long customers;
        private long count;
        private BigDecimal total = BigDecimal.ZERO;
    }

    private long ownerless;
    private final TreeMap<String, Brought> byCurrency = new TreeMap<>();

    void add(String currency, long customers, long without, long count, BigDecimal total) {
        Brought brought = byCurrency.computeIfAbsent(currency, c -> new Brought());
        brought.customers += customers;
        brought.count += count;
        brought.total = brought.total.add(total);
        ownerless += without;
    }

    /** Counted and summed in the store. A grade by hand that is over gives way to the computed one. */
    static Map<String, GradeCount> stored(Unit unit, TradeColumns columns) {
        Filter over = Filter.range("by_hand_until", null, unit.today());
        Map<String, GradeCount> counts = new TreeMap<>();
        add(counts, unit, columns, Filter.not(over), "grade");
        add(counts, unit, columns, over, "computed");
        return counts;
    }

    private static void add(
            Map<String, GradeCount> counts, Unit unit, TradeColumns columns, Filter filter, String grade) {
        List<Tally.Group> groups = unit.tally(
                TradeRecord.KIND,
                filter,
                List.of(grade, columns.currency()),
                List.of(Measure.count(), Measure.sum(columns.count()), Measure.sum(columns.total())));
        for (Tally.Group group : groups) {
            of(counts, key(group, 0))
                    .add(
                            key(group, 1),
                            number(group, 0),
                            0,
                            number(group, 1),
                            decimal(group.measures().get(2)));
        }
        unit.tally(
                        TradeRecord.KIND,
                        Filter.and(filter, Filter.not(Filter.present("owner"))),
                        List.of(grade),
                        List.of(Measure.count()))
                .forEach(group -> of(counts, key(group, 0)).ownerless += number(group, 0));
    }

    /** Every customer judged anew. */
    static Map<String, GradeCount> judged(Unit unit, Evaluation evaluation, AmountSource source) {
        Map<String, GradeCount> counts = new TreeMap<>();
        Optional<String> token = Optional.empty();
        do {
            Unit batch = unit.another(); // what was read for one batch need not be kept for the next
            Listing<TradeRecord> page = batch.all(TradeRecord.KIND, Filter.all(), PAGE, token);
            for (Graded graded : evaluation.grades(batch, page.items())) {
                TradeRecord trade = graded.trade();
                Ledger ledger = trade.ledger(source);
                of(counts, graded.grade().orElse(""))
                        .add(
                                ledger.currency().orElse(""),
                                1,
                                trade.owner().isEmpty() ? 1 : 0,
                                ledger.history().purchases(),
                                ledger.total());
            }
            token = page.next();
        } while (token.isPresent());
        return counts;
    }

    private static GradeCount of(Map<String, GradeCount> counts, String grade) {
        return counts.computeIfAbsent(grade, g -> new GradeCount());
    }

    private static String key(Tally.Group group, int i) {
        Object key = group.keys().get(i);
        return key == null ? "" : String.valueOf(key);
    }

    private static long number(Tally.Group group, int i) {
        Object value = group.measures().get(i);
        return value == null ? 0 : decimal(value).longValueExact();
    }

    private static BigDecimal decimal(@Nullable Object value) {
        return value == null ? BigDecimal.ZERO : new BigDecimal(String.valueOf(value));
    }

    /** A row for each currency. */
    List<List<@Nullable Object>> rows(Label name) {
        Brought nothing = byCurrency.size() > 1 ? byCurrency.remove("") : null;
        if (nothing != null) { // who brought nothing has no currency, and no row of its own
            byCurrency.firstEntry().getValue().customers += nothing.customers;
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        byCurrency.forEach((currency, brought) -> {
            boolean first = rows.isEmpty();
            rows.add(CustomerReports.row(
                    first ? name : null,
                    brought.customers,
                    first ? ownerless : null,
                    brought.count,
                    currency.isEmpty() ? null : new Money(brought.total, currency)));
        });
        if (rows.isEmpty()) {
            rows.add(CustomerReports.row(name, 0L, 0L, 0L, null));
        }
        return rows;
    }
}
