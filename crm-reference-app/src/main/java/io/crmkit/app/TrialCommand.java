package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.ResetToken;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Outcome;
import io.crmkit.trial.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Trial accounts of customers (CUS-13). */
@Command(
        name = "trial",
        subcommands = {
            TrialCommand.ListAll.class,
            TrialCommand.Apply.class,
            TrialCommand.Register.class,
            TrialCommand.Extend.class,
            TrialCommand.Convert.class,
            TrialCommand.End.class,
            TrialCommand.Reset.class
        })
final class TrialCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    TrialCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int told(Desk desk, Outcome<Trial> outcome) {
        Trial trial = desk.done(outcome);
        outcome.warnings().forEach(warning -> desk.answer(desk.told(warning)));
        desk.answer(desk.texts()
                .get(
                        "trial.stands",
                        trial.registrant().company().orElse(trial.id()),
                        trial.standing(desk.clock().instant()).label().in(desk.language()),
                        trial.id()));
        return Exit.FINE;
    }

    /** Lists trials. */
    @Command(name = "list")
    static final class ListAll implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--due", paramLabel = "DAYS")
        private Optional<Integer> due = Optional.empty();

        ListAll(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                    new Sheet.Column("company", texts.get("trial.company"), Sheet.Kind.TEXT),
                    new Sheet.Column("login", texts.get("trial.login"), Sheet.Kind.TEXT),
                    new Sheet.Column("standing", texts.get("trial.standing"), Sheet.Kind.TEXT),
                    new Sheet.Column("until", texts.get("trial.until"), Sheet.Kind.TEXT),
                    new Sheet.Column("extensions", texts.get("trial.extensions"), Sheet.Kind.TEXT));
            if (due.isPresent() && (due.get() < 0 || due.get() > 366)) {
                throw desk.usage("trial.days", String.valueOf(due.get()));
            }
            try (Crm crm = desk.open();
                    Sheet sheet = desk.sheet(texts.get("trial.title"), columns)) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Optional<String> token = Optional.empty();
                long count = 0;
                do {
                    Listing<Trial> page = desk.done(
                            due.isPresent()
                                    ? session.trials().due(due.get(), PAGE, token)
                                    : session.trials().list(PAGE, token));
                    if (desk.options().format != CrmCommand.Format.TABLE) {
                        desk.done(session.audit().exported("trial", page.items().size()));
                    }
                    for (Trial trial : page.items()) {
                        sheet.row(Arrays.asList(
                                trial.id(),
                                trial.registrant().company().orElse(null),
                                trial.registrant().email().orElse(null),
                                desk.options().format == CrmCommand.Format.TABLE
                                        ? trial.standing(desk.clock().instant())
                                                .label()
                                                .in(desk.language())
                                        : trial.standing(desk.clock().instant()).key(),
                                trial.until()
                                        .map(at -> at.atZone(desk.zone()).toLocalDate())
                                        .orElse(null),
                                String.valueOf(trial.extensions())));
                        count++;
                    }
                    desk.stillRead();
                    token = page.next();
                } while (token.isPresent());
                sheet.note(texts.get("show.count", count));
            }
            return Exit.FINE;
        }
    }

    /** Applies for a trial of a customer. */
    @Command(name = "apply")
    static final class Apply implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "crm.trial.customer")
        private String customer = "";

        @Option(names = "--contact", required = true, paramLabel = "NAME", descriptionKey = "crm.trial.contact")
        private String contact = "";

        @Option(names = "--phone", required = true, paramLabel = "NUMBER", descriptionKey = "crm.trial.phone")
        private String phone = "";

        @Option(names = "--email", required = true, paramLabel = "ADDRESS", descriptionKey = "crm.trial.email")
        private String email = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.trial.reason")
        private String reason = "";

        Apply(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                String id = GradesCommand.customer(desk, session, customer).id();
                String company = desk.done(session.customers().get(id)).name();
                return told(
                        desk, session.trials().apply(id, Trial.Registrant.of(company, contact, phone, email), reason));
            }
        }
    }

    /** Registers as a customer would at the own door. */
    @Command(name = "register")
    static final class Register implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "COMPANY", descriptionKey = "crm.trial.company")
        private String company = "";

        @Option(names = "--contact", required = true, paramLabel = "NAME", descriptionKey = "crm.trial.contact")
        private String contact = "";

        @Option(names = "--phone", required = true, paramLabel = "NUMBER", descriptionKey = "crm.trial.phone")
        private String phone = "";

        @Option(names = "--email", required = true, paramLabel = "ADDRESS", descriptionKey = "crm.trial.email")
        private String email = "";

        @Option(names = "--code", paramLabel = "CODE")
        private Optional<String> code = Optional.empty();

        Register(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                desk.done(crm.trialLogins().register(Trial.Registrant.of(company, contact, phone, email), code));
                desk.answer(desk.texts().get("trial.registered"));
            }
            return Exit.FINE;
        }
    }

    /** Asks for more time. */
    @Command(name = "extend")
    static final class Extend implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "crm.trial.id")
        private String id = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.trial.reason")
        private String reason = "";

        Extend(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Trial trial = desk.done(session.trials().get(id));
                return told(desk, session.trials().extend(id, trial.version(), reason));
            }
        }
    }

    /** Makes a customer's account of a trial. */
    @Command(name = "convert")
    static final class Convert implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "crm.trial.id")
        private String id = "";

        @Option(names = "--customer", paramLabel = "CUSTOMER")
        private Optional<String> customer = Optional.empty();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.trial.reason")
        private String reason = "";

        Convert(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Trial trial = desk.done(session.trials().get(id));
                Optional<String> wanted = customer.map(
                        name -> GradesCommand.customer(desk, session, name).id());
                return told(desk, session.trials().convert(id, trial.version(), wanted, reason));
            }
        }
    }

    /** Ends a trial. */
    @Command(name = "end")
    static final class End implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "crm.trial.id")
        private String id = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.trial.reason")
        private String reason = "";

        End(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Trial trial = desk.done(session.trials().get(id));
                return told(desk, session.trials().end(id, trial.version(), reason));
            }
        }
    }

    /** Makes a token with which the customer sets a password. */
    @Command(name = "reset")
    static final class Reset implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "ID", descriptionKey = "crm.trial.id")
        private String id = "";

        Reset(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                ResetToken token = desk.done(session.trials().resetLogin(id));
                desk.answer(desk.texts()
                        .get("trial.token", token.until().atZone(desk.zone()).toString(), token.token()));
            }
            return Exit.FINE;
        }
    }
}
