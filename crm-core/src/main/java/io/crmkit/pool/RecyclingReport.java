package io.crmkit.pool;

import io.crmkit.shared.Label;
import io.crmkit.shared.Messages;
import java.time.LocalDate;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What went to the pools, or would go there (CUS-12, POL-02).
 *
 * @param from the first day looked at
 * @param to the last day looked at; the same for what was done
 * @param policy the number of the policy in force
 * @param looked how many records were looked at: those that nobody has seen to for long enough to matter
 * @param rows what went, by id; at most {@value #LISTED} are listed, of which the actor sees all
 * @param recycled how many went in all
 * @param reminded how many reminders came about; 0 for a dry run
 * @param kept how many stay although their time is over, by why
 * @param underApproval how many stay because an approval holds them
 */
public record RecyclingReport(
        LocalDate from,
        LocalDate to,
        long policy,
        long looked,
        List<Row> rows,
        long recycled,
        long reminded,
        SortedMap<Recycling.Exemption, Long> kept,
        long underApproval) {

    /** How many records are listed one by one. */
    public static final int LISTED = 10_000;

    /**
     * A record that goes to a pool.
     *
     * @param id its id
     * @param name what people call it
     * @param owner id of the owner who loses it
     * @param on the day on which it goes
     * @param cause what was missing
     * @param days for how many days
     * @param since since when
     * @param into key of the pool
     */
    public record Row(
            String id,
            String name,
            String owner,
            LocalDate on,
            Recycling.Cause cause,
            int days,
            LocalDate since,
            String into) {

        /** {@return why, in both languages} */
        public Label why() {
            return Messages.label(
                    "pool.cause." + cause.name().toLowerCase(Locale.ROOT).replace('_', '-'), days, since);
        }
    }

    /** Copies the collections. */
    public RecyclingReport {
        rows = List.copyOf(rows);
        kept = Collections.unmodifiableSortedMap(new TreeMap<>(kept));
    }
}
