package io.crmkit.customer;

import io.crmkit.access.Owned;
import io.crmkit.access.Ownership;
import io.crmkit.automation.Reminder;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.pool.RecycleNotice;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Refusal;
import io.crmkit.spi.storage.Filter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The customers of a user (ACC-12, CUS-12). What they brought goes with them, and the reminders about them. */
public final class OwnedCustomers implements Owned {

    private static final int PAGE = 1_000;

    private final Evaluation evaluation;

    /**
     * For one CRM.
     *
     * @param evaluation judges customers anew whose owner's department decides what they are judged by
     */
    public OwnedCustomers(Evaluation evaluation) {
        this.evaluation = evaluation;
    }

    @Override
    public String kind() {
        return Customer.KIND.name();
    }

    /** Whoever views no customers is told of none. */
    @Override
    public void ask(Unit unit, Collection<String> facts) {
        if (unit.standing().holds(Permission.of(Customer.KIND.module(), "view"))) {
            facts.forEach(fact -> unit.require(Customer.KIND.module(), fact));
        }
    }

    @Override
    public List<Holding> of(Unit unit, String userId) {
        List<Holding> holdings = new ArrayList<>();
        Optional<String> page = Optional.empty();
        do {
            Listing<Customer> some = unit.everyone(Customer.KIND, Filter.equal("owner", userId), PAGE, page);
            some.items().forEach(customer -> holdings.add(holding(customer)));
            page = some.next();
        } while (page.isPresent());
        return holdings;
    }

    private static Holding holding(Customer customer) {
        return Holding.of(Customer.KIND.key(customer.id())).knowing(facts(customer));
    }

    /**
     * What plans can ask for of a customer.
     *
     * @param customer the customer
     * @return the facts
     */
    public static Map<String, String> facts(Customer customer) {
        Map<String, String> facts = new TreeMap<>();
        customer.profile().region().ifPresent(region -> facts.put(REGION, region));
        customer.profile().industry().ifPresent(industry -> facts.put(INDUSTRY, industry));
        customer.profile().type().ifPresent(type -> facts.put(TYPE, type));
        return facts;
    }

    @Override
    public void readAhead(Unit unit, List<Assigned> assigned) {
        List<String> ids = ids(assigned);
        unit.prefetchToWrite(Customer.KIND, ids);
        unit.prefetch(TradeRecord.KIND, ids);
        List<String> reminders = new ArrayList<>();
        for (String id : ids) {
            unit.find(TradeRecord.KIND, id)
                    .ifPresent(trade -> trade.reminded()
                            .forEach((rule, episode) ->
                                    reminders.add(Reminder.idOf(rule, Customer.KIND.key(id), episode.toString()))));
        }
        unit.prefetch(Reminder.KIND, reminders);
        RecycleNotice.readAhead(unit, ids.stream().map(Customer.KIND::key).toList());
    }

    private static List<String> ids(List<Assigned> assigned) {
        return assigned.stream().map(each -> each.holding().record().id()).toList();
    }

    @Override
    public List<Refusal> move(Unit unit, Assigned assigned, Terms terms) {
        Customer customer =
                unit.find(Customer.KIND, assigned.holding().record().id()).orElseThrow();
        Optional<Refusal> locked = unit.locks().refusal(Customer.KIND, customer.id());
        if (locked.isPresent()) {
            return List.of(locked.get());
        }
        OptionalInt cap = terms.lifted() ? OptionalInt.empty() : Customers.cap(unit);
        List<Refusal> wrong = give(unit, customer, Optional.of(assigned.to()), cap, terms.permission());
        if (wrong.isEmpty()) {
            unit.changeAlike(
                    Customer.KIND,
                    customer,
                    customer.withOwner(assigned.to(), customer.trace().touched(unit.now(), unit.actorId())),
                    terms.reason());
        }
        return wrong;
    }

    /** Moves ownership and all that goes with it; the customer itself is for the caller to write. */
    static List<Refusal> give(
            Unit unit, Customer customer, Optional<String> to, OptionalInt cap, Permission permission) {
        List<Refusal> wrong = Ownership.move(unit, Customer.KIND.name(), customer.owner(), to, cap, permission);
        if (wrong.isEmpty()) {
            goAlong(unit, customer, to);
        }
        return wrong;
    }

    /** What a customer brought goes with it, and reminders that it may be lost to a pool are over. */
    static void goAlong(Unit unit, Customer customer, Optional<String> to) {
        Evaluation.follow(unit, customer.id(), to);
        if (!customer.owner().equals(to)) {
            RecycleNotice.settle(unit, Customer.KIND.key(customer.id()));
        }
    }

    @Override
    public void conclude(Unit unit, List<Assigned> moved) {
        conclude(unit, evaluation, ids(moved));
    }

    static void conclude(Unit unit, Evaluation evaluation, List<String> ids) {
        if (!ids.isEmpty() && Evaluation.moves(unit.standing().policy())) {
            evaluation.run(unit, ids);
            ids.forEach(id -> unit.check(TradeRecord.KIND, id)); // as when one customer is given to somebody
        }
    }

    @Override
    public boolean seen(Unit unit, String id) {
        return unit.visible(Customer.KIND, id).isPresent();
    }
}
