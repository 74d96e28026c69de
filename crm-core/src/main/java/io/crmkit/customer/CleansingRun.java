package io.crmkit.customer;

import io.crmkit.internal.store.Kind;
import io.crmkit.shared.Entity;
import io.crmkit.spi.storage.RecordType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Optional;

/**
 * How far somebody's cleansing has come (CUS-10). It is written with each page, so that a run that was cut off goes on where it was, and
 * two nodes that run at once share the pages.
 *
 * @param id id of the user who runs it
 * @param version how often it was written
 * @param startedAt when the present or last run began
 * @param finishedAt when it ended; absent while it runs
 * @param finishedFor the day on which the last run began that came to its end
 * @param at where the present run goes on; absent at the beginning
 * @param looked how many customers were looked at
 * @param found how many proposals came about, by key of the rule
 * @param settled how many were settled, since what was found is there no more
 */
record CleansingRun(
        String id,
        long version,
        Instant startedAt,
        Optional<Instant> finishedAt,
        Optional<LocalDate> finishedFor,
        Optional<String> at,
        long looked,
        Map<String, Long> found,
        long settled)
        implements Entity<CleansingRun> {

    static final Kind<CleansingRun> KIND =
            Kind.plain(RecordType.named("cleansing_run", 1).build(), CleansingRun.class, (run, values) -> {});

    /** Copies the map. */
    CleansingRun {
        found = found == null ? Map.of() : Map.copyOf(found);
    }

    static CleansingRun begun(String user, Instant now, Optional<LocalDate> before) {
        return new CleansingRun(user, 1, now, Optional.empty(), before, Optional.empty(), 0, Map.of(), 0);
    }

    CleansingRun after(Optional<String> next, long more, Map<String, Long> all, long gone) {
        return new CleansingRun(
                id, version, startedAt, finishedAt, finishedFor, next, looked + more, all, settled + gone);
    }

    CleansingRun finished(Instant now, LocalDate day) {
        return new CleansingRun(
                id, version, startedAt, Optional.of(now), Optional.of(day), Optional.empty(), looked, found, settled);
    }

    @Override
    public CleansingRun withVersion(long other) {
        return new CleansingRun(id, other, startedAt, finishedAt, finishedFor, at, looked, found, settled);
    }
}
