package io.crmkit.internal.store;

import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexValues;

/** Index values of a record that follow from more than the record itself, such as the policy in force. */
public interface Indexing {

    /** None. */
    Indexing NONE = new Indexing() {
        @Override
        public <T extends Entity<T>> void add(Kind<T> kind, T object, IndexValues.Builder values, Marks marks) {}
    };

    /**
     * Adds them.
     *
     * @param kind the kind of the object
     * @param object the object
     * @param values takes them
     * @param marks makes marks of sensitive values
     * @param <T> the object's type
     */
    <T extends Entity<T>> void add(Kind<T> kind, T object, IndexValues.Builder values, Marks marks);

    /**
     * Whether values of a kind may hold marks, which are made anew when keys rotate.
     *
     * @param kind the kind
     * @return whether
     */
    default boolean marks(Kind<?> kind) {
        return false;
    }
}
