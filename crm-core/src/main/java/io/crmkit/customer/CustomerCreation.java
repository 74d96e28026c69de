package io.crmkit.customer;

import io.crmkit.access.Ownership;
import io.crmkit.access.SalesCodes;
import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.pool.Custody;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** Creates customers, for people and for imports: the same rules, another permission and another origin. */
final class CustomerCreation {
    private final Road road;

    CustomerCreation(Road road) {
        this.road = road;
    }

    /**
     * Creates a customer.
     *
     * @param unit where
     * @param draft the customer
     * @param assign what giving it to somebody needs
     * @param origin where it came from, if it was imported
     * @return the customer, or everything that is wrong
     */
    Outcome<Customer> create(Unit unit, NewCustomer draft, Permission assign, Optional<Trace.Origin> origin) {
        return create(
                unit, draft, KnownProfile.dictionary(unit).read(draft.profile().fields()), assign, origin);
    }

    /** The same when the dictionary has read the draft's fields already. */
    Outcome<Customer> create(
            Unit unit,
            NewCustomer draft,
            Outcome<SortedMap<String, String>> read,
            Permission assign,
            Optional<Trace.Origin> origin) {
        Outcome<Customer.Profile> known =
                KnownProfile.of(unit, draft.profile(), read, Optional.empty(), road::violations);
        List<Refusal> wrong = new ArrayList<>(known.refusals());
        Optional<String> owner = owner(unit, draft, assign, wrong);
        if (wrong.isEmpty()) {
            wrong.addAll(
                    draft.salesCode().isPresent()
                            ? Ownership.byCode(unit, Customer.KIND.name(), owner.orElseThrow(), Customers.cap(unit))
                            : Ownership.move(
                                    unit, Customer.KIND.name(), Optional.empty(), owner, Customers.cap(unit), assign));
        }
        if (!wrong.isEmpty()) {
            return Outcome.refused(wrong);
        }
        String id = unit.newId();
        draft.salesCode()
                .ifPresent(code -> unit.note(Customer.KIND.key(id).toString(), Optional.of("ACC-03 " + code.strip())));
        Trace created = Trace.created(unit.now(), unit.actorId(), origin);
        Customer customer = new Customer(
                id,
                1,
                known.orElseThrow(),
                owner,
                created,
                Optional.of(knownAt(unit, origin)),
                Optional.empty(),
                Custody.begun(owner, Custody.PUBLIC, unit.now()));
        return Outcome.done(unit.create(
                Customer.KIND,
                owner.isPresent()
                        ? customer
                        : customer.withOwner(owner, PooledCustomers.intoAsNew(unit, customer), created)));
    }

    /** What another system knew is as old as it was there: the import has confirmed nothing (CUS-04, CUS-16). */
    private Instant knownAt(Unit unit, Optional<Trace.Origin> origin) {
        return origin.flatMap(Trace.Origin::original)
                .flatMap(original -> original.changedOn().or(original::createdOn))
                .map(day -> day.atStartOfDay(road.with().zone()).toInstant())
                .filter(then -> then.isBefore(unit.now()))
                .orElse(unit.now());
    }

    /** The rep of the sales code that was entered; without one, whom the creator names. */
    private static Optional<String> owner(Unit unit, NewCustomer draft, Permission assign, List<Refusal> wrong) {
        if (draft.salesCode().isEmpty()) {
            return Ownership.ofNew(unit, assign, draft.owner());
        }
        Outcome<String> rep = SalesCodes.rep(unit, draft.salesCode().get());
        wrong.addAll(rep.refusals());
        if (rep.isDone() && draft.owner().isPresent() && !draft.owner().equals(rep.toOptional())) {
            wrong.add(Refusal.of(Refusal.Kind.INVALID, "ACC-03", "customer.owner-and-code")
                    .onField("owner"));
        }
        return rep.toOptional();
    }
}
