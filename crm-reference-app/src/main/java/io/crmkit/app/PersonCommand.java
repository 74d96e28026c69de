package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.privacy.Consent;
import io.crmkit.privacy.PersonFile;
import io.crmkit.privacy.Privacy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Persons concerned: what they agreed to, and what they may ask for (ACC-18). */
@Command(
        name = "person",
        subcommands = {
            PersonCommand.Show.class,
            PersonCommand.Export.class,
            PersonCommand.Consents.class,
            PersonCommand.Give.class,
            PersonCommand.Withdraw.class,
            PersonCommand.Erase.class
        })
final class PersonCommand implements Runnable {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    PersonCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static String file(Desk desk, String person) {
        try (Crm crm = desk.open()) {
            PersonFile file =
                    desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).privacy().access(person));
            return JSON.writeValueAsString(file);
        }
    }

    private static void list(Desk desk, String person, List<Consent.Given> given) {
        try (Sheet sheet = desk.sheet(
                desk.texts().get("person.consents", person),
                List.of(
                        column(desk, "purpose"),
                        column(desk, "source"),
                        column(desk, "from"),
                        column(desk, "until"),
                        column(desk, "withdrawn")))) {
            given.forEach(one -> sheet.row(Arrays.asList(
                    one.purpose(),
                    one.source(),
                    one.from(),
                    one.until().orElse(null),
                    one.withdrawn().orElse(null))));
        }
    }

    private static Sheet.Column column(Desk desk, String key) {
        return new Sheet.Column(key, desk.texts().get("column.person." + key), Sheet.Kind.TEXT);
    }

    /** Prints all that is kept about a person. */
    @Command(name = "show")
    static final class Show implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "TYPE/ID", descriptionKey = "person.person")
        private String person = "";

        Show(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            file(desk, person).lines().forEach(desk::answer);
            return Exit.FINE;
        }
    }

    /** Writes all that is kept about a person into a file for that person. */
    @Command(name = "export")
    static final class Export implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "TYPE/ID", descriptionKey = "person.person")
        private String person = "";

        @Option(names = "--out", paramLabel = "FILE", required = true)
        private Path out = Path.of("");

        Export(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            String json = file(desk, person);
            try {
                Files.writeString(desk.path(out), json + "\n", StandardCharsets.UTF_8, StandardOpenOption.CREATE_NEW);
            } catch (IOException e) {
                throw new Explained(Exit.USAGE, desk.texts().get("error.io", desk.described(e)));
            }
            desk.answer(desk.texts().get("person.exported", person, out.toString()));
            return Exit.FINE;
        }
    }

    /** Lists what a person agreed to. */
    @Command(name = "consents")
    static final class Consents implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "TYPE/ID", descriptionKey = "person.person")
        private String person = "";

        Consents(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                list(
                        desk,
                        person,
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).privacy().consents(person)));
            }
            return Exit.FINE;
        }
    }

    /** Records that a person agrees. */
    @Command(name = "consent")
    static final class Give implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "TYPE/ID", descriptionKey = "person.person")
        private String person = "";

        @Option(names = "--purpose", paramLabel = "KEY", required = true, descriptionKey = "person.purpose")
        private String purpose = "";

        @Option(names = "--source", paramLabel = "TEXT", required = true, descriptionKey = "person.source")
        private String source = "";

        @Option(names = "--until", paramLabel = "DATE")
        private Optional<LocalDate> until = Optional.empty();

        Give(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                Optional<Instant> end = until.map(
                        day -> day.plusDays(1).atStartOfDay(desk.zone()).toInstant());
                list(
                        desk,
                        person,
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).privacy().give(person, purpose, source, end))
                                .given());
            }
            return Exit.FINE;
        }
    }

    /** Records that a person takes it back. */
    @Command(name = "withdraw")
    static final class Withdraw implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "TYPE/ID", descriptionKey = "person.person")
        private String person = "";

        @Option(names = "--purpose", paramLabel = "KEY", required = true, descriptionKey = "person.purpose")
        private String purpose = "";

        @Option(names = "--source", paramLabel = "TEXT", required = true, descriptionKey = "person.source")
        private String source = "";

        Withdraw(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                list(
                        desk,
                        person,
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).privacy().withdraw(person, purpose, source))
                                .given());
            }
            return Exit.FINE;
        }
    }

    /** Erases what is kept about a person. */
    @Command(name = "erase")
    static final class Erase implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "TYPE/ID", descriptionKey = "person.person")
        private String person = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true)
        private String reason = "";

        Erase(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                Privacy privacy = desk.signIn(crm, Desk.ADMINISTRATOR).privacy();
                long fields = 0;
                long entries = 0;
                long kept = 0;
                Privacy.Erased erased;
                do {
                    erased = desk.done(privacy.erase(person, reason));
                    fields += erased.fields().size();
                    entries += erased.entries();
                    kept += erased.kept();
                } while (erased.more());
                desk.answer(desk.texts().get("person.erased", person, fields, entries, kept));
            }
            return Exit.FINE;
        }
    }
}
