package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.customer.CustomerQuery.Sort;
import io.crmkit.customer.words.Keyword;
import io.crmkit.dictionary.Dictionary;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.road.Veil;
import io.crmkit.scoring.GradeCard;
import io.crmkit.scoring.Lifecycle;
import io.crmkit.scoring.StageCard;
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.NearMiss;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import io.crmkit.spi.storage.Scope;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Searches customers by keyword and filters (CUS-09), and keeps queries for their user. What a reader does not see is neither found nor
 * found by. The store answers with who may match; each of those is looked at, so that the answer is what looking at every visible
 * customer would be. Got from a session.
 */
public final class CustomerSearch {

    private static final String MODULE = "customer";
    private static final Operation SEARCH = Operation.of("customer.search", MODULE, "view");
    private static final Operation SAVE = Operation.of("customer.save-query", MODULE, "view");
    private static final Operation FORGET = Operation.of("customer.forget-query", MODULE, "view");

    private static final Map<Sort, String> ORDERS = Map.of(Sort.NAME, "by_name", Sort.CHANGED, "by_updated");

    /** After looking at so many customers in vain a page ends, and says where to go on. */
    private static final int PATIENCE = 2_000;

    /** How many queries a user may keep. */
    private static final int MOST_SAVED = 200;

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public CustomerSearch(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * The customers that a query asks for, as far as the actor may know of them.
     *
     * @param query which
     * @param limit how many at most, 1 to 1,000; a page may be shorter although there are more
     * @param pageToken where to go on, or none
     * @return a page, or all that is wrong with the query
     */
    public Outcome<Listing<Customer>> find(CustomerQuery query, int limit, Optional<String> pageToken) {
        return road.read(actor, SEARCH, unit -> {
            List<Refusal> violations = road.violations(query);
            return violations.isEmpty()
                    ? question(unit, query)
                            .map(question -> unit.paged(
                                    "customer search",
                                    question.sealed(),
                                    query.sort().name(),
                                    pageToken,
                                    token -> page(unit, question, limit, token)))
                    : Outcome.refused(violations);
        });
    }

    /**
     * A customer, and who led to it.
     *
     * @param customer the customer
     * @param contact the contact
     */
    public record ByContact(Customer customer, Contact contact) {

        /** Both behind their walls (ACC-07). */
        public static final Veil<ByContact> VEIL = new Veil<>(
                ByContact.class,
                (found, walls) -> new ByContact(walls.shown(found.customer()), walls.shown(found.contact())));
    }

    /**
     * The customers where somebody works, or worked last, whose name or telephone number has a keyword (CUS-18): one answer for each
     * such contact, in the order of the contacts' ids. What the actor does not see of a contact leads nowhere.
     *
     * @param keyword parts of words of the name, or the whole number
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page, or that the keyword is too short
     */
    public Outcome<Listing<ByContact>> byContact(String keyword, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                SEARCH,
                unit -> Contact.WORDED
                        .find(
                                unit,
                                Contact.KIND,
                                keyword,
                                limit,
                                pageToken,
                                portion -> unit.prefetch(
                                        Customer.KIND,
                                        portion.stream().map(Contact::customer).toList()))
                        .map(page -> {
                            unit.tellRead(Contact.KIND.name(), page.items().size());
                            return new Listing<>(
                                    page.items().stream()
                                            .flatMap(contact -> unit.find(Customer.KIND, contact.customer()).stream()
                                                    .map(customer -> new ByContact(customer, contact)))
                                            .toList(),
                                    page.next());
                        }));
    }

    /** A query as the store understands it, and what else must be true of a customer. */
    private record Question(
            CustomerQuery query,
            Filter filter,
            Optional<Filter> traded,
            Predicate<Customer> matches,
            Predicate<TradeRecord> stands,
            boolean looksAtTrade) {

        /** What a page token is bound to. */
        Filter sealed() {
            return Filter.and(filter, Filter.equal("query", query.toString()));
        }
    }

