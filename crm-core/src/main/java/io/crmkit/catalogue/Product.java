package io.crmkit.catalogue;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Money;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.OrderSpec;
import io.crmkit.spi.storage.RecordType;
import java.util.Optional;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * Something that is sold (PIP-12). Immutable.
 *
 * @param id the id
 * @param version how often it was written
 * @param name its name, unique
 * @param series the family it belongs to, if any
 * @param listPrice its price, if it has one
 * @param active whether it is still sold
 * @param trace where it comes from
 */
@AggregateRoot
public record Product(
        @Identity String id,
        long version,
        String name,
        Optional<String> series,
        Optional<Money> listPrice,
        boolean active,
        Trace trace)
        implements Entity<Product> {

    /** The kind. */
    public static final Kind<Product> KIND = Kind.plain(
                    RecordType.named("product", 1)
                            .indexes(
                                    IndexSpec.text("name").asUnique(),
                                    IndexSpec.text("external").asUniqueForever())
                            .orders(OrderSpec.ascending("by_name", "name"))
                            .build(),
                    Product.class,
                    (p, values) -> values.text("name", p.name())
                            .text("external", p.trace().external().orElse(null)))
            .behindWalls(WalledField.of(Product.class, "listPrice", "listPrice"))
            .underAudit();

    @Override
    public Product withVersion(long other) {
        return new Product(id, other, name, series, listPrice, active, trace);
    }
}
