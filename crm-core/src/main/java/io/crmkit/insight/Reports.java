package io.crmkit.insight;

import io.crmkit.access.Directory;
import io.crmkit.access.DirectoryCache;
import io.crmkit.access.User;
import io.crmkit.catalogue.Product;
import io.crmkit.customer.Customer;
import io.crmkit.customer.Evaluation;
import io.crmkit.customer.TradeRecord;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.pipeline.Lead;
import io.crmkit.pipeline.Opportunity;
import io.crmkit.pipeline.PipelinePolicy;
import io.crmkit.pipeline.PipelinePolicy.Meaning;
import io.crmkit.pipeline.PipelinePolicy.StageDefinition;
import io.crmkit.pipeline.Stage;
import io.crmkit.scoring.GradeBands;
import io.crmkit.scoring.ScoringPolicy;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The reports (INS-04, INS-06). Every figure is counted and summed in the store, over what the reader may see. Amounts of
 * different currencies are never added up. Got from a session.
 */
public final class Reports {

    private static final Operation VIEW = Operation.of("report.view", "report", "view");
    private static final String NOBODY = "";

    /** The names of the reports. */
    public enum Name {
        /** Opportunities by stage. */
        FUNNEL,
        /** Won deals by month. */
        WON,
        /** Results by rep. */
        REPS,
        /** Results by the manager that reps report to. */
        MANAGERS,
        /** Results by department. */
        OFFICES,
        /** Results by main product. */
        PRODUCTS,
        /** Results by customer, with grades. */
        ACCOUNTS,
        /** How long deals take. */
        CYCLE,
        /** Customers by grade. */
        GRADES,
        /** Customers that have gone silent. */
        SILENCE,
        /** How complete what is known of customers is. */
        COMPLETENESS;

        private boolean isOfCustomers() {
            return this == GRADES || this == SILENCE;
        }

        /** {@return as the command line calls it} */
        public String key() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What results are put together by: a record, not its name, so that namesakes stay apart.
     *
     * @param id the record's id, empty for no record
     * @param name what people call it: a text or a {@link Label}
     * @param distinction what tells it from a namesake
     */
    private record Group(String id, Object name, String distinction) {
        static final Group NONE = new Group("", Messages.label("report.none"), "");
        static final Group HIDDEN = new Group("", Messages.label("report.hidden"), "");

        boolean isRecord() {
            return !id.isEmpty();
        }

        Object shown(java.util.Collection<Group> others) {
            boolean alone = others.stream().filter(g -> g.name().equals(name)).count() < 2;
            return alone ? name : name + " (" + distinction + ")";
        }
    }

    /** What deals came to, in one group. */
    private static final class Result {
        private long won;
        private long lost;
        private final Map<String, BigDecimal> amounts = new TreeMap<>();

        void add(Meaning meaning, long count, @Nullable String currency, BigDecimal amount) {
            if (meaning == Meaning.WON || meaning == Meaning.CLOSED) {
                won += count;
                if (currency != null) {
                    amounts.merge(currency, amount, BigDecimal::add);
                }
            } else if (meaning == Meaning.LOST) {
                lost += count;
            }
        }

        void add(Result other) {
            won += other.won;
            lost += other.lost;
            other.amounts.forEach((currency, amount) -> amounts.merge(currency, amount, BigDecimal::add));
        }
    }

    private final Road road;
    private final Actor actor;
    private final DirectoryCache directory;
    private final Evaluation evaluation;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param directory knows names
     * @param evaluation judges customers
     */
    public Reports(Road road, Actor actor, DirectoryCache directory, Evaluation evaluation) {
        this.evaluation = evaluation;
        this.road = road;
        this.actor = actor;
        this.directory = directory;
    }

