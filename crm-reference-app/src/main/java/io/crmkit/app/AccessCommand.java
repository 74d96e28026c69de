package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.access.Decision;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Explains who may do what (ACC-05 to ACC-07, ACC-09). */
@Command(
        name = "access",
        subcommands = {AccessCommand.Explain.class, AccessCommand.WhoCan.class})
final class AccessCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    AccessCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String shown(Desk desk, Decision.Ground ground) {
        return ground.text().in(desk.language());
    }

    /** Tells what decides. */
    @Command(name = "explain")
    static final class Explain implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "LOGIN", descriptionKey = "access.login")
        private String login = "";

        @Parameters(index = "1", paramLabel = "ACTION", descriptionKey = "access.action")
        private String action = "";

        @Parameters(index = "2", paramLabel = "SUBJECT", descriptionKey = "access.subject")
        private String subject = "";

        Explain(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                Decision decision =
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).access().explain(login, action, subject));
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("decides", texts.get("access.decides"), Sheet.Kind.TEXT),
                        new Sheet.Column("speaks", texts.get("access.speaks"), Sheet.Kind.TEXT),
                        new Sheet.Column("name", texts.get("access.name"), Sheet.Kind.TEXT),
                        new Sheet.Column("text", texts.get("access.text"), Sheet.Kind.TEXT));
                String title = texts.get(
                        decision.allowed() ? "access.may" : "access.may-not", login, decision.action(), subject);
                try (Sheet sheet = desk.sheet(title, columns)) {
                    for (Decision.Ground ground : decision.grounds()) {
                        sheet.row(Arrays.asList(
                                ground.kind().name().toLowerCase(Locale.ROOT),
                                texts.get(ground.favours() ? "access.for" : "access.against"),
                                ground.name(),
                                shown(desk, ground)));
                    }
                    decision.needed().forEach(need -> sheet.note(texts.get("access.needed", need.in(desk.language()))));
                }
            }
            return Exit.FINE;
        }
    }

    /** Lists who may. */
    @Command(name = "who-can")
    static final class WhoCan implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "ACTION", descriptionKey = "access.action")
        private String action = "";

        @Parameters(index = "1", paramLabel = "SUBJECT", descriptionKey = "access.subject")
        private String subject = "";

        WhoCan(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                List<Decision> all =
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).access().whoCan(action, subject));
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("login", texts.get("access.login-column"), Sheet.Kind.TEXT),
                        new Sheet.Column("because", texts.get("access.because"), Sheet.Kind.TEXT));
                try (Sheet sheet = desk.sheet(texts.get("access.who-can", action, subject), columns)) {
                    for (Decision decision : all) {
                        sheet.row(Arrays.asList(
                                decision.login(),
                                decision.grounds().stream()
                                        .filter(Decision.Ground::favours)
                                        .map(ground -> shown(desk, ground))
                                        .collect(Collectors.joining(" "))));
                    }
                    sheet.note(texts.get("access.count", (long) all.size()));
                }
            }
            return Exit.FINE;
        }
    }
}
