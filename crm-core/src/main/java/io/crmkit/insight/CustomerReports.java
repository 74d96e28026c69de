package io.crmkit.insight;

import io.crmkit.customer.Evaluation;
import io.crmkit.customer.GradingRun;
import io.crmkit.customer.TradeColumns;
import io.crmkit.customer.TradeRecord;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.policy.Segment;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.scoring.SilencePolicy;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The reports over what customers bought (INS-01). Every figure is counted and summed in the store. */
final class CustomerReports {

    private CustomerReports() {}

    /** Customers by how long they have been silent (LIF-04, LIF-08): a boundary is a date, so the store can count. */
    static Report silence(Unit unit, Evaluation evaluation) {
        if (!unit.standing().policy().segments().isEmpty()) {
            return silenceBySegment(unit, evaluation);
        }
        ScoringPolicy scoring = unit.standing().policy().get(ScoringPolicy.SECTION);
        SilencePolicy policy = scoring.silence();
        TradeColumns columns = TradeColumns.of(scoring.source());
        String last = columns.last();
        LocalDate reminder = silentSince(unit.today(), policy.reminderMonths());
        LocalDate atRisk = silentSince(unit.today(), policy.atRiskMonths());
        LocalDate dormant = silentSince(unit.today(), policy.dormantMonths());
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long active =
                add(rows, unit, columns, Messages.label("report.silence.active"), Filter.range(last, reminder, null));
        long reminded = add(
                rows,
                unit,
                columns,
                Messages.label("report.silence.reminder", policy.reminderMonths()),
                Filter.range(last, atRisk, reminder));
        long risky = add(
                rows,
                unit,
                columns,
                Messages.label("report.silence.at-risk", policy.atRiskMonths()),
                Filter.range(last, null, atRisk));
        add(
                rows,
                unit,
                columns,
                Messages.label("report.silence.dormant", policy.dormantMonths()),
                Filter.range(last, null, dormant));
        return new Report(
                Reports.Name.SILENCE.key(),
                Messages.label("report.title.silence"),
                columns("silence", "report.silence"),
                rows,
                List.of(
                        Messages.label(
                                "report.silence.total",
                                Figures.count(active + reminded + risky),
                                Figures.count(reminded + risky),
                                policy.reminderMonths()),
                        Messages.label("report.silence.ownerless")));
    }

    private static Report silenceBySegment(Unit unit, Evaluation evaluation) {
        SilenceCount.Counted counted = SilenceCount.of(unit, evaluation);
        List<Column> columns =
                new ArrayList<>(List.of(new Column("segment", Messages.label("report.segment"), CellType.TEXT)));
        columns.addAll(columns("silence", "report.silence"));
        List<Label> notes = new ArrayList<>(List.of(
                Messages.label(
                        "report.silence.total-by-segment",
                        Figures.count(counted.customers()),
                        Figures.count(counted.silent())),
                Messages.label("report.silence.ownerless")));
        if (counted.unseen()) {
            notes.add(Messages.label("report.silence.unseen"));
        }
        return new Report(
                Reports.Name.SILENCE.key(), Messages.label("report.title.silence"), columns, counted.rows(), notes);
    }

    /** The first day of the month from which on a purchase keeps a customer from being silent for so many full months. */
    private static LocalDate silentSince(LocalDate today, int months) {
        return YearMonth.from(today).minusMonths(months).atDay(1);
    }

    /**
     * Customers by the grade that counts today (SCO-01, SCO-02). What the last evaluation of the whole base stored is counted
     * in the store as long as it is of today and of the policy in force; otherwise every customer is judged anew.
     */
    static Report grades(Unit unit, Evaluation evaluation) {
        ScoringPolicy scoring = unit.standing().policy().get(ScoringPolicy.SECTION);
        Policy policy = unit.standing().policy();
        boolean stored = !Evaluation.moves(policy)
                && unit.find(GradingRun.KIND, GradingRun.ID)
                        .filter(run -> run.isOf(unit.today(), policy.version()))
                        .isPresent();
        Map<String, GradeCount> counts = stored
                ? GradeCount.stored(unit, TradeColumns.of(scoring.source()))
                : GradeCount.judged(unit, evaluation, scoring.source());
        List<String> order = policy.variants().stream()
                .flatMap(variant -> variant.policy().get(ScoringPolicy.SECTION).knownGrades().stream())
                .distinct()
                .collect(Collectors.toCollection(ArrayList::new));
        counts.keySet().stream().filter(grade -> !order.contains(grade)).forEach(order::add);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        for (String grade : order) {
            GradeCount count = counts.getOrDefault(grade, new GradeCount());
            Label name = grade.isEmpty() ? Messages.label("report.grades.none") : new Label(grade, grade);
            rows.addAll(count.rows(name));
        }
        List<Label> notes = new ArrayList<>();
        notes.add(Messages.label(
                "report.grades.basis",
                strategy(scoring.strategy().id()),
                Messages.label("basis." + scoring.basis().name().toLowerCase(Locale.ROOT)),
                Messages.label("report.source." + scoring.source().name().toLowerCase(Locale.ROOT))));
        String gradedApart =
                Evaluation.gradedApart(policy).stream().map(Segment::name).collect(Collectors.joining(", "));
        if (!gradedApart.isEmpty()) {
            notes.add(Messages.label("report.grades.segments", gradedApart));
        }
        notes.add(Messages.label(stored ? "report.grades.stored" : "report.grades.judged", unit.today()));
        return new Report(
                Reports.Name.GRADES.key(),
                Messages.label("report.title.grades"),
                columns("grade", "report.grade"),
                rows,
                notes);
    }

    /** What people call a strategy: those of others are known by their ids only. */
    private static Object strategy(String id) {
        String code = "grading.strategy." + id;
        return Messages.englishCodes().contains(code) ? Messages.label(code) : id;
    }

    /** Adds a row for each currency and answers how many customers there are. */
    private static long add(
            List<List<@Nullable Object>> rows, Unit unit, TradeColumns columns, Label name, Filter filter) {
        long customers = 0;
        boolean first = true;
        List<Tally.Group> groups = unit.tally(
                TradeRecord.KIND,
                filter,
                List.of(columns.currency()),
                List.of(Measure.count(), Measure.sum(columns.count()), Measure.sum(columns.total())));
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

    static List<@Nullable Object> row(@Nullable Object... cells) {
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
}
