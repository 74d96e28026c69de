package io.crmkit.customer;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import java.util.Optional;
import java.util.function.Function;

/**
 * A kind of records that follow-ups and documents can be about (CUS-08, CUS-14): who sees and may write what is about it follows from the
 * record, so that a takeover needs to touch nothing else. Each subject brings its own, and they are registered where the CRM is put
 * together.
 *
 * @param kind the kind
 * @param customer id of the customer that a record concerns, if it concerns one
 * @param <T> the records' type
 */
public record Followed<T extends Entity<T>>(Kind<T> kind, Function<T, Optional<String>> customer) {

    /**
     * A record that something is about, as far as a reader may know of it.
     *
     * @param subject type and id, such as {@code customer/7}
     * @param customer id of the customer concerned, if one is
     * @param within whether the actor may write what is about it
     */
    public record Subject(String subject, Optional<String> customer, boolean within) {}

    /** {@return the name by which subjects begin, such as {@code customer}} */
    String name() {
        return kind.name();
    }

    Optional<Subject> visible(Unit unit, String id, Permission write) {
        return unit.visible(kind, id)
                .map(record -> new Subject(
                        kind.key(id).toString(),
                        customer.apply(record),
                        unit.standing().reaches(write, id, kind.owner().apply(record))));
    }
}
