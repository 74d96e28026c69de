package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.LocalDate;

/**
 * The last evaluation of the whole base that came to its end: as long as the day and the policy are the same, grades and
 * stages as they are stored are those of today.
 *
 * @param id always {@link #ID}
 * @param version how often it was written
 * @param day the day
 * @param policy the number of the policy in force
 */
public record GradingRun(String id, long version, LocalDate day, long policy) implements Entity<GradingRun> {

    /** The one id. */
    public static final String ID = "last";

    /** The kind. */
    public static final Kind<GradingRun> KIND =
            Kind.plain(RecordType.named("grading_run", 1).build(), GradingRun.class, (run, values) -> {});

    /**
     * Whether what is stored is what would be computed.
     *
     * @param today the day
     * @param inForce the number of the policy in force
     * @return whether it is
     */
    public boolean isOf(LocalDate today, long inForce) {
        return day.equals(today) && policy == inForce;
    }

    @Override
    public GradingRun withVersion(long other) {
        return new GradingRun(id, other, day, policy);
    }
}
