package io.crmkit.shared;

import java.util.List;
import java.util.Optional;

/**
 * A page of a list.
 *
 * @param items what is on it
 * @param next the token of the next page, if there is one
 * @param <T> what it lists
 */
public record Listing<T>(List<T> items, Optional<String> next) {

    /** Copies the items. */
    public Listing {
        items = List.copyOf(items);
    }
}
