package io.crmkit.pool;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.LocalDate;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How much a user claimed on which day. What is given back stays counted, and its version makes two claims of the last one meet. A clock
 * that jumps finds the days as it left them.
 *
 * @param id id of the user
 * @param version how often it was written
 * @param claims number of claims by day, of the last {@value #DAYS} days that have any
 */
record ClaimLedger(String id, long version, SortedMap<LocalDate, Integer> claims) implements Entity<ClaimLedger> {

    private static final int DAYS = 31;

    static final Kind<ClaimLedger> KIND =
            Kind.plain(RecordType.named("claim_ledger", 1).build(), ClaimLedger.class, (l, values) -> {});

    ClaimLedger {
        claims = Collections.unmodifiableSortedMap(new TreeMap<>(claims == null ? Map.of() : claims));
    }

    static ClaimLedger of(String user) {
        return new ClaimLedger(user, 1, new TreeMap<>());
    }

    int on(LocalDate day) {
        return claims.getOrDefault(day, 0);
    }

    ClaimLedger oneMore(LocalDate day) {
        TreeMap<LocalDate, Integer> more = new TreeMap<>(claims);
        more.merge(day, 1, Integer::sum);
        while (more.size() > DAYS) {
            more.pollFirstEntry();
        }
        return new ClaimLedger(id, version, more);
    }

    /** The first day, from a day on, on which less than so much was claimed. */
    LocalDate firstFree(LocalDate from, int perDay) {
        LocalDate day = from;
        while (on(day) >= perDay) {
            day = day.plusDays(1);
        }
        return day;
    }

    @Override
    public ClaimLedger withVersion(long other) {
        return new ClaimLedger(id, other, claims);
    }
}
