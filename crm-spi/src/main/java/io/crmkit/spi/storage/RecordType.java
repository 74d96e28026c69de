package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a store must know of a kind of record: its name, its indexes and the orders in which it is paged.
 *
 * @param name 1 to 40 characters of {@code a-z}, {@code 0-9} and {@code _}, beginning with a letter
 * @param schemaVersion rises whenever indexes or orders change; 1 or more
 * @param appendOnly whether records are only ever inserted: every other change of a live record is refused
 * @param scoped whether records carry a {@link Visibility} that a {@link Scope} is matched against, and whether the
 *     orders are laid out for it
 * @param indexes the indexes, each name once
 * @param orders the composite orders, each name once
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record RecordType(
        String name,
        int schemaVersion,
        boolean appendOnly,
        boolean scoped,
        List<IndexSpec> indexes,
        List<OrderSpec> orders) {

    /** Checks that the parts fit together. */
    public RecordType {
        StorageChecks.name("record type", name);
        indexes = List.copyOf(indexes);
        orders = List.copyOf(orders);
        if (schemaVersion < 1) {
            throw new IllegalArgumentException(name + ": schema version " + schemaVersion + " is below 1");
        }
        if (indexes.stream().map(IndexSpec::name).distinct().count() != indexes.size()) {
            throw new IllegalArgumentException(name + ": two indexes have the same name");
        }
        if (orders.stream().map(OrderSpec::name).distinct().count() != orders.size()) {
            throw new IllegalArgumentException(name + ": two orders have the same name");
        }
        for (OrderSpec order : orders) {
            for (OrderSpec.Key key : order.keys()) {
                IndexSpec index = find(indexes, key.index())
                        .orElseThrow(() -> new IllegalArgumentException(
                                name + ": order " + order.name() + " names the unknown index " + key.index()));
                if (index.multiValued()) {
                    throw new IllegalArgumentException(
                            name + ": order " + order.name() + " names the multi-valued index " + key.index());
                }
            }
        }
    }

    /**
     * Begins a record type.
     *
     * @param name its name
     * @param schemaVersion its schema version
     * @return a builder
     */
    public static Builder named(String name, int schemaVersion) {
        return new Builder(name, schemaVersion);
    }

    /**
     * The index of a name.
     *
     * @param index the name
     * @return the index, if declared
     */
    public Optional<IndexSpec> index(String index) {
        return find(indexes, index);
    }

    /**
     * The order of a name.
     *
     * @param order the name
     * @return the order, if declared
     */
    public Optional<OrderSpec> order(String order) {
        return orders.stream().filter(o -> o.name().equals(order)).findFirst();
    }

    private static Optional<IndexSpec> find(List<IndexSpec> indexes, String name) {
        for (IndexSpec index : indexes) {
            if (index.name().equals(name)) {
                return Optional.of(index);
            }
        }
        return Optional.empty();
    }

    /** Builds a {@link RecordType}. Not safe for use by many threads. */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public static final class Builder {
        private final String name;
        private final int schemaVersion;
        private boolean appendOnly;
        private boolean scoped;
        private final List<IndexSpec> indexes = new ArrayList<>();
        private final List<OrderSpec> orders = new ArrayList<>();

        private Builder(String name, int schemaVersion) {
            this.name = name;
            this.schemaVersion = schemaVersion;
        }

        /** {@return this builder; records may only be inserted} */
        public Builder appendOnly() {
            appendOnly = true;
            return this;
        }

        /** {@return this builder; records carry a visibility} */
        public Builder scoped() {
            scoped = true;
            return this;
        }

        /**
         * Adds indexes.
         *
         * @param more the indexes
         * @return this builder
         */
        public Builder indexes(IndexSpec... more) {
            indexes.addAll(List.of(more));
            return this;
        }

        /**
         * Adds orders.
         *
         * @param more the orders
         * @return this builder
         */
        public Builder orders(OrderSpec... more) {
            orders.addAll(List.of(more));
            return this;
        }

        /** {@return the record type} */
        public RecordType build() {
            return new RecordType(name, schemaVersion, appendOnly, scoped, indexes, orders);
        }
    }
}
