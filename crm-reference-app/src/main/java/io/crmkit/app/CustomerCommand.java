package io.crmkit.app;

import io.crmkit.Crm;
import io.crmkit.CrmSession;
import io.crmkit.access.User;
import io.crmkit.customer.Customer;
import io.crmkit.customer.CustomerCompleteness;
import io.crmkit.customer.CustomerFields;
import io.crmkit.customer.FieldChange;
import io.crmkit.dictionary.Completeness;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.Field;
import io.crmkit.shared.Listing;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is known of customers, and what is missing (CUS-01, CUS-03, CUS-04, LIF-09). */
@Command(
        name = "customer",
        subcommands = {
            CustomerCommand.Fill.class,
            CustomerCommand.Attest.class,
            CustomerCommand.Complete.class,
            CustomerCommand.Find.class,
            CustomerMergeCommand.Create.class,
            CustomerMergeCommand.Merge.class,
            CustomerMergeCommand.Unmerge.class,
            CustomerCommand.History.class,
            CustomerViewCommand.All.class,
            CustomerViewCommand.Timeline.class
        })
final class CustomerCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    CustomerCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** {@return values by key; fields may be called by their names} */
    static Map<String, String> values(Desk desk, Dictionary dictionary, List<String> pairs) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : pairs) {
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                throw desk.usage("error.key-value", pair);
            }
            String key = FieldsCommand.named(
                            desk, dictionary, pair.substring(0, equals).strip())
                    .key();
            if (values.put(key, pair.substring(equals + 1)) != null) {
                throw desk.usage("error.field-twice", key);
            }
        }
        return values;
    }

    private static void print(Desk desk, CrmSession session, Customer customer) {
        Texts texts = desk.texts();
        Dictionary dictionary = desk.done(session.fields().inForce());
        CustomerCompleteness known = desk.done(session.customers().completeness(customer.id()));
        List<Sheet.Column> columns = List.of(
                new Sheet.Column("field", texts.get("column.field"), Sheet.Kind.TEXT),
                new Sheet.Column("value", texts.get("column.value"), Sheet.Kind.TEXT));
        try (Sheet sheet = desk.sheet(customer.name(), columns)) {
            Map<String, String> values = CustomerFields.values(customer.profile());
            for (Field field : dictionary.fields()) {
                String value = values.get(field.key());
                if (value != null && !field.key().equals("name")) {
                    sheet.row(Arrays.asList(
                            field.label().in(desk.language()),
                            field.shown(value).in(desk.language())));
                }
            }
            Completeness completeness = known.completeness();
            sheet.note(texts.get(
                    known.suffices() ? "customer.enough" : "customer.not-enough",
                    completeness.filled(),
                    completeness.of(),
                    completeness.percent(),
                    known.wanted()));
            completeness.parts().stream()
                    .filter(part -> part.of() > 0)
                    .forEach(part -> sheet.note(texts.get(
                            "customer.part", part.module().label().in(desk.language()), part.filled(), part.of())));
            sheet.note(texts.get(known.valid() ? "customer.valid" : "customer.stale"));
            known.inaccurate().forEach(problem -> sheet.note(desk.told(problem)));
            for (Field field : known.next()) {
                sheet.note(texts.get(
                        "customer.ask",
                        field.label().in(desk.language()),
                        field.guidance()
                                .map(guidance -> guidance.in(desk.language()))
                                .orElse("")));
            }
        }
    }

    /** Fills fields. */
    @Command(name = "fill")
    static final class Fill implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @Parameters(index = "1..*", arity = "1..*", paramLabel = "FIELD=VALUE", descriptionKey = "customer.pairs")
        private List<String> pairs = List.of();

        @Option(names = "--attest")
        private boolean attest;

        @Option(names = "--reason", paramLabel = "TEXT")
        private Optional<String> reason = Optional.empty();

        Fill(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Customer found = GradesCommand.customer(desk, session, customer);
                Map<String, String> values =
                        values(desk, desk.done(session.fields().inForce()), pairs);
                Customer filled = desk.done(
                        reason.isPresent()
                                ? session.customers().fill(found.id(), found.version(), values, reason.get())
                                : session.customers().fill(found.id(), found.version(), values));
                if (attest) {
                    filled = desk.done(session.customers().attest(filled.id(), filled.version()));
                }
                print(desk, session, filled);
            }
            return Exit.FINE;
        }
    }

    /** Confirms what is known. */
    @Command(name = "attest")
    static final class Attest implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        Attest(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Customer found = GradesCommand.customer(desk, session, customer);
                Customer attested = desk.done(session.customers().attest(found.id(), found.version()));
                desk.answer(desk.texts().get("customer.attested", attested.name()));
            }
            return Exit.FINE;
        }
    }

    /** Tells what is known, how complete it is, and what to ask for next. */
    @Command(name = "complete")
    static final class Complete implements Callable<Integer> {

        private final Desk desk;

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        Complete(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                print(desk, session, GradesCommand.customer(desk, session, customer));
            }
            return Exit.FINE;
        }
    }

    /** Lists customers by values of fields. */
    @Command(name = "find")
    static final class Find implements Callable<Integer> {

        private final Desk desk;

        @Parameters(arity = "1..*", paramLabel = "FIELD=VALUE", descriptionKey = "customer.pairs")
        private List<String> pairs = List.of();

        Find(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("id", texts.get("column.id"), Sheet.Kind.TEXT),
                    new Sheet.Column("name", texts.get("field.name"), Sheet.Kind.TEXT));
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Map<String, String> values =
                        values(desk, desk.done(session.fields().inForce()), pairs);
                try (Sheet sheet = desk.sheet(texts.get("show.customers"), columns)) {
                    ListedPages.print(
                            desk,
                            session,
                            sheet,
                            "customer",
                            (most, token) -> session.customers().having(values, most, token),
                            (Customer customer) -> Arrays.asList(customer.id(), customer.name()));
                }
            }
            return Exit.FINE;
        }
    }

    /** Tells how a field came to its value. */
    @Command(name = "history")
    static final class History implements Callable<Integer> {

        private final Desk desk;

        @Parameters(index = "0", paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @Parameters(index = "1", paramLabel = "FIELD", descriptionKey = "customer.history.field")
        private String field = "";

        History(Desk desk) {
            this.desk = desk;
        }

        @Override
        public Integer call() {
            Texts texts = desk.texts();
            List<Sheet.Column> columns = List.of(
                    new Sheet.Column("at", texts.get("customer.history.at"), Sheet.Kind.TEXT),
                    new Sheet.Column("by", texts.get("customer.history.by"), Sheet.Kind.TEXT),
                    new Sheet.Column("before", texts.get("customer.history.before"), Sheet.Kind.TEXT),
                    new Sheet.Column("after", texts.get("customer.history.after"), Sheet.Kind.TEXT),
                    new Sheet.Column("operation", texts.get("customer.history.operation"), Sheet.Kind.TEXT),
                    new Sheet.Column("reason", texts.get("customer.history.reason"), Sheet.Kind.TEXT));
            try (Crm crm = desk.open()) {
                CrmSession session = desk.signIn(crm, Desk.DIRECTOR);
                Customer found = GradesCommand.customer(desk, session, customer);
                Map<String, String> users = field.equals("owner")
                        ? session.users().list().toOptional().stream()
                                .flatMap(List::stream)
                                .collect(Collectors.toMap(User::id, User::name))
                        : Map.of();
                Optional<String> token = Optional.empty();
                try (Sheet sheet = desk.sheet(found.name(), columns)) {
                    do {
                        Listing<FieldChange> page =
                                desk.done(session.customers().history(found.id(), field, PAGE, token));
                        page.items()
                                .forEach(change -> sheet.row(Arrays.asList(
                                        change.at(),
                                        change.login(),
                                        users.getOrDefault(change.before(), change.before()),
                                        users.getOrDefault(change.after(), change.after()),
                                        change.operation(),
                                        change.reason().orElse(null))));
                        desk.stillRead();
                        token = page.next();
                    } while (token.isPresent());
                }
            }
            return Exit.FINE;
        }
    }
}
