package io.crmkit.insight;

import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerFields;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.FieldType;
import io.crmkit.insight.Report.CellType;
import io.crmkit.insight.Report.Column;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Measure;
import io.crmkit.spi.storage.Tally;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Customers by the choices of a field, also of one that the enterprise has added (CUS-01, CUS-07). Counted in the store. */
final class ChoiceReport {

    private ChoiceReport() {}

    static Outcome<Report> of(Unit unit, String key) {
        Dictionary dictionary = CustomerFields.of(unit.standing().policy());
        Optional<Field> known = dictionary.field(key).filter(field -> !field.retired());
        if (known.isEmpty()) {
            Refusal refusal = Refusal.of(Refusal.Kind.NOT_FOUND, "CUS-01", "dictionary.unknown", key)
                    .onField("field")
                    .ofValue(key);
            List<String> choices = dictionary.fields().stream()
                    .filter(field -> !values(field).isEmpty())
                    .map(Field::key)
                    .toList();
            return Outcome.refused(
                    NearMiss.of(key, choices).map(refusal::suggesting).orElse(refusal));
        }
        Field field = known.get();
        List<String> values = values(field);
        if (values.isEmpty() || CustomerFields.filter(field, values.get(0)).isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "CUS-07", "report.choices.no-choice", field.label())
                    .onField("field")
                    .ofValue(key));
        }
        return Outcome.done(counted(unit, field, values));
    }

    private static List<String> values(Field field) {
        return field.type() == FieldType.BOOLEAN
                ? List.of("true", "false")
                : field.options().stream().map(option -> option.key()).toList();
    }

    private static Report counted(Unit unit, Field field, List<String> values) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        List<Filter> any = new ArrayList<>();
        for (String value : values) {
            Filter filter = CustomerFields.filter(field, value).orElseThrow();
            any.add(filter);
            rows.add(row(value, field.shown(value), count(unit, filter)));
        }
        long all = count(unit, Filter.all());
        long others = all - count(unit, new Filter.Or(any));
        rows.add(row("", Messages.label("report.choices.others"), others));
        boolean several = field.type() == FieldType.MULTIPLE_CHOICE;
        return new Report(
                "choices",
                Messages.label("report.title.choices", field.label()),
                List.of(
                        new Column("key", Messages.label("report.choices.key"), CellType.TEXT),
                        new Column("choice", field.label(), CellType.TEXT),
                        new Column("customers", Messages.label("report.customers"), CellType.COUNT)),
                rows,
                Stream.of(
                                Optional.of(Messages.label("report.choices.all", Figures.count(all))),
                                several
                                        ? Optional.of(Messages.label("report.choices.several"))
                                        : Optional.<Label>empty())
                        .flatMap(Optional::stream)
                        .toList());
    }

    private static List<@Nullable Object> row(String key, Label label, long count) {
        List<@Nullable Object> row = new ArrayList<>();
        row.add(key);
        row.add(label);
        row.add(count);
        return row;
    }

    private static long count(Unit unit, Filter filter) {
        long count = 0;
        for (Tally.Group group : unit.tally(Customer.KIND, filter, List.of(), List.of(Measure.count()))) {
            count += group.measures().get(0) instanceof Number number ? number.longValue() : 0;
        }
        return count;
    }
}
