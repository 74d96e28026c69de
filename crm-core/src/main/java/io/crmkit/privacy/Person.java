package io.crmkit.privacy;

import io.crmkit.internal.road.Unit;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import java.util.function.Consumer;

/**
 * A kind of records about persons concerned (ACC-18): its sensitive fields are personal data. Each subject registers its own.
 *
 * @param kind the kind
 * @param changed what else has to happen when such a record changes
 * @param <T> the records' type
 */
public record Person<T extends Entity<T>>(Kind<T> kind, Consumer<Unit> changed) {

    /**
     * A kind of persons.
     *
     * @param kind the kind
     * @param <T> the records' type
     * @return the persons
     */
    public static <T extends Entity<T>> Person<T> of(Kind<T> kind) {
        return new Person<>(kind, unit -> {});
    }
}
