package io.crmkit.insight;

import io.crmkit.access.Directory;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerFields;
import io.crmkit.customer.Fields;
import io.crmkit.dictionary.CompletenessPolicy;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.InformationModule;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How complete, valid and true what is known of customers is, in all, by department and by rep (CUS-04, INS-01). Every figure is
 * counted and summed in the store, by what was kept with each customer when it was written.
 */
final class CompletenessReport {

    private static final List<InformationModule> PARTS =
            List.of(InformationModule.BASIC, InformationModule.PAYMENT, InformationModule.PURCHASING);

    private final Unit unit;
    private final Directory directory;
    private final Map<String, Sum> byOwner = new TreeMap<>();

    /** What the customers of one owner, or of several, come to. */
    private static final class Sum {
        private long customers;
        private long filled;
        private final long[] parts = new long[PARTS.size()];
        private long valid;
        private long attested;
        private long reached;

        void add(Sum other) {
            customers += other.customers;
            filled += other.filled;
            Arrays.setAll(parts, i -> parts[i] + other.parts[i]);
            valid += other.valid;
            attested += other.attested;
            reached += other.reached;
        }
    }

    private CompletenessReport(Unit unit, Directory directory) {
        this.unit = unit;
        this.directory = directory;
    }

    static Outcome<Report> of(Unit unit, Directory directory) {
        return Fields.isCounted(unit)
                ? Outcome.done(new CompletenessReport(unit, directory).report())
                : Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-04", "report.completeness.recount")
                        .missing("crm fields recount"));
    }

    private Report report() {
        Policy policy = unit.standing().policy();
        CompletenessPolicy settings = policy.get(CompletenessPolicy.SECTION);
        Dictionary dictionary = CustomerFields.of(policy);
        List<Measure> measures = new ArrayList<>(List.of(Measure.count(), Measure.sum(Customer.FILLED)));
        PARTS.forEach(module -> measures.add(Measure.sum(Customer.filled(module))));
        for (Tally.Group group : unit.tally(Customer.KIND, Filter.all(), List.of("owner"), measures)) {
            Sum sum = of(group);
            sum.customers += number(group, 0);
            sum.filled += number(group, 1);
            Arrays.setAll(sum.parts, i -> sum.parts[i] + number(group, i + 2));
        }
        Instant since = unit.now().minus(Duration.ofDays(settings.validDays()));
        count(Filter.range(Customer.KNOWN_AT, since, null), (sum, count) -> sum.valid += count);
        count(Filter.equal(Customer.ATTESTED, true), (sum, count) -> sum.attested += count);
        boolean alike = policy.variants().stream()
                .allMatch(variant ->
                        variant.policy().get(CompletenessPolicy.SECTION).equals(settings));
        if (alike) {
            reached(settings, dictionary.counted().size());
        }
        return new Report(
                Reports.Name.COMPLETENESS.key(),
                Messages.label("report.title.completeness"),
                columns(dictionary, alike),
                rows(dictionary, alike),
                notes(dictionary, settings, alike));
    }

    /** Who has as much filled as is wanted (LIF-07): for each type a bound, so that the store can count. */
    private void reached(CompletenessPolicy settings, int of) {
        Map<String, Integer> byType = new TreeMap<>(settings.byType());
        byType.forEach((type, percent) -> count(
                Filter.and(Filter.equal("type", type), enough(percent, of)), (sum, count) -> sum.reached += count));
        Filter others = byType.isEmpty()
                ? enough(settings.percent(), of)
                : Filter.and(
                        Filter.not(Filter.in("type", new TreeSet<>(byType.keySet()))), enough(settings.percent(), of));
        count(others, (sum, count) -> sum.reached += count);
    }

    private static Filter enough(int percent, int of) {
        long least = ((long) percent * of + 99) / 100;
        return Filter.range(Customer.FILLED, least, null);
    }

    /** Adds a count to what somebody's customers come to. */
    private interface Adding {
        void add(Sum sum, long count);
    }

    private void count(Filter filter, Adding adding) {
        unit.tally(Customer.KIND, filter, List.of("owner"), List.of(Measure.count()))
                .forEach(group -> adding.add(of(group), number(group, 0)));
    }

    private Sum of(Tally.Group group) {
        Object owner = group.keys().get(0);
        return byOwner.computeIfAbsent(owner == null ? "" : owner.toString(), o -> new Sum());
    }

    private static long number(Tally.Group group, int i) {
        return group.measures().get(i) instanceof Number number ? number.longValue() : 0;
    }

    // Rows

    private List<Column> columns(Dictionary dictionary, boolean alike) {
        List<Column> columns = new ArrayList<>(List.of(
                new Column("level", Messages.label("report.completeness.level"), CellType.TEXT),
                new Column("name", Messages.label("field.name"), CellType.TEXT),
                new Column("customers", Messages.label("report.customers"), CellType.COUNT),
                new Column(
                        "filled",
                        Messages.label(
                                "report.completeness.filled",
                                dictionary.counted().size()),
                        CellType.NUMBER),
                new Column("percent", Messages.label("report.completeness.percent"), CellType.PERCENT)));
        PARTS.forEach(module -> columns.add(new Column(
                module.key(),
                Messages.label(
                        "report.completeness.part",
                        module.label(),
                        dictionary.counted().stream()
                                .map(Field::module)
                                .filter(module::equals)
                                .count()),
                CellType.NUMBER)));
        columns.add(new Column("valid", Messages.label("report.completeness.valid"), CellType.COUNT));
        columns.add(new Column("attested", Messages.label("report.completeness.attested"), CellType.COUNT));
        if (alike) {
            columns.add(new Column("reached", Messages.label("report.completeness.reached"), CellType.COUNT));
        }
        return columns;
    }

    private List<List<@Nullable Object>> rows(Dictionary dictionary, boolean alike) {
        int of = dictionary.counted().size();
        Sum all = new Sum();
        Map<String, Sum> byDepartment = new HashMap<>();
        byOwner.forEach((owner, sum) -> {
            all.add(sum);
            String department = directory.user(owner).flatMap(User::department).orElse("");
            byDepartment.computeIfAbsent(department, d -> new Sum()).add(sum);
        });
        List<List<@Nullable Object>> rows = new ArrayList<>();
        rows.add(row("report.completeness.all", "", all, of, alike));
        rows.addAll(group(
                "kind.department",
                byDepartment,
                of,
                alike,
                id -> directory
                        .department(id)
                        .<Object>map(department -> department.name())
                        .orElse(id.isEmpty() ? Messages.label("report.none") : id)));
        rows.addAll(group(
                "kind.user",
                byOwner,
                of,
                alike,
                id -> directory
                        .user(id)
                        .<Object>map(User::name)
                        .orElse(id.isEmpty() ? Messages.label("report.none") : id)));
        return rows;
    }

    private static List<List<@Nullable Object>> group(
            String level, Map<String, Sum> sums, int of, boolean alike, Function<String, Object> name) {
        return sums.entrySet().stream()
                .filter(e -> e.getValue().customers > 0)
                .sorted(Comparator.comparing((Map.Entry<String, Sum> e) -> average(e.getValue().filled, e.getValue()))
                        .reversed()
                        .thenComparing(Map.Entry::getKey))
                .map(e -> row(level, name.apply(e.getKey()), e.getValue(), of, alike))
                .toList();
    }

    private static List<@Nullable Object> row(String level, Object name, Sum sum, int of, boolean alike) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(Messages.label(level));
        row.add(name);
        row.add(sum.customers);
        row.add(average(sum.filled, sum));
        row.add(sum.customers == 0 || of == 0 ? null : ratio(100 * sum.filled, sum.customers * of));
        for (long part : sum.parts) {
            row.add(average(part, sum));
        }
        row.add(sum.valid);
        row.add(sum.attested);
        if (alike) {
            row.add(sum.reached);
        }
        return row;
    }

    private static BigDecimal average(long filled, Sum sum) {
        return sum.customers == 0 ? BigDecimal.ZERO.setScale(2) : ratio(filled, sum.customers);
    }

    private static BigDecimal ratio(long part, long whole) {
        return BigDecimal.valueOf(part).divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP);
    }

    private List<Label> notes(Dictionary dictionary, CompletenessPolicy settings, boolean alike) {
        List<Label> notes = new ArrayList<>();
        notes.add(Messages.label("report.completeness.valid-days", settings.validDays()));
        List<Label> present = new ArrayList<>();
        for (InformationModule module : InformationModule.values()) {
            if (!PARTS.contains(module) && !dictionary.fields(module).isEmpty()) {
                long count = unit
                        .tally(
                                Customer.KIND,
                                Filter.anyOf(Customer.FACETS, List.of(CustomerFields.presence(module))),
                                List.of(),
                                List.of(Measure.count()))
                        .stream()
                        .mapToLong(group -> number(group, 0))
                        .sum();
                String shown = " " + Figures.count(count);
                present.add(
                        new Label(module.label().zh() + shown, module.label().en() + shown));
            }
        }
        notes.add(Messages.label(
                "report.completeness.present",
                new Label(
                        String.join("、", present.stream().map(Label::zh).toList()),
                        String.join(", ", present.stream().map(Label::en).toList()))));
        if (!alike) {
            notes.add(Messages.label("report.completeness.segments"));
        }
        return notes;
    }
}
