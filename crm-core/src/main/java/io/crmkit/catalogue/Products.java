package io.crmkit.catalogue;

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
import io.crmkit.shared.CleanText;
import io.crmkit.shared.Listing;
import io.crmkit.shared.Messages;
import io.crmkit.shared.Money;
import io.crmkit.shared.Outcome;
import io.crmkit.shared.Refusal;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.Filter;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import java.util.List;
import java.util.Optional;

/** What can be done with the catalogue (PIP-12). Got from a session. */
public final class Products {

    private static final Operation VIEW = Operation.of("product.view", "product", "view");
    private static final Operation CREATE = Operation.of("product.create", "product", "create");

    /**
     * A product to be created.
     *
     * @param name its name, unique, at most 100 characters
     * @param series the family it belongs to, if any
     * @param listPrice its price, if it has one
     */
    public record NewProduct(
            @NotBlank @CleanText(max = 100) String name,
            @NotNull Optional<@CleanText(max = 100) String> series,
            @NotNull Optional<@Amount Money> listPrice) {}

    private final Road road;
    private final Actor actor;

    /**
     * Made by the session.
     *
     * @param road the road
     * @param actor who asks
     */
    public Products(Road road, Actor actor) {
        this.road = road;
        this.actor = actor;
    }

    /**
     * The catalogue, by name.
     *
     * @param limit how many at most, 1 to 1,000
     * @param pageToken where to go on, or none
     * @return a page
     */
    public Outcome<Listing<Product>> list(int limit, Optional<String> pageToken) {
        return road.read(
                actor, VIEW, unit -> Outcome.done(unit.list(Product.KIND, Filter.all(), "by_name", limit, pageToken)));
    }

    /**
     * Creates a product.
     *
     * @param draft the product
     * @return the product as created
     */
    public Outcome<Product> create(NewProduct draft) {
        return road.write(actor, CREATE, draft, Product.class, unit -> create(unit, draft, Optional.empty()));
    }

    private static Outcome<Product> create(Unit unit, NewProduct draft, Optional<Trace.Origin> origin) {
        String name = draft.name().strip();
        if (!unit.query(Product.KIND, Filter.equal("name", name), 1).isEmpty()) {
            return Outcome.refused(Refusal.of(Refusal.Kind.INVALID, "PIP-12", "product.name-taken", name)
                    .onField("name")
                    .ofValue(name));
        }
        return Outcome.done(unit.create(
                Product.KIND,
                new Product(
                        unit.newId(),
                        1,
                        name,
                        draft.series(),
                        draft.listPrice(),
                        true,
                        Trace.created(unit.now(), unit.actorId(), origin))));
    }

    /** {@return a look-up of products by name} */
    public static Lookup<Product> byName() {
        return new Lookup<>(Product.KIND, "name", Product::name);
    }

    /** {@return how products are imported} */
    public ImportEntity importing() {
        return new Importing();
    }

    /** Imports products. */
    private final class Importing implements ImportEntity {
        @Override
        public String name() {
            return "product";
        }

        @Override
        public List<ImportField> fields() {
            return List.of(
                    ImportField.of("name", Messages.label("field.name"), ImportField.Type.TEXT)
                            .asRequired(),
                    ImportField.of("series", Messages.label("field.series"), ImportField.Type.TEXT),
                    ImportField.of("listPrice", Messages.label("field.listPrice"), ImportField.Type.MONEY));
        }

        @Override
        public List<Outcome<Loaded>> load(List<ImportRow> rows) {
            return road.bulk(
                    actor,
                    CREATE,
                    rows,
                    Bulk.of(
                            unit -> {
                                KnownRows<Product> known = new KnownRows<>(Product.KIND, Product::trace);
                                known.readAhead(unit, rows);
                                return known;
                            },
                            this::load));
        }

        private Outcome<Loaded> load(Unit unit, KnownRows<Product> known, ImportRow row) {
            Optional<Loaded> before = known.find(unit, row);
            if (before.isPresent()) {
                return Outcome.done(before.get());
            }
            NewProduct draft =
                    new NewProduct(row.text("name").orElse(""), row.text("series"), row.get("listPrice", Money.class));
            List<Refusal> invalid = road.violations(draft);
            return invalid.isEmpty()
                    ? create(unit, draft, Optional.of(KnownRows.origin(row))).map(known::created)
                    : Outcome.refused(invalid);
        }
    }
}
