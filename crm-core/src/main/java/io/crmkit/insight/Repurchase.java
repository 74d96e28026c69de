package io.crmkit.insight;

import io.crmkit.access.Directory;
import io.crmkit.access.User;
import io.crmkit.customer.TradeColumns;
import io.crmkit.customer.TradeRecord;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Unit;
import io.crmkit.scoring.AmountSource;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.scoring.TradeHistory;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How many of those who bought in a period bought again in it (INS-01). Those whose whole history lies in the period are counted in the
 * store; only the histories that reach across its ends are read.
 */
final class Repurchase {

    private static final int PAGE = 1_000;
    private static final int AGAIN = 2;

    /** The customers of one owner. */
    private static final class Count {
        private long bought;
        private long again;
    }

    private final Unit unit;
    private final AmountSource source;
    private final TradeColumns columns;
    private final Map<String, Count> counts = new TreeMap<>();

    private Repurchase(Unit unit) {
        this.unit = unit;
        source = unit.standing().policy().get(ScoringPolicy.SECTION).source();
        columns = TradeColumns.of(source);
    }

    static Report of(Unit unit, Directory directory, LocalDate from, LocalDate to) {
        Repurchase repurchase = new Repurchase(unit);
        repurchase.within(from, to.plusDays(1));
        repurchase.across(from, to.plusDays(1));
        return repurchase.report(directory, from, to);
    }

    private Count count(@Nullable Object owner) {
        return counts.computeIfAbsent(owner == null ? "" : String.valueOf(owner), id -> new Count());
    }

    private void within(LocalDate from, LocalDate until) {
        Filter inside =
                Filter.and(Filter.range(columns.first(), from, null), Filter.range(columns.last(), null, until));
        for (Tally.Group group : tally(inside)) {
            count(group.keys().get(0)).bought += CustomerSpread.number(group);
        }
        for (Tally.Group group : tally(Filter.and(inside, Filter.range(columns.count(), (long) AGAIN, null)))) {
            count(group.keys().get(0)).again += CustomerSpread.number(group);
        }
    }

    private List<Tally.Group> tally(Filter filter) {
        return unit.tally(TradeRecord.KIND, filter, List.of("owner"), List.of(Measure.count()));
    }

    private void across(LocalDate from, LocalDate until) {
        Filter reaching = Filter.and(
                Filter.range(columns.first(), null, until),
                Filter.range(columns.last(), from, null),
                Filter.or(Filter.range(columns.first(), null, from), Filter.range(columns.last(), until, null)));
        Optional<String> token = Optional.empty();
        do {
            Unit batch = unit.another(); // what was read for one batch need not be kept for the next
            Listing<TradeRecord> page = batch.all(TradeRecord.KIND, reaching, PAGE, token);
            for (TradeRecord trade : page.items()) {
                long purchases = trade.ledger(source).history().days().stream()
                        .filter(day -> !day.day().isBefore(from) && day.day().isBefore(until))
                        .mapToLong(TradeHistory.Day::purchases)
                        .sum();
                Count count = count(trade.owner().orElse(null));
                count.bought += purchases > 0 ? 1 : 0;
                count.again += purchases >= AGAIN ? 1 : 0;
            }
            token = page.next();
        } while (token.isPresent());
    }

    private Report report(Directory directory, LocalDate from, LocalDate to) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        counts.entrySet().stream()
                .filter(entry -> entry.getValue().bought > 0)
                .sorted(Comparator.<Map.Entry<String, Count>>comparingLong(entry -> -entry.getValue().bought)
                        .thenComparing(Map.Entry::getKey))
                .forEach(entry -> rows.add(row(
                        entry.getKey().isEmpty()
                                ? Messages.label("report.none")
                                : directory
                                        .user(entry.getKey())
                                        .map(User::name)
                                        .map(name -> new Label(name, name))
                                        .orElseGet(() -> new Label(entry.getKey(), entry.getKey())),
                        entry.getValue().bought,
                        entry.getValue().again)));
        rows.add(row(
                Messages.label("report.total"),
                counts.values().stream().mapToLong(one -> one.bought).sum(),
                counts.values().stream().mapToLong(one -> one.again).sum()));
        return new Report(
                "repurchase",
                Messages.label("report.title.repurchase", from, to),
                List.of(
                        new Column("owner", Messages.label("field.owner"), CellType.TEXT),
                        new Column("bought", Messages.label("report.repurchase.bought"), CellType.COUNT),
                        new Column("again", Messages.label("report.repurchase.again"), CellType.COUNT),
                        new Column("rate", Messages.label("report.repurchase.rate"), CellType.PERCENT)),
                rows,
                List.of(Messages.label(
                        "report.repurchase.note",
                        Messages.label("report.source." + source.name().toLowerCase(java.util.Locale.ROOT)))));
    }

    private static List<@Nullable Object> row(Label owner, long bought, long again) {
        return Arrays.asList(owner, bought, again, CustomerSpread.percent(again, bought));
    }
}
