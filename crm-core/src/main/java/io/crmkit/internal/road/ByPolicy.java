package io.crmkit.internal.road;

import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.WalledField;
import io.crmkit.policy.Policy;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.IndexValues;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * What of a kind of records is data of the policy: fields that an enterprise added, and index values that follow from them.
 *
 * @param kind the kind
 * @param fields names of the fields that a wall can stand before (ACC-07)
 * @param walled those of them that some role of the policy has a wall before; all others are open to everybody
 * @param sensitive where the sensitive ones of them are in the record, as names of components parted by dots (ACC-11)
 * @param index fills in the index values
 * @param <T> the records' type
 */
public record ByPolicy<T extends Entity<T>>(
        Kind<T> kind,
        Function<Policy, List<String>> fields,
        Function<Policy, List<WalledField>> walled,
        Function<Policy, Set<String>> sensitive,
        Index<T> index) {

    /**
     * Index values that follow from a record and the policy.
     *
     * @param <T> the records' type
     */
    @FunctionalInterface
    public interface Index<T> {
        /**
         * Fills them in.
         *
         * @param policy the policy in force
         * @param object the record
         * @param values takes them
         */
        void fill(Policy policy, T object, IndexValues.Builder values);
    }

    void index(Policy policy, Object object, IndexValues.Builder values) {
        index.fill(policy, kind.javaType().cast(object), values);
    }
}
