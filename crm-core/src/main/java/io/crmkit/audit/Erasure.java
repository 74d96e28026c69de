package io.crmkit.audit;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.RecordType;
import java.util.List;

/**
 * That the sensitive contents of some entries were erased (ACC-18): by whom, why, and of which entries.
 *
 * @param id the id
 * @param version always 1
 * @param subject type and id of the record that the entries are about
 * @param entries ids of the entries
 * @param reason why
 * @param trace who and when
 */
public record Erasure(String id, long version, String subject, List<String> entries, String reason, Trace trace)
        implements Entity<Erasure> {

    /** How many contents are erased at once. */
    public static final int TOGETHER = 5_000;

    /** The kind. */
    public static final Kind<Erasure> KIND = Kind.plain(
                    RecordType.named("audit_erasure", 1).build(), Erasure.class, (e, values) -> {})
            .underAudit();

    /** Copies the ids. */
    public Erasure {
        entries = entries == null ? List.of() : List.copyOf(entries);
    }

    @Override
    public Erasure withVersion(long other) {
        return new Erasure(id, other, subject, entries, reason, trace);
    }
}
