package io.crmkit.customer.view;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;

/**
 * A record that belongs to a customer.
 *
 * @param kind its kind
 * @param id its id
 * @param <T> its type
 */
public record Related<T extends Entity<T>>(Kind<T> kind, String id) {

    /** {@return type and id, such as {@code opportunity/7}} */
    public String subject() {
        return kind.key(id).toString();
    }
}