    /**
     * A report.
     *
     * @param name which
     * @return the report, over what the reader may see
     */
    public Outcome<Report> get(Name name) {
        return road.read(actor, VIEW, unit -> {
            Permission opportunities = Permission.of(
                    name == Name.COMPLETENESS
                            ? Customer.KIND.module()
                            : name.isOfCustomers() ? "purchase" : Opportunity.KIND.name(),
                    "view");
            if (!unit.standing().holds(opportunities)) {
                return Outcome.refused(opportunities.lacking());
            }
            if (name.isOfCustomers()) {
                unit.require(TradeRecord.KIND.module(), TradeRecord.TRADED);
            }
            if (name == Name.COMPLETENESS) {
                return CompletenessReport.of(unit, directory.current());
            }
            return Outcome.done(
                    switch (name) {
                        case FUNNEL -> funnel(unit);
                        case WON -> won(unit);
                        case REPS -> by(unit, name, "owner", "kind.user", this::user);
                        case MANAGERS -> by(unit, name, "owner", "field.superior", this::manager);
                        case OFFICES -> by(unit, name, "owner", "kind.department", this::office);
                        case PRODUCTS ->
                            by(unit, name, "product", "kind.product", named(unit, Product.KIND, Product::name));
                        case ACCOUNTS -> accounts(unit);
                        case CYCLE -> cycle(unit);
                        case GRADES -> CustomerReports.grades(unit, evaluation);
                        case SILENCE -> CustomerReports.silence(unit, evaluation);
                        case COMPLETENESS -> throw new IllegalStateException("reported above");
                    });
        });
    }

