package io.crmkit.app;

import io.crmkit.CrmSession;
import io.crmkit.customer.Contact;
import io.crmkit.customer.ContactState;
import io.crmkit.customer.Customer;
import io.crmkit.customer.NewContact;
import io.crmkit.shared.Trace;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The persons at customers (CUS-18, CUS-19). */
@Command(
        name = "contact",
        subcommands = {
            ContactCommand.Add.class,
            ContactCommand.Show.class,
            ContactCommand.Find.class,
            ContactCommand.Edit.class,
            ContactCommand.Primary.class,
            ContactCommand.Leave.class,
            ContactCommand.Return.class,
            ContactCommand.Move.class
        })
final class ContactCommand implements Runnable {

    private static final int PAGE = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ContactCommand() {}

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** What somebody may say of a person. */
    private static final class Said {

        @Option(names = "--name", paramLabel = "NAME", descriptionKey = "contact.name")
        private Optional<String> name = Optional.empty();

        @Option(names = "--phone", paramLabel = "NUMBER", descriptionKey = "contact.phone")
        private Optional<String> phone = Optional.empty();

        @Option(names = "--email", paramLabel = "ADDRESS", descriptionKey = "contact.email")
        private Optional<String> email = Optional.empty();

        @Option(names = "--title", paramLabel = "TEXT", descriptionKey = "contact.title")
        private Optional<String> title = Optional.empty();

        @Option(names = "--remark", paramLabel = "TEXT", descriptionKey = "contact.remark")
        private Optional<String> remark = Optional.empty();

        @Option(names = "--state", paramLabel = "STATE", descriptionKey = "contact.state")
        private Optional<String> state = Optional.empty();

        Contact.Details over(Contact.Details known) {
            return new Contact.Details(
                    name.or(known::name),
                    title.or(known::title),
                    phone.or(known::phone),
                    email.or(known::email),
                    remark.or(known::remark));
        }

        ContactState over(Desk desk, ContactState known) {
            return state.map(text -> ContactState.of(text)
                            .or(() -> Stream.of(ContactState.values())
                                    .filter(one -> one.label().zh().equals(text)
                                            || one.label().en().equalsIgnoreCase(text))
                                    .findFirst())
                            .orElseThrow(() -> desk.usage(
                                    "error.contact-state",
                                    text,
                                    String.join(
                                            ", ",
                                            Stream.of(ContactState.values())
                                                    .map(ContactState::key)
                                                    .toList()))))
                    .orElse(known);
        }
    }

    private static final Contact.Details NOTHING = new Contact.Details(
            Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    private static Sheet sheet(Desk desk, String title) {
        Texts texts = desk.texts();
        return desk.sheet(
                title,
                Stream.of("id", "name", "title", "phone", "email", "state", "primary", "left", "company")
                        .map(key -> new Sheet.Column(key, texts.get("column.contact." + key), Sheet.Kind.TEXT))
                        .toList());
    }

    private static void row(Desk desk, Sheet sheet, Contact contact, String company) {
        sheet.row(Arrays.asList(
                contact.id(),
                contact.details().name().orElse(null),
                contact.details().title().orElse(null),
                contact.details().phone().orElse(null),
                contact.details().email().orElse(null),
                contact.state().label().in(desk.language()),
                contact.primary() ? desk.texts().get("contact.yes") : null,
                contact.leftOn().map(LocalDate::toString).orElse(null),
                company));
    }

    private static void print(Desk desk, CrmSession session, Contact contact) {
        String company = session.customers()
                .get(contact.customer())
                .toOptional()
                .map(Customer::name)
                .orElse(contact.customer());
        try (Sheet sheet = sheet(desk, contact.details().name().orElse(contact.id()))) {
            row(desk, sheet, contact, company);
            contact.details().remark().ifPresent(sheet::note);
            contact.former()
                    .forEach(was -> sheet.note(desk.texts()
                            .get(
                                    "contact.former",
                                    session.customers()
                                            .get(was.customer())
                                            .toOptional()
                                            .map(Customer::name)
                                            .orElse(was.customer()),
                                    was.until().toString())));
            contact.trace().original().ifPresent(original -> sheet.note(original(desk, original)));
        }
    }

    private static String original(Desk desk, Trace.Original original) {
        return desk.texts()
                .get(
                        "contact.original",
                        original.createdBy().orElse("?"),
                        original.createdOn().map(LocalDate::toString).orElse("?"),
                        original.changedOn().map(LocalDate::toString).orElse("?"));
    }

    /** Adds a contact. */
    @Command(name = "add")
    static final class Add extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        @picocli.CommandLine.Mixin
        private Said said = new Said();

        @Option(names = "--primary")
        private boolean primary;

        Add(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            ContactState state = said.over(desk, ContactState.NOT_CONTACTED);
            Customer found = GradesCommand.customer(desk, session, customer);
            NewContact draft = new NewContact(found.id(), said.over(NOTHING), state, primary, Optional.empty());
            print(desk, session, desk.done(session.contacts().create(draft)));
            return Exit.FINE;
        }
    }