    private static Outcome<Question> question(Unit unit, CustomerQuery query) {
        List<Refusal> wrong = new ArrayList<>();
        List<Filter> filters = new ArrayList<>();
        Predicate<Customer> matches = customer -> true;
        if (query.keyword().isPresent()) {
            Optional<Keyword> keyword = Keyword.of(query.keyword().get());
            if (keyword.isEmpty()) {
                wrong.add(Refusal.of(Refusal.Kind.INVALID, "CUS-09", "search.too-short")
                        .onField("keyword")
                        .ofValue(query.keyword().get()));
            } else {
                CustomerWords words = CustomerFields.words(unit.standing().policy());
                Set<String> hidden = new HashSet<>();
                Predicate<String> sees = field -> !hidden.contains(field) && seen(unit, field, hidden);
                filters.add(words.filter(
                        keyword.get(), sees, (index, number) -> unit.sealed().marks(Customer.KIND, index, number)));
                matches = customer -> words.has(customer, keyword.get(), sees);
            }
        }
        filters(unit, query.values(), filters, wrong);
        query.tags().forEach(tag -> filters.add(Filter.anyOf("tags", List.of(tag))));
        query.owner().ifPresent(owner -> filters.add(Filter.equal("owner", owner)));
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        Filter filter = filters.size() == 1 ? filters.get(0) : new Filter.And(filters);
        unit.ask(Customer.KIND, filter);
        Predicate<TradeRecord> stands = trade -> query.grade().isEmpty()
                || trade.grades()
                        .now(unit.today())
                        .map(GradeCard.Counting::grade)
                        .equals(query.grade());
        stands = stands.and(trade -> query.lifecycle().isEmpty()
                || query.lifecycle()
                        .get()
                        .equals(trade.stages()
                                .last()
                                .map(StageCard.Event::stage)
                                .orElse(Lifecycle.Stage.POTENTIAL)));
        return Outcome.done(new Question(
                query,
                filter,
                traded(unit, query),
                matches,
                stands,
                query.grade().isPresent() || query.lifecycle().isPresent()));
    }

    private static boolean seen(Unit unit, String field, Set<String> hidden) {
        boolean sees = unit.walls().sees(MODULE, field);
        if (!sees) {
            hidden.add(field);
        }
        return sees;
    }

    /**
     * Which trade records to begin with, where that is better than to begin with customers: all that there are, with no keyword, for a
     * reader who sees every one. Customers who never bought have none.
     */
    private static Optional<Filter> traded(Unit unit, CustomerQuery query) {
        boolean everybody = unit.standing().reads(SEARCH.permission()) instanceof Scope.Unrestricted;
        boolean rare = query.grade().isPresent()
                || query.lifecycle()
                        .filter(stage -> stage != Lifecycle.Stage.POTENTIAL)
                        .isPresent();
        if (!everybody || !rare || query.keyword().isPresent() || query.sort() != Sort.REGISTERED) {
            return Optional.empty();
        }
        List<Filter> parts = new ArrayList<>();
        query.grade()
                .ifPresent(
                        grade -> parts.add(Filter.or(Filter.equal("grade", grade), Filter.equal("computed", grade))));
        query.lifecycle()
                .filter(stage -> stage != Lifecycle.Stage.POTENTIAL)
                .ifPresent(stage -> parts.add(Filter.equal("stage", stage.name())));
        return Optional.of(new Filter.And(parts));
    }

    private static void filters(Unit unit, Map<String, String> values, List<Filter> filters, List<Refusal> wrong) {
        if (values.isEmpty()) {
            return;
        }
        Dictionary dictionary = CustomerFields.of(unit.standing().policy());
        Outcome<SortedMap<String, String>> read = dictionary.read(values);
        wrong.addAll(read.refusals());
        read.toOptional()
                .ifPresent(known -> known.forEach((key, value) -> dictionary
                        .field(key)
                        .ifPresent(field -> CustomerFields.filter(field, value)
                                .ifPresentOrElse(
                                        filters::add,
                                        () -> wrong.add(Refusal.of(
                                                        Refusal.Kind.INVALID,
                                                        "CUS-09",
                                                        "dictionary.not-filtered",
                                                        field.label())
                                                .onField(key))))));
    }

    private static Listing<Customer> page(Unit unit, Question question, int limit, Optional<String> from) {
        return FullPages.of(
                limit,
                from,
                PATIENCE,
                (asked, at) -> candidates(unit, question, asked, at),
                some -> fitting(unit, question, some));
    }

    private static List<Customer> fitting(Unit unit, Question question, List<Customer> some) {
        Map<String, TradeRecord> trade = trade(unit, question, some);
        return some.stream()
                .filter(customer -> question.matches().test(customer)
                        && (!question.looksAtTrade()
                                || question.stands().test(trade.getOrDefault(customer.id(), none(customer)))))
                .toList();
    }

    private static TradeRecord none(Customer customer) {
        return TradeRecord.none(customer.id(), customer.owner());
    }

    private static Map<String, TradeRecord> trade(Unit unit, Question question, List<Customer> customers) {
        if (!question.looksAtTrade()) {
            return Map.of();
        }
        List<String> ids = customers.stream().map(Customer::id).toList();
        unit.prefetch(TradeRecord.KIND, ids);
        return ids.stream()
                .flatMap(id -> unit.find(TradeRecord.KIND, id).stream())
                .collect(Collectors.toMap(TradeRecord::id, trade -> trade));
    }

