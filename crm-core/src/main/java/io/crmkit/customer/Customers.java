package io.crmkit.customer;

import io.crmkit.access.Edits;
import io.crmkit.access.Owned;
import io.crmkit.access.Refusals;
import io.crmkit.access.Transfer;
import io.crmkit.approval.ApprovalEngine;
import io.crmkit.approval.Submission;
import io.crmkit.customer.duplicates.DuplicateCheck;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.dictionary.DictionaryPolicy;
import io.crmkit.dictionary.Field;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.policy.Policy;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** What can be done with customers (CUS). Got from a session. */
public final class Customers {

    private static final String MODULE = "customer";
    private static final Operation VIEW = Operation.of("customer.view", MODULE, "view");
    private static final Operation CREATE = Operation.of("customer.create", MODULE, "create");
    static final Operation EDIT = Operation.of("customer.edit", MODULE, "edit");
    static final Operation FILL = Operation.of("customer.fill", MODULE, "edit");
    static final Operation ATTEST = Operation.of("customer.attest", MODULE, "edit");
    private static final Operation ASSIGN = Operation.of("customer.assign", MODULE, "assign");
    static final Operation IMPORT = Operation.of("customer.import", MODULE, "import");

    private final Road road;
    private final Actor actor;
    private final Evaluation evaluation;
    private final ApprovalEngine approvals;
    private final List<Owned> owned;
    private final DuplicateCheck duplicates;
    private final CustomerCreation creation;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param evaluation judges customers
     * @param approvals asks those who decide
     * @param owned all that users can hold
     * @param duplicates warns of duplicates
     */
    public Customers(
            Road road,
            Actor actor,
            Evaluation evaluation,
            ApprovalEngine approvals,
            List<Owned> owned,
            DuplicateCheck duplicates) {
        this.approvals = approvals;
        this.road = road;
        this.actor = actor;
        this.evaluation = evaluation;
        this.owned = owned;
        this.duplicates = duplicates;
        this.creation = new CustomerCreation(road);
    }

    /**
     * A customer, also by the id of one that was merged into it (CUS-06). One in the recycle bin (CUS-10) is refused with that.
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
                        .orElseGet(() ->
                                Outcome.refused(BinRecord.refusal(unit, id).orElseGet(() -> notFound(id)))));
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
        return list(Filter.all(), limit, pageToken);
    }

    /**
     * Some of the customers that the actor may know of, by name.
     *
     * @param filter which, by the indexes of {@link Customer#KIND}, such as {@code Filter.anyOf("tags", List.of("VIP"))}
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Customer>> list(Filter filter, int limit, Optional<String> pageToken) {
        return road.read(
                actor, VIEW, unit -> Outcome.done(unit.list(Customer.KIND, filter, "by_name", limit, pageToken)));
    }

    /**
     * Creates a customer (CUS-02, CUS-03, CUS-12). A rep creates own customers; giving one to somebody else needs the
     * permission to assign. What it may be a duplicate of, it is warned of (CUS-05); where the policy wants a reason for such a
     * customer, it is refused.
     *
     * @param draft the customer
     * @return the customer as created
     */
    public Outcome<Customer> create(NewCustomer draft) {
        return road.write(
                actor,
                CREATE,
                draft,
                Customer.class,
                unit -> duplicates.over(
                        unit,
                        Customer.KIND,
                        creation.create(unit, draft, ASSIGN.permission(), Optional.empty()),
                        true,
                        Optional.empty()));
    }

    /** {@return the operation that creates customers, for decisions of which that is a part} */
    public static Operation creation() {
        return CREATE;
    }

    /**
     * Creates a customer, for decisions of which this is a part: by the same rules, and warned of duplicates.
     *
     * @param unit the unit of work
     * @param draft the customer
     * @return the customer as created
     */
    public Outcome<Customer> creating(Unit unit, NewCustomer draft) {
        return duplicates.over(
                unit,
                Customer.KIND,
                creation.create(unit, draft, ASSIGN.permission(), Optional.empty()),
                true,
                Optional.empty());
    }

    /**
     * Creates a customer although it may be suspected to be a duplicate (CUS-05).
     *
     * @param draft the customer
     * @param reason why it is none, or is wanted anyway; goes on record when a duplicate is suspected
     * @return the customer as created
     */
    public Outcome<Customer> create(NewCustomer draft, String reason) {
        record Command(
                @Valid NewCustomer draft,
                @NotBlank @CleanText(max = 500) String reason) {}
        return road.write(
                actor,
                CREATE,
                new Command(draft, reason),
                Customer.class,
                unit -> duplicates.over(
                        unit,
                        Customer.KIND,
                        creation.create(unit, draft, ASSIGN.permission(), Optional.empty()),
                        true,
                        Optional.of(reason)));
    }

