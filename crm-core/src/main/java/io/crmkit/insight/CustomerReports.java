package io.crmkit.insight;

import io.crmkit.customer.TradeRecord;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Unit;
import io.crmkit.scoring.GradeBands;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.scoring.SilencePolicy;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The reports over what customers bought (INS-01). Every figure is counted and summed in the store. */
final class CustomerReports {

    private CustomerReports() {}

    /** Customers by how long they have been silent (LIF-04, LIF-08): a boundary is a date, so the store can count. */
    static Report silence(Unit unit) {
        SilencePolicy policy =
                unit.standing().policy().get(ScoringPolicy.SECTION).silence();
        LocalDate reminder = silentSince(unit.today(), policy.reminderMonths());
        LocalDate atRisk = silentSince(unit.today(), policy.atRiskMonths());
        LocalDate dormant = silentSince(unit.today(), policy.dormantMonths());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long active = add(rows, unit, Messages.label("report.silence.active"), Filter.range("last", reminder, null));
        long reminded = add(
                rows,
                unit,
                label("report.silence.reminder", policy.reminderMonths()),
                Filter.range("last", atRisk, reminder));
        long risky = add(
                rows, unit, label("report.silence.at-risk", policy.atRiskMonths()), Filter.range("last", null, atRisk));
        add(rows, unit, label("report.silence.dormant", policy.dormantMonths()), Filter.range("last", null, dormant));
        return new Report(
                Reports.Name.SILENCE.key(),
                Messages.label("report.title.silence"),
                columns("silence", "report.silence"),
                rows,
                List.of(
                        label(
                                "report.silence.total",
                                active + reminded + risky,
                                reminded + risky,
                                policy.reminderMonths()),
                        Messages.label("report.silence.ownerless")));
    }

    /** The first day of the month from which on a purchase keeps a customer from being silent for so many full months. */
    private static LocalDate silentSince(LocalDate today, int months) {
        return YearMonth.from(today).minusMonths(months).atDay(1);
    }

    /** Customers by lifetime amount and grade (SCO-01). */
    static Report grades(Unit unit) {
        GradeBands bands = unit.standing().policy().get(ScoringPolicy.SECTION).grades();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        @Nullable BigDecimal above = null;
        for (int i = 0; i < bands.bands().size(); i++) {
            GradeBands.Band band = bands.bands().get(i);
            boolean lowest = i + 1 == bands.bands().size();
            BigDecimal from = lowest ? null : band.from().setScale(Money.MAX_SCALE, RoundingMode.HALF_UP);
            Filter filter = from == null && above == null ? Filter.all() : Filter.range("total", from, above);
            add(rows, unit, new Label(band.grade(), band.grade()), filter);
            above = from;
        }
        return new Report(
                Reports.Name.GRADES.key(),
                Messages.label("report.title.grades"),
                columns("grade", "report.grade"),
                rows,
                List.of(new Label(
                        Messages.text(Locale.CHINESE, "report.grades.basis", Messages.label("basis.lifetime")),
                        Messages.text(Locale.ENGLISH, "report.grades.basis", Messages.label("basis.lifetime")))));
    }

    /** Adds a row for each currency and answers how many customers there are. */
    private static long add(List<List<@Nullable Object>> rows, Unit unit, Label name, Filter filter) {
        long customers = 0;
        boolean first = true;
        List<Tally.Group> groups = unit.tally(
                TradeRecord.KIND,
                filter,
                List.of("currency"),
                List.of(Measure.count(), Measure.sum("purchases"), Measure.sum("total")));
        List<Tally.Group> ownerless = unit.tally(
                TradeRecord.KIND,
                Filter.and(filter, Filter.not(Filter.present("owner"))),
                List.of(),
                List.of(Measure.count()));
        for (Tally.Group group : groups) {
            long count = (Long) value(group, 0);
            customers += count;
            rows.add(row(
                    first ? name : null,
                    count,
                    first ? value(ownerless.get(0), 0) : null,
                    ((BigDecimal) value(group, 1)).longValueExact(),
                    new Money(
                            (BigDecimal) value(group, 2),
                            String.valueOf(group.keys().get(0)))));
            first = false;
        }
        if (groups.isEmpty()) {
            rows.add(row(name, 0L, 0L, 0L, null));
        }
        return customers;
    }

    private static Object value(Tally.Group group, int i) {
        Object value = group.measures().get(i);
        return value == null ? 0L : value;
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return Arrays.asList(cells);
    }

    private static List<Column> columns(String key, String label) {
        return List.of(
                new Column(key, Messages.label(label), CellType.TEXT),
                new Column("customers", Messages.label("report.customers"), CellType.COUNT),
                new Column("ownerless", Messages.label("report.ownerless"), CellType.COUNT),
                new Column("purchases", Messages.label("report.purchases"), CellType.COUNT),
                new Column("amount", Messages.label("report.amount-bought"), CellType.MONEY));
    }

    private static Label label(String code, Object... args) {
        return new Label(Messages.text(Locale.CHINESE, code, args), Messages.text(Locale.ENGLISH, code, args));
    }
}
