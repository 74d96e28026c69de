package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.insight.Report;
import io.crmkit.insight.Reports;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Prints reports. */
@Command(
        name = "report",
        subcommands = {
            CustomerReportCommand.Spread.class,
            CustomerReportCommand.Growth.class,
            CustomerReportCommand.Repurchase.class
        })
final class ReportCommand implements Callable<Integer> {

    private final Desk desk;

    @Parameters(arity = "0..1", paramLabel = "NAME", descriptionKey = "report.name")
    private Optional<String> name = Optional.empty();

    ReportCommand(Desk desk) {
        this.desk = desk;
    }

    @Override
    public Integer call() {
        if (name.isEmpty()) {
            list();
            return Exit.FINE;
        }
        Reports.Name report = named(desk, name.get());
        try (Crm crm = desk.open()) {
            print(desk, desk.signIn(crm, Desk.DIRECTOR), report);
        }
        return Exit.FINE;
    }

    private void list() {
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("report", desk.texts().get("column.report"), Sheet.Kind.TEXT),
                new Sheet.Column("shows", desk.texts().get("column.shows"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(desk.texts().get("report.list"), columns)) {
            for (Reports.Name each : Reports.Name.values()) {
                sheet.row(List.of(each.key(), desk.texts().get("report.about." + each.key())));
            }
            for (String each : CustomerReportCommand.NAMES) {
                sheet.row(List.of(each, desk.texts().get("report.about." + each)));
            }
        }
    }

    /** {@return the report of a name; an unknown name ends the command} */
    static Reports.Name named(Desk desk, String name) {
        List<String> names = Stream.concat(
                        Arrays.stream(Reports.Name.values()).map(Reports.Name::key),
                        CustomerReportCommand.NAMES.stream())
                .toList();
        return Arrays.stream(Reports.Name.values())
                .filter(each -> each.key().equals(name))
                .findFirst()
                .orElseThrow(() -> new Explained(
                        Exit.USAGE,
                        desk.texts().get("error.unknown-report", name, String.join(", ", names))
                                + desk.texts().near(name, names)));
    }

    /** Prints a report. */
    static void print(Desk desk, CrmSession session, Reports.Name name) {
        print(desk, desk.done(session.reports().get(name)));
    }

    /** Prints a report. */
    static void print(Desk desk, Report report) {
        List<Sheet.Column> columns = report.columns().stream()
                .map(c -> new Sheet.Column(c.key(), c.label().in(desk.language()), kind(c.type())))
                .toList();
        try (Sheet sheet = desk.sheet(report.title().in(desk.language()), columns)) {
            report.rows().forEach(sheet::row);
            report.notes().forEach(note -> sheet.note(note.in(desk.language())));
        }
    }

    private static Sheet.Kind kind(Report.CellType type) {
        return switch (type) {
            case TEXT -> Sheet.Kind.TEXT;
            case COUNT -> Sheet.Kind.COUNT;
            case MONEY -> Sheet.Kind.MONEY;
            case PERCENT, NUMBER -> Sheet.Kind.DECIMAL;
        };
    }
}