    /**
     * Changes what is known of a customer, without a reason: another value in a protected field is refused (CUS-11).
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param profile all that shall be known from now on
     * @return the customer as changed
     */
    public Outcome<Customer> edit(String id, long expectedVersion, Customer.Profile profile) {
        return edit(id, expectedVersion, profile, Optional.empty());
    }

    /**
     * Changes what is known of a customer. Where the policy has somebody approve another value of a protected field (CUS-11), the whole
     * edit waits, and the customer is locked meanwhile.
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param profile all that shall be known from now on
     * @param reason why
     * @return the customer as changed, or that it waits for an approval
     */
    public Outcome<Customer> edit(String id, long expectedVersion, Customer.Profile profile, String reason) {
        return edit(id, expectedVersion, profile, Optional.of(reason));
    }

    private Outcome<Customer> edit(String id, long expectedVersion, Customer.Profile profile, Optional<String> reason) {
        record Command(
                String id,
                long expectedVersion,
                @Valid Customer.Profile profile,
                Optional<@CleanText(max = 500) String> reason) {}
        return road.write(
                actor,
                EDIT,
                new Command(id, expectedVersion, profile, reason),
                Customer.class,
                unit -> known(unit, EDIT, id, expectedVersion, reason, customer -> {
                    Customer sent = customer.withProfile(profile, touched(unit, customer));
                    Customer meant = unit.meant(Customer.KIND, customer, sent);
                    return KnownProfile.of(unit, meant.profile(), Optional.of(customer), road::violations);
                }));
    }

    /**
     * Fills fields of the dictionary, and leaves all others as they are (CUS-01, CUS-03). Standard fields can be filled like all
     * others; another value in a protected field is refused without a reason (CUS-11).
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param values by key of a field what was written; a blank text takes the value away
     * @return the customer as changed, or everything that is wrong with the values
     */
    public Outcome<Customer> fill(String id, long expectedVersion, Map<String, String> values) {
        return fill(id, expectedVersion, values, Optional.empty());
    }

    /**
     * Fills fields of the dictionary with a reason, which protected fields need (CUS-11).
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param values by key of a field what was written; a blank text takes the value away
     * @param reason why
     * @return the customer as changed, that it waits for an approval, or everything that is wrong with the values
     */
    public Outcome<Customer> fill(String id, long expectedVersion, Map<String, String> values, String reason) {
        return fill(id, expectedVersion, values, Optional.of(reason));
    }

    private Outcome<Customer> fill(
            String id, long expectedVersion, Map<String, String> values, Optional<String> reason) {
        record Command(
                String id,
                long expectedVersion,

                @NotNull @Size(min = 1, max = DictionaryPolicy.MOST_FIELDS)
                Map<@NotNull String, @NotNull String> values,

                Optional<@CleanText(max = 500) String> reason) {}
        return road.write(
                actor,
                FILL,
                new Command(id, expectedVersion, Map.copyOf(values), reason),
                Customer.class,
                unit -> filled(unit, id, expectedVersion, values, reason));
    }

    /** Fills fields, for decisions of which this is a part. */
    Outcome<Customer> filled(
            Unit unit, String id, long expectedVersion, Map<String, String> values, Optional<String> reason) {
        return known(unit, FILL, id, expectedVersion, reason, customer -> {
            Outcome<SortedMap<String, String>> read =
                    KnownProfile.dictionary(unit).read(values);
            if (!(read instanceof Outcome.Done<SortedMap<String, String>> done)) {
                return Outcome.refused(read.refusals());
            }
            Customer shown = unit.shown(customer);
            Customer sent =
                    shown.withProfile(CustomerFields.with(shown.profile(), done.value()), touched(unit, customer));
            Customer meant = unit.meant(Customer.KIND, customer, sent);
            List<Refusal> wrong = road.violations(meant.profile());
            return wrong.isEmpty()
                    ? KnownProfile.of(unit, meant.profile(), Optional.of(customer), road::violations)
                    : Outcome.refused(wrong);
        });
    }

