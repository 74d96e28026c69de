package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerStanding;
import io.crmkit.customer.EvaluationReport;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.ManualGrade;
import io.crmkit.scoring.StageCard;
import io.crmkit.shared.Figures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.PluginFailure;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Grades and stages of customers (SCO-01 to SCO-03, LIF-01). */
@Command(
        name = "grades",
        subcommands = {
            GradesCommand.Show.class,
            GradesCommand.Adjust.class,
            GradesCommand.Withdraw.class,
            GradesCommand.Regrade.class,
            GradesCommand.Preview.class
        })
final class GradesCommand implements Runnable {

    /** How many changes are listed in a table; other formats list all. */
    private static final int LISTED = 50;

    /** How many causes of failures are told, and how many customers of each are named. */
    private static final int CAUSES = 10;

    private static final int NAMED = 3;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    GradesCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** Tells where a customer stands, and why. */
    @Command(name = "show")
    static final class Show extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        Show(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            Customer found = customer(desk, session, customer);
            print(desk, found, desk.done(session.grades().of(found.id())));
            return Exit.FINE;
        }
    }

    /** Gives a grade by hand. */
    @Command(name = "adjust")
    static final class Adjust extends SessionCommand {

        @Parameters(index = "0", paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @Parameters(index = "1", paramLabel = "GRADE", descriptionKey = "crm.grades.adjust.grade")
        private String grade = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "grades.reason")
        private String reason = "";

        @Option(names = "--until", paramLabel = "DATE")
        private Optional<LocalDate> until = Optional.empty();

        Adjust(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            Customer found = customer(desk, session, customer);
            ManualGrade manual = new ManualGrade(grade, reason, until);
            print(desk, found, desk.done(session.grades().adjust(found.id(), manual)));
            return Exit.FINE;
        }
    }

    /** Withdraws a grade by hand. */
    @Command(name = "withdraw")
    static final class Withdraw extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "grades.reason")
        private String reason = "";

        Withdraw(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            Customer found = customer(desk, session, customer);
            print(desk, found, desk.done(session.grades().withdraw(found.id(), reason)));
            return Exit.FINE;
        }
    }

    /** Judges the whole base anew. */
    @Command(name = "regrade")
    static final class Regrade implements Callable<Integer> {

        private final Desk desk;

        Regrade(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                EvaluationReport report = desk.done(session.grades().regrade());
                print(desk, session, report, "grades.regraded");
                return report.failed() == 0 ? Exit.FINE : Exit.TROUBLE;
            }
        }
    }

    /** Tells who would change grade or stage. */
    @Command(name = "preview")
    static final class Preview implements Callable<Integer> {

        private final Desk desk;

        @Parameters(arity = "0..1", paramLabel = "FILE", descriptionKey = "crm.grades.preview.file")
        private Optional<Path> file = Optional.empty();

        @Option(names = "--on", paramLabel = "DATE")
        private Optional<LocalDate> on = Optional.empty();

        Preview(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Optional<String> document = file.map(desk::document);
            LocalDate day = on.orElseGet(() -> LocalDate.ofInstant(today(), desk.zone()));
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                EvaluationReport report = desk.done(session.grades().preview(document, day));
                print(desk, session, report, "grades.previewed");
                return report.failed() == 0 ? Exit.FINE : Exit.TROUBLE;
            }
        }

        private Instant today() {
            return desk.clock().instant();
        }
    }

    /** The customer that was meant: by id, or by name. */
    static Customer customer(Desk desk, CrmSession session, String wanted) {
        Outcome<Customer> byId = session.customers().get(wanted);
        if (byId.isDone() || byId.refusals().stream().anyMatch(why -> why.code().equals("bin.there"))) {
            return desk.done(byId);
        }
        List<Customer> named = desk.done(session.customers().named(wanted));
        if (named.size() == 1) {
            return named.get(0);
        }
        throw desk.refused(
                named.isEmpty()
                        ? desk.texts().get("error.not-found", desk.texts().get("show.customers"), wanted)
                        : desk.texts().get("error.several-customers", wanted, String.valueOf(named.size())));
    }

    private static void print(Desk desk, Customer customer, CustomerStanding standing) {
        Texts texts = desk.texts();
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("field", texts.get("column.field"), Sheet.Kind.TEXT),
                new Sheet.Column("value", texts.get("column.value"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(customer.name(), columns)) {
            row(sheet, texts.get("grades.grade"), standing.counting().map(GradeCard.Counting::grade));
            standing.grades()
                    .lastByHand()
                    .filter(e -> standing.counting()
                            .filter(GradeCard.Counting::byHand)
                            .isPresent())
                    .ifPresent(event -> {
                        row(sheet, texts.get("grades.by-hand"), event.reason());
                        row(sheet, texts.get("grades.until"), event.until());
                    });
            standing.computed().ifPresent(grade -> {
                row(sheet, texts.get("grades.computed"), Optional.of(grade.code()));
                grade.reasons()
                        .forEach(reason -> row(
                                sheet,
                                texts.get("grades.because"),
                                Optional.of(new Label(reason.zh(), reason.en()).in(desk.language()))));
            });
            standing.failure()
                    .ifPresent(failure ->
                            row(sheet, texts.get("grades.failure"), Optional.of(failure.message(desk.language()))));
            for (CustomerStanding.Applied segment : standing.segments()) {
                row(sheet, texts.get("grades.segment"), Optional.of(segment.name()));
                segment.reasons()
                        .forEach(reason ->
                                row(sheet, texts.get("grades.because"), Optional.of(reason.in(desk.language()))));
            }
            row(
                    sheet,
                    texts.get("grades.stage"),
                    Optional.of(standing.stage().label().in(desk.language())));
            standing.stages().last().ifPresent(event -> {
                row(sheet, texts.get("grades.since"), Optional.of(event.on()));
                event.reasons()
                        .forEach(reason ->
                                row(sheet, texts.get("grades.because"), Optional.of(reason.in(desk.language()))));
            });
            standing.silence()
                    .reasons()
                    .forEach(
                            reason -> row(sheet, texts.get("grades.silence"), Optional.of(reason.in(desk.language()))));
            row(
                    sheet,
                    texts.get("grades.bought"),
                    standing.bought()
                            .currency()
                            .map(currency -> new Money(standing.bought().total(), currency)));
            for (GradeCard.Event event : standing.grades().history()) {
                row(
                        sheet,
                        texts.get("grades.history"),
                        Optional.of(event.on() + " "
                                + texts.get(
                                        "grades.event." + event.kind().name().toLowerCase(java.util.Locale.ROOT))
                                + event.grade().map(g -> " " + g).orElse("")
                                + event.reason().map(r -> " (" + r + ")").orElse("")));
            }
            for (StageCard.Event event : standing.stages().history()) {
                row(
                        sheet,
                        texts.get("grades.stages"),
                        Optional.of(event.on() + " " + event.stage().label().in(desk.language())));
            }
        }
    }

    private static void row(Sheet sheet, String field, Optional<?> value) {
        value.ifPresent(shown -> sheet.row(Arrays.asList(field, shown)));
    }

    private static void print(Desk desk, CrmSession session, EvaluationReport report, String title) {
        Texts texts = desk.texts();
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("customer", texts.get("grades.customer-name"), Sheet.Kind.TEXT),
                new Sheet.Column("grade_before", texts.get("grades.grade-before"), Sheet.Kind.TEXT),
                new Sheet.Column("grade_after", texts.get("grades.grade-after"), Sheet.Kind.TEXT),
                new Sheet.Column("stage_before", texts.get("grades.stage-before"), Sheet.Kind.TEXT),
                new Sheet.Column("stage_after", texts.get("grades.stage-after"), Sheet.Kind.TEXT));
        boolean table = desk.options().format == CrmCommand.Format.TABLE;
        try (Sheet sheet = desk.sheet(texts.get(title, report.day(), String.valueOf(report.policy())), columns)) {
            report.changes().stream()
                    .limit(table ? LISTED : EvaluationReport.LISTED)
                    .forEach(change -> sheet.row(Arrays.asList(
                            change.name(),
                            change.gradeBefore().orElse(null),
                            change.gradeAfter().orElse(null),
                            stage(desk, change.stageBefore()),
                            stage(desk, change.stageAfter()))));
            if (table && report.changed() > LISTED) {
                sheet.note(texts.get("grades.more", Figures.count(report.changed() - LISTED)));
            }
            sheet.note(texts.get(
                    "grades.summary",
                    Figures.count(report.customers()),
                    Figures.count(report.changed()),
                    Figures.count(report.reminders()),
                    Figures.count(report.ownerless())));
            report.grades()
                    .forEach((grade, count) -> sheet.note(texts.get(
                            "grades.count", grade.isEmpty() ? texts.get("grades.none") : grade, Figures.count(count))));
            if (report.failed() > 0) {
                failed(desk, session, sheet, report);
            }
        }
    }

    /** Failures by their cause, each once, with the first customers that it concerns. */
    private static void failed(Desk desk, CrmSession session, Sheet sheet, EvaluationReport report) {
        Map<PluginFailure, List<String>> causes = new LinkedHashMap<>();
        report.failures()
                .forEach(why -> causes.computeIfAbsent(
                                new PluginFailure(why.plugin(), "", why.reason(), why.details()),
                                cause -> new ArrayList<>())
                        .add(why.subject()));
        Texts texts = desk.texts();
        sheet.note(texts.get("grades.failed", Figures.count(report.failed())));
        causes.entrySet().stream().limit(CAUSES).forEach(entry -> {
            PluginFailure why = entry.getKey();
            List<String> ids = entry.getValue();
            String names = ids.stream()
                    .limit(NAMED)
                    .map(id -> session.customers()
                            .get(id)
                            .toOptional()
                            .map(Customer::name)
                            .orElse(id))
                    .collect(Collectors.joining(texts.get("grades.comma")));
            String whom = ids.size() > NAMED
                    ? texts.get("grades.and-more", names, Figures.count(ids.size() - (long) NAMED))
                    : names;
            sheet.note(
                    why.reason() == PluginFailure.Reason.UNAVAILABLE // whose detail is for developers, in English
                            ? texts.get("grades.no-plugin", why.plugin(), whom)
                            : new PluginFailure(why.plugin(), whom, why.reason(), why.details())
                                    .message(desk.language()));
        });
        if (causes.size() > CAUSES) {
            sheet.note(texts.get("grades.more-causes", Figures.count(causes.size() - (long) CAUSES)));
        }
        boolean missing = causes.keySet().stream().anyMatch(why -> why.reason() == PluginFailure.Reason.UNAVAILABLE);
        sheet.note(texts.get(missing ? "error.plugin.advice" : "grades.plugin-advice"));
    }

    private static @Nullable String stage(Desk desk, Optional<String> name) {
        return name.map(n -> Lifecycle.Stage.valueOf(n).label().in(desk.language()))
                .orElse(null);
    }
}
