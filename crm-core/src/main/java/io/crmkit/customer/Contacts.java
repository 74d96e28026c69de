package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.dictionary.CommonFields;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Label;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What can be done with contacts (CUS-18, CUS-19). Got from a session. Who sees a customer sees its contacts, and who may change it
 * may change them, as far as the permissions of the module {@code contact} go. Answers show personal data, and are on record.
 */
public final class Contacts {

    static final String MODULE = "contact";
    private static final Operation VIEW = Operation.of("contact.view", MODULE, "view");
    private static final Operation CREATE = Operation.of("contact.create", MODULE, "create");
    static final Operation EDIT = Operation.of("contact.edit", MODULE, "edit");
    private static final Operation PRIMARY = Operation.of("contact.primary", MODULE, "edit");
    private static final Operation LEAVE = Operation.of("contact.leave", MODULE, "edit");
    private static final Operation RETURN = Operation.of("contact.return", MODULE, "edit");
    private static final Operation MOVE = Operation.of("contact.move", MODULE, "edit");
    static final Operation IMPORT = Operation.of("contact.import", MODULE, "import");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public Contacts(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * A contact.
     *
     * @param id the id
     * @return the contact, if the actor may know of it
     */
    public Outcome<Contact> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Contact.KIND, id)
                        .map(contact -> {
                            unit.tellRead(Contact.KIND.key(id).toString(), 1);
                            return Outcome.done(contact);
                        })
                        .orElseGet(() -> Outcome.refused(notFound(id))));
    }

    /**
     * The contacts of a customer, also those who left, in the order of their ids.
     *
     * @param customer id of the customer
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page, if the actor may know of the customer
     */
    public Outcome<Listing<Contact>> of(String customer, int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            Optional<Customer> there = unit.visible(Customer.KIND, customer);
            if (there.isEmpty()) {
                return Outcome.refused(noCustomer(customer));
            }
            Filter filter = Filter.equal("customer", there.get().id());
            Listing<Contact> page = unit.paged(
                    MODULE, filter, "by_id", pageToken, token -> unit.all(Contact.KIND, filter, limit, token));
            unit.tellRead(MODULE, page.items().size());
            return Outcome.done(page);
        });
    }

    /**
     * The primary contact of a customer.
     *
     * @param customer id of the customer
     * @return the contact, if there is one and the actor may know of the customer
     */
    public Outcome<Optional<Contact>> primaryOf(String customer) {
        return road.read(actor, VIEW, unit -> {
            Optional<Customer> there = unit.visible(Customer.KIND, customer);
            if (there.isEmpty()) {
                return Outcome.refused(noCustomer(customer));
            }
            Optional<Contact> primary =
                    PrimaryContact.of(unit, there.get().id()).flatMap(id -> unit.find(Contact.KIND, id));
            unit.tellRead(MODULE, primary.isPresent() ? 1 : 0);
            return Outcome.done(primary);
        });
    }

    /**
     * The contacts with a telephone number, however it is written (ACC-11).
     *
     * @param phone the number
     * @param limit how many are looked at, 1 to 1,000
     * @return those of them that the actor may know of
     */
    public Outcome<List<Contact>> withPhone(String phone, int limit) {
        return alike("phone", phone, limit);
    }

    /**
     * The contacts of a name, whatever its capitals and spaces (ACC-11).
     *
     * @param name the name
     * @param limit how many are looked at, 1 to 1,000
     * @return those of them that the actor may know of
     */
    public Outcome<List<Contact>> named(String name, int limit) {
        return alike("name", name, limit);
    }

    /**
     * The contacts with an e-mail address, whatever its capitals (ACC-11).
     *
     * @param email the address
     * @param limit how many are looked at, 1 to 1,000
     * @return those of them that the actor may know of
     */
    public Outcome<List<Contact>> withEmail(String email, int limit) {
        return alike("email", email, limit);
    }

    private Outcome<List<Contact>> alike(String field, String value, int limit) {
        return road.read(actor, VIEW, unit -> {
            List<Contact> found = unit.search(Contact.KIND, unit.sealed().equal(Contact.KIND, field, value), limit);
            unit.tellRead(MODULE, found.size());
            return Outcome.done(found);
        });
    }

    /**
     * Creates a contact (CUS-18). The first active one of a customer becomes its primary one.
     *
     * @param draft the contact
     * @return the contact as created, or everything that is wrong with it
     */
    public Outcome<Contact> create(NewContact draft) {
        record Command(NewContact draft) {} // what is wrong with it is told with what the rules find
        return road.write(actor, CREATE, new Command(draft), Contact.class, unit -> {
            List<Refusal> wrong = road.violations(draft);
            return wrong.isEmpty()
                    ? create(unit, draft, CREATE.permission(), Optional.empty())
                    : Outcome.refused(all(wrong, problems(unit, draft)));
        });
    }

    private static List<Refusal> all(List<Refusal> some, List<Refusal> more) {
        List<Refusal> all = new ArrayList<>(some);
        more.stream()
                .filter(refusal -> some.stream().noneMatch(one -> one.field().equals(refusal.field())))
                .forEach(all::add);
        return all;
    }

    static Outcome<Contact> create(Unit unit, NewContact draft, Permission may, Optional<Trace.Origin> origin) {
        List<Refusal> wrong = new ArrayList<>();
        Outcome<Customer> place = place(unit, draft.customer(), may);
        place.refusals().forEach(refusal -> wrong.add(refusal.onField("customer")));
        Outcome<Contact.Details> known = known(draft.details(), Optional.empty());
        wrong.addAll(known.refusals());
        wrong.addAll(times(unit, draft));
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        String id = unit.newId();
        String customer = place.orElseThrow().id();
        boolean first = draft.leftOn().isEmpty()
                && (draft.primary() || PrimaryContact.of(unit, customer).isEmpty());
        if (first) {
            PrimaryContact.become(unit, customer, Optional.of(id));
        }
        return Outcome.done(unit.create(
                Contact.KIND,
                new Contact(
                        id,
                        1,
                        customer,
                        known.orElseThrow(),
                        draft.state(),
                        first,
                        draft.leftOn(),
                        List.of(),
                        Trace.created(unit.now(), unit.actorId(), origin))));
    }

    /** What is wrong with a contact, wherever it belongs. */
    static List<Refusal> problems(Unit unit, NewContact draft) {
        List<Refusal> wrong =
                new ArrayList<>(known(draft.details(), Optional.empty()).refusals());
        wrong.addAll(times(unit, draft));
        return wrong;
    }

    private static List<Refusal> times(Unit unit, NewContact draft) {
        List<Refusal> wrong = new ArrayList<>();
        draft.leftOn().flatMap(on -> future(unit, on)).ifPresent(wrong::add);
        if (draft.primary() && draft.leftOn().isPresent()) {
            wrong.add(Refusal.of(Refusal.Kind.RULE, "CUS-18", "contact.primary-left")
                    .onField("primary"));
        }
        return wrong;
    }

    /**
     * Changes what is known of a contact, and how contact stands.
     *
     * @param id the contact
     * @param expectedVersion the version that was read
     * @param details all that shall be known from now on
     * @param state how contact stands from now on
     * @return the contact as changed, or everything that is wrong with it
     */
    public Outcome<Contact> edit(String id, long expectedVersion, Contact.Details details, ContactState state) {
        record Command(
                String id,
                long expectedVersion,
                Contact.Details details,
                @NotNull ContactState state) {}
        return change(
                EDIT,
                new Command(id, expectedVersion, details, state),
                id,
                expectedVersion,
                Optional.empty(),
                (unit, before) -> edited(unit, before, details, state));
    }

    /** What an edit makes of a contact, or everything that is wrong with it. */
    private Outcome<Contact> edited(Unit unit, Contact before, Contact.Details details, ContactState state) {
        Contact meant = unit.meant(Contact.KIND, before, before.with(details, state, touched(unit, before)));
        List<Refusal> wrong = road.violations(details);
        Outcome<Contact.Details> now = known(meant.details(), Optional.of(before.details()));
        return (wrong.isEmpty() ? now : Outcome.<Contact.Details>refused(all(wrong, now.refusals())))
                .map(known -> before.with(known, state, touched(unit, before)));
    }

    /** Changes what is known of a contact, for decisions of which this is a part. */
    Outcome<Contact> edited(Unit unit, String id, long expectedVersion, Contact.Details details, String reason) {
        return changed(
                unit,
                EDIT,
                id,
                expectedVersion,
                Optional.of(reason),
                (at, before) -> edited(at, before, details, before.state()));
    }

    /**
     * Makes a contact the primary one of its customer, in place of another.
     *
     * @param id the contact
     * @param expectedVersion the version that was read
     * @return the contact as changed
     */
    public Outcome<Contact> makePrimary(String id, long expectedVersion) {
        record Command(String id, long expectedVersion) {}
        return change(
                PRIMARY, new Command(id, expectedVersion), id, expectedVersion, Optional.empty(), (unit, before) -> {
                    if (!before.active()) {
                        return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-18", "contact.primary-left"));
                    }
                    PrimaryContact.become(unit, before.customer(), Optional.of(id));
                    return Outcome.done(before.asPrimary(true, touched(unit, before)));
                });
    }

    /**
     * The person left the customer. A primary contact is none any more, and nobody takes the place by itself.
     *
     * @param id the contact
     * @param expectedVersion the version that was read
     * @param on when; not in the future
     * @return the contact as changed
     */
    public Outcome<Contact> leave(String id, long expectedVersion, LocalDate on) {
        record Command(
                String id, long expectedVersion, @NotNull LocalDate on) {}
        return change(
                LEAVE, new Command(id, expectedVersion, on), id, expectedVersion, Optional.empty(), (unit, before) -> {
                    Optional<Refusal> later = future(unit, on);
                    if (later.isPresent()) {
                        return Outcome.refused(later.get());
                    }
                    if (!before.active()) {
                        return Outcome.refused(Refusal.of(
                                Refusal.Kind.RULE,
                                "CUS-18",
                                "contact.left-already",
                                before.leftOn().orElseThrow()));
                    }
                    step(unit, before);
                    return Outcome.done(before.gone(on, touched(unit, before)));
                });
    }

    /**
     * The person who had left the customer is back there.
     *
     * @param id the contact
     * @param expectedVersion the version that was read
     * @return the contact as changed
     */
    public Outcome<Contact> comeBack(String id, long expectedVersion) {
        record Command(String id, long expectedVersion) {}
        return change(
                RETURN,
                new Command(id, expectedVersion),
                id,
                expectedVersion,
                Optional.empty(),
                (unit, before) -> Outcome.done(before.back(touched(unit, before))));
    }

    /**
     * The person works for another customer now (CUS-18). Where it worked before is remembered; it needs the right to change contacts of
     * both. At a customer without a primary contact it becomes that.
     *
     * @param id the contact
     * @param expectedVersion the version that was read
     * @param customer id of the other customer
     * @param reason why, for the record; the person's own words or how one knows
     * @return the contact as changed
     */
    public Outcome<Contact> move(String id, long expectedVersion, String customer, String reason) {
        record Command(
                String id,
                long expectedVersion,
                @NotBlank String customer,
                @NotBlank @CleanText(max = 500) String reason) {}
        return change(
                MOVE,
                new Command(id, expectedVersion, customer, reason),
                id,
                expectedVersion,
                Optional.of(reason),
                (unit, before) -> {
                    Outcome<Customer> place = place(unit, customer, MOVE.permission());
                    if (!(place instanceof Outcome.Done<Customer> there)) {
                        return Outcome.refused(place.refusals().stream()
                                .map(refusal -> refusal.onField("customer"))
                                .toList());
                    }
                    String to = there.value().id();
                    if (before.customer().equals(to)) {
                        return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-18", "contact.there-already")
                                .onField("customer"));
                    }
                    step(unit, before);
                    Contact moved = before.movedTo(to, unit.today(), touched(unit, before));
                    if (PrimaryContact.of(unit, to).isPresent()) {
                        return Outcome.done(moved);
                    }
                    PrimaryContact.become(unit, to, Optional.of(id));
                    return Outcome.done(moved.asPrimary(true, moved.trace()));
                });
    }

    /** A primary contact is none any more; the contact itself is for the caller to write. */
    private static void step(Unit unit, Contact contact) {
        if (contact.primary()) {
            unit.keep(PrimaryContact.KIND, new PrimaryContact(contact.customer(), 1, Optional.empty()));
        }
    }

    private Outcome<Contact> change(
            Operation operation,
            Object command,
            String id,
            long expectedVersion,
            Optional<String> reason,
            BiFunction<Unit, Contact, Outcome<Contact>> edit) {
        return road.write(
                actor,
                operation,
                command,
                Contact.class,
                unit -> changed(unit, operation, id, expectedVersion, reason, edit));
    }

    private static Outcome<Contact> changed(
            Unit unit,
            Operation operation,
            String id,
            long expectedVersion,
            Optional<String> reason,
            BiFunction<Unit, Contact, Outcome<Contact>> edit) {
        Optional<Contact> found = unit.visible(Contact.KIND, id);
        if (found.isEmpty()) {
            return Outcome.refused(notFound(id));
        }
        Contact before = found.get();
        Outcome<Customer> place = place(unit, before.customer(), operation.permission());
        if (!place.isDone()) {
            return Outcome.refused(place.refusals());
        }
        if (before.version() != expectedVersion) {
            return Outcome.refused(Refusals.conflict(kind(), expectedVersion, before.version()));
        }
        return edit.apply(unit, before).map(after -> unit.change(Contact.KIND, before, after, reason));
    }

    /** A customer of which contacts can be written, or why not; it is held until the commit. */
    private static Outcome<Customer> place(Unit unit, String id, Permission permission) {
        Optional<Customer> there = unit.visible(Customer.KIND, id);
        if (there.isEmpty()) {
            return Outcome.refused(noCustomer(id));
        }
        Customer customer = there.get();
        unit.check(Customer.KIND, customer.id());
        return unit.standing().reaches(permission, customer.id(), customer.owner())
                ? Outcome.done(customer)
                : Outcome.refused(Refusals.outOfReach(permission));
    }

    /** What shall be known, in the form in which it is stored; or everything that is wrong with it. */
    private static Outcome<Contact.Details> known(Contact.Details meant, Optional<Contact.Details> before) {
        List<Refusal> wrong = new ArrayList<>();
        required("name", meant.name(), before, Contact.Details::name, wrong);
        required("phone", meant.phone(), before, Contact.Details::phone, wrong);
        Optional<String> phone =
                read(meant.phone(), before.flatMap(Contact.Details::phone), CommonFields::phone, wrong);
        Optional<String> email =
                read(meant.email(), before.flatMap(Contact.Details::email), CommonFields::email, wrong);
        return wrong.isEmpty()
                ? Outcome.done(new Contact.Details(
                        filled(meant.name()), filled(meant.title()), phone, email, filled(meant.remark())))
                : Outcome.refused(wrong);
    }

    /** What was erased need not be there again. */
    private static void required(
            String field,
            Optional<String> value,
            Optional<Contact.Details> before,
            Function<Contact.Details, Optional<String>> had,
            List<Refusal> wrong) {
        boolean erased = before.isPresent() && had.apply(before.get()).isEmpty();
        if (filled(value).isEmpty() && !erased) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, "CUS-02", "valid.required", Messages.label("field." + field))
                    .onField(field)
                    .missing(field));
        }
    }

    private static Optional<String> filled(Optional<String> text) {
        return text.map(String::strip).filter(t -> !t.isEmpty());
    }

    /** What stays as it is need not be valid by today's rules. */
    private static Optional<String> read(
            Optional<String> written,
            Optional<String> before,
            Function<String, Outcome<String>> reader,
            List<Refusal> wrong) {
        if (written.equals(before)) {
            return written;
        }
        return filled(written).flatMap(text -> {
            Outcome<String> read = reader.apply(text);
            wrong.addAll(read.refusals());
            return read.toOptional();
        });
    }

    private static Optional<Refusal> future(Unit unit, LocalDate on) {
        return on.isAfter(unit.today())
                ? Optional.of(Refusal.of(Refusal.Kind.INVALID, "CUS-18", "contact.in-future", on, unit.today())
                        .onField("leftOn")
                        .ofValue(on.toString()))
                : Optional.empty();
    }

    private static Trace touched(Unit unit, Contact contact) {
        return contact.trace().touched(unit.now(), unit.actorId());
    }

    private static Label kind() {
        return Messages.label("kind.contact");
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(kind(), id);
    }

    static Refusal noCustomer(String id) {
        return Refusals.notFound(Messages.label("kind.customer"), id);
    }

    /** {@return how contacts are imported} */
    public ImportEntity importing() {
        return new ContactImport(road, actor);
    }
}
