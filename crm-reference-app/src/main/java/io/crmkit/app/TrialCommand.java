package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.ResetToken;
import io.crmkit.shared.Outcome;
import io.crmkit.trial.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
                        standing(desk, trial),
                        trial.id()));
        return Exit.FINE;
    }

    private static String standing(Desk desk, Trial trial) {
        return trial.standing(desk.clock().instant()).label().in(desk.language());
    }

    /** Who asks for a trial, and how to reach them. */
    static final class Asking {

        @Option(names = "--contact", required = true, paramLabel = "NAME", descriptionKey = "crm.trial.contact")
        private String contact = "";

        @Option(names = "--phone", required = true, paramLabel = "NUMBER", descriptionKey = "crm.trial.phone")
        private String phone = "";

        @Option(names = "--email", required = true, paramLabel = "ADDRESS", descriptionKey = "crm.trial.email")
        private String email = "";

        Trial.Registrant of(String company) {
            return Trial.Registrant.of(company, contact, phone, email);
        }
    }

    /** A command that does something with a trial, for a reason. */
    private abstract static class OnTrial extends SessionCommand {

        @Parameters(paramLabel = "ID", descriptionKey = "crm.trial.id")
        private String id = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.trial.reason")
        private String reason = "";

        OnTrial(Desk desk) {
            super(desk);
        }

        abstract Outcome<Trial> with(CrmSession session, Trial trial, String because);

        @Override
        final int run(CrmSession session) {
            return told(desk, with(session, desk.done(session.trials().get(id)), reason));
        }
    }

    /** Lists trials. */
    @Command(name = "list")
    static final class ListAll extends SessionCommand {

        @Option(names = "--due", paramLabel = "DAYS")
        private Optional<Integer> due = Optional.empty();

        ListAll(Desk desk) {
            super(desk);
        }

        @Override
        void check() {
            if (due.isPresent() && (due.get() < 0 || due.get() > 366)) {
                throw desk.usage("trial.days", String.valueOf(due.get()));
            }
        }

        @Override
        int run(CrmSession session) {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                    new Sheet.Column("company", texts.get("trial.company"), Sheet.Kind.TEXT),
                    new Sheet.Column("login", texts.get("trial.login"), Sheet.Kind.TEXT),
                    new Sheet.Column("standing", texts.get("trial.standing"), Sheet.Kind.TEXT),
                    new Sheet.Column("until", texts.get("trial.until"), Sheet.Kind.TEXT),
                    new Sheet.Column("extensions", texts.get("trial.extensions"), Sheet.Kind.TEXT));
            boolean table = desk.options().format == CrmCommand.Format.TABLE;
            try (Sheet sheet = desk.sheet(texts.get("trial.title"), columns)) {
                ListedPages.print(
                        desk,
                        session,
                        sheet,
                        "trial",
                        (most, token) -> due.isPresent()
                                ? session.trials().due(due.get(), most, token)
                                : session.trials().list(most, token),
                        (Trial trial) -> Arrays.asList(
                                trial.id(),
                                trial.registrant().company().orElse(null),
                                trial.registrant().email().orElse(null),
                                table
                                        ? standing(desk, trial)
                                        : trial.standing(desk.clock().instant()).key(),
                                trial.until()
                                        .map(at -> at.atZone(desk.zone()).toLocalDate())
                                        .orElse(null),
                                String.valueOf(trial.extensions())));
            }
            return Exit.FINE;
        }
    }

    /** Applies for a trial of a customer. */
    @Command(name = "apply")
    static final class Apply extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "crm.trial.customer")
        private String customer = "";

        @Mixin
        private Asking asking = new Asking();

        @Option(names = "--reason", required = true, paramLabel = "TEXT", descriptionKey = "crm.trial.reason")
        private String reason = "";

        Apply(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            String id = GradesCommand.customer(desk, session, customer).id();
            String company = desk.done(session.customers().get(id)).name();
            return told(desk, session.trials().apply(id, asking.of(company), reason));
        }
    }

    /** Registers as a customer would at the own door. */
    @Command(name = "register")
    static final class Register implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "COMPANY", descriptionKey = "crm.trial.company")
        private String company = "";

        @Mixin
        private Asking asking = new Asking();

        @Option(names = "--code", paramLabel = "CODE")
        private Optional<String> code = Optional.empty();

        Register(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                desk.done(crm.trialLogins().register(asking.of(company), code));
                desk.answer(desk.texts().get("trial.registered"));
            }
            return Exit.FINE;
        }
    }

    /** Asks for more time. */
    @Command(name = "extend")
    static final class Extend extends OnTrial {

        Extend(Desk desk) {
            super(desk);
        }

        @Override
        Outcome<Trial> with(CrmSession session, Trial trial, String because) {
            return session.trials().extend(trial.id(), trial.version(), because);
        }
    }

    /** Makes a customer's account of a trial. */
    @Command(name = "convert")
    static final class Convert extends OnTrial {

        @Option(names = "--customer", paramLabel = "CUSTOMER")
        private Optional<String> customer = Optional.empty();

        Convert(Desk desk) {
            super(desk);
        }

        @Override
        Outcome<Trial> with(CrmSession session, Trial trial, String because) {
            Optional<String> wanted = customer.map(
                    name -> GradesCommand.customer(desk, session, name).id());
            return session.trials().convert(trial.id(), trial.version(), wanted, because);
        }
    }

    /** Ends a trial. */
    @Command(name = "end")
    static final class End extends OnTrial {

        End(Desk desk) {
            super(desk);
        }

        @Override
        Outcome<Trial> with(CrmSession session, Trial trial, String because) {
            return session.trials().end(trial.id(), trial.version(), because);
        }
    }

    /** Makes a token with which the customer sets a password. */
    @Command(name = "reset")
    static final class Reset extends SessionCommand {

        @Parameters(paramLabel = "ID", descriptionKey = "crm.trial.id")
        private String id = "";

        Reset(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            ResetToken token = desk.done(session.trials().resetLogin(id));
            desk.answer(desk.texts()
                    .get("trial.token", token.until().atZone(desk.zone()).toString(), token.token()));
            return Exit.FINE;
        }
    }
}
