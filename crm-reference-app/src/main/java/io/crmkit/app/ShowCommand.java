package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.app.CrmCommand.Format;
import io.crmkit.app.Shown.Field;
import io.crmkit.app.Shown.When;
import io.crmkit.exchange.ExportRequest;
import io.crmkit.exchange.ExportTicket;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Trace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists records, or shows one with all that is known of it. */
@Command(name = "show")
final class ShowCommand implements Callable<Integer> {

    private static final int CANDIDATES = 10_000;

    private final Desk desk;

    @Parameters(index = "0", paramLabel = "KIND", descriptionKey = "show.kind")
    private String kind = "";

    @Parameters(index = "1", arity = "0..1", paramLabel = "NAME|ID", descriptionKey = "show.one")
    private Optional<String> one = Optional.empty();

    @Option(names = "--limit", paramLabel = "N")
    private Optional<Integer> limit = Optional.empty();

    @Option(names = "--no-ids")
    private boolean noIds;

    @Option(names = "--purpose", paramLabel = "TEXT")
    private Optional<String> purpose = Optional.empty();

    @Option(names = "--export", paramLabel = "ID")
    private Optional<String> export = Optional.empty();

    private LongConsumer leaving = rows -> {};

    ShowCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        if (!Subjects.NAMES.contains(kind)) {
            throw new Explained(
                    Exit.USAGE,
                    desk.texts().get("error.unknown-kind", kind, String.join(", ", Subjects.NAMES))
                            + desk.texts().near(kind, Subjects.NAMES));
        }
        if (limit.filter(n -> n < 1).isPresent()) {
            throw desk.usage("error.limit");
        }
        try (Crm crm = desk.open()) {
            CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
            Shown<?> shown = new Subjects(session).named(kind);
            String module = kind.equals("opportunities") ? "opportunity" : kind.substring(0, kind.length() - 1);
            if (desk.options().format != Format.TABLE) {
                String ticket = export.orElseGet(() -> asked(session, module));
                leaving = rows -> desk.done(session.exports().leave(ticket, module, rows));
            }
            if (one.isPresent()) {
                find(shown, one.get());
            } else {
                list(shown);
            }
        }
        return Exit.FINE;
    }

    /** Data for other programs is an export (ACC-13): it is asked for, and on record with its purpose. */
    private String asked(CrmSession session, String module) {
        String scope = kind
                + one.map(name -> " " + name).orElse("")
                + limit.map(most -> " --limit " + most).orElse("");
        Outcome<ExportTicket> outcome = session.exports().request(new ExportRequest(module, purpose, scope));
        if (outcome instanceof Outcome.Pending<ExportTicket> waits) {
            throw new Explained(
                    Exit.REFUSED,
                    desk.texts().get("show.pending", waits.approval(), desk.asked(session, waits.approval()), kind));
        }
        if (outcome.refusals().stream().anyMatch(r -> r.code().equals("exchange.export.purpose"))) {
            throw new Explained(
                    Exit.REFUSED,
                    desk.told(outcome.refusals()) + "\n" + desk.texts().get("show.purpose", kind));
        }
        return desk.done(outcome).id();
    }

    private <T> void list(Shown<T> shown) {
        List<Field<T>> fields = shown.fields().stream()
                .filter(f -> f.when() == When.ALWAYS || desk.options().format != Format.TABLE)
                .filter(f -> f.when() != When.IDENTITY || !noIds)
                .toList();
        try (Sheet sheet = desk.sheet(title(shown), columns(fields))) {
            long count =
                    noIds ? sorted(shown, fields, sheet) : each(shown, this::leave, t -> sheet.row(cells(fields, t)));
            boolean cut = limit.filter(most -> most == count).isPresent();
            sheet.note(desk.texts().get(cut ? "show.cut" : "show.count", count));
        }
    }

    /** Lists what two stores with the same business in them show alike: no ids, no times, in the order of what is left. */
    private <T> long sorted(Shown<T> shown, List<Field<T>> fields, Sheet sheet) {
        List<List<@Nullable Object>> rows = new ArrayList<>();
        long count = each(shown, this::leave, t -> rows.add(cells(fields, t)));
        rows.sort(Comparator.comparing(row -> row.stream().map(String::valueOf).collect(Collectors.joining("\u0000"))));
        rows.forEach(sheet::row);
        return count;
    }

    /** Data for other programs is an export, and on record before it is handed out (ACC-10). */
    private void leave(long rows) {
        if (desk.options().format != Format.TABLE) {
            leaving.accept(rows);
        }
    }

    private <T> long each(Shown<T> shown, LongConsumer before, Consumer<T> row) {
        long most = limit.map(Integer::longValue).orElse(Long.MAX_VALUE);
        long count = 0;
        Optional<String> page = Optional.empty();
        do {
            Listing<T> listing = desk.done(shown.page().apply(page));
            before.accept(Math.min(listing.items().size(), most - count));
            for (T item : listing.items()) {
                if (count == most) {
                    return count;
                }
                row.accept(item);
                count++;
            }
            desk.stillRead();
            page = listing.next();
        } while (page.isPresent());
        return count;
    }

    private <T> void find(Shown<T> shown, String wanted) {
        List<T> found = new ArrayList<>(shown.byId().apply(wanted).stream().toList());
        Set<String> names = new LinkedHashSet<>();
        if (found.isEmpty()) {
            each(shown, rows -> {}, t -> {
                Trace trace = shown.trace().apply(t);
                boolean external = trace.external().filter(wanted::equals).isPresent()
                        || trace.origin()
                                .filter(o -> o.externalId().equals(wanted))
                                .isPresent();
                if (external
                        || shown.called().apply(t).contains(wanted)
                        || idOf(shown, t).equals(wanted)) {
                    found.add(t);
                } else if (names.size() < CANDIDATES) {
                    names.addAll(shown.called().apply(t));
                }
            });
        }
        if (found.isEmpty()) {
            throw new Explained(
                    Exit.REFUSED,
                    desk.texts().get("error.not-found", title(shown), wanted)
                            + desk.texts().near(wanted, names));
        }
        if (desk.options().format == Format.TABLE) {
            found.forEach(t -> details(shown, t));
        } else {
            List<Field<T>> fields = shown.fields().stream()
                    .filter(f -> f.when() != When.IDENTITY || !noIds)
                    .toList();
            leave(found.size());
            try (Sheet sheet = desk.sheet(title(shown), columns(fields))) {
                found.forEach(t -> sheet.row(cells(fields, t)));
            }
        }
    }

    private <T> String idOf(Shown<T> shown, T record) {
        return String.valueOf(shown.fields().get(0).value().apply(record));
    }

    private <T> void details(Shown<T> shown, T record) {
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("field", desk.texts().get("column.field"), Sheet.Kind.TEXT),
                new Sheet.Column("value", desk.texts().get("column.value"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(title(shown), columns)) {
            for (Field<T> field : shown.fields()) {
                Object value = field.value().apply(record);
                if (value != null && !value.toString().isEmpty() && (field.when() != When.IDENTITY || !noIds)) {
                    sheet.row(Arrays.asList(heading(field), value));
                }
            }
        }
    }

    private static <T> List<@Nullable Object> cells(List<Field<T>> fields, T record) {
        List<@Nullable Object> cells = new ArrayList<>();
        fields.forEach(field -> cells.add(field.value().apply(record)));
        return cells;
    }

    private <T> List<Sheet.Column> columns(List<Field<T>> fields) {
        return fields.stream()
                .map(f -> new Sheet.Column(f.key(), heading(f), f.kind()))
                .toList();
    }

    private String heading(Field<?> field) {
        return desk.texts().get("field." + field.key());
    }

    private String title(Shown<?> shown) {
        return desk.texts().get("show." + shown.name());
    }
}
