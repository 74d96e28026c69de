package io.crmkit.pool;

import java.time.Instant;
import java.time.LocalDate;

/**
 * What a user may still claim (CUS-12).
 *
 * @param day the day in the enterprise's time zone
 * @param claimed how many customers and leads the user claimed on it
 * @param perDay how many a user may claim on a day
 * @param owned how many records of the kind the user owns
 * @param cap how many a user may own
 * @param renewed when the user may claim again at the earliest, as far as the day is concerned; now when there is something left
 */
public record ClaimQuota(LocalDate day, int claimed, int perDay, int owned, int cap, Instant renewed) {

    /** {@return how many the user may claim now, as far as day and cap are concerned} */
    public int left() {
        return Math.max(0, Math.min(perDay - claimed, cap - owned));
    }
}
