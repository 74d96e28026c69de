package io.crmkit.insight;

import io.crmkit.access.Directory;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerFields;
import io.crmkit.customer.TradeRecord;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.FieldType;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How customers are spread over what is known of them (INS-01), counted in the store. */
final class CustomerSpread {

    private static final String GRADE = "grade";
    private static final String LIFECYCLE = "lifecycle";
    private static final String OWNER = "owner";
    private static final String TAGS = "tags";
    private static final Permission VIEW = Permission.of(Customer.KIND.module(), "view");

    /** By what everybody's customers can be spread. */
    static final List<String> STANDARD =
            List.of("industry", "region", "type", "purchasingPower", "source", OWNER, GRADE, LIFECYCLE, TAGS);

    /** Those with an index of their own. */
    private static final Map<String, String> COLUMNS = Map.of(
            "industry", "industry",
            "region", "region",
            "type", "type",
            "purchasingPower", "purchasing_power",
            "source", "source");

    private final Unit unit;
    private final Directory directory;
    private final String by;
    private final Label heading;
    private final Map<String, Long> counts = new TreeMap<>();
    private final List<Label> notes = new ArrayList<>();
    private long none;
    private long unknown;

    private CustomerSpread(Unit unit, Directory directory, String by, Label heading) {
        this.unit = unit;
        this.directory = directory;
        this.by = by;
        this.heading = heading;
    }

    static Outcome<Report> of(Unit unit, Directory directory, String by) {
        Dictionary dictionary = CustomerFields.of(unit.standing().policy());
        switch (by) {
            case OWNER -> {
                return Outcome.done(new CustomerSpread(unit, directory, by, Messages.label("field.owner")).byOwner());
            }
            case GRADE, LIFECYCLE -> {
                unit.require(TradeRecord.KIND.module(), TradeRecord.TRADED);
                Label label = Messages.label(by.equals(GRADE) ? "report.grade" : "report.lifecycle");
                return Outcome.done(new CustomerSpread(unit, directory, by, label).byTrade());
            }
            case TAGS -> {
                CustomerSpread spread = new CustomerSpread(unit, directory, by, Messages.label("field.tags"));
                return Outcome.done(spread.byIndex(TAGS, CustomerSpread::plain));
            }
            default -> {
                Optional<Field> field = dictionary.field(by).filter(one -> !one.retired());
                return field.filter(CustomerSpread::counted)
                        .map(one -> Outcome.done(new CustomerSpread(unit, directory, by, one.label()).byField(one)))
                        .orElseGet(() -> Outcome.refused(refusal(dictionary, by)));
            }
        }
    }

    private static boolean counted(Field field) {
        return COLUMNS.containsKey(field.key())
                || (field.filtered() && (!field.options().isEmpty() || field.type() == FieldType.BOOLEAN));
    }

    private static Refusal refusal(Dictionary dictionary, String by) {
        TreeSet<String> known = new TreeSet<>(STANDARD);
        dictionary.fields().stream()
                .filter(field -> !field.retired() && counted(field))
                .forEach(field -> known.add(field.key()));
        Refusal refusal = Refusal.of(
                        Refusal.Kind.INVALID, "INS-01", "report.spread.unknown", by, String.join(", ", known))
                .onField("by")
                .ofValue(by);
        return NearMiss.of(by, known).map(refusal::suggesting).orElse(refusal);
    }

    private static Label plain(String value) {
        return new Label(value, value);
    }

    private long total() {
        return number(unit.tally(Customer.KIND, Filter.all(), List.of(), List.of(Measure.count()))
                .get(0));
    }

    static long number(Tally.Group group) {
        return group.measures().get(0) instanceof Number number ? number.longValue() : 0;
    }

    private Report byIndex(String index, Function<String, Label> called) {
        for (Tally.Group group : unit.tally(Customer.KIND, Filter.all(), List.of(index), List.of(Measure.count()))) {
            if (group.keys().get(0) == null) {
                none += number(group);
            } else {
                counts.merge(String.valueOf(group.keys().get(0)), number(group), Long::sum);
            }
        }
        if (by.equals(TAGS)) {
            none = total()
                    - number(unit.tally(Customer.KIND, Filter.present(TAGS), List.of(), List.of(Measure.count()))
                            .get(0));
            notes.add(Messages.label("report.spread.several"));
        }
        return report(called, total());
    }

    private Report byOwner() {
        return byIndex(
                OWNER,
                id -> directory
                        .user(id)
                        .map(User::name)
                        .map(CustomerSpread::plain)
                        .orElseGet(() -> plain(id)));
    }

