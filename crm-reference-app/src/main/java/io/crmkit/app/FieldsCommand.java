package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.customer.Fields;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.dictionary.FieldDefinition;
import io.crmkit.dictionary.InformationModule;
import io.crmkit.policy.PolicyVersion;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The field dictionary (CUS-01, CUS-04). */
@Command(
        name = "fields",
        subcommands = {
            FieldsCommand.All.class,
            FieldsCommand.Show.class,
            FieldsCommand.Check.class,
            FieldsCommand.Publish.class,
            FieldsCommand.Recount.class,
            FieldsCommand.Clear.class
        })
final class FieldsCommand implements Runnable {

    @Spec
    private CommandSpec spec = CommandSpec.create();

    FieldsCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@return the field that somebody means by its key or name; another one ends the command} */
    static Field named(Desk desk, Dictionary dictionary, String text) {
        List<String> known = new ArrayList<>();
        dictionary
                .fields()
                .forEach(field -> known.addAll(
                        List.of(field.key(), field.label().zh(), field.label().en())));
        return dictionary
                .named(text)
                .orElseThrow(() -> new Explained(
                        Exit.REFUSED,
                        desk.texts().get("error.unknown-field", text)
                                + desk.texts().near(text, known)));
    }

    private static String yes(Desk desk, boolean yes) {
        return yes ? desk.texts().get("fields.yes") : "";
    }

    /** Lists fields. */
    @Command(name = "list")
    static final class All implements Callable<Integer> {

        private final Desk desk;

        @Option(names = "--module", paramLabel = "MODULE")
        private Optional<InformationModule> module = Optional.empty();

        All(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("key", texts.get("fields.key"), Sheet.Kind.TEXT),
                    new Sheet.Column("label", texts.get("fields.label"), Sheet.Kind.TEXT),
                    new Sheet.Column("module", texts.get("fields.module"), Sheet.Kind.TEXT),
                    new Sheet.Column("type", texts.get("fields.type"), Sheet.Kind.TEXT),
                    new Sheet.Column("counts", texts.get("fields.counts"), Sheet.Kind.TEXT),
                    new Sheet.Column("required", texts.get("fields.required"), Sheet.Kind.TEXT),
                    new Sheet.Column("sensitive", texts.get("fields.sensitive"), Sheet.Kind.TEXT));
            try (Crm crm = desk.open();
                    Sheet sheet = desk.sheet(texts.get("fields.title"), columns)) {
                Dictionary dictionary =
                        desk.done(desk.signIn(crm, Desk.DIRECTOR).fields().inForce());
                List<Field> fields = dictionary.fields().stream()
                        .filter(field ->
                                module.filter(one -> one != field.module()).isEmpty())
                        .toList();
                for (Field field : fields) {
                    sheet.row(List.of(
                            field.key(),
                            field.label().in(desk.language()),
                            field.module().label().in(desk.language()),
                            field.type().label().in(desk.language()),
                            yes(desk, field.counts()),
                            yes(desk, field.required()),
                            yes(desk, field.sensitive())));
                }
                sheet.note(texts.get(
                        "fields.count",
                        fields.size(),
                        fields.stream().filter(Field::counts).count()));
            }
            return Exit.FINE;
        }
    }

    /** Shows a field. */
    @Command(name = "show")
    static final class Show implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "FIELD", descriptionKey = "fields.field")
        private String wanted = "";

        Show(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            try (Crm crm = desk.open()) {
                Field field = named(
                        desk, desk.done(desk.signIn(crm, Desk.DIRECTOR).fields().inForce()), wanted);
                List<Sheet.Column> columns = List.of(
                        new Sheet.Column("field", texts.get("column.field"), Sheet.Kind.TEXT),
                        new Sheet.Column("value", texts.get("column.value"), Sheet.Kind.TEXT));
                try (Sheet sheet = desk.sheet(field.label().in(desk.language()), columns)) {
                    row(sheet, "key", field.key());
                    row(
                            sheet,
                            "label",
                            field.label().zh() + " · " + field.label().en());
                    row(sheet, "module", field.module().label().in(desk.language()));
                    row(sheet, "type", field.type().label().in(desk.language()));
                    field.unit().ifPresent(unit -> row(sheet, "unit", unit.in(desk.language())));
                    field.pattern().ifPresent(pattern -> row(sheet, "pattern", pattern));
                    field.range().ifPresent(range -> row(sheet, "range", range(range)));
                    if (!field.options().isEmpty()) {
                        row(
                                sheet,
                                "options",
                                field.options().stream()
                                        .map(option -> option.key() + " "
                                                + option.label().in(desk.language()))
                                        .collect(Collectors.joining(" · ")));
                    }
                    row(sheet, "counts", yes(desk, field.counts()));
                    row(sheet, "required", yes(desk, field.required()));
                    row(sheet, "sensitive", yes(desk, field.sensitive()));
                    row(sheet, "filtered", yes(desk, field.filtered()));
                    row(sheet, "retired", yes(desk, field.retired()));
                    field.guidance().ifPresent(guidance -> row(sheet, "guidance", guidance.in(desk.language())));
                }
            }
            return Exit.FINE;
        }

        private static String range(FieldDefinition.Range range) {
            String from = range.min()
                    .<Object>map(min -> min)
                    .or(range::earliest)
                    .map(Object::toString)
                    .orElse("");
            String to = range.max()
                    .<Object>map(max -> max)
                    .or(range::latest)
                    .map(Object::toString)
                    .orElse("");
            return from + " … " + to;
        }

        private void row(Sheet sheet, String key, String value) {
            if (!value.isEmpty()) {
                sheet.row(Arrays.asList(desk.texts().get("fields." + key), value));
            }
        }
    }

    /** Reads a dictionary without putting it in force. */
    @Command(name = "check")
    static final class Check implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "FILE", descriptionKey = "fields.file")
        private Path file = Path.of("");

        Check(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Dictionary dictionary = desk.done(Crm.checkDictionary(desk.document(file)));
            desk.answer(desk.texts()
                    .get(
                            "fields.valid",
                            file,
                            dictionary.fields().size(),
                            dictionary.counted().size()));
            return Exit.FINE;
        }
    }

    /** Puts a dictionary in force, and counts all customers anew. */
    @Command(name = "publish")
    static final class Publish implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "FILE", descriptionKey = "fields.file")
        private Path file = Path.of("");

        @Option(names = "--reason", required = true, paramLabel = "TEXT")
        private String reason = "";

        Publish(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            String document = desk.document(file);
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                PolicyVersion version = desk.done(session.fields().publish(document, reason));
                desk.answer(desk.texts().get("policy.published", version.number()));
                Fields.Pass pass = desk.done(session.fields().recount());
                desk.answer(desk.texts().get("fields.recounted", pass.customers()));
            }
            return Exit.FINE;
        }
    }

    /** Counts all customers anew. */
    @Command(name = "recount")
    static final class Recount implements Callable<Integer> {

        private final Desk desk;

        Recount(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                Fields.Pass pass =
                        desk.done(desk.signIn(crm, Desk.ADMINISTRATOR).fields().recount());
                desk.answer(desk.texts().get("fields.recounted", pass.customers()));
            }
            return Exit.FINE;
        }
    }

    /** Takes the values of a retired field away. */
    @Command(name = "clear")
    static final class Clear implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "FIELD", descriptionKey = "fields.field")
        private String wanted = "";

        @Option(names = "--reason", required = true, paramLabel = "TEXT")
        private String reason = "";

        Clear(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.ADMINISTRATOR);
                Field field = named(desk, desk.done(session.fields().inForce()), wanted);
                Fields.Pass pass = desk.done(session.fields().clear(field.key(), reason));
                desk.answer(desk.texts().get("fields.cleared", pass.customers(), pass.changed()));
            }
            return Exit.FINE;
        }
    }
}