    private static Listing<Customer> candidates(Unit unit, Question question, int limit, Optional<String> at) {
        String order = ORDERS.get(question.query().sort());
        if (order != null) {
            return unit.list(Customer.KIND, question.filter(), order, limit, at);
        }
        if (question.traded().isEmpty()) {
            return unit.all(Customer.KIND, question.filter(), limit, at);
        }
        Listing<TradeRecord> page = unit.all(TradeRecord.KIND, question.traded().get(), limit, at);
        List<String> ids = page.items().stream().map(TradeRecord::id).toList();
        unit.prefetch(Customer.KIND, ids);
        return new Listing<>(
                ids.stream()
                        .flatMap(id -> unit.visible(Customer.KIND, id).stream())
                        .filter(customer -> unit.matches(Customer.KIND, customer, question.filter()))
                        .toList(),
                page.next());
    }

    // Kept queries

    /**
     * Keeps a query under a name; one of that name that the actor has kept before is replaced. Nobody else sees it.
     *
     * @param name what to call it, at most 60 characters
     * @param query the query
     * @return the query as kept
     */
    public Outcome<SavedQuery> save(String name, CustomerQuery query) {
        record Command(
                @NotBlank @CleanText(max = 60) String name,
                @Valid @NotNull CustomerQuery query) {}
        return road.write(actor, SAVE, new Command(name, query), SavedQuery.class, unit -> {
            Outcome<Question> question = question(unit, query);
            if (!question.isDone()) {
                return Outcome.refused(question.refusals());
            }
            Optional<SavedQuery> before = unit.find(SavedQuery.KIND, SavedQuery.idOf(unit.actorId(), name));
            if (before.isEmpty() && saved(unit).size() >= MOST_SAVED) {
                return Outcome.refused(Refusal.of(Refusal.Kind.RULE, "CUS-09", "search.many-saved", MOST_SAVED));
            }
            return Outcome.done(
                    before.isPresent()
                            ? unit.change(
                                    SavedQuery.KIND,
                                    before.get(),
                                    before.get()
                                            .with(
                                                    Optional.of(query),
                                                    before.get().trace().touched(unit.now(), unit.actorId())),
                                    Optional.empty())
                            : unit.create(
                                    SavedQuery.KIND,
                                    new SavedQuery(
                                            SavedQuery.idOf(unit.actorId(), name),
                                            1,
                                            unit.actorId(),
                                            name.strip(),
                                            Optional.of(query),
                                            Trace.created(unit.now(), unit.actorId(), Optional.empty()))));
        });
    }

    /** {@return the queries that the actor keeps, by name} */
    public Outcome<List<SavedQuery>> saved() {
        return road.read(actor, SEARCH, unit -> Outcome.done(saved(unit)));
    }

    private static List<SavedQuery> saved(Unit unit) {
        return unit.query(SavedQuery.KIND, Filter.equal("keeper", unit.actorId()), MOST_SAVED).stream()
                .sorted(java.util.Comparator.comparing(SavedQuery::name))
                .toList();
    }

    /**
     * The customers that a kept query asks for now.
     *
     * @param name its name
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Customer>> run(String name, int limit, Optional<String> pageToken) {
        Outcome<SavedQuery> kept = road.read(actor, SEARCH, unit -> kept(unit, name));
        return kept instanceof Outcome.Done<SavedQuery> done
                ? find(done.value().query().orElseThrow(), limit, pageToken)
                : Outcome.refused(kept.refusals());
    }

    /**
     * Keeps a query no longer.
     *
     * @param name its name
     * @return the query, without what it asked
     */
    public Outcome<SavedQuery> forget(String name) {
        record Command(String name) {}
        return road.write(
                actor,
                FORGET,
                new Command(name),
                SavedQuery.class,
                unit -> kept(unit, name)
                        .map(known -> unit.change(
                                SavedQuery.KIND,
                                known,
                                known.with(Optional.empty(), known.trace().touched(unit.now(), unit.actorId())),
                                Optional.empty())));
    }

    private static Outcome<SavedQuery> kept(Unit unit, String name) {
        Optional<SavedQuery> known = unit.find(SavedQuery.KIND, SavedQuery.idOf(unit.actorId(), name))
                .filter(saved -> saved.query().isPresent());
        return known.map(Outcome::done).orElseGet(() -> {
            Refusal refusal = Refusals.notFound(Messages.label("kind.saved_query"), name)
                    .onField("name")
                    .ofValue(name);
            List<String> names = saved(unit).stream().map(SavedQuery::name).toList();
            return Outcome.refused(
                    NearMiss.of(name, names).map(refusal::suggesting).orElse(refusal));
        });
    }
}
