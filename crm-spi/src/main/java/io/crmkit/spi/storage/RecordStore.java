package io.crmkit.spi.storage;

import io.crmkit.spi.PublicApi;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An opened store. Every method may be called by many threads at the same time; every call names the tenant, and tenants
 * never meet.
 *
 * <p>A read sees everything whose commit returned before it began, in this store and in every other one that shares the
 * location. Each single read is consistent in itself. A failing call did nothing; {@link StorageException#advice()} says
 * what to do next.
 */
@PublicApi(use = PublicApi.Use.IMPLEMENTING, since = "0.1")
public interface RecordStore extends AutoCloseable {

    /** {@return what this store can do; always the same} */
    StoreProfile profile();

    /**
     * Creates or evolves what these record types need. Only adds; doing it twice is doing it once; several starters may do
     * it at the same time. Must be called before any other use of a type by this store object.
     *
     * @param types the record types
     * @return which indexes are still to be filled, of these types
     * @throws StorageException NEWER_SCHEMA when a type is known with a higher schema version; SCHEMA when an index has
     *     another kind, scale or multiplicity than the known one; UNSUPPORTED when a type needs what {@link #profile()}
     *     does not offer
     */
    Preparation prepare(Collection<RecordType> types);

    /**
     * Declares building indexes filled, from now on for everyone.
     *
     * @param type the record type's name
     * @param indexes names of indexes; those that are not building are passed over
     */
    void ready(String type, Set<String> indexes);

    /**
     * A record type as this store object prepared it.
     *
     * @param name its name
     * @return the record type
     * @throws StorageException SCHEMA when it was not prepared
     */
    RecordType type(String name);

    /**
     * A live record.
     *
     * @param tenant whose
     * @param key which
     * @return the record, if it is live
     */
    Optional<StoredRecord> find(String tenant, RecordKey key);

    /**
     * A record in whatever state.
     *
     * @param tenant whose
     * @param key which
     * @return the record, if one of this id ever was
     */
    Optional<StoredRecord> findInAnyState(String tenant, RecordKey key);

    /**
     * Live records of one type.
     *
     * @param tenant whose
     * @param type the record type's name
     * @param ids which, at most 10,000; repeated ones count once
     * @return those that are live, in the order of the ids given
     */
    default List<StoredRecord> findAll(String tenant, String type, Collection<String> ids) {
        StorageChecks.ids(ids);
        Set<String> seen = new HashSet<>();
        return ids.stream()
                .filter(seen::add)
                .map(id -> find(tenant, new RecordKey(type, id)))
                .flatMap(Optional::stream)
                .toList();
    }

    /**
     * A page of live records.
     *
     * @param query which
     * @return the page
     * @throws StorageException UNSUPPORTED for an index, order or predicate that is not declared or not offered; BUILDING
     *     for an index that is not filled yet; PAGE_TOKEN for a token of another query
     */
    Page query(Query query);

    /**
     * Counts, sums and extremes of live records. The default is correct and streams; stores do better by pushing it down.
     *
     * @param tally which
     * @return the groups
     * @throws StorageException as {@link #query}
     */
    default List<Tally.Group> tally(Tally tally) {
        return Tallies.stream(this, tally);
    }

    /**
     * Does all changes or none.
     *
     * @param changes the changes
     * @return what became of them; never {@link CommitResult.Voided} unless the receipt was voided before
     * @throws StorageException LIMIT for more than {@link #profile()} allows, FULL when no room is left; in every case
     *     nothing was done
     * @throws IllegalArgumentException for values that no store takes; nothing was done
     */
    CommitResult commit(ChangeSet changes);

    /**
     * Tells for good what became of a change set. A set that is still being committed elsewhere is waited for; one that
     * is not there is voided: it can never be committed afterwards.
     *
     * @param tenant whose
     * @param receipt the change set's receipt
     * @return {@link CommitResult.Committed} as the commit would have said, or {@link CommitResult.Voided}
     */
    CommitResult resolve(String tenant, String receipt);

    /**
     * All records of a tenant in whatever state, of the types prepared by this store object, in the order of their keys,
     * as they were at one moment.
     *
     * @param tenant whose
     * @return the records; close the stream
     * @throws StorageException UNSUPPORTED when the store does not offer it
     */
    default Stream<StoredRecord> snapshot(String tenant) {
        Objects.requireNonNull(tenant, "tenant");
        throw StorageChecks.unsupported(Capability.SNAPSHOT);
    }

    /** Ends all that this store opened: connections, threads, files. Calls after that throw CLOSED. Idempotent. */
    @Override
    void close();
}
