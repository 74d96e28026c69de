package io.crmkit.internal.road;

import io.crmkit.internal.store.Codec;
import io.crmkit.internal.store.Kind;
import io.crmkit.internal.store.Work;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Listing;
import io.crmkit.spi.storage.Filter;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sensitive fields of a unit's records, which are sealed at rest and found by blind indexes (ACC-11). Not safe for use by many threads. */
public final class SealedFields {

    private final Codec codec;
    private final Work work;
    private final Walls walls;

    SealedFields(Codec codec, Work work, Walls walls) {
        this.codec = codec;
        this.work = work;
        this.walls = walls;
    }

    /**
     * The sensitive fields of a kind.
     *
     * @param kind the kind
     * @return their paths
     */
    public Set<String> of(Kind<?> kind) {
        return walls.sensitive(kind);
    }

    /**
     * Which records have an equal value in a sensitive field.
     *
     * @param kind their kind
     * @param index the index by which such values are found
     * @param value the value, however it is written
     * @return the filter
     */
    public Filter equal(Kind<?> kind, String index, String value) {
        return codec.equal(kind, index, value);
    }

    /**
     * Which records have one of some values in a sensitive field.
     *
     * @param kind their kind
     * @param index the index by which such values are found
     * @param values the values, however they are written
     * @return the filter
     */
    public Filter equalToAny(Kind<?> kind, String index, Collection<String> values) {
        return codec.equalToAny(kind, index, values);
    }

    /**
     * What an index that follows from the policy may hold of a telephone number.
     *
     * @param kind the records' kind
     * @param index the index
     * @param number the number, however it is written
     * @return the marks
     */
    public Set<String> marks(Kind<?> kind, String index, String number) {
        return codec.marks(kind, index, number);
    }

    /**
     * Which records share a value of an index of marks.
     *
     * @param kind their kind
     * @param index the index
     * @param forms what the index is given
     * @return the filter
     */
    public Filter anyOf(Kind<?> kind, String index, Collection<String> forms) {
        return codec.anyOf(kind, index, forms);
    }

    /**
     * Brings a page of records into the form in which they would be written now, whoever may see them: nothing changes but how they are
     * sealed.
     *
     * @param kind their kind
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return for each record whether it had another form
     */
    public <T extends Entity<T>> Listing<Boolean> rewrite(Kind<T> kind, int limit, Optional<String> pageToken) {
        return work.rewrite(kind, limit, pageToken);
    }

    /**
     * How many sensitive values of a page of records are sealed with which key.
     *
     * @param kind their kind
     * @param limit how many at most
     * @param pageToken where to go on, or none
     * @param <T> their type
     * @return for each record, by id of the key; clear ones under the empty id
     */
    public <T extends Entity<T>> Listing<Map<String, Integer>> keys(
            Kind<T> kind, int limit, Optional<String> pageToken) {
        return work.sealedWith(kind, limit, pageToken);
    }
}
