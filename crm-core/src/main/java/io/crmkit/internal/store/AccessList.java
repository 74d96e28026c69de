package io.crmkit.internal.store;

import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may read a record because of related records, with the number of reasons each has. It is kept beside the record, so
 * that a new related record neither raises the version of the record nor loses an edit of it: every write of the record
 * checks the version of this list, and every change of this list reindexes the record. It also says which approval holds the
 * record, so that a lock costs a write of such a record nothing (APR-01).
 *
 * @param id the record's type and id
 * @param version how often it was written
 * @param reasons number of reasons by visibility token
 * @param lock id of the approval that holds the record, if one does
 */
public record AccessList(String id, long version, Map<String, Integer> reasons, Optional<String> lock)
        implements Entity<AccessList> {

    /** The kind. */
    public static final Kind<AccessList> KIND =
            Kind.plain(RecordType.named("access_list", 1).build(), AccessList.class, (list, values) -> {});

    /** Copies the reasons. */
    public AccessList {
        reasons = Map.copyOf(reasons);
        lock = lock == null ? Optional.empty() : lock;
    }

    /**
     * A list of a record that nothing is related to yet.
     *
     * @param id the record's type and id
     * @return the list
     */
    public static AccessList empty(String id) {
        return new AccessList(id, 1, Map.of(), Optional.empty());
    }

    /**
     * The id of a record's list.
     *
     * @param kind the record's kind
     * @param recordId its id
     * @return the list's id
     */
    public static String idOf(Kind<?> kind, String recordId) {
        return kind.name() + ":" + recordId;
    }

    /** {@return the tokens that have a reason} */
    public Set<String> tokens() {
        return new TreeSet<>(reasons.keySet());
    }

    /**
     * The list with more or fewer reasons for a token.
     *
     * @param token the token
     * @param by how many more
     * @return the other list
     */
    public AccessList changed(String token, int by) {
        Map<String, Integer> copy = new TreeMap<>(reasons);
        copy.merge(token, by, Integer::sum);
        copy.values().removeIf(count -> count <= 0);
        return new AccessList(id, version, copy, lock);
    }

    /**
     * The list of a record that an approval holds, or none any more.
     *
     * @param approval id of the approval
     * @return the other list
     */
    public AccessList locked(Optional<String> approval) {
        return new AccessList(id, version, reasons, approval);
    }

    @Override
    public AccessList withVersion(long other) {
        return new AccessList(id, other, reasons, lock);
    }
}
