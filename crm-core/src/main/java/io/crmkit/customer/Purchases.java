package io.crmkit.customer;

import io.crmkit.access.Refusals;
import io.crmkit.exchange.ImportEntity;
import io.crmkit.exchange.ImportField;
import io.crmkit.exchange.ImportRow;
import io.crmkit.exchange.KnownRows;
import io.crmkit.internal.road.Actor;
import io.crmkit.internal.road.Bulk;
import io.crmkit.internal.road.Lookup;
import io.crmkit.internal.road.Operation;
import io.crmkit.internal.road.Road;
import io.crmkit.internal.road.Unit;
import io.crmkit.shared.Amount;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What can be done with purchases (CUS-02, trade). Got from a session. */
public final class Purchases {

    private static final Operation VIEW = Operation.of("purchase.view", "purchase", "view");
    private static final Operation CREATE = Operation.of("purchase.create", "purchase", "create");
    private static final Operation IMPORT = Operation.of("purchase.import", "purchase", "import");

    /**
     * A purchase to be recorded.
     *
     * @param customer id of the customer
     * @param date when it was bought; not in the future
     * @param quantity how many, 1 or more
     * @param amount for how much, zero or more
     */
    public record NewPurchase(
            @NotBlank String customer,
            @NotNull LocalDate date,
            @Positive long quantity,
            @NotNull @Amount Money amount) {}

    private final Road road;
    private final Actor actor;
    private final Evaluation evaluation;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     * @param evaluation judges customers
     */
    public Purchases(Road road, Actor actor, Evaluation evaluation) {
        this.road = road;
        this.actor = actor;
        this.evaluation = evaluation;
    }

    /**
     * What a customer bought, and what those bought that were merged into it (CUS-06), the newest first.
     *
     * @param customer id of the customer
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Purchase>> of(String customer, int limit, Optional<String> pageToken) {
        return road.read(
                actor,
                VIEW,
                unit -> unit.visible(Customer.KIND, customer)
                        .map(known -> Outcome.done(unit.list(
                                Purchase.KIND,
                                Filter.in("customer", MergedIds.idsOf(unit, known.id())),
                                "by_date",
                                limit,
                                pageToken)))
                        .orElseGet(() -> Outcome.refused(notFound(customer))));
    }

    /**
     * Records a purchase; grade and stage of the customer follow at once (SCO-01, LIF-01).
     *
     * @param draft the purchase
     * @return the purchase as recorded
     */
    public Outcome<Purchase> record(NewPurchase draft) {
        return road.write(actor, CREATE, draft, Purchase.class, unit -> {
            Outcome<Purchase> recorded = record(unit, draft, Optional.empty());
            if (recorded.isDone()) {
                evaluation.run(unit, List.of(recorded.orElseThrow().customer()));
            }
            return recorded;
        });
    }

    private static Outcome<Purchase> record(Unit unit, NewPurchase draft, Optional<Trace.Origin> origin) {
        Optional<Customer> customer = unit.visible(Customer.KIND, draft.customer());
        if (customer.isEmpty()) {
            return Outcome.refused(notFound(draft.customer()).onField("customer"));
        }
        if (draft.date().isAfter(unit.today())) {
            return Outcome.refused(
                    Refusal.of(Refusal.Kind.INVALID, "CUS-02", "purchase.in-future", draft.date(), unit.today())
                            .onField("date")
                            .ofValue(draft.date().toString()));
        }
        Optional<Refusal> apart = Evaluation.bought(unit, customer.get(), draft.date(), draft.amount());
        if (apart.isPresent()) {
            return Outcome.refused(apart.get());
        }
        return Outcome.done(unit.create(
                Purchase.KIND,
                new Purchase(
                        unit.newId(),
                        1,
                        customer.get().id(),
                        draft.date(),
                        draft.quantity(),
                        Optional.of(draft.amount()),
                        Trace.created(unit.now(), unit.actorId(), origin))));
    }

    private static Refusal notFound(String id) {
        return Refusals.notFound(Messages.label("kind.customer"), id);
    }

    /** {@return how purchases are imported} */
    public ImportEntity importing() {
        return new Importing();
    }

    /** Imports purchases; the customer is named by name. */
    private final class Importing implements ImportEntity {
        @Override
        public String name() {
            return "purchase";
        }

        @Override
        public List<ImportField> fields() {
            return List.of(
                    field("customer", ImportField.Type.REFERENCE).asRequired(),
                    field("date", ImportField.Type.DATE).asRequired(),
                    field("quantity", ImportField.Type.INTEGER),
                    field("amount", ImportField.Type.MONEY).asRequired());
        }

        private ImportField field(String name, ImportField.Type type) {
            return ImportField.of(name, Messages.label("field." + name), type);
        }

        @Override
        public int batch() {
            return 2_000;
        }

        /** The customer, whose trade record and standing each purchase writes. */
        @Override
        public Optional<Set<String>> shared(ImportRow row) {
            return row.text("customer").map(Set::of);
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            return road.bulk(
                    actor,
                    IMPORT,
                    rows,
                    Bulk.<Aids, ImportRow, Loaded>of(unit -> new Aids(unit, rows), this::load)
                            .concluding((unit, aids) -> evaluation.run(unit, aids.bought)));
        }

        private Outcome<Loaded> load(Unit unit, Aids aids, ImportRow row) {
            Optional<Loaded> before = aids.known.find(unit, row);
            if (before.isPresent()) {
                return Outcome.done(before.get());
            }
            List<Refusal> wrong = new ArrayList<>();
            Optional<String> customer = aids.customers.id(unit, "customer", row.text("customer"), wrong);
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            NewPurchase draft = new NewPurchase(
                    customer.orElse(""),
                    row.get("date", LocalDate.class).orElseThrow(),
                    row.get("quantity", Long.class).orElse(1L),
                    row.get("amount", Money.class).orElseThrow());
            wrong.addAll(road.violations(draft));
            if (!wrong.isEmpty()) {
                return Outcome.refused(wrong);
            }
            Outcome<Purchase> recorded = record(unit, draft, Optional.of(KnownRows.origin(row)));
            if (recorded.isDone()) {
                aids.bought.add(draft.customer());
            }
            return recorded.map(aids.known::created);
        }
    }

    /** What is read ahead for one attempt to load rows. */
    private static final class Aids {
        private final KnownRows<Purchase> known = new KnownRows<>(Purchase.KIND, Purchase::trace);
        private final Lookup<Customer> customers = Customers.byName();
        private final Set<String> bought = new LinkedHashSet<>();

        Aids(Unit unit, List<ImportRow> rows) {
            known.readAhead(unit, rows);
            customers.readAhead(unit, ImportRow.texts(rows, "customer"));
            List<String> ids = customers.known();
            unit.prefetch(Customer.KIND, ids);
            unit.prefetch(TradeRecord.KIND, ids);
        }
    }
}
