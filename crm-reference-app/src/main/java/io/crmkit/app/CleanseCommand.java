package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.customer.CleansingReport;
import io.crmkit.customer.Proposal;
import io.crmkit.customer.cleansing.Finding;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Data cleansing (CUS-10). */
@Command(
        name = "cleanse",
        subcommands = {
            CleanseCommand.Run.class,
            CleanseCommand.ListAll.class,
            CleanseCommand.Accept.class,
            CleanseCommand.Decline.class
        })
final class CleanseCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CleanseCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static List<Sheet.Column> columns(Texts texts) {
        return List.of(
                new Sheet.Column("proposal", texts.get("cleanse.proposal"), Sheet.Kind.TEXT),
                new Sheet.Column("record", texts.get("handover.column.record"), Sheet.Kind.TEXT),
                new Sheet.Column("rule", texts.get("cleanse.rule"), Sheet.Kind.TEXT),
                new Sheet.Column("field", texts.get("column.field"), Sheet.Kind.TEXT),
                new Sheet.Column("found", texts.get("cleanse.found"), Sheet.Kind.TEXT),
                new Sheet.Column("fix", texts.get("cleanse.fix"), Sheet.Kind.TEXT),
                new Sheet.Column("proposed", texts.get("cleanse.proposed"), Sheet.Kind.TEXT),
                new Sheet.Column("state", texts.get("cleanse.state"), Sheet.Kind.TEXT));
    }

    private static void row(Desk desk, Sheet sheet, Proposal proposal) {
        Finding finding = proposal.finding();
        boolean table = desk.options().format == CrmCommand.Format.TABLE;
        sheet.row(Arrays.asList(
                proposal.id(),
                proposal.subject(),
                table
                        ? finding.rule().label().in(desk.language())
                        : finding.rule().key(),
                finding.field(),
                finding.found().orElse(null),
                table
                        ? finding.fix().label().in(desk.language())
                        : finding.fix().key(),
                finding.proposed().orElse(null),
                table
                        ? proposal.state().label().in(desk.language())
                        : proposal.state().key()));
    }

    private static void exported(Desk desk, CrmSession session, int many) {
        if (desk.options().format != CrmCommand.Format.TABLE) { // an export, on record before it is handed out
            desk.done(session.audit().exported("cleansing", many));
        }
    }

    /** Looks for what is wrong. */
    @Command(name = "run")
    static final class Run implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--if-due")
        private boolean ifDue;

        @Option(names = "--dry-run")
        private boolean dry;

        Run(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                if (dry) {
                    CleansingReport report = desk.done(session.cleansing().preview());
                    exported(desk, session, report.rows().size());
                    try (Sheet sheet = desk.sheet(texts.get("cleanse.title"), columns(texts))) {
                        report.rows().forEach(proposal -> row(desk, sheet, proposal));
                        sheet.note(texts.get("cleanse.would", report.looked(), report.total(), report.settled()));
                    }
                    return Exit.FINE;
                }
                Optional<CleansingReport> report = ifDue
                        ? desk.done(session.cleansing().runIfDue())
                        : Optional.of(desk.done(session.cleansing().run()));
                if (report.isEmpty()) {
                    desk.answer(texts.get("cleanse.not-due"));
                    return Exit.FINE;
                }
                report.get()
                        .found()
                        .forEach((rule, many) -> desk.answer(rule.label().in(desk.language()) + ": " + many));
                desk.answer(texts.get(
                        "cleanse.ran",
                        report.get().looked(),
                        report.get().total(),
                        report.get().settled()));
            }
            return Exit.FINE;
        }
    }

    /** Lists proposals. */
    @Command(name = "list")
    static final class ListAll implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--state", paramLabel = "STATE")
        private Proposal.State state = Proposal.State.OPEN;

        @Option(names = "--customer", paramLabel = "CUSTOMER")
        private Optional<String> customer = Optional.empty();

        ListAll(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open();
                    Sheet sheet = desk.sheet(texts.get("cleanse.title"), columns(texts))) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                long count = 0;
                Optional<String> token = Optional.empty();
                do {
                    List<Proposal> some;
                    if (customer.isPresent()) {
                        String id = GradesCommand.customer(desk, session, customer.get())
                                .id();
                        some = desk.done(session.cleansing().of(id)).stream()
                                .filter(proposal -> proposal.state() == state)
                                .toList();
                    } else {
                        Listing<Proposal> page = desk.done(session.cleansing().list(state, PAGE, token));
                        some = page.items();
                        token = page.next();
                    }
                    exported(desk, session, some.size());
                    some.forEach(proposal -> row(desk, sheet, proposal));
                    count += some.size();
                    desk.stillRead();
                } while (token.isPresent());
                sheet.note(texts.get("show.count", count));
            }
            return Exit.FINE;
        }
    }

    /** Carries proposals out. */
    @Command(name = "accept")
    static final class Accept implements Callable<Integer> {

        private final Desk desk;

        @Parameters(arity = "1..*", paramLabel = "ID", descriptionKey = "crm.cleanse.id")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--value", paramLabel = "TEXT")
        private Optional<String> value = Optional.empty();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.cleanse.reason")
        private String reason = "";

        Accept(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                for (String id : ids) {
                    Proposal proposal = desk.done(session.cleansing().get(id));
                    Outcome<Proposal> done = session.cleansing().accept(id, proposal.version(), value, reason);
                    desk.done(done);
                    done.warnings().forEach(warning -> desk.answer(desk.told(warning)));
                    desk.answer(desk.texts().get("cleanse.accepted", id));
                }
            }
            return Exit.FINE;
        }
    }

    /** Leaves what was found as it is. */
    @Command(name = "decline")
    static final class Decline implements Callable<Integer> {

        private final Desk desk;

        @Parameters(arity = "1..*", paramLabel = "ID", descriptionKey = "crm.cleanse.id")
        private List<String> ids = new ArrayList<>();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.cleanse.reason")
        private String reason = "";

        Decline(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                for (String id : ids) {
                    Proposal proposal = desk.done(session.cleansing().get(id));
                    desk.done(session.cleansing().decline(id, proposal.version(), reason));
                    desk.answer(desk.texts().get("cleanse.declined", id));
                }
            }
            return Exit.FINE;
        }
    }
}