    /** Lists the contacts of a customer. */
    @Command(name = "list")
    static final class Show extends SessionCommand {

        @Parameters(paramLabel = "CUSTOMER", descriptionKey = "grades.customer")
        private String customer = "";

        Show(Desk desk) {
            super(desk);
        }

        @Override
        int run(CrmSession session) {
            Customer found = GradesCommand.customer(desk, session, customer);
            try (Sheet sheet = sheet(desk, found.name())) {
                ListedPages.pages(
                        desk,
                        session,
                        sheet,
                        "contact",
                        Integer.MAX_VALUE,
                        (most, token) -> session.contacts().of(found.id(), most, token),
                        page -> page.forEach(contact -> row(desk, sheet, contact, found.name())));
            }
            return Exit.FINE;
        }
    }

    /** Finds contacts by phone, name or e-mail address. */
    @Command(name = "find")
    static final class Find extends SessionCommand {

        @Option(names = "--phone", paramLabel = "NUMBER", descriptionKey = "contact.phone")
        private Optional<String> phone = Optional.empty();

        @Option(names = "--name", paramLabel = "NAME", descriptionKey = "contact.name")
        private Optional<String> name = Optional.empty();

        @Option(names = "--email", paramLabel = "ADDRESS", descriptionKey = "contact.email")
        private Optional<String> email = Optional.empty();

        Find(Desk desk) {
            super(desk);
        }

        @Override
        void check() {
            if (Stream.of(phone, name, email).filter(Optional::isPresent).count() != 1) {
                throw desk.usage("error.contact-find");
            }
        }

        @Override
        int run(CrmSession session) {
            List<Contact> found = desk.done(
                    phone.isPresent()
                            ? session.contacts().withPhone(phone.get(), PAGE)
                            : name.isPresent()
                                    ? session.contacts().named(name.get(), PAGE)
                                    : session.contacts().withEmail(email.orElseThrow(), PAGE));
            if (desk.options().format != CrmCommand.Format.TABLE) { // an export
                desk.done(session.audit().exported("contact", found.size()));
            }
            try (Sheet sheet = sheet(desk, desk.texts().get("contact.found"))) {
                found.forEach(contact -> row(
                        desk,
                        sheet,
                        contact,
                        session.customers()
                                .get(contact.customer())
                                .toOptional()
                                .map(Customer::name)
                                .orElse(contact.customer())));
                sheet.note(desk.texts().get("show.count", (long) found.size()));
            }
            return Exit.FINE;
        }
    }

    /** One contact that is changed. */
    private abstract static class One extends SessionCommand {

        @Parameters(index = "0", paramLabel = "CONTACT", descriptionKey = "contact.id")
        private String id = "";

        One(Desk desk) {
            super(desk);
        }

        abstract Contact change(CrmSession session, Contact known);

        @Override
        final int run(CrmSession session) {
            print(desk, session, change(session, desk.done(session.contacts().get(id))));
            return Exit.FINE;
        }
    }

    /** Changes what is known of a contact. */
    @Command(name = "edit")
    static final class Edit extends One {

        @picocli.CommandLine.Mixin
        private Said said = new Said();

        Edit(Desk desk) {
            super(desk);
        }

        @Override
        Contact change(CrmSession session, Contact known) {
            return desk.done(session.contacts()
                    .edit(known.id(), known.version(), said.over(known.details()), said.over(desk, known.state())));
        }
    }

    /** Makes a contact the primary one. */
    @Command(name = "primary")
    static final class Primary extends One {

        Primary(Desk desk) {
            super(desk);
        }

        @Override
        Contact change(CrmSession session, Contact known) {
            return desk.done(session.contacts().makePrimary(known.id(), known.version()));
        }
    }

    /** Says that a contact left. */
    @Command(name = "leave")
    static final class Leave extends One {

        @Option(names = "--on", paramLabel = "DATE", required = true)
        private LocalDate on = LocalDate.EPOCH;

        Leave(Desk desk) {
            super(desk);
        }

        @Override
        Contact change(CrmSession session, Contact known) {
            return desk.done(session.contacts().leave(known.id(), known.version(), on));
        }
    }

    /** Says that a contact is back. */
    @Command(name = "return")
    static final class Return extends One {

        Return(Desk desk) {
            super(desk);
        }

        @Override
        Contact change(CrmSession session, Contact known) {
            return desk.done(session.contacts().comeBack(known.id(), known.version()));
        }
    }

    /** Says that a contact works for another customer. */
    @Command(name = "move")
    static final class Move extends One {

        @Option(names = "--to", paramLabel = "CUSTOMER", required = true)
        private String customer = "";

        @Option(names = "--reason", paramLabel = "TEXT", required = true)
        private String reason = "";

        Move(Desk desk) {
            super(desk);
        }

        @Override
        Contact change(CrmSession session, Contact known) {
            Customer to = GradesCommand.customer(desk, session, customer);
            return desk.done(session.contacts().move(known.id(), known.version(), to.id(), reason));
        }
    }
}
