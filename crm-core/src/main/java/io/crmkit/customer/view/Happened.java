package io.crmkit.customer.view;

import java.util.List;
import java.util.Optional;

/**
 * A page of what one part tells.
 *
 * @param items what happened
 * @param next where to go on, if there may be more
 * @param reached everything before this place is on this page or an earlier one; absent when everything is
 */
public record Happened(List<Happening> items, Optional<String> next, Optional<Happening.Place> reached) {

    /** Copies the items. */
    public Happened {
        items = List.copyOf(items);
        if (next.isPresent() && reached.isEmpty()) {
            throw new IllegalArgumentException("a page that is not the last says how far it reaches");
        }
    }

    /**
     * All that there is, in any order.
     *
     * @param items what happened
     * @return the only page
     */
    public static Happened all(List<Happening> items) {
        return new Happened(items, Optional.empty(), Optional.empty());
    }

    /**
     * A page of records in the order of the list, each of which tells one thing.
     *
     * @param items what happened, in order
     * @param next where to go on, if there is more
     * @return the page
     */
    public static Happened page(List<Happening> items, Optional<String> next) {
        return next.isEmpty() || items.isEmpty()
                ? all(items)
                : new Happened(
                        items, next, Optional.of(items.get(items.size() - 1).place()));
    }
}
