package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.approval.Approval;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.Approvals;
import io.crmkit.approval.ProcessFigures;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What waits for approval (APR-01, APR-02). */
@Command(
        name = "approval",
        subcommands = {
            ApprovalCommand.Inbox.class,
            ApprovalCommand.Mine.class,
            ApprovalCommand.Show.class,
            ApprovalCommand.Approve.class,
            ApprovalCommand.Refuse.class,
            ApprovalCommand.Return.class,
            ApprovalCommand.Recall.class,
            ApprovalCommand.Resubmit.class,
            ApprovalCommand.Add.class,
            ApprovalCommand.Away.class,
            ApprovalCommand.Back.class,
            ApprovalCommand.Figures.class,
            ApprovalCommand.Escalate.class
        })
final class ApprovalCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ApprovalCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static Map<String, String> names(CrmSession session) {
        return session.users().list().toOptional().stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(User::id, User::name));
    }

    private static String named(Map<String, String> names, Iterable<String> ids) {
        StringBuilder all = new StringBuilder();
        ids.forEach(id -> all.append(all.isEmpty() ? "" : ", ").append(names.getOrDefault(id, id)));
        return all.toString();
    }

    private static void list(
            Desk desk,
            CrmSession session,
            String title,
            BiFunction<Integer, Optional<String>, Outcome<Listing<Approval>>> page) {
        Texts texts = desk.texts();
        Map<String, String> names = names(session);
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                new Sheet.Column("kind", texts.get("approval.kind"), Sheet.Kind.TEXT),
                new Sheet.Column("about", texts.get("approval.about"), Sheet.Kind.TEXT),
                new Sheet.Column("by", texts.get("approval.by"), Sheet.Kind.TEXT),
                new Sheet.Column("state", texts.get("approval.state"), Sheet.Kind.TEXT),
                new Sheet.Column("asks", texts.get("approval.asks"), Sheet.Kind.TEXT),
                new Sheet.Column("due", texts.get("approval.due"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(title, columns)) {
            long count = 0;
            Optional<String> token = Optional.empty();
            do {
                Listing<Approval> some = desk.done(page.apply(PAGE, token));
                for (Approval each : some.items()) {
                    sheet.row(Arrays.asList(
                            each.id(),
                            session.approvals().label(each.request().kind()).in(desk.language()),
                            each.request().about().in(desk.language()),
                            names.getOrDefault(
                                    each.request().submitter(), each.request().submitter()),
                            ApprovalEngine.state(each.state()).in(desk.language()),
                            named(names, each.turn()),
                            each.due().map(Instant::toString).orElse("")));
                    count++;
                }
                desk.stillRead();
                token = some.next();
            } while (token.isPresent());
            sheet.note(texts.get("approval.count", count));
        }
    }

    /** What the user can decide. */
    @Command(name = "inbox")
    static final class Inbox implements Callable<Integer> {
        private final Desk desk;

        Inbox(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                list(desk, session, desk.texts().get("approval.inbox"), session.approvals()::inbox);
            }
            return Exit.FINE;
        }
    }

    /** What the user has submitted. */
    @Command(name = "mine")
    static final class Mine implements Callable<Integer> {
        private final Desk desk;

        Mine(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                list(desk, session, desk.texts().get("approval.mine"), session.approvals()::mine);
            }
            return Exit.FINE;
        }
    }

    /** One approval. */
    abstract static class OnOne implements Callable<Integer> {
        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "approval.id")
        private String id = "";

        OnOne(Desk desk) {
            this.desk = desk;
        }

        Desk desk() {
            return desk;
        }

        abstract void on(CrmSession session, Approval approval);

        void tell(Outcome<Approval> outcome) {
            Approval after = desk.done(outcome);
            desk.answer(desk.texts()
                    .get(
                            "approval.now",
                            after.id(),
                            ApprovalEngine.state(after.state()).in(desk.language())));
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                on(session, desk.done(session.approvals().of(id)));
            }
            return Exit.FINE;
        }
    }

    /** An approval with its history. */
    @Command(name = "show")
    static final class Show extends OnOne {
        Show(Desk desk) {
            super(desk);
        }

        @Override
        void on(CrmSession session, Approval approval) {
            Desk desk = desk();
            Texts texts = desk.texts();
            Map<String, String> names = names(session);
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("at", texts.get("approval.at"), Sheet.Kind.TEXT),
                    new Sheet.Column("act", texts.get("approval.act"), Sheet.Kind.TEXT),
                    new Sheet.Column("by", texts.get("approval.by"), Sheet.Kind.TEXT),
                    new Sheet.Column("for", texts.get("approval.for"), Sheet.Kind.TEXT),
                    new Sheet.Column("note", texts.get("approval.note"), Sheet.Kind.TEXT));
            String title = texts.get(
                    "approval.title",
                    approval.request().about().in(desk.language()),
                    ApprovalEngine.state(approval.state()).in(desk.language()),
                    approval.course().name().in(desk.language()));
            try (Sheet sheet = desk.sheet(title, columns)) {
                for (Approval.Event event : approval.history()) {
                    sheet.row(Arrays.asList(
                            event.at(),
                            texts.get("approval.act." + event.act().name().toLowerCase(java.util.Locale.ROOT)),
                            names.getOrDefault(event.by(), event.by()),
                            event.forWhom().map(u -> names.getOrDefault(u, u)).orElse(""),
                            event.note().orElse("")));
                }
                approval.request().form().forEach((field, value) -> sheet.note(field + ": " + value));
                if (!approval.turn().isEmpty()) {
                    sheet.note(texts.get("approval.asked", named(names, approval.turn())));
                }
            }
        }
    }

    /** Approves. */
    @Command(name = "approve")
    static final class Approve extends OnOne {
        @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "approval.say")
        private Optional<String> note = Optional.empty();

        Approve(Desk desk) {
            super(desk);
        }

        @Override
        void on(CrmSession session, Approval approval) {
            tell(session.approvals().approve(approval.id(), approval.version(), note));
        }
    }

    /** Refuses. */
    @Command(name = "refuse")
    static final class Refuse extends OnOne {
        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "approval.why")
        private String reason = "";

        Refuse(Desk desk) {
            super(desk);
        }

        @Override
        void on(CrmSession session, Approval approval) {
            tell(session.approvals().refuse(approval.id(), approval.version(), reason));
        }
    }

    /** Gives back. */
    @Command(name = "return")
    static final class Return extends OnOne {
        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "approval.why")
        private String reason = "";

        Return(Desk desk) {
            super(desk);
        }

        @Override
        void on(CrmSession session, Approval approval) {
            tell(session.approvals().giveBack(approval.id(), approval.version(), reason));
        }
    }

    /** Takes back. */
    @Command(name = "recall")
    static final class Recall extends OnOne {
        @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "approval.say")
        private Optional<String> note = Optional.empty();

        Recall(Desk desk) {
            super(desk);
        }

        @Override
        void on(CrmSession session, Approval approval) {
            tell(session.approvals().recall(approval.id(), approval.version(), note));
        }
    }

    /** Submits again. */
    @Command(name = "resubmit")
    static final class Resubmit extends OnOne {
        @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "approval.say")
        private Optional<String> note = Optional.empty();

        Resubmit(Desk desk) {
            super(desk);
        }

        @Override
        void on(CrmSession session, Approval approval) {
            tell(session.approvals().resubmit(approval.id(), approval.version(), note));
        }
    }

    /** Adds an approver. */
    @Command(name = "add")
    static final class Add extends OnOne {
        @Option(names = "--approver", required = true, paramLabel = "LOGIN", descriptionKey = "approval.approver")
        private String approver = "";

        @Option(names = "--note", paramLabel = "TEXT", descriptionKey = "approval.say")
        private Optional<String> note = Optional.empty();

        Add(Desk desk) {
            super(desk);
        }

        @Override
        void on(CrmSession session, Approval approval) {
            String user = desk().done(session.users().byLogin(approver)).id();
            tell(session.approvals().addApprover(approval.id(), approval.version(), user, note));
        }
    }

    /** The user will be away. */
    @Command(name = "away")
    static final class Away implements Callable<Integer> {
        private final Desk desk;

        @Option(names = "--from", required = true, paramLabel = "DATE", descriptionKey = "approval.from")
        private LocalDate from = LocalDate.EPOCH;

        @Option(names = "--until", required = true, paramLabel = "DATE", descriptionKey = "approval.until")
        private LocalDate until = LocalDate.EPOCH;

        @Option(names = "--delegate", required = true, paramLabel = "LOGIN", descriptionKey = "approval.delegate")
        private String delegate = "";

        Away(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                String user = desk.done(session.users().byLogin(delegate)).id();
                Instant begin = from.atStartOfDay(desk.zone()).toInstant();
                Instant end = until.plusDays(1).atStartOfDay(desk.zone()).toInstant();
                desk.done(session.approvals().absence(begin, end, user));
                desk.answer(desk.texts().get("approval.away", from.toString(), until.toString(), delegate));
            }
            return Exit.FINE;
        }
    }

    /** The user is back. */
    @Command(name = "back")
    static final class Back implements Callable<Integer> {
        private final Desk desk;

        Back(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                desk.done(desk.signIn(crm, Desk.DIRECTOR).approvals().back());
                desk.answer(desk.texts().get("approval.back"));
            }
            return Exit.FINE;
        }
    }

    /** How approvals went. */
    @Command(name = "figures")
    static final class Figures implements Callable<Integer> {
        private final Desk desk;

        @Option(names = "--from", paramLabel = "DATE", descriptionKey = "approval.first")
        private Optional<LocalDate> from = Optional.empty();

        @Option(names = "--to", paramLabel = "DATE", descriptionKey = "approval.last")
        private Optional<LocalDate> to = Optional.empty();

        Figures(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            LocalDate today = LocalDate.ofInstant(desk.clock().instant(), desk.zone());
            LocalDate last = to.orElse(today);
            LocalDate first = from.orElse(last.minusDays(89));
            if (first.isAfter(last)) {
                throw desk.usage("error.audit-days", first.toString(), last.toString());
            }
            try (Crm crm = desk.open()) {
                Approvals approvals = desk.signIn(crm, Desk.DIRECTOR).approvals();
                ProcessFigures figures = desk.done(approvals.figures(
                        first.atStartOfDay(desk.zone()).toInstant(),
                        last.plusDays(1).atStartOfDay(desk.zone()).toInstant()));
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("of", texts.get("approval.figure"), Sheet.Kind.TEXT),
                        new Sheet.Column("name", texts.get("approval.name"), Sheet.Kind.TEXT),
                        new Sheet.Column("decided", texts.get("approval.decided"), Sheet.Kind.COUNT),
                        new Sheet.Column("waiting", texts.get("approval.waiting"), Sheet.Kind.COUNT),
                        new Sheet.Column("late", texts.get("approval.late"), Sheet.Kind.COUNT),
                        new Sheet.Column("mean", texts.get("approval.mean"), Sheet.Kind.TEXT),
                        new Sheet.Column("longest", texts.get("approval.longest"), Sheet.Kind.TEXT),
                        new Sheet.Column("bottleneck", texts.get("approval.bottleneck"), Sheet.Kind.TEXT));
                try (Sheet sheet =
                        desk.sheet(texts.get("approval.figures", first.toString(), last.toString()), columns)) {
                    figures.steps()
                            .forEach(row ->
                                    row(sheet, approvals.label(row.kind()).in(desk.language()) + ": ", "step", row));
                    figures.people().forEach(row -> row(sheet, "", "person", row));
                    figures.departments().forEach(row -> row(sheet, "", "department", row));
                    sheet.note(
                            texts.get("approval.sum", figures.approvals(), figures.ended(), hours(figures.median())));
                    figures.overdue()
                            .forEach(late -> sheet.note(texts.get(
                                    "approval.is-late",
                                    late.approval(),
                                    late.about().in(desk.language()),
                                    late.who(),
                                    hours(late.waits()))));
                }
            }
            return Exit.FINE;
        }

        private void row(Sheet sheet, String before, String of, ProcessFigures.Row row) {
            Label name = row.name();
            sheet.row(Arrays.asList(
                    desk.texts().get("approval.of." + of),
                    before + name.in(desk.language()),
                    row.decided(),
                    row.waiting(),
                    row.late(),
                    hours(row.mean()),
                    hours(row.longest()),
                    row.bottleneck() ? desk.texts().get("approval.stuck") : ""));
        }

        private String hours(Duration time) {
            return desk.texts().get("approval.hours", String.valueOf(time.toHours()), time.toMinutesPart());
        }
    }

    /** Escalates what is overdue. */
    @Command(name = "escalate")
    static final class Escalate implements Callable<Integer> {
        private final Desk desk;

        Escalate(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                Approvals.Escalation done = desk.done(
                        desk.signIn(crm, Desk.ADMINISTRATOR).approvals().escalate(10_000));
                desk.answer(desk.texts().get("approval.escalated", done.overdue(), done.escalated()));
            }
            return Exit.FINE;
        }
    }
}
