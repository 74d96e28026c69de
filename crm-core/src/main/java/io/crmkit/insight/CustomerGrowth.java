package io.crmkit.insight;

import io.crmkit.customer.Customer;
import io.crmkit.customer.TradeRecord;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Unit;
import io.crmkit.scoring.Lifecycle.Stage;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** New, lost and won-back customers by month (INS-01, LIF-01), counted in the store. */
final class CustomerGrowth {

    private CustomerGrowth() {}

    static Report of(Unit unit, ZoneId zone, int months) {
        YearMonth last = YearMonth.from(unit.today());
        List<YearMonth> told = new ArrayList<>();
        for (int back = months - 1; back >= 0; back--) {
            told.add(last.minusMonths(back));
        }
        Map<String, Long> turned = turned(unit, told);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (YearMonth month : told) {
            rows.add(Arrays.asList(
                    month.toString(),
                    created(unit, begin(month, zone), begin(month.plusMonths(1), zone)),
                    turned.getOrDefault(TradeRecord.turned(Stage.LOST, month), 0L),
                    turned.getOrDefault(TradeRecord.turned(Stage.WON_BACK, month), 0L)));
        }
        return new Report(
                "growth",
                Messages.label("report.title.growth"),
                List.of(
                        new Column("month", Messages.label("report.month"), CellType.TEXT),
                        new Column("new", Messages.label("report.growth.new"), CellType.COUNT),
                        new Column("lost", Messages.label("report.growth.lost"), CellType.COUNT),
                        new Column("won-back", Messages.label("report.growth.won-back"), CellType.COUNT)),
                rows,
                List.of(Messages.label("report.growth.note")));
    }

    private static Instant begin(YearMonth month, ZoneId zone) {
        return month.atDay(1).atStartOfDay(zone).toInstant();
    }

    private static long created(Unit unit, Instant from, Instant until) {
        return CustomerSpread.number(unit.tally(
                        Customer.KIND, Filter.range(Customer.CREATED, from, until), List.of(), List.of(Measure.count()))
                .get(0));
    }

    private static Map<String, Long> turned(Unit unit, List<YearMonth> months) {
        List<String> wanted = new ArrayList<>();
        months.forEach(month -> {
            wanted.add(TradeRecord.turned(Stage.LOST, month));
            wanted.add(TradeRecord.turned(Stage.WON_BACK, month));
        });
        Map<String, Long> counts = new HashMap<>();
        for (Tally.Group group : unit.tally(
                TradeRecord.KIND,
                Filter.anyOf(TradeRecord.TURNED, wanted),
                List.of(TradeRecord.TURNED),
                List.of(Measure.count()))) {
            counts.put(String.valueOf(group.keys().get(0)), CustomerSpread.number(group));
        }
        return counts;
    }
}
