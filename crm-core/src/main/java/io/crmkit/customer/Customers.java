package io.crmkit.customer;

import io.crmkit.access.Ownership;
import io.crmkit.access.Refusals;
import io.crmkit.access.UserDirectory;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportField;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.KnownRows;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.Valid;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** What can be done with customers (CUS). Got from a session. */
public final class Customers {

    private static final String MODULE = "customer";
    private static final Operation VIEW = Operation.of("customer.view", MODULE, "view");
    private static final Operation CREATE = Operation.of("customer.create", MODULE, "create");
    private static final Operation EDIT = Operation.of("customer.edit", MODULE, "edit");
    private static final Operation ASSIGN = Operation.of("customer.assign", MODULE, "assign");
    private static final Operation IMPORT = Operation.of("customer.import", MODULE, "import");

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public Customers(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * A customer.
     *
     * @param id the id
     * @return the customer, if the actor may know of it
     */
    public Outcome<Customer> get(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, id)
                        .map(Outcome::done)
                        .orElseGet(() -> Outcome.refused(notFound(id))));
    }

    /**
     * Customers of exactly this name.
     *
     * @param name full registered name
     * @return the customers that the actor may know of
     */
    public Outcome<List<Customer>> named(String name) {
        return road.read(
                actor,
                VIEW,
                unit -> Outcome.done(
                        unit.list(Customer.KIND, Filter.equal("name", name), "by_name", 100, Optional.empty())
                                .items()));
    }

    /**
     * The customers that the actor may know of, by name.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Customer>> list(int limit, Optional<String> pageToken) {
        return road.read(
                actor, VIEW, unit -> Outcome.done(unit.list(Customer.KIND, Filter.all(), "by_name", limit, pageToken)));
    }

    /**
     * Creates a customer (CUS-02, CUS-03, CUS-12). A rep creates own customers; giving one to somebody else needs the
     * permission to assign.
     *
     * @param draft the customer
     * @return the customer as created
     */
    public Outcome<Customer> create(NewCustomer draft) {
        return road.write(actor, CREATE, draft, Customer.class, unit -> create(unit, draft, CREATE));
    }

    /**
     * Changes what is known of a customer.
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param profile all that shall be known from now on
     * @return the customer as changed
     */
    public Outcome<Customer> edit(String id, long expectedVersion, Customer.Profile profile) {
        record Command(
                String id, long expectedVersion, @Valid Customer.Profile profile) {}
        return road.write(
                actor,
                EDIT,
                new Command(id, expectedVersion, profile),
                Customer.class,
                unit -> change(unit, id, expectedVersion, EDIT, customer -> {
                    List<Refusal> wrong = problems(unit, profile, Optional.of(id));
                    return wrong.isEmpty()
                            ? Outcome.done(customer.withProfile(profile, touched(unit, customer)))
                            : Outcome.refused(wrong);
                }));
    }

    /**
     * Gives a customer to somebody, or to nobody (CUS-12).
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param owner id of the new owner, or none
     * @return the customer as changed
     */
    public Outcome<Customer> assign(String id, long expectedVersion, Optional<String> owner) {
        record Command(String id, long expectedVersion, Optional<String> owner) {}
        return road.write(
                actor,
                ASSIGN,
                new Command(id, expectedVersion, owner),
                Customer.class,
                unit -> change(unit, id, expectedVersion, ASSIGN, customer -> {
                    List<Refusal> wrong = Ownership.move(unit, MODULE, customer.owner(), owner, cap(unit));
                    return wrong.isEmpty()
                            ? Outcome.done(customer.withOwner(owner, touched(unit, customer)))
                            : Outcome.refused(wrong);
                }));
    }

    private static Outcome<Customer> change(
            Unit unit,
            String id,
            long expectedVersion,
            Operation operation,
            java.util.function.Function<Customer, Outcome<Customer>> edit) {
        Optional<Customer> found = unit.visible(Customer.KIND, id);
        if (found.isEmpty()) {
            return Outcome.refused(notFound(id));
        }
        Customer before = found.get();
        if (!unit.standing().reaches(operation.permission(), id, before.owner())) {
            return Outcome.refused(Refusals.outOfReach(operation.permission()));
        }
        if (before.version() != expectedVersion) {
            return Outcome.refused(
                    Refusals.conflict(Messages.label("kind.customer"), expectedVersion, before.version()));
        }
        Outcome<Customer> after = edit.apply(before);
        return after instanceof Outcome.Done<Customer> done
                ? Outcome.done(unit.change(Customer.KIND, before, done.value(), Optional.empty()))
                : after;
    }

    private static Outcome<Customer> create(Unit unit, NewCustomer draft, Operation operation) {
        List<Refusal> wrong = new ArrayList<>(problems(unit, draft.profile(), Optional.empty()));
        Optional<String> owner = Ownership.ofNew(unit, ownerPermission(operation), draft.owner(), wrong);
        if (wrong.isEmpty()) {
            wrong.addAll(Ownership.move(unit, MODULE, Optional.empty(), owner, cap(unit)));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        return Outcome.done(unit.create(
                Customer.KIND,
                new Customer(
                        unit.newId(),
                        1,
                        draft.profile(),
                        owner,
                        Trace.created(unit.now(), unit.actorId(), draft.origin()))));
    }

    /** Whoever creates for others must be able to assign to them; whoever imports does it by the right to import. */
    private static io.crmkit.internal.road.Permission ownerPermission(Operation operation) {
        return operation.equals(IMPORT) ? IMPORT.permission() : ASSIGN.permission();
    }

    private static List<Refusal> problems(Unit unit, Customer.Profile profile, Optional<String> self) {
        List<Refusal> wrong = new ArrayList<>();
        CustomerPolicy policy = unit.standing().policy().get(CustomerPolicy.SECTION);
        profile.industry().filter(key -> policy.industry(key).isEmpty()).ifPresent(key -> {
            List<String> keys = policy.industries().stream()
                    .map(CustomerPolicy.Industry::key)
                    .toList();
            Refusal refusal = Refusal.of(
                            Refusal.Kind.INVALID, "CUS-03", "customer.unknown-industry", key, String.join(", ", keys))
                    .onField("industry")
                    .ofValue(key);
            wrong.add(NearMiss.of(key, keys).map(refusal::suggesting).orElse(refusal));
        });
        profile.parent().ifPresent(parent -> {
            Optional<Customer> above = unit.visible(Customer.KIND, parent);
            if (above.isEmpty()) {
                wrong.add(notFound(parent).onField("parent"));
            } else if (self.isPresent() && isBelow(unit, above.get(), self.get())) {
                wrong.add(Refusal.of(Refusal.Kind.RULE, "CUS-02", "customer.parent-cycle")
                        .onField("parent"));
            }
        });
        return wrong;
    }

    private static boolean isBelow(Unit unit, Customer customer, String id) {
        Optional<Customer> above = Optional.of(customer);
        for (int depth = 0; above.isPresent() && depth < 100; depth++) {
            if (above.get().id().equals(id)) {
                return true;
            }
            above = above.get().profile().parent().flatMap(p -> unit.find(Customer.KIND, p));
        }
        return above.isPresent();
    }

    private static OptionalInt cap(Unit unit) {
        return OptionalInt.of(
                unit.standing().policy().get(CustomerPolicy.SECTION).maxOwned());
    }

    private static Trace touched(Unit unit, Customer customer) {
        return customer.trace().touched(unit.now(), unit.actorId());
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.customer"), id);
    }

    /**
     * How customers are imported.
     *
     * @param policy the policy in force
     * @return the entity
     */
    public ImportEntity importing(CustomerPolicy policy) {
        return new Importing(policy);
    }

    /** Imports customers; parent and owner are named by their names. */
    private final class Importing implements ImportEntity {
        private final CustomerPolicy policy;

        Importing(CustomerPolicy policy) {
            this.policy = policy;
        }

        @Override
        public String name() {
            return MODULE;
        }

        @Override
        public List<ImportField> fields() {
            List<ImportField.Choice> industries = policy.industries().stream()
                    .map(i -> new ImportField.Choice(i.key(), i.name()))
                    .toList();
            return List.of(
                    field("name", ImportField.Type.TEXT).asRequired(),
                    field("shortName", ImportField.Type.TEXT),
                    new ImportField(
                            "industry", Messages.label("field.industry"), ImportField.Type.CHOICE, false, industries),
                    new ImportField(
                            "region",
                            Messages.label("field.region"),
                            ImportField.Type.OPEN_CHOICE,
                            false,
                            Regions.choices()),
                    field("employees", ImportField.Type.INTEGER),
                    field("annualRevenue", ImportField.Type.MONEY),
                    field("foundedYear", ImportField.Type.INTEGER),
                    field("parent", ImportField.Type.REFERENCE),
                    field("owner", ImportField.Type.REFERENCE),
                    field("source", ImportField.Type.TEXT),
                    field("remark", ImportField.Type.TEXT));
        }

        private ImportField field(String name, ImportField.Type type) {
            return ImportField.of(name, Messages.label("field." + name), type);
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            KnownRows<Customer> known = new KnownRows<>(Customer.KIND, Customer::trace);
            Lookup<Customer> customers = byName();
            UserDirectory users = new UserDirectory();
            return road.bulk(
                    actor,
                    IMPORT,
                    rows,
                    unit -> {
                        known.readAhead(unit, rows);
                        customers.readAhead(
                                unit,
                                rows.stream()
                                        .flatMap(r -> r.text("parent").stream())
                                        .toList());
                    },
                    (unit, row) -> load(unit, row, known, customers, users));
        }

        private Outcome<Loaded> load(
                Unit unit, ImportRow row, KnownRows<Customer> known, Lookup<Customer> customers, UserDirectory users) {
            Optional<Loaded> before = known.find(row);
            if (before.isPresent()) {
                return Outcome.done(before.get());
            }
            List<Refusal> wrong = new ArrayList<>();
            Optional<String> parent = row.text("parent").flatMap(p -> {
                Lookup.Result<Customer> result = customers.find(unit, "parent", p);
                result.refusal().ifPresent(wrong::add);
                return result.found().map(Customer::id);
            });
            Optional<String> owner = users.find(unit, row, "owner", wrong);
            Customer.Profile profile = new Customer.Profile(
                    row.text("name").orElse(""),
                    row.text("shortName"),
                    row.text("industry"),
                    row.text("region"),
                    row.get("employees", Long.class).map(Math::toIntExact),
                    row.get("annualRevenue", Money.class),
                    row.get("foundedYear", Long.class).map(Math::toIntExact),
                    parent,
                    row.text("source"),
                    row.text("remark"));
            NewCustomer draft = new NewCustomer(profile, owner, Optional.of(KnownRows.origin(row)));
            wrong.addAll(road.violations(draft));
            return wrong.isEmpty() ? create(unit, draft, IMPORT).map(known::created) : Outcome.refused(wrong);
        }
    }

    /** {@return a look-up of customers by name} */
    public static Lookup<Customer> byName() {
        return new Lookup<>(Customer.KIND, "name", Customer::name);
    }
}
