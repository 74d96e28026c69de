package io.crmkit.customer;

import io.crmkit.internal.road.Permission;
import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * A kind of records that follow-ups and documents can be about (CUS-08, CUS-14): who sees and may write what is about it follows from the
 * record, so that a takeover needs to touch nothing else. Each subject brings its own, and they are registered where the CRM is put
 * together.
 *
 * @param kind the kind
 * @param customer id of the customer that a record concerns, if it concerns one
 * @param followedUp a record after a follow-up at a time, where it keeps when it was followed up (CUS-12, LIF-02)
 * @param <T> the records' type
 */
public record Followed<T extends Entity<T>>(
        Kind<T> kind, Function<T, Optional<String>> customer, Optional<BiFunction<T, Instant, T>> followedUp) {

    /**
     * A kind of records that do not keep when they were followed up.
     *
     * @param kind the kind
     * @param customer id of the customer that a record concerns, if it concerns one
     */
    public Followed(Kind<T> kind, Function<T, Optional<String>> customer) {
        this(kind, customer, Optional.empty());
    }

    /**
     * A kind of records that keep when they were followed up.
     *
     * @param kind the kind
     * @param customer id of the customer that a record concerns, if it concerns one
     * @param followedUp a record after a follow-up at a time
     */
    public Followed(Kind<T> kind, Function<T, Optional<String>> customer, BiFunction<T, Instant, T> followedUp) {
        this(kind, customer, Optional.of(followedUp));
    }

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
                        kind.key(record.id()).toString(),
                        customer.apply(record),
                        unit.standing().reaches(write, record.id(), kind.owner().apply(record))));
    }

    /** The record was followed up, if it keeps that; a follow-up that is older than the last changes nothing. */
    void followed(Unit unit, String id, Instant at) {
        followedUp.ifPresent(keeps -> unit.find(kind, id).ifPresent(before -> {
            T after = keeps.apply(before, at);
            if (!after.equals(before)) {
                unit.changeBeside(kind, before, after);
            }
        }));
    }
}
