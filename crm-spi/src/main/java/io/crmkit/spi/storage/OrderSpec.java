package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A declared composite order of a record type. Ties are broken by id, in the direction of the last key.
 *
 * @param name 1 to 40 characters of {@code a-z}, {@code 0-9} and {@code _}, beginning with a letter
 * @param keys one to four single-valued indexes with their directions
 */
@PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
public record OrderSpec(String name, List<Key> keys) {

    /**
     * One key of an order.
     *
     * @param index the index
     * @param descending whether great values come first; records without a value come last either way
     */
    @PublicApi(use = PublicApi.Use.CALLING, since = "0.1")
    public record Key(String index, boolean descending) {}

    /** Checks that the parts fit together. */
    public OrderSpec {
        StorageChecks.name("order", name);
        keys = List.copyOf(keys);
        if (keys.isEmpty() || keys.size() > 4) {
            throw new IllegalArgumentException("order " + name + ": one to four keys, not " + keys.size());
        }
        Set<String> seen = new HashSet<>();
        for (Key key : keys) {
            if (!seen.add(key.index())) {
                throw new IllegalArgumentException("order " + name + ": index " + key.index() + " stands twice");
            }
        }
    }

    /**
     * An order by one index, small values first.
     *
     * @param name its name
     * @param index the index
     * @return the order
     */
    public static OrderSpec ascending(String name, String index) {
        return new OrderSpec(name, List.of(new Key(index, false)));
    }

    /**
     * An order by one index, great values first.
     *
     * @param name its name
     * @param index the index
     * @return the order
     */
    public static OrderSpec descending(String name, String index) {
        return new OrderSpec(name, List.of(new Key(index, true)));
    }

    /** {@return whether the id, which breaks ties, runs downwards} */
    public boolean idDescending() {
        return keys.get(keys.size() - 1).descending();
    }
}
