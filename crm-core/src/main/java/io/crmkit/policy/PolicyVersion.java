package io.crmkit.policy;

import com.google.common.base.Strings;
import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.shared.Trace;
import io.crmkit.spi.storage.RecordType;

/**
 * A published policy document (POL-01). It is never changed, so that old decisions stay explainable.
 *
 * @param id the number, as an id
 * @param version how often it was written
 * @param number the number, from 1
 * @param document the document
 * @param reason why it was published
 * @param trace who published it, and when
 */
public record PolicyVersion(String id, long version, long number, String document, String reason, Trace trace)
        implements Entity<PolicyVersion> {

    /** The kind. */
    public static final Kind<PolicyVersion> KIND = Kind.plain(
                    RecordType.named("policy", 1).build(), PolicyVersion.class, (v, values) -> {})
            .underAudit();

    /**
     * The id of a number.
     *
     * @param number the number
     * @return the id
     */
    public static String idOf(long number) {
        return Strings.padStart(Long.toString(number), 8, '0');
    }

    @Override
    public PolicyVersion withVersion(long other) {
        return new PolicyVersion(id, other, number, document, reason, trace);
    }
}
