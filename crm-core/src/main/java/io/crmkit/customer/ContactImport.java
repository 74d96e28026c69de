package io.crmkit.customer;

import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportField;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.KnownRows;
import io.crmkit.exchange.Undo;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Imports contacts (CUS-16, CUS-18); the customer is named by its name. */
final class ContactImport implements ImportEntity {

    private final Road road;
    private final Actor actor;

    ContactImport(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    @Override
    public String name() {
        return Contacts.MODULE;
    }

    @Override
    public List<ImportField> fields() {
        return Stream.concat(
                        Stream.of(
                                field("customer", ImportField.Type.REFERENCE).asRequired(),
                                field("name", ImportField.Type.TEXT).asRequired(),
                                field("title", ImportField.Type.TEXT),
                                field("phone", ImportField.Type.TEXT).asRequired(),
                                field("email", ImportField.Type.TEXT),
                                field("remark", ImportField.Type.TEXT),
                                new ImportField(
                                        "state",
                                        Messages.label("field.state"),
                                        ImportField.Type.CHOICE,
                                        false,
                                        ContactState.choices()),
                                field("primary", ImportField.Type.BOOLEAN),
                                field("leftOn", ImportField.Type.DATE)),
                        ImportRow.originals().stream())
                .toList();
    }

    private static ImportField field(String name, ImportField.Type type) {
        return ImportField.of(name, Messages.label("field." + name), type);
    }

    @Override
    public List<Outcome<Loaded>> load(List<ImportRow> rows) {
        return road.bulk(actor, Contacts.IMPORT, rows, decided(rows));
    }

    /** The customer, whose primary contact each may become. */
    @Override
    public Optional<Set<String>> shared(ImportRow row) {
        return row.text("customer").map(Set::of);
    }

    private Bulk<Aids, ImportRow, Loaded> decided(List<ImportRow> rows) {
        return Bulk.of(unit -> new Aids(unit, rows), this::load);
    }

    @Override
    public boolean previews() {
        return true;
    }

    @Override
    public Optional<List<Outcome<Loaded>>> preview(List<ImportRow> rows) {
        return Optional.of(road.tried(actor, Contacts.IMPORT, rows, decided(rows)));
    }

    @Override
    public Optional<Undo<?>> undo() {
        return Optional.of(new Undo<>(
                Contact.KIND, Contact::trace, Contacts.IMPORT.permission(), new Undo.Subject<Contact>() {
                    @Override
                    public void readAhead(Unit unit, List<Contact> records) {
                        unit.prefetch(
                                PrimaryContact.KIND,
                                records.stream().map(Contact::customer).toList());
                    }

                    @Override
                    public boolean stays(Unit unit, Contact record) {
                        return false;
                    }

                    @Override
                    public void release(Unit unit, Contact record) {
                        if (PrimaryContact.of(unit, record.customer())
                                .filter(record.id()::equals)
                                .isPresent()) {
                            unit.keep(PrimaryContact.KIND, new PrimaryContact(record.customer(), 1, Optional.empty()));
                        }
                    }
                }));
    }

    private Outcome<Loaded> load(Unit unit, Aids aids, ImportRow row) {
        Optional<Loaded> before = aids.known.find(unit, row);
        if (before.isPresent()) {
            return Outcome.done(before.get());
        }
        List<Refusal> wrong = new ArrayList<>();
        Optional<String> customer = aids.customers.id(unit, "customer", row.text("customer"), wrong);
        NewContact draft = new NewContact(
                customer.orElse("?"),
                new Contact.Details(
                        row.text("name"), row.text("title"), row.text("phone"), row.text("email"), row.text("remark")),
                row.text("state").flatMap(ContactState::of).orElse(ContactState.NOT_CONTACTED),
                row.get("primary", Boolean.class).orElse(false),
                row.get("leftOn", LocalDate.class));
        wrong.addAll(road.violations(draft));
        row.original(unit.today(), wrong);
        if (customer.isEmpty()) { // what else is wrong with the row is told with it
            wrong.addAll(Contacts.problems(unit, draft));
            return Outcome.refused(wrong);
        }
        return wrong.isEmpty()
                ? Contacts.create(unit, draft, Contacts.IMPORT.permission(), Optional.of(KnownRows.origin(row)))
                        .map(aids.known::created)
                : Outcome.refused(wrong);
    }

    /** What is read ahead for one attempt to load rows. */
    private static final class Aids {
        private final KnownRows<Contact> known = new KnownRows<>(Contact.KIND, Contact::trace);
        private final Lookup<Customer> customers = Customers.byName();

        Aids(Unit unit, List<ImportRow> rows) {
            known.readAhead(unit, rows);
            customers.readAhead(unit, ImportRow.texts(rows, "customer"));
            List<String> ids = customers.known();
            unit.prefetch(Customer.KIND, ids);
            unit.prefetch(PrimaryContact.KIND, ids);
        }
    }
}
