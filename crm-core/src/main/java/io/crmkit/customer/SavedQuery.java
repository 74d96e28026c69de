package io.crmkit.customer;

import com.google.common.hash.Hashing;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.IndexSpec;
import io.crmkit.spi.storage.RecordType;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jmolecules.ddd.annotation.AggregateRoot;
import org.jmolecules.ddd.annotation.Identity;

/**
 * A query that a user keeps (CUS-09). It holds no answers: what it finds is what its user may see when it is run. Immutable.
 *
 * @param id the id, which follows from user and name
 * @param version how often it was written
 * @param keeper id of the user
 * @param name what the user calls it
 * @param query the query; absent once it is kept no longer
 * @param trace who kept it and when
 */
@AggregateRoot
public record SavedQuery(
        @Identity String id, long version, String keeper, String name, Optional<CustomerQuery> query, Trace trace)
        implements Entity<SavedQuery> {

    /** The kind. The index holds queries that are kept. */
    public static final Kind<SavedQuery> KIND = Kind.plain(
                    RecordType.named("saved_query", 1)
                            .indexes(IndexSpec.text("keeper"))
                            .build(),
                    SavedQuery.class,
                    (s, values) -> values.text("keeper", s.query().isPresent() ? s.keeper() : null))
            .sealing("query")
            .underAudit();

    static String idOf(String user, String name) {
        return Hashing.sha256()
                .hashString(user + "/" + name.strip(), StandardCharsets.UTF_8)
                .toString();
    }

    @Override
    public SavedQuery withVersion(long other) {
        return new SavedQuery(id, other, keeper, name, query, trace);
    }

    SavedQuery with(Optional<CustomerQuery> other, Trace touched) {
        return new SavedQuery(id, version, keeper, name, other, touched);
    }
}
