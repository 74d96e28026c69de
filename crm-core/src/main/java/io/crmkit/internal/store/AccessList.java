package io.crmkit.internal.store;

import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Who may read a record because of related records, with the number of reasons each has. It is kept beside the record, so
 * that a new related record neither raises the version of the record nor loses an edit of it: every write of the record
 * checks the version of this list, and every change of this list reindexes the record.
 *
 * @param id the record's type and id
 * @param version how often it was written
 * @param reasons number of reasons by visibility token
 */
public record AccessList(String id, long version, Map<String, Integer> reasons) implements Entity<AccessList> {

    /** The kind. */
    public static final Kind<AccessList> KIND =
            Kind.plain(RecordType.named("access_list", 1).build(), AccessList.class, (list, values) -> {});

    /** Copies the reasons. */
    public AccessList {
        reasons = Map.copyOf(reasons);
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
        return new AccessList(id, version, copy);
    }

    @Override
    public AccessList withVersion(long other) {
        return new AccessList(id, other, reasons);
    }
}