    private Report byField(Field field) {
        String column = COLUMNS.get(field.key());
        return column != null ? byIndex(column, field::shown) : byFacet(field);
    }

    /** Facets of all fields share one index: each option is asked for by itself, so that no other field is asked. */
    private Report byFacet(Field field) {
        List<String> values = field.type() == FieldType.BOOLEAN
                ? List.of("true", "false")
                : field.options().stream().map(option -> option.key()).toList();
        List<String> facets =
                values.stream().map(value -> field.key() + "=" + value).toList();
        for (int i = 0; i < values.size(); i++) {
            long count = having(List.of(facets.get(i)));
            if (count > 0) {
                counts.put(values.get(i), count);
            }
        }
        long total = total();
        none = total - having(facets);
        if (field.type() == FieldType.MULTIPLE_CHOICE) {
            notes.add(Messages.label("report.spread.several"));
        }
        return report(field::shown, total);
    }

    private long having(List<String> facets) {
        return number(
                unit.tally(Customer.KIND, Filter.anyOf(Customer.FACETS, facets), List.of(), List.of(Measure.count()))
                        .get(0));
    }

    /**
     * Grades and stages stand in the trade record, which customers that never bought may lack, and which whoever sees a customer by a pool
     * or a team does not see: of an owner in reach what has none is told, of others that it is not known.
     */
    private Report byTrade() {
        Map<String, Long> told = new HashMap<>();
        if (by.equals(GRADE)) {
            Filter over = Filter.range("by_hand_until", null, unit.today());
            trade(Filter.not(over), GRADE, told);
            trade(over, "computed", told);
        } else {
            trade(Filter.all(), "stage", told);
        }
        long total = 0;
        for (Tally.Group group : unit.tally(Customer.KIND, Filter.all(), List.of(OWNER), List.of(Measure.count()))) {
            String owner = owner(group);
            long customers = number(group);
            total += customers;
            boolean reached =
                    unit.standing().reaches(VIEW, "", Optional.of(owner).filter(id -> !id.isEmpty()));
            if (reached) {
                none += customers - told.getOrDefault(owner, 0L);
            } else {
                unknown += customers;
            }
        }
        if (by.equals(LIFECYCLE)) {
            counts.merge(Lifecycle.Stage.POTENTIAL.name(), none, Long::sum);
            none = 0;
        }
        notes.add(Messages.label("report.spread.evaluated"));
        return report(
                by.equals(GRADE)
                        ? CustomerSpread::plain
                        : stage -> Lifecycle.Stage.valueOf(stage).label(),
                total);
    }

    private void trade(Filter filter, String index, Map<String, Long> told) {
        for (Tally.Group group :
                unit.tally(TradeRecord.KIND, filter, List.of(OWNER, index), List.of(Measure.count()))) {
            if (group.keys().get(1) != null) {
                counts.merge(String.valueOf(group.keys().get(1)), number(group), Long::sum);
                told.merge(owner(group), number(group), Long::sum);
            }
        }
    }

    private static String owner(Tally.Group group) {
        Object owner = group.keys().get(0);
        return owner == null ? "" : String.valueOf(owner);
    }

    private Report report(Function<String, Label> called, long total) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        counts.entrySet().stream()
                .filter(entry -> entry.getValue() > 0)
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> rows.add(row(entry.getKey(), called.apply(entry.getKey()), entry.getValue(), total)));
        if (none > 0) {
            rows.add(row("", Messages.label("report.none"), none, total));
        }
        if (unknown > 0) {
            rows.add(row("?", Messages.label("report.spread.not-known"), unknown, total));
        }
        notes.add(0, Messages.label("report.spread.total", io.crmkit.shared.Figures.count(total)));
        return new Report(
                "customers",
                Messages.label("report.title.spread", heading),
                List.of(
                        new Column("key", Messages.label("report.key"), CellType.TEXT),
                        new Column("value", heading, CellType.TEXT),
                        new Column("customers", Messages.label("report.customers"), CellType.COUNT),
                        new Column("share", Messages.label("report.share"), CellType.PERCENT)),
                rows,
                notes);
    }

    private static List<@Nullable Object> row(String key, Label value, long count, long total) {
        return Arrays.asList(key, value, count, percent(count, total));
    }

    static @Nullable BigDecimal percent(long part, long whole) {
        return whole == 0
                ? null
                : BigDecimal.valueOf(part)
                        .multiply(BigDecimal.valueOf(100))
                        .divide(BigDecimal.valueOf(whole), 2, RoundingMode.HALF_UP);
    }
}