    /** Changes what is known: protected fields need a reason, and by policy somebody who approves (CUS-11). */
    private Outcome<Customer> known(
            Unit unit,
            Operation operation,
            String id,
            long expectedVersion,
            Optional<String> reason,
            Function<Customer, Outcome<Customer.Profile>> edit) {
        AtomicReference<Submission<ProtectedChange.Wish>> wish = new AtomicReference<>();
        Outcome<Customer> outcome = changed(
                unit,
                id,
                () -> Edits.change(unit, Customer.KIND, id, expectedVersion, operation, reason, customer -> {
                    Outcome<Customer.Profile> known = edit.apply(customer);
                    if (!(known instanceof Outcome.Done<Customer.Profile> done)) {
                        return Outcome.refused(known.refusals());
                    }
                    Outcome<Optional<Submission<ProtectedChange.Wish>>> asked =
                            ProtectedChange.asked(unit, customer, done.value(), reason);
                    asked.toOptional().flatMap(some -> some).ifPresent(wish::set);
                    if (!asked.isDone()) {
                        return Outcome.refused(asked.refusals());
                    }
                    return wish.get() != null
                            ? new Outcome.Pending<>("") // everything else is fine
                            : Outcome.done(customer.withProfile(done.value(), touched(unit, customer)));
                }));
        Submission<ProtectedChange.Wish> submission = wish.get();
        return submission != null && outcome instanceof Outcome.Pending<Customer>
                ? approvals.submit(unit, new ProtectedChange(evaluation), submission)
                : outcome;
    }

    /**
     * Confirms that what is known of a customer is true (CUS-04). It counts until something of it changes.
     *
     * @param id the customer
     * @param expectedVersion the version that was read: what is confirmed
     * @return the customer
     */
    public Outcome<Customer> attest(String id, long expectedVersion) {
        record Command(String id, long expectedVersion) {}
        return road.write(
                actor,
                ATTEST,
                new Command(id, expectedVersion),
                Customer.class,
                unit -> attested(unit, id, expectedVersion));
    }

    static Outcome<Customer> attested(Unit unit, String id, long expectedVersion) {
        return Edits.change(
                unit,
                Customer.KIND,
                id,
                expectedVersion,
                ATTEST,
                Optional.empty(),
                customer -> Outcome.done(customer.confirmed(touched(unit, customer))));
    }