    private Report funnel(Unit unit) {
        PipelinePolicy policy = unit.standing().policy().get(PipelinePolicy.SECTION);
        Map<String, Map<String, BigDecimal>> amounts = new TreeMap<>();
        Map<String, Long> counts = new TreeMap<>();
        for (Tally.Group group : unit.tally(
                Opportunity.KIND,
                Filter.all(),
                List.of("stage", "currency"),
                List.of(Measure.count(), Measure.sum("amount"), Measure.sum("expected")))) {
            String stage = (String) key(group, 0);
            counts.merge(stage, (Long) figure(group, 0), Long::sum);
            Object currency = group.keys().get(1);
            if (currency != null) {
                boolean open = policy.find(new Stage(stage))
                        .filter(s -> s.meaning() == Meaning.OPEN)
                        .isPresent();
                amounts.computeIfAbsent(stage, k -> new TreeMap<>())
                        .merge((String) currency, (BigDecimal) figure(group, open ? 2 : 1), BigDecimal::add);
            }
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long won = 0;
        long lost = 0;
        for (StageDefinition stage : policy.stages()) {
            long count = counts.getOrDefault(stage.id(), 0L);
            won += stage.meaning() == Meaning.WON || stage.meaning() == Meaning.CLOSED ? count : 0;
            lost += stage.meaning() == Meaning.LOST ? count : 0;
            List<@Nullable Money> sums = money(amounts.getOrDefault(stage.id(), Map.of()));
            for (@Nullable Money sum : sums) {
                rows.add(row(
                        stage.name(),
                        (long) stage.probability(),
                        count,
                        sum == null || !sum.isPositive() ? null : sum));
                count = 0; // further currencies of the same stage do not count its deals again
            }
        }
        List<Label> notes = new ArrayList<>();
        notes.add(note(
                "report.funnel.total",
                counts.values().stream().mapToLong(Long::longValue).sum()));
        if (won + lost > 0) {
            notes.add(note("report.funnel.win-rate", rate(won, lost), won, lost));
        }
        leadNote(unit).ifPresent(notes::add);
        return report(
                Name.FUNNEL,
                List.of(
                        column("stage", "field.stage", CellType.TEXT),
                        column("probability", "report.probability", CellType.COUNT),
                        column("opportunities", "report.opportunities", CellType.COUNT),
                        column("amount", "field.amount", CellType.MONEY)),
                rows,
                notes);
    }

    private Optional<Label> leadNote(Unit unit) {
        if (!unit.standing().holds(Permission.of(Lead.KIND.name(), "view"))) {
            return Optional.empty();
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        for (Tally.Group group : unit.tally(Lead.KIND, Filter.all(), List.of("status"), List.of(Measure.count()))) {
            counts.put((String) key(group, 0), (Long) figure(group, 0));
        }
        if (counts.isEmpty()) {
            return Optional.empty();
        }
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        List<Label> states = counts.entrySet().stream()
                .map(e -> part(Messages.label("contact-state." + e.getKey()), e.getValue()))
                .toList();
        return Optional.of(note("report.leads", all, listed(states)));
    }

    private static Label part(Label name, long count) {
        return new Label(name.zh() + " " + Figures.count(count), name.en() + " " + Figures.count(count));
    }

    private static Label listed(List<Label> parts) {
        return new Label(
                String.join("、", parts.stream().map(Label::zh).toList()),
                String.join(", ", parts.stream().map(Label::en).toList()));
    }

    private Report won(Unit unit) {
        Map<Group, Result> months = results(unit, "closed_month", month -> new Group(month, month, month));
        Result all = new Result();
        List<List<@Nullable Object>> rows = new ArrayList<>();
        months.entrySet().stream()
                .sorted(Comparator.comparing(e -> e.getKey().id()))
                .filter(e -> e.getValue().won + e.getValue().lost > 0)
                .forEach(e -> {
                    rows.addAll(resultRows(e.getKey().name(), e.getValue()));
                    all.add(e.getValue());
                });
        rows.addAll(resultRows(Messages.label("report.total"), all));
        return report(Name.WON, resultColumns("month", "report.month"), rows, List.of());
    }

    private Report by(Unit unit, Name name, String index, String label, Function<String, Group> group) {
        Map<Group, Result> results = results(unit, index, group);
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ranked(results).forEach(e -> rows.addAll(resultRows(e.getKey().shown(results.keySet()), e.getValue())));
        return report(name, resultColumns(index, label), rows, List.of());
    }

    private Report accounts(Unit unit) {
        List<GradeBands> all = unit.standing().policy().variants().stream()
                .map(variant -> variant.policy().get(ScoringPolicy.SECTION).grades())
                .toList();
        Map<Group, Result> results = results(unit, "customer", named(unit, Customer.KIND, Customer::name));
        Map<String, Long> grades = new TreeMap<>();
        all.forEach(some -> some.bands().forEach(b -> grades.put(b.grade(), 0L)));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        ranked(results).forEach(e -> {
            boolean known = e.getKey().isRecord();
            GradeBands bands = all.size() == 1 || !known
                    ? all.get(0)
                    : evaluation.bands(unit, e.getKey().id()).orElse(all.get(0));
            String grade = bands.grade(e.getValue().amounts.values().stream()
                    .max(Comparator.naturalOrder())
                    .orElse(BigDecimal.ZERO));
            if (known) {
                grades.merge(grade, 1L, Long::sum);
            }
            for (List<@Nullable Object> row : resultRows(e.getKey().shown(results.keySet()), e.getValue())) {
                List<@Nullable Object> longer = new ArrayList<>(row);
                longer.add(known ? grade : null);
                rows.add(longer);
            }
        });
        List<Column> columns = new ArrayList<>(resultColumns("customer", "kind.customer"));
        columns.add(column("grade", "report.grade", CellType.TEXT));
        Label text = listed(grades.entrySet().stream()
                .map(e -> part(new Label(e.getKey(), e.getKey()), e.getValue()))
                .toList());
        return report(
                Name.ACCOUNTS, columns, rows, List.of(note("report.grades", text), Messages.label("report.scope")));
    }

    private Report cycle(Unit unit) {
        PipelinePolicy policy = unit.standing().policy().get(PipelinePolicy.SECTION);
        Map<Meaning, List<Tally.Group>> byMeaning = new TreeMap<>();
        for (Tally.Group group : unit.tally(
                Opportunity.KIND,
                Filter.present("days_to_close"),
                List.of("stage"),
                List.of(
                        Measure.count(),
                        Measure.sum("days_to_close"),
                        Measure.min("days_to_close"),
                        Measure.max("days_to_close")))) {
            policy.find(new Stage((String) key(group, 0)))
                    .map(s -> s.meaning() == Meaning.CLOSED ? Meaning.WON : s.meaning())
                    .ifPresent(m ->
                            byMeaning.computeIfAbsent(m, k -> new ArrayList<>()).add(group));
        }
        List<List<@Nullable Object>> rows = new ArrayList<>();
        byMeaning.forEach((meaning, groups) -> {
            long count = groups.stream().mapToLong(g -> (Long) figure(g, 0)).sum();
            BigDecimal days =
                    groups.stream().map(g -> (BigDecimal) figure(g, 1)).reduce(BigDecimal.ZERO, BigDecimal::add);
            rows.add(row(
                    Messages.label("report.cycle." + meaning.name().toLowerCase(Locale.ROOT)),
                    count,
                    days.divide(BigDecimal.valueOf(count), 2, RoundingMode.HALF_UP),
                    groups.stream().mapToLong(g -> (Long) figure(g, 2)).min().orElse(0),
                    groups.stream().mapToLong(g -> (Long) figure(g, 3)).max().orElse(0)));
        });
        return report(
                Name.CYCLE,
                List.of(
                        column("result", "report.result", CellType.TEXT),
                        column("deals", "report.deals", CellType.COUNT),
                        column("mean_days", "report.mean-days", CellType.NUMBER),
                        column("least_days", "report.least-days", CellType.COUNT),
                        column("most_days", "report.most-days", CellType.COUNT)),
                rows,
                List.of());
    }

    /** Won and lost deals by an index, computed in the store, then named and put together. */
    private Map<Group, Result> results(Unit unit, String index, Function<String, Group> name) {
        PipelinePolicy policy = unit.standing().policy().get(PipelinePolicy.SECTION);
        List<String> decided = policy.stages().stream()
                .filter(s -> s.meaning() != Meaning.OPEN)
                .map(StageDefinition::id)
                .toList();
        List<Tally.Group> groups = unit.tally(
                Opportunity.KIND,
                Filter.in("stage", decided),
                List.of(index, "stage", "currency"),
                List.of(Measure.count(), Measure.sum("amount")));
        Map<String, Result> byKey = new LinkedHashMap<>();
        for (Tally.Group group : groups) {
            byKey.computeIfAbsent(key(group, 0).toString(), k -> new Result())
                    .add(
                            policy.get(new Stage((String) key(group, 1))).meaning(),
                            (Long) figure(group, 0),
                            (String) group.keys().get(2),
                            (BigDecimal) figure(group, 1));
        }
        prefetch(unit, index, byKey);
        Map<Group, Result> grouped = new LinkedHashMap<>();
        byKey.forEach((key, result) -> {
            Group group = key.equals(NOBODY) ? Group.NONE : name.apply(key);
            grouped.computeIfAbsent(group, k -> new Result()).add(result);
        });
        return grouped;
    }

    private static void prefetch(Unit unit, String index, Map<String, Result> byKey) {
        List<String> ids = byKey.keySet().stream()
                .map(Object::toString)
                .filter(id -> !id.isEmpty())
                .toList();
        if (index.equals("customer")) {
            unit.prefetch(Customer.KIND, ids);
        } else if (index.equals("product")) {
            unit.prefetch(Product.KIND, ids);
        }
    }

    private static List<Map.Entry<Group, Result>> ranked(Map<Group, Result> results) {
        Comparator<Map.Entry<Group, Result>> byAmount = Comparator.comparing(e -> e.getValue().amounts.values().stream()
                .max(Comparator.naturalOrder())
                .orElse(BigDecimal.ZERO));
        return results.entrySet().stream()
                .sorted(byAmount.reversed()
                        .thenComparing(e -> text(e.getKey().name()))
                        .thenComparing(e -> e.getKey().id()))
                .toList();
    }

    private static String text(Object name) {
        return name instanceof Label label ? label.en() : name.toString();
    }

    private static List<Column> resultColumns(String key, String label) {
        return List.of(
                column(key, label, CellType.TEXT),
                column("won", "report.won", CellType.COUNT),
                column("lost", "report.lost", CellType.COUNT),
                column("win_rate", "report.win-rate", CellType.PERCENT),
                column("amount", "report.amount-won", CellType.MONEY));
    }

    private static List<List<@Nullable Object>> resultRows(Object name, Result result) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        boolean first = true;
        for (@Nullable Money amount : money(result.amounts)) {
            rows.add(
                    first
                            ? row(name, result.won, result.lost, rate(result.won, result.lost), amount)
                            : row(name, null, null, null, amount));
            first = false;
        }
        return rows;
    }

    /** One amount for each currency, one empty cell when there is none. Currencies without any amount stay away. */
    private static List<@Nullable Money> money(Map<String, BigDecimal> amounts) {
        List<@Nullable Money> list = new ArrayList<>();
        amounts.forEach((currency, amount) -> {
            if (amount.signum() != 0) {
                list.add(new Money(amount, currency));
            }
        });
        if (list.isEmpty()) {
            list.add(null);
        }
        return list;
    }

    private static @Nullable BigDecimal rate(long won, long lost) {
        return won + lost == 0
                ? null
                : BigDecimal.valueOf(won * 100).divide(BigDecimal.valueOf(won + lost), 2, RoundingMode.HALF_UP);
    }

    private Group user(String id) {
        return directory
                .current()
                .user(id)
                .map(u -> new Group(id, u.name(), u.login()))
                .orElseGet(() -> new Group(id, id, id));
    }

    private Group manager(String id) {
        Directory now = directory.current();
        return now.user(id)
                .flatMap(User::superior)
                .flatMap(now::user)
                .map(u -> new Group(u.id(), u.name(), u.login()))
                .orElse(Group.NONE);
    }

    private Group office(String id) {
        Directory now = directory.current();
        return now.user(id)
                .flatMap(User::department)
                .flatMap(now::department)
                .map(d -> new Group(d.id(), d.name(), d.id()))
                .orElse(Group.NONE);
    }

    /** Records that the reader may see by their names; all others together are called hidden. */
    private static <T extends Entity<T>> Function<String, Group> named(
            Unit unit, Kind<T> kind, Function<T, String> name) {
        return id -> unit.visible(kind, id)
                .map(t -> new Group(id, name.apply(t), id))
                .orElse(Group.HIDDEN);
    }

    private static Object key(Tally.Group group, int i) {
        Object key = group.keys().get(i);
        return key == null ? NOBODY : key;
    }

    private static Object figure(Tally.Group group, int i) {
        Object figure = group.measures().get(i);
        return figure == null ? 0L : figure;
    }

    private static List<@Nullable Object> row(@Nullable Object... cells) {
        return Arrays.asList(cells);
    }

    private static Column column(String key, String label, CellType type) {
        return new Column(key, Messages.label(label), type);
    }

    private static Label note(String code, @Nullable Object... args) {
        Object[] shown = Arrays.stream(args)
                .map(a -> a == null ? "–" : a instanceof Long count ? Figures.count(count) : a)
                .toArray();
        return Messages.label(code, shown);
    }

    private static Report report(
            Name name, List<Column> columns, List<List<@Nullable Object>> rows, List<Label> notes) {
        return new Report(name.key(), Messages.label("report.title." + name.key()), columns, rows, notes);
    }
}