    /**
     * How complete what is known of a customer is, and what to ask for next (CUS-04, LIF-09), as far as the actor sees it.
     *
     * @param id the customer
     * @return the figures
     */
    public Outcome<CustomerCompleteness> completeness(String id) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, id)
                        .map(customer -> Outcome.done(CustomerCompleteness.of(unit, customer)))
                        .orElseGet(() -> Outcome.refused(notFound(id))));
    }

    /**
     * Customers that have a value in each of some fields, by name: choices, booleans, searchable texts and the standard fields that
     * have an index.
     *
     * @param values by key of a field the value, as people write it
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page, or what is wrong with the question
     */
    public Outcome<Listing<Customer>> having(Map<String, String> values, int limit, Optional<String> pageToken) {
        return road.read(actor, VIEW, unit -> {
            Dictionary dictionary = KnownProfile.dictionary(unit);
            Outcome<SortedMap<String, String>> read = dictionary.read(values);
            if (!(read instanceof Outcome.Done<SortedMap<String, String>> done)) {
                return Outcome.refused(read.refusals());
            }
            List<Filter> filters = new ArrayList<>();
            List<Refusal> wrong = new ArrayList<>();
            done.value().forEach((key, value) -> {
                Field field = dictionary.field(key).orElseThrow();
                CustomerFields.filter(field, value)
                        .ifPresentOrElse(
                                filters::add,
                                () -> wrong.add(Refusal.of(
                                                Refusal.Kind.INVALID,
                                                "CUS-09",
                                                "dictionary.not-filtered",
                                                field.label())
                                        .onField(key)));
            });
            return wrong.isEmpty()
                    ? Outcome.done(unit.list(
                            Customer.KIND, Filter.and(filters.toArray(Filter[]::new)), "by_name", limit, pageToken))
                    : Outcome.refused(wrong);
        });
    }

    /**
     * Gives a customer that nobody owns to somebody (CUS-12). One that somebody owns changes hands with a reason only (CUS-11).
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param owner id of the new owner, or none
     * @return the customer as changed
     */
    public Outcome<Customer> assign(String id, long expectedVersion, Optional<String> owner) {
        return assign(id, expectedVersion, owner, Optional.empty());
    }

    /**
     * Gives a customer to somebody, or to nobody (CUS-11, CUS-12).
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param owner id of the new owner, or none
     * @param reason why
     * @return the customer as changed
     */
    public Outcome<Customer> assign(String id, long expectedVersion, Optional<String> owner, String reason) {
        return assign(id, expectedVersion, owner, Optional.of(reason));
    }

    private Outcome<Customer> assign(String id, long expectedVersion, Optional<String> owner, Optional<String> reason) {
        record Command(
                String id,
                long expectedVersion,
                Optional<String> owner,
                Optional<@CleanText(max = 500) String> reason) {}
        return road.write(
                actor,
                ASSIGN,
                new Command(id, expectedVersion, owner, reason),
                Customer.class,
                unit -> changed(
                        unit,
                        id,
                        () -> Edits.change(unit, Customer.KIND, id, expectedVersion, ASSIGN, reason, customer -> {
                                    Optional<Refusal> unexplained = unit.standing()
                                            .policy()
                                            .get(ProtectedFields.SECTION)
                                            .ownerChanges(customer, owner, reason);
                                    if (unexplained.isPresent()) {
                                        return Outcome.refused(unexplained.get());
                                    }
                                    List<Refusal> wrong =
                                            OwnedCustomers.give(unit, customer, owner, cap(unit), ASSIGN.permission());
                                    return wrong.isEmpty()
                                            ? Outcome.done(customer.withOwner(
                                                    owner,
                                                    PooledCustomers.into(unit, customer),
                                                    touched(unit, customer)))
                                            : Outcome.refused(wrong);
                                })
                                .map(after -> {
                                    owned.forEach(each -> each.follow(unit, List.of(Customer.KIND.key(after.id()))));
                                    return after;
                                })));
    }

    /**
     * Transfers a customer to somebody else, with what it brought and the reminders about it (ACC-12); never by team members
     * (ACC-06).
     *
     * @param id the customer
     * @param expectedVersion the version that was read
     * @param to id of the new owner
     * @param reason why
     * @param deals whether the deals that its owner has with it go along
     * @return the customer as changed
     */
    public Outcome<Customer> transfer(String id, long expectedVersion, String to, String reason, Transfer.Parts deals) {
        return new Transfer<>(road, actor, Customer.KIND, owned).one(id, expectedVersion, to, reason, deals);
    }

    /**
     * Transfers many customers to somebody else, in one change set; each is decided by itself.
     *
     * @param ids the customers, {@value Transfer#MOST} at most
     * @param to id of the new owner
     * @param reason why
     * @param deals whether the deals that their owners have with them go along
     * @return an outcome for each, in the same order
     */
    public List<Outcome<Customer>> transfer(List<String> ids, String to, String reason, Transfer.Parts deals) {
        return new Transfer<>(road, actor, Customer.KIND, owned).all(ids, to, reason, deals);
    }

    /**
     * How a field of a customer came to its value, the newest first, from the audit trail (CUS-11). Whoever sees the customer and the
     * field in full may ask (ACC-07). The first value is not told: of a new record the trail has the hash alone.
     *
     * @param id the customer
     * @param field key of a field of the dictionary, or {@code owner}, {@code parent}, {@code tags}, {@code grade}, {@code stage}
     * @param limit how many entries to look at, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page; it may be empty and yet not the last
     */
    public Outcome<Listing<FieldChange>> history(String id, String field, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, id)
                        .map(customer -> FieldHistory.of(road, unit, customer.id(), field, limit, pageToken))
                        .orElseGet(() -> Outcome.refused(notFound(id))));
    }

    /** What is known of a customer and who owns it may decide grade and stage: they follow in the same change set. */
    private Outcome<Customer> changed(Unit unit, String id, Supplier<Outcome<Customer>> change) {
        Optional<Customer> before = unit.visible(Customer.KIND, id);
        Outcome<Customer> after = change.get();
        if (before.isPresent() && after instanceof Outcome.Done<Customer> done) {
            evaluation.followProfile(unit, before.get(), done.value());
        }
        return duplicates.changed(unit, Customer.KIND, before, after);
    }

    static OptionalInt cap(Unit unit) {
        return OptionalInt.of(
                unit.standing().policy().get(CustomerPolicy.SECTION).maxOwned());
    }

    static Trace touched(Unit unit, Customer customer) {
        return customer.trace().touched(unit.now(), unit.actorId());
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.customer"), id);
    }

    /**
     * How customers are imported.
     *
     * @param policy the policy in force
     * @param parts what can refer to a customer, which then stays when an import is taken back
     * @return the entity
     */
    public ImportEntity importing(Policy policy, List<Mergeable<?>> parts) {
        return new CustomerImport(
                road, actor, duplicates, policy.get(CustomerPolicy.SECTION), CustomerFields.of(policy), parts);
    }

    /** {@return a look-up of customers by name} */
    public static Lookup<Customer> byName() {
        return new Lookup<>(Customer.KIND, "name", Customer::name);
    }
}
